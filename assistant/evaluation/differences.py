"""Two versions of a text as words kept, taken out and put in."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

PIECE = re.compile(r"\s+|[^\W_]+|[\W_]", re.UNICODE)
KEPT, OUT, IN = "kept", "out", "in"


def word_differences(before: str, after: str) -> list[tuple[str, str]]:
    """Pieces in reading order, each ``kept``, taken ``out`` or put ``in``; together they give both texts back.

    >>> word_differences("We are sorry.", "We are very sorry.")
    [('kept', 'We are '), ('in', 'very '), ('kept', 'sorry.')]
    """
    old, new = PIECE.findall(before), PIECE.findall(after)
    found: list[tuple[str, str]] = []
    for code, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if code == "equal":
            found.append((KEPT, "".join(old[a:b])))
            continue
        if a < b:
            found.append((OUT, "".join(old[a:b])))
        if c < d:
            found.append((IN, "".join(new[c:d])))
    return found
