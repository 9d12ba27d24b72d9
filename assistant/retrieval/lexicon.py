"""The words one index knows, and how a customer's spelling is led to one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from assistant.languages import words
from assistant.languages.analysis import Analysis, stop_keys

_REPAIRABLE = 5  # letters; within one edit of a shorter word stand too many others
SAME_STEM, ONE_EDIT = 0.9, 0.6  # how well a word is known that is not indexed itself
_LONGEST = 40  # letters of a word that is worth an index term


GRAM = 4
PREFIX = 5


def grams_of(key: str) -> list[str]:
    """The four-grams of a key with its beginning and end marked; a shorter key is one gram."""
    marked = f"^{key}$"
    return [marked[at : at + GRAM] for at in range(max(1, len(marked) - GRAM + 1))]


class Term(NamedTuple):
    """A word of a question: its key, its stem as indexed, and the key of the indexed word it was led to.

    ``known`` says how well: 1 for the word itself, ``SAME_STEM``, ``ONE_EDIT``, 0 for a word like none indexed.
    """

    key: str
    stem: str
    near: str
    known: float


# A word of a passage as the fields of the index take it: its stem, its four-grams with a space between, its prefix.
# A plain tuple, because the garbage collector looks through every named one again and again.
Indexed = tuple[str, str, str]


class Vocabulary:
    """Turns the words of passages into what is indexed and counts them; ``lexicon`` is what was read."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self._counts: Counter[str] = Counter()
        self._keys: dict[str, str] = {}
        self._indexed: dict[str, Indexed | None] = {}

    def read(self, text: str) -> list[Indexed]:
        """The words of one passage's text, in order, without stop words."""
        found = words(text)
        self._counts.update(found)
        indexed = self._indexed
        for word in set(found).difference(indexed):
            indexed[word] = self._index(word)
        return [one for word in found if (one := indexed[word])]

    def _index(self, word: str) -> Indexed | None:
        key = self.analysis.key(word)
        if key in stop_keys(self.analysis) or len(key) > _LONGEST:
            return None
        self._keys[word] = key
        return self.analysis.spelled_stem(word), " ".join(grams_of(key)), key[:PREFIX]

    def lexicon(self) -> Lexicon:
        """Every key with its count, and the stems of its commonest spelling."""
        rows: dict[str, tuple[int, str, str]] = {}
        for word, count in sorted(self._counts.items(), key=lambda item: (-item[1], item[0])):
            key, indexed = self._keys.get(word), self._indexed[word]
            if key is None or indexed is None:
                continue
            if row := rows.get(key):
                rows[key] = (row[0] + count, *row[1:])
            else:
                rows[key] = (count, indexed[0], self.analysis.stem(word))
        return Lexicon(self.analysis, rows)


class Lexicon:
    """The keys of an index with how often each occurs, its stem as spelled and its stem on any keyboard."""

    def __init__(self, analysis: Analysis, rows: Mapping[str, tuple[int, str, str]]) -> None:
        self.analysis = analysis
        self.rows = dict(rows)
        self._by_stem: dict[str, str] = {}
        for key in sorted(self.rows, key=lambda key: (-self.rows[key][0], key)):
            self._by_stem.setdefault(self.rows[key][2], key)
        self._by_shape: dict[tuple[str, int], list[str]] | None = None
        self._stops = stop_keys(analysis)
        self._cache: dict[str, Term | None] = {}

    def __contains__(self, key: str) -> bool:
        return key in self.rows

    def terms(self, written: Sequence[str]) -> list[Term]:
        """The terms of a customer's words, each once, in order, without stop words."""
        return list({term.key: term for word in written if (term := self._term(word))}.values())

    def keys_and_near(self, written: Sequence[str]) -> list[tuple[str, str]]:
        """The key of every word, stop words too, with the key of the indexed word it was led to."""
        found = []
        for word in written:
            term = self._term(word)
            key = self.analysis.key(word)
            found.append((key, term.near if term else key))
        return found

    def knows(self, word: str) -> bool:
        """Whether ``word`` as spelled is indexed or is one of the language's stop words."""
        key = self.analysis.key(word)
        return key in self.rows or key in self._stops

    def _term(self, word: str) -> Term | None:
        if word not in self._cache:
            if len(self._cache) > 50_000:
                self._cache.clear()
            self._cache[word] = self._lookup(word)
        return self._cache[word]

    def _lookup(self, word: str) -> Term | None:
        key = self.analysis.key(word)
        if key in self._stops or len(key) > _LONGEST:
            return None
        if key not in self.rows:
            key = next((reading for reading in self.analysis.other_readings(word) if reading in self.rows), key)
        if key in self.rows:
            return Term(key, self.rows[key][1], key, 1.0)
        stem = self.analysis.stem(word)
        if len(key) > 3 and not key.isdigit() and (relative := self._by_stem.get(stem)):
            return Term(key, self.rows[relative][1], key, SAME_STEM)
        if repaired := self._repair(key):
            return Term(key, self.rows[repaired][1], repaired, ONE_EDIT)
        return Term(key, self.analysis.spelled_stem(word), key, 0.0)

    def _repair(self, key: str) -> str | None:
        """The commonest indexed word within one edit (a letter lost, added, changed, or two swapped)."""
        if len(key) < _REPAIRABLE or any(map(str.isdigit, key)):
            return None
        if self._by_shape is None:
            self._by_shape = _by_shape(self.rows)
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        size = len(key)
        alike = [word for near in (size - 1, size, size + 1) for word in self._by_shape.get((key[0], near), ())]
        found = process.extract(key, alike, scorer=OSA.distance, score_cutoff=1, limit=None)
        return max((word for word, _, _ in found), key=lambda word: (self.rows[word][0], word), default=None)


def _by_shape(known: Iterable[str]) -> dict[tuple[str, int], list[str]]:
    """Words by their first letter, which people rarely mistype, and their length."""
    found: dict[tuple[str, int], list[str]] = {}
    for word in known:
        found.setdefault((word[:1], len(word)), []).append(word)
    return found
