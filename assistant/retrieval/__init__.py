"""Finding what the brand knows about a complaint: passages of entries and of the tone guideline."""
