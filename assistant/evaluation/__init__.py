"""Offline evaluation: cases, measures, runs and their summaries, over the same workflow the desk uses."""
