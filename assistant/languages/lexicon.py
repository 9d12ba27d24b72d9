"""The words by which a language writes quantities, read from its ``quantities.yaml`` and turned into patterns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple, TypeVar

from assistant.domain import Language
from assistant.languages.greek.spelling import latin_key, latin_keys, latin_pattern
from assistant.languages.names import read_words
from assistant.languages.scanning import HALF, MONTH, NUMBER, PLUS_HALF, Scan, scan

FOLDERS = {Language.TR: "turkish", Language.EL: "greek", Language.EN: "english"}
# Matches nothing: stands in for a pattern a language has no use for.
NEVER = r"(?!)"
WORD = re.compile(r"[^\W\d_]+")
THOUSAND = 1000
BEFORE = 80  # letters looked at before a number word: more than the longest noun

Value = TypeVar("Value")


class Unit(StrEnum):
    """A unit of time; a working day is no calendar day."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


# A working day is looked for before a day, whose word it holds.
UNIT_ORDER = (Unit.WORKING_DAY, Unit.MINUTE, Unit.HOUR, Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR)


@dataclass(frozen=True)
class Lexicon:
    """One language's words for quantities.

    ``spelled`` are number words as written, by value; ``values``, ``halves`` and ``months`` are keyed by folded word
    and, for Greek, by ``latin_key``; everything else is patterns on the view of a ``Scan``.
    """

    language: Language
    spelled: Mapping[int, tuple[str, ...]]
    values: Mapping[str, Decimal]
    halves: Mapping[str, Decimal]
    months: Mapping[str, int]
    exact: Mapping[str, str]
    articles: frozenset[str]
    postpositions: frozenset[str]
    multiplies: frozenset[int]
    joined: bool
    large: tuple[tuple[Decimal, str], ...]
    units: tuple[tuple[Unit, str], ...]
    attached: tuple[tuple[Unit, str], ...]
    whole: tuple[tuple[Unit, int, str], ...]
    currencies: tuple[tuple[str, str], ...]
    cents: tuple[tuple[str, str], ...]
    patterns: Mapping[str, str]
    clock: Mapping[str, str]

    def values_in(self, word: str) -> list[Decimal]:
        """The values of the number words a folded word is made of: one, or several written together (ondört)."""
        value = self._found(self.values, word)
        if value is not None:
            return [value]
        if self.joined and re.fullmatch(self.patterns["words"], word):
            return [self.values[part] for part in re.findall(self.patterns["word"], word)]
        return []

    def is_article(self, word: str) -> bool:
        """Whether a folded word for one is mostly an article."""
        return word in self.articles or latin_key(word) in self.articles

    def half_in(self, word: str) -> Decimal | None:
        """The value of a word that holds a half (yarım, μιάμιση)."""
        return self._found(self.halves, word)

    def month_in(self, word: str) -> int | None:
        """The month a folded word names, with or without a case ending (kasimda)."""
        month = self._found(self.months, word)
        if month is None and self.joined and (ended := re.fullmatch(self.patterns["ended_month"], word)):
            month = self.months[ended[1]]
        return month

    def mark(self, scanned: Scan) -> Scan:
        """A text with the number words, halves and months of this language marked in its view."""
        return scanned.marked(self._marks(scanned))

    def _marks(self, scanned: Scan) -> Iterator[tuple[int, int, str]]:
        view = scanned.view
        plus = [found.span() for found in _phrases(self.language, "plus_half").finditer(view)]
        yield from ((start, end, PLUS_HALF) for start, end in plus)
        if not any(_meaning(word, self.language) for word in set(WORD.findall(view))):
            return  # as in nearly every sentence
        # «τοις εκατό» holds a number word and is none.
        signs = [found.span() for found in _phrases(self.language, "percent_after").finditer(view)]
        read = {place for start, end in (*plus, *signs) for place in range(start, end)}
        for word in WORD.finditer(view):
            meaning = _meaning(word[0], self.language)
            if meaning is None or word.start() in read:
                continue
            written = scanned.original[slice(*scanned.span(word.start(), word.end()))]
            if meaning.half:
                yield word.start(), word.end(), HALF
            elif meaning.first is not None and self._is_spelled(word[0], written):
                if not self._means_something_else(word[0], meaning.first, view, word.start()):
                    yield word.start(), word.end(), NUMBER
            elif meaning.month:
                yield word.start(), word.end(), MONTH

    def _is_spelled(self, word: str, written: str) -> bool:
        """Whether a number word was written with its own letters or with none but English ones, not «ön» or «uç»."""
        if not self.joined:
            return True
        spelled = "".join(self.exact[part] for part in re.findall(self.patterns["word"], word))
        own = unicodedata.normalize("NFC", written).replace("İ", "i").replace("I", "ı").lower()
        own, spelled = own.replace("ı", "i"), spelled.replace("ı", "i")
        return own == spelled or own.isascii()

    def _means_something_else(self, word: str, value: Decimal, view: str, start: int) -> bool:
        """«5 bin» multiplies the digits before it and is read as letters; «1.000 TL altı» is no six."""
        before = view[max(0, start - BEFORE) : start]
        if value >= THOUSAND:
            return bool(re.search(r"\d\s$", before))
        return word in self.postpositions and bool(re.search(rf"(?:{self.patterns['noun']})\s$", before))

    def _found(self, table: Mapping[str, Value], word: str) -> Value | None:
        in_latin = self.language is Language.EL and word.isascii() and word not in table
        return table.get(latin_key(word) if in_latin else word)


