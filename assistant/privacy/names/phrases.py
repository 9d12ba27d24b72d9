"""The phrases around names, and finding where they stand among the words of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from assistant.privacy.lexicon import load_yaml
from assistant.privacy.names.words import Words
from assistant.privacy.surface import fold

_LIGHT = re.compile(r"[ \n.'/,&-]{1,3}")
_STEM = 4
MOST_PHRASES = 15_000  # of one text; no person writes as many


class Cue(StrEnum):
    """What a phrase says about the words beside it; the keys of ``phrases.yaml``."""

    INTRODUCES = "introduces"
    LABELS = "labels"
    SUGGESTS = "suggests"
    DESCRIBES = "describes"
    TITLES = "titles"
    GREETS = "greets"
    TITLES_AFTER = "titles_after"
    FOLLOWS = "follows"
    CLOSINGS = "closings"


@dataclass(frozen=True)
class Said:
    """A phrase standing at words ``[start, end)``."""

    cue: Cue
    start: int
    end: int


class _Phrases:
    """Phrases by their first word; a word with ``*`` is found by its first letters."""

    def __init__(self, phrases: list[tuple[Cue, tuple[str, ...]]]) -> None:
        self.exact: dict[str, list[tuple[Cue, tuple[str, ...]]]] = {}
        self.stems: dict[str, list[tuple[Cue, tuple[str, ...]]]] = {}
        for cue, words in phrases:
            if words[0].endswith("*"):
                self.stems.setdefault(words[0][:_STEM], []).append((cue, words))
            else:
                self.exact.setdefault(words[0], []).append((cue, words))


@lru_cache(maxsize=1)
def _content() -> dict[str, object]:
    return load_yaml(files("assistant").joinpath("privacy", "names", "phrases.yaml").read_text(encoding="utf-8"))


@cache
def small_words(key: str) -> frozenset[str]:
    """A list of single words of ``phrases.yaml``: ``fillers``, ``headers``, ``strong``, ``speaking`` …"""
    return frozenset(fold(str(_content()[key])).split())


@lru_cache(maxsize=1)
def _phrases() -> _Phrases:
    lines = [(cue, line) for cue in Cue for line in str(_content()[cue.value]).splitlines() if line.strip()]
    return _Phrases([(cue, tuple(fold(line).split())) for cue, line in lines])


def _fits(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def _stands(words: Words, i: int, phrase: tuple[str, ...]) -> bool:
    if i + len(phrase) > len(words):
        return False
    for k, pattern in enumerate(phrase):
        if not _fits(pattern, words.texts[i + k]):
            return False
        if k and not _LIGHT.fullmatch(words.gap(i + k)):
            return False
    return True


def said(words: Words) -> Iterator[Said]:
    """Every phrase in a text; of those with the same meaning that start at the same word, the longest."""
    table = _phrases()
    exact, stems = table.exact, table.stems
    for i in [i for i, word in enumerate(words.texts) if word in exact or word[:_STEM] in stems][:MOST_PHRASES]:
        candidates = exact.get(words.texts[i], ())
        stemmed = stems.get(words.texts[i][:_STEM], ())
        longest: dict[Cue, int] = {}
        for cue, phrase in (*candidates, *stemmed):
            if len(phrase) > longest.get(cue, 0) and _stands(words, i, phrase):
                longest[cue] = len(phrase)
        for cue, length in longest.items():
            yield Said(cue, i, i + length)
