"""Finding people's names: lists, words that are none, phrases that introduce somebody."""
