"""What a language tells the search: how its words fold, which key and stem they get, which words carry no topic."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from assistant.domain import Language
from assistant.languages.folding import FoldTable


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """One language's part in folding, search and guessing.

    ``key`` turns a word into the key it is indexed under, ``key_of_start`` the beginning of one. ``spelled_stem`` stems
    a word in its own spelling and returns the stem's key; ``stem`` returns a stem that is the same whatever keyboard
    the word came from.
    ``folder`` is where its word lists lie.
    """

    language: Language
    folder: str
    table: FoldTable
    key: Callable[[str], str]
    key_of_start: Callable[[str], str]
    spelled_stem: Callable[[str], str]
    stem: Callable[[str], str]
    other_readings: Callable[[str], tuple[str, ...]] = lambda word: ()


def word_list(folder: str, name: str) -> tuple[str, ...]:
    """The words of ``<folder>/<name>.txt`` beside this file, or of ``<name>.txt`` when ``folder`` is empty.

    Lines that start with ``#`` are remarks; a word may end in a star (any ending).
    """
    path = resources.files("assistant.languages").joinpath(*filter(None, (folder, f"{name}.txt")))
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=8)
def stop_keys(analysis: Analysis) -> frozenset[str]:
    """The keys of the words the index of this language leaves out."""
    return frozenset(analysis.key(word) for word in word_list(analysis.folder, "stop_words"))


@lru_cache(maxsize=8)
def abbreviations(analysis: Analysis) -> frozenset[str]:
    """Folded words whose full stop ends no sentence."""
    return frozenset(word.translate(analysis.table) for word in word_list(analysis.folder, "abbreviations"))


class Endings:
    """Takes endings off keys, ``rounds`` times the longest that fits; a stem keeps at least ``shortest`` letters.

    The endings come from ``<folder>/endings.txt``. Capitals there stand for letters that vary:
    ``A`` a or e, ``I`` i or u, ``D`` d or t. ``joins(stem, ending)`` says whether the two sounds may meet;
    ``final`` gives the letter a bare stem ends in.
    """

    _VARIANTS = {"A": "ae", "I": "iu", "D": "dt"}  # noqa: RUF012

    def __init__(
        self,
        folder: str,
        *,
        shortest: int,
        rounds: int,
        joins: Callable[[str, str], bool] = lambda stem, ending: True,
        final: Mapping[str, str] | None = None,
    ) -> None:
        self._folder = folder
        self._shortest = shortest
        self._rounds = rounds
        self._joins = joins
        self._final = final or {}
        self._known: frozenset[str] | None = None
        self._longest = 0

    def trim(self, key: str) -> str:
        """``key`` without its endings; numbers and short words stay whole."""
        if key.isdigit():
            return key
        for _ in range(self._rounds):
            key = key[: len(key) - self._longest_ending(key)]
        return key[:-1] + self._final.get(key[-1:], key[-1:])

    def _longest_ending(self, key: str) -> int:
        known = self._load()
        for size in range(min(self._longest, len(key) - self._shortest), 0, -1):
            if key[-size:] in known and self._joins(key[:-size], key[-size:]):
                return size
        return 0

    def _load(self) -> frozenset[str]:
        if self._known is None:
            self._known = frozenset(spelt for ending in word_list(self._folder, "endings") for spelt in _spell(ending))
            self._longest = max(map(len, self._known))
        return self._known


def _spell(ending: str) -> list[str]:
    spelt = [""]
    for letter in ending:
        spelt = [start + choice for start in spelt for choice in Endings._VARIANTS.get(letter, letter)]
    return spelt


_STEMMER_LOCK = threading.Lock()  # a Snowball stemmer keeps state between calls


@lru_cache(maxsize=8)
def _snowball(algorithm: str) -> Callable[[str], str]:
    import Stemmer  # type: ignore[import-not-found]

    stemmer = Stemmer.Stemmer(algorithm)
    stemmer.maxCacheSize = 0  # those who ask keep what they need
    stem_word: Callable[[str], str] = stemmer.stemWord
    return stem_word


def snowball(algorithm: str, word: str) -> str:
    """The Snowball stem of a folded word (``algorithm``: ``turkish``, ``greek``, ``english``)."""
    stem_word = _snowball(algorithm)
    with _STEMMER_LOCK:
        return stem_word(word)
