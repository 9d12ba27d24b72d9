"""Replies judged by a language model: a rubric editors read, quotes that are checked, no number without a card."""