class _Meaning(NamedTuple):
    """What a folded word can stand for: a half, a number (its first part's value), a month."""

    half: bool
    first: Decimal | None
    month: bool


@lru_cache(maxsize=1 << 15)
def _meaning(word: str, language: Language) -> _Meaning | None:
    """What a word means among quantities; ``None`` for nearly every word."""
    words = lexicon(language)
    values = words.values_in(word)
    first = values[0] if values else None
    half, month = words.half_in(word) is not None, words.month_in(word) is not None
    return _Meaning(half, first, month) if half or month or first is not None else None


@cache
def _phrases(language: Language, name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{lexicon(language).patterns[name]})(?!\w)")


@cache
def lexicon(language: Language) -> Lexicon:
    """The lexicon of a language, read once."""
    read = read_words(f"{FOLDERS[language]}/quantities.yaml")
    greek = language is Language.EL
    spelled = {int(value): tuple(str(words).split()) for value, words in _map(read, "numbers").items()}
    months = {int(value): tuple(str(words).split()) for value, words in _map(read, "months").items()}
    halves = {Decimal(str(value)): tuple(str(words).split()) for value, words in _map(read, "halves").items()}
    values = _keyed(((word, Decimal(value)) for value, words in spelled.items() for word in words), greek)
    return Lexicon(
        language=language,
        spelled=spelled,
        values=values,
        halves=_keyed(((word, value) for value, words in halves.items() for word in words), greek),
        months=(named := _keyed(((word, number) for number, words in months.items() for word in words), greek)),
        exact={_fold(word): word for words in spelled.values() for word in words},
        articles=frozenset(_keyed(((word, 1) for word in str(read["articles"]).split()), greek)),
        postpositions=frozenset(_fold(word) for word in str(read.get("postpositions", "")).split()),
        multiplies=frozenset(int(str(value)) for value in str(read["multiplies"]).split()),
        joined=bool(read["joined"]),
        large=tuple((Decimal(value), str(pattern)) for value, pattern in _map(read, "large").items()),
        units=_units(read, "units"),
        attached=_units(read, "attached_units"),
        whole=_whole(read),
        currencies=_pairs(read, "currencies"),
        cents=_pairs(read, "cents"),
        patterns=_patterns(read, values, named, greek),
        clock={key: _with_latin(str(value)) or NEVER for key, value in _map(read, "clock").items()},
    )


def _patterns(
    read: Mapping[str, object], values: Mapping[str, Decimal], months: Mapping[str, int], greek: bool
) -> dict[str, str]:
    found = {key: _with_latin(value) for key, value in read.items() if isinstance(value, str)}
    found["plus_half"] = "|".join(_phrase(phrase, greek) for phrase in str(read["plus_half"]).split("|"))
    found["word"] = "|".join(sorted(map(re.escape, values), key=lambda word: (-len(word), word)))
    found["words"] = rf"(?:{found['word']})+"
    nouns = [pattern for key in ("units", "currencies") for _, pattern in _pairs(read, key)]
    # Also a bare number, a number with any noun, and a genitive («günün altı»); «bin» only looks like one.
    found["noun"] = "|".join([*nouns, r"\d", r"\d\s(?!bin\s)[^\W\d_]+", r"(?<!\bb)[iu]n"])
    found["ended_month"] = rf"({'|'.join(map(re.escape, months))})(?:{found['month_endings']})"
    return found


def _map(read: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = read.get(key) or {}
    return found if isinstance(found, dict) else {}


def _fold(word: str) -> str:
    return scan(word).folded


def _keyed(words: Iterable[tuple[str, Value]], greek: bool) -> dict[str, Value]:
    """Values by folded word; for Greek also by every key of its Latin spellings."""
    found: dict[str, Value] = {}
    for word, value in words:
        found[_fold(word)] = value
        for key in latin_keys(word) if greek else ():
            found.setdefault(key, value)
    return found


def _phrase(phrase: str, greek: bool) -> str:
    native = re.escape(_fold(phrase)).replace(r"\ ", r"\s+")
    return f"{native}|{latin_pattern(phrase)}" if greek else native


def _with_latin(pattern: str) -> str:
    """A pattern with its {words} replaced by what they look like in Latin letters."""
    return re.sub(r"\{([^\W\d_][^{}]*)\}", lambda found: latin_pattern(found[1]), pattern)


def _pairs(read: Mapping[str, object], key: str) -> tuple[tuple[str, str], ...]:
    return tuple((code, _with_latin(str(pattern))) for code, pattern in _map(read, key).items())


def _units(read: Mapping[str, object], key: str) -> tuple[tuple[Unit, str], ...]:
    found = _map(read, key)
    return tuple((unit, _with_latin(str(found[unit]))) for unit in UNIT_ORDER if unit in found)


def _whole(read: Mapping[str, object]) -> tuple[tuple[Unit, int, str], ...]:
    endings = str(read.get("whole_endings", ""))
    found: list[tuple[Unit, int, str]] = []
    for unit, periods in _map(read, "whole_periods").items():
        stems = periods if isinstance(periods, dict) else {}
        found += [(Unit(unit), int(value), f"{stem}{endings}") for value, stem in stems.items()]
    return tuple(found)
