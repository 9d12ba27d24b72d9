"""What the words beside a number say it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assistant.privacy.digits import Number
from assistant.privacy.lexicon import either, hints, listed
from assistant.privacy.reading import Reading
from assistant.privacy.surface import look_alike

_BEFORE = 70
_AFTER = 48


class Label(StrEnum):
    """What a number can be said to be; the keys of ``words/labels.yaml``."""

    TCKN = "tckn"
    VKN = "vkn"
    AFM = "afm"
    AMKA = "amka"
    CARD = "card"
    IBAN = "iban"
    PHONE = "phone"
    PLATE = "plate"
    PASSPORT = "passport"
    IDENTITY_CARD = "identity_card"


@dataclass(frozen=True)
class _Words:
    """``pattern`` finds the label; where none of the ``hints`` stands in a text, the label is not looked for."""

    pattern: re.Pattern[str]
    hints: tuple[str, ...]


@lru_cache(maxsize=32)
def _words(label: Label) -> _Words:
    """All in letters as they look in capitals: «ΑΦΜ» is typed with Latin A and M as often as not."""
    words = [look_alike(w) for w in listed("labels", label, "words")]
    acronyms = [look_alike(w) for w in listed("labels", label, "acronyms")]
    dotted = [r"\.? ?".join(re.escape(letter) for letter in acronym) for acronym in acronyms]
    pattern = re.compile(rf"(?<![^\W\d_])(?:{'|'.join([*dotted, either(words)])})(?![^\W\d_])")
    return _Words(pattern, (*hints(words), *(a[-1] for a in acronyms)))


@lru_cache(maxsize=1)
def _filler() -> re.Pattern[str]:
    words = either(look_alike(w) for w in listed("labels", "filler"))
    return re.compile(rf"(?:[\s:=#.,;\-'\"()\[\]/*>|_]|\b(?:{words})\b)*")


@lru_cache(maxsize=1)
def _link() -> re.Pattern[str]:
    words = either(look_alike(w) for w in listed("labels", "link"))
    return re.compile(rf"'?[^\W\d_]{{0,5}}[\s)\]:,\-]{{0,3}}(?:\b(?:{words})\b[\s'\-:]{{0,3}}){{0,4}}")


def mentioned(reading: Reading, label: Label) -> bool:
    """Whether ``label`` can stand anywhere in the text."""
    return reading.remembered(label, lambda: any(hint in reading.latin for hint in _words(label).hints))


def led(reading: Reading, start: int, label: Label) -> bool:
    """The number at ``start`` is what ``label`` names: nothing but filler stands between them."""
    if not mentioned(reading, label):
        return False
    return reading.remembered((start, label), lambda: _led(reading, start, _words(label).pattern))


def _led(reading: Reading, start: int, pattern: re.Pattern[str]) -> bool:
    if not reading.patient():
        return True
    window = reading.latin[max(0, start - _BEFORE) : start]
    return any(_filler().fullmatch(window, match.end()) for match in pattern.finditer(window))


def followed(reading: Reading, end: int, label: Label) -> bool:
    """``label`` comes right after the number: «… numaralı telefon», "… is my AFM"."""
    if not mentioned(reading, label):
        return False
    window = reading.latin[end : end + _AFTER]
    link = _link().match(window)
    return link is not None and _words(label).pattern.match(window, link.end()) is not None


def named(reading: Reading, start: int, end: int, label: Label) -> bool:
    """``led`` or ``followed``."""
    return led(reading, start, label) or followed(reading, end, label)


def near(reading: Reading, start: int, end: int, label: Label, reach: int = 60) -> bool:
    """``label`` stands within ``reach`` characters before or after, whatever is between."""
    if not mentioned(reading, label):
        return False
    if not reading.patient():
        return True
    before, after = reading.latin[max(0, start - reach) : start], reading.latin[end : end + reach]
    pattern = _words(label).pattern
    return pattern.search(before) is not None or pattern.search(after) is not None


def labelled(reading: Reading, label: Label, lengths: tuple[int, ...]) -> Iterator[Number]:
    """Numbers that ``label`` names. Of those that begin (or end) alike, the first of ``lengths`` wins."""
    if not mentioned(reading, label):
        return
    best: dict[tuple[str, int], Number] = {}
    for number in reading.numbers:
        if len(number.digits) not in lengths or not number.tidy:
            continue
        if led(reading, number.start, label):
            place = ("led", number.start)
        elif followed(reading, number.end, label):
            place = ("followed", number.end)
        else:
            continue
        rival = best.get(place)
        if rival is None or lengths.index(len(number.digits)) < lengths.index(len(rival.digits)):
            best[place] = number
    yield from best.values()
