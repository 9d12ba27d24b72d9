"""Which words of a lexicon a typed word may be meant for: itself, a beginning, or one slip of the finger away."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache

LONG = 7  # letters a word must have before one wrong letter is forgiven
LONGEST = 40  # letters; nothing the lexicon names is longer, and a word of a million letters is no word
# Letters whose presence turns a Turkish verb into its opposite: geliyor, gelmiyor.
TURNING = frozenset("m")
NONE = frozenset[str]()
KEPT_AT_END = 2  # endings carry tense and person: gelmedi is not gelmeli


class Spelling:
    """The elements of a lexicon (``gelmedi``, ``gelmedi*``), to be looked up by typed words.

    ``known`` are correct words that look like a slip of another: charged and changed.
    """

    def __init__(self, elements: Collection[str], known: Collection[str] = ()) -> None:
        self._whole = {element for element in elements if not element.endswith("*")}
        stems = {element[:-1]: element for element in elements if element.endswith("*")}
        self._stems = {stem: element for stem, element in stems.items() if 2 <= len(stem) <= LONGEST}
        self._lengths: dict[str, list[int]] = {}  # of the stems that begin with the same two letters
        for stem in sorted(self._stems, key=len):
            lengths = self._lengths.setdefault(stem[:2], [])
            if lengths[-1:] != [len(stem)]:
                lengths.append(len(stem))
        self._known = frozenset(known)
        self._shorter: dict[str, set[str]] = {}
        for element in elements:
            word = element.removesuffix("*")
            if len(word) >= LONG and word.isalpha():
                for variant in (word, *_deletions(word)):
                    self._shorter.setdefault(variant, set()).add(element)
        self._stem_lengths = sorted({len(stem) for stem in stems if len(stem) >= LONG})

    def elements(self, key: str) -> frozenset[str]:
        """Every element this word fits.

        >>> sorted(Spelling({"siparis*", "gelmedi"}).elements("siprais"))
        ['siparis*']
        >>> Spelling({"gelmiyor", "gelmedi"}).elements("geliyor")
        frozenset()
        """
        found = self.exact(key)
        if found or not LONG - 1 <= len(key) <= LONGEST or key in self._known or not key.isalpha():
            return found
        if self._shorter.keys().isdisjoint(_variants(key)):
            return found  # so most words are done with at once
        return frozenset(self._slips(key))

    def exact(self, key: str) -> frozenset[str]:
        """The elements this word fits letter by letter."""
        whole, lengths = key in self._whole, self._lengths.get(key[:2])
        if lengths is None:  # so most words are done with at once
            return frozenset((key,)) if whole else NONE
        stems = self._stems
        found = {stems[start] for length in lengths if (start := key[:length]) in stems}
        return frozenset((*found, key)) if whole else frozenset(found)

    def _slips(self, key: str) -> Iterator[str]:
        for element in self._near(key):
            if not element.endswith("*") and one_slip(key, element):
                yield element
        near: dict[int, set[str]] = {}  # each beginning is asked for by three lengths
        for length in self._stem_lengths:
            for end in (length - 1, length, length + 1):
                if end > len(key):
                    break
                if end not in near:
                    near[end] = self._near(key[:end])
                for element in near[end]:
                    if element.endswith("*") and len(element) == length + 1 and one_slip(key[:end], element[:-1]):
                        yield element

    def _near(self, word: str) -> set[str]:
        shorter = self._shorter
        return set[str]().union(*(shorter[variant] for variant in (word, *_deletions(word)) if variant in shorter))


def one_slip(typed: str, meant: str) -> bool:
    """Whether one letter is missing, added, wrong or swapped, inside the word and without turning its meaning.

    >>> one_slip("sikyaet", "sikayet"), one_slip("gelmesi", "gelmedi")
    (True, False)
    """
    if len(meant) < LONG or abs(len(typed) - len(meant)) > 1 or typed == meant:
        return False
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    end = 0
    while end < min(len(typed), len(meant)) - start and typed[-1 - end] == meant[-1 - end]:
        end += 1
    wrong, right = typed[start : len(typed) - end], meant[start : len(meant) - end]
    if start == 0 or end < KEPT_AT_END or TURNING & set(wrong + right):
        return False
    swapped = len(wrong) == 2 and wrong == right[::-1]
    return swapped or (len(wrong) <= 1 and len(right) <= 1)


@lru_cache(maxsize=1 << 12)  # the lexicons ask it of the same word one after the other
def _variants(key: str) -> tuple[str, ...]:
    """A word and its beginnings that are long enough for a slip, each whole and with one letter left out."""
    starts = [key[:end] for end in range(LONG - 1, len(key) + 1)]
    return tuple({variant for start in starts for variant in (start, *_deletions(start))})


def _deletions(word: str) -> list[str]:
    return [word[:index] + word[index + 1 :] for index in range(1, len(word))]
