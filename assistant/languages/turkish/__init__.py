"""What is particular to Turkish."""
