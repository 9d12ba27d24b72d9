"""The nouns of the product: frozen data that every other part passes along.

One complaint travels through them in one direction: ``Complaint`` -> ``MaskedText`` -> ``Triage`` ->
``Passage`` -> ``Draft`` -> ``Finding`` -> ``Proposal`` -> ``Decision`` -> ``Reply`` -> ``Receipt``.
"""

from assistant.domain.codes import (
    Action,
    Audience,
    Category,
    Emotion,
    Flag,
    Language,
    Market,
    SentenceKind,
    Severity,
    Situation,
    SlotType,
    Status,
    Verb,
)
from assistant.domain.complaint import Author, Complaint, Details, MaskedText, Reason, Triage, Turn
from assistant.domain.draft import (
    Ask,
    Card,
    Commitment,
    Draft,
    Finding,
    Pack,
    Passage,
    Proposal,
    Sentence,
    Slot,
    Usage,
)
from assistant.domain.sending import Decision, Receipt, Reply

__all__ = [
    "Action",
    "Ask",
    "Audience",
    "Author",
    "Card",
    "Category",
    "Commitment",
    "Complaint",
    "Decision",
    "Details",
    "Draft",
    "Emotion",
    "Finding",
    "Flag",
    "Language",
    "Market",
    "MaskedText",
    "Pack",
    "Passage",
    "Proposal",
    "Reason",
    "Receipt",
    "Reply",
    "Sentence",
    "SentenceKind",
    "Severity",
    "Situation",
    "Slot",
    "SlotType",
    "Status",
    "Triage",
    "Turn",
    "Usage",
    "Verb",
]
