"""Text folded for pattern matching, with the way back to the places in the text as written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# Stands where something was already read: no letter, no digit, no space, no punctuation a pattern knows.
TAKEN = "\ufffc"
# Stand in the view for the letters of words a lexicon knows, so that patterns need not spell those words.
NUMBER, HALF, PLUS_HALF, MONTH = "\ue000", "\ue001", "\ue002", "\ue003"


@dataclass(frozen=True, slots=True)
class Scan:
    """One text in three layers of the same length but for the first.

    ``original``: as given. ``folded``: small letters without accents, dotless i as i, one form of sigma, digits 0-9.
    ``view``: the folded text as patterns see it, known words marked and what is already read blotted out.
    ``places[i]`` is where folded character i begins in the original, ``places[-1]`` the original's length.
    """

    original: str
    folded: str
    view: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A range of the folded text as a range of the original, combining marks included."""
        return self.places[start], self.places[end]

    def without(self, ranges: Iterable[tuple[int, int]]) -> Scan:
        """The same text with ranges blotted out of the view."""
        return self.marked((start, end, TAKEN) for start, end in ranges)

    def marked(self, ranges: Iterable[tuple[int, int, str]]) -> Scan:
        """The same text with a mark for every letter of these ranges of the view."""
        ranges = list(ranges)
        if not ranges:
            return self
        letters = list(self.view)
        for start, end, mark in ranges:
            letters[start:end] = mark * (end - start)
        return Scan(self.original, self.folded, "".join(letters), self.places)


def scan(text: str) -> Scan:
    """Fold a text of any of the three languages, composed or decomposed.

    >>> scan("ΔΕΚΑΤΕΣΣΕΡΙΣ İş günü").folded
    'δεκατεσσερισ is gunu'
    """
    folded = text.translate(_FOLDED)
    if _FOLDED.uneven.isdisjoint(text):  # one for one, as nearly every text is
        return Scan(text, folded, folded, tuple(range(len(text) + 1)))
    letters = list(map(_folded, text))
    places = [place for place, part in enumerate(letters) for _ in part]
    return Scan(text, folded, folded, (*places, len(text)))


class _Folded(dict[int, str]):
    """What each letter met so far is folded to; ``uneven`` are those folded to none, or to more than one."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded(chr(code))
        if len(folded) != 1:
            self.uneven.add(chr(code))
        return folded


_FOLDED = _Folded()


def _folded(char: str) -> str:
    if char == "ı":
        return "i"
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if unicodedata.category(char) == "Co":
        return TAKEN
    letters = unicodedata.normalize("NFD", char).lower()
    kept = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
    return kept.replace("ς", "σ").replace("’", "'").replace("‘", "'").replace("−", "-")
