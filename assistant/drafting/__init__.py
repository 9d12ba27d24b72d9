"""Writing replies: a plan of moves, the composer that needs no model, the writer that asks one, and their layout."""
