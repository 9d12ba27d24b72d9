"""Numbers written out in words, as people do to get past filters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.privacy.lexicon import rows
from assistant.privacy.reading import Reading

_HUNDRED = -100  # the bare word: it multiplies what stands before it


@lru_cache(maxsize=1)
def _table() -> dict[str, int]:
    """Every number word with its value."""
    steps = {"units": (0, 1), "teens": (10, 1), "tens": (10, 10), "hundreds": (100, 100)}
    values: dict[str, int] = {}
    for key, (first, step) in steps.items():
        for row in rows("numbers", key):
            values |= {word: first + step * n for n, word in enumerate(row.split())}
    return values | dict.fromkeys(rows("numbers", "hundred"), _HUNDRED)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    words = "|".join(sorted(_table(), key=len, reverse=True))
    return re.compile(rf"(?<![a-zα-ω])(?:(?:{words})(?:[ ,.\-]{{1,3}}|(?=[a-zα-ω])|(?![a-zα-ω]))){{5,26}}(?![a-zα-ω])")


def spelled_numbers(reading: Reading) -> Iterator[tuple[int, int, str]]:
    """Runs of number words as ``(start, end, digits)``: «beş yüz otuz iki dört yüz …» is 532400…"""
    if sum(word in reading.folded for word in _table() if _table()[word] < 10) < 3:
        return
    splitter = re.compile("|".join(sorted(_table(), key=len, reverse=True)))
    for match in _pattern().finditer(reading.folded):
        text = match.group().rstrip(" ,.-")
        yield match.start(), match.start() + len(text), _digits([_table()[w] for w in splitter.findall(text)])


def _digits(values: list[int]) -> str:
    """Number words one after another as the digits somebody would dial; ``_HUNDRED`` is the bare word.

    >>> _digits([0, 5, -100, 30, 2, 4, -100, 10, 1, 20, 2, 30, 6])
    '05324112236'
    """
    groups: list[int] = []
    room = 0  # what the last group still takes: anything below; 1 stands for «only the word hundred»
    for value in values:
        if value == _HUNDRED and room == 1:
            groups[-1] *= 100
            room = 100
        elif 0 < value < room:
            groups[-1] += value
            room = 10 if value % 10 == 0 else 0
        else:
            groups.append(abs(value))
            room = 1 if 0 < value < 10 else 100 if abs(value) >= 100 else 10 if value and value % 10 == 0 else 0
    return "".join(map(str, groups))
