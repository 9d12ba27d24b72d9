"""Nothing stands in the reply that a reviewer cannot see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from assistant.checks.review import Reviewed
from assistant.domain import Finding, Severity

# A joiner between two pictures makes one emoji of them and hides nothing.
EMOJI_JOINER = re.compile(
    "(?<=[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])\u200d(?=[\U0001f000-\U0001faff\u2600-\u27bf])"
)
KEPT = "\n\t"


def hidden(reviewed: Reviewed) -> Iterator[Finding]:
    """Zero-width, direction, tag and control characters block: they carry words past the person who approves."""
    joiners = {match.start() for match in EMOJI_JOINER.finditer(reviewed.text)}
    for start, end in _runs(reviewed.text, joiners):
        names = ", ".join(sorted({f"U+{ord(character):04X}" for character in reviewed.text[start:end]}))
        yield reviewed.finding("hidden", Severity.BLOCK, "hidden.character", (start, end), "", names=names)


def _runs(text: str, joiners: set[int]) -> Iterator[tuple[int, int]]:
    if text.replace("\n", "").isprintable():
        return  # as nearly every reply
    start: int | None = None
    for place, character in enumerate(text):
        unseen = unicodedata.category(character) in {"Cf", "Cc"} and character not in KEPT and place not in joiners
        if unseen and start is None:
            start = place
        elif not unseen and start is not None:
            yield start, place
            start = None
    if start is not None:
        yield start, len(text)
