"""What is particular to Greek."""
