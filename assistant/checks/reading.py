"""A reply cut into its sentences with their places, and folded for comparison, once for all checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.domain import Language
from assistant.languages import fold, sentences

QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'"})


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of a text: as written, its span in code points, and folded (see ``folded``)."""

    text: str
    start: int
    end: int
    folded: str

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.start, self.end


@lru_cache(maxsize=4096)
def said(text: str, language: Language) -> tuple[Said, ...]:
    """The sentences of a text in order; a line break ends a sentence, a line that was only wrapped does not.

    >>> [s.span for s in said("Üzgünüz. Yarın yazarım.", Language.TR)]
    [(0, 8), (9, 23)]
    """
    found: list[Said] = []
    place = 0
    for sentence in sentences(text, language):
        start = text.find(sentence, place)
        if start < 0:
            continue
        place = start + len(sentence)
        found.append(Said(sentence, start, place, folded(sentence, language)))
    return tuple(found)


@lru_cache(maxsize=8192)
def folded(text: str, language: Language) -> str:
    """Lower case as the language has it, Greek without accents, every apostrophe the plain one."""
    return fold(text, language).translate(QUOTES)


@lru_cache(maxsize=64)  # every list of every check folds the same reply
def folded_with_places(text: str, language: Language) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters the place it came from, so that findings carry exact spans."""
    whole = fold(text, language)
    if len(whole) == len(text):
        return whole, range(len(text))
    parts = [(part, place) for place, character in enumerate(text) for part in fold(character, language)]
    return "".join(part for part, _ in parts), [place for _, place in parts]
