"""Amounts of money, percentages and lengths of time in a text that was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from assistant.domain import Language
from assistant.languages.lexicon import NEVER, Lexicon, Unit, lexicon
from assistant.languages.numerals import DIGITS, ENDS, Part, numeral_pattern, read_parts
from assistant.languages.scanning import Scan

DASHES = "–—~-"
DASH = f"[{DASHES}]"
GAP = "[ \u00a0\u202f]?"
# A year of the calendar («2026 yılı», «έτος 2026») is no length of time.
CALENDAR_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Found:
    """One quantity at a range of the folded text; both ends of a range are two of these at one place."""

    value: Decimal | str
    unit: str
    start: int
    end: int


def find_money(scanned: Scan, language: Language) -> Iterator[Found]:
    """Amounts with their currency before or behind, ranges, and «79 lira 90 kuruş»."""
    words = lexicon(language)
    for match in _money(language).finditer(scanned.view):
        code = next(code for code, _ in words.currencies if match[f"after_{code}"] or match[f"before_{code}"])
        parts = _parts(scanned, match, language, money=True)
        for part in parts:
            cents = Decimal(match["cents"]) / 100 if match["cents"] and part is parts[-1] else 0
            yield Found(part.value + cents, code, match.start(), match.end())


def find_percentages(scanned: Scan, language: Language) -> Iterator[Found]:
    """%20, 20 %, yüzde yirmi, 20 τοις εκατό, twenty per cent, and ranges of them."""
    for match in _percentage(language).finditer(scanned.view):
        for part in _parts(scanned, match, language):
            yield Found(part.value, "%", match.start(), match.end())


def find_durations(scanned: Scan, language: Language) -> Iterator[Found]:
    """Lengths of time, in digits or words, with both ends of a range."""
    for match in _duration(language).finditer(scanned.view):
        unit = _unit(match)
        if _is_clock(match, unit):
            continue
        for part in _parts(scanned, match, language):
            if unit is not Unit.YEAR or part.value not in CALENDAR_YEARS:
                yield Found(part.value, unit, match.start(), match.end())
    for match in _attached(language).finditer(scanned.view):
        yield Found(Decimal(match["n"]), _unit(match), match.start(), match.end())
    for match in _unit_first(language).finditer(scanned.view):
        for part in _parts(scanned, match, language):
            yield Found(part.value, _unit(match), match.start(), match.end())
    yield from find_whole_durations(scanned, language)


def find_whole_durations(scanned: Scan, language: Language) -> Iterator[Found]:
    """Lengths of time that are told without any number: a fortnight, διήμερο, «per day»."""
    words = lexicon(language)
    for match in _whole(language).finditer(scanned.view):
        unit, value, _ = words.whole[(match.lastindex or 1) - 1]
        yield Found(Decimal(value), unit, match.start(), match.end())
    for match in _single(language).finditer(scanned.view):
        yield Found(Decimal(1), _unit(match), match.start("one"), match.end())


def _parts(scanned: Scan, match: re.Match[str], language: Language, *, money: bool = False) -> list[Part]:
    """The numbers of a match: a range in front of its unit (a, b) or behind its sign (c, d)."""
    sides = [side for side in ("a", "b", "c", "d") if side in match.re.groupindex and match[side]]
    return [part for side in sides for part in read_parts(scanned, match.span(side), language, money=money)]


def _unit(match: re.Match[str]) -> Unit:
    return next(unit for unit in Unit if unit in match.re.groupindex and match[unit] is not None)


def _is_clock(match: re.Match[str], unit: Unit) -> bool:
    """«08.00-24.00 saatleri», «18.00 ώρα»: times of day, not lengths of time."""
    return unit is Unit.HOUR and bool(re.fullmatch(r"\d{1,2}\.\d\d", match["a"]))


def _range(language: Language, first: str, second: str) -> str:
    """A number, or two with a dash or a word between; «and» joins only after an opening «between»."""
    words = lexicon(language)
    between = rf"\s?{DASH}\s?|\s(?:{words.patterns['between']})\s"
    opening, pair = words.patterns.get("between_open"), words.patterns.get("between_pair")
    number = numeral_pattern(language)
    if not opening:
        return rf"(?P<{first}>{number})(?:(?:{between})(?P<{second}>{number}))?"
    joined = rf"(?(open_{first})\s(?:{pair})\s|(?:{between}))"
    return rf"(?P<open_{first}>(?<!\w)(?:{opening})\s)?(?P<{first}>{number})(?:{joined}(?P<{second}>{number}))?"


@cache
def _money(language: Language) -> re.Pattern[str]:
    words = lexicon(language)
    after = "|".join(f"(?P<after_{code}>{pattern})" for code, pattern in words.currencies)
    before = "|".join(f"(?P<before_{code}>{_signs(pattern)})" for code, pattern in words.currencies)
    cents = "|".join(pattern for _, pattern in words.cents) or NEVER
    again = "|".join(_signs(pattern) for _, pattern in words.currencies)
    small = rf"(?:{GAP}(?:ve|και|and)?{GAP}(?P<cents>\d{{1,2}}){GAP}(?:{cents})(?!\w))?"
    behind = rf"{_range(language, 'a', 'b')}(?:,-)?{GAP}(?:{after})(?!\w){small}"
    amount = rf"{DIGITS}{ENDS}"
    front = rf"(?<!\w)(?:{before}){GAP}(?P<c>{amount})(?:\s?{DASH}\s?(?:{again})?{GAP}(?P<d>{amount}))?"
    return re.compile(rf"{behind}|{front}")


def _signs(pattern: str) -> str:
    """The signs and codes of a currency, which may stand in front of a number; its words may not."""
    kept = [part for part in pattern.split("|") if re.fullmatch(r"\\?\$|[€₺£]|tl.*|try|eur|usd|gbp", part)]
    return "|".join(re.sub(r"^tl.*", "tl", part) for part in kept)


@cache
def _percentage(language: Language) -> re.Pattern[str]:
    words = lexicon(language)
    before, after = words.patterns["percent_before"], words.patterns["percent_after"]
    front = rf"(?<!\w)(?:{before}){GAP}(?P<c>{_loose(language)})(?:\s?{DASH}\s?%?(?P<d>{_loose(language)}))?"
    return re.compile(rf"{front}|{_range(language, 'a', 'b')}{GAP}-?(?:{after})(?!\w)")


def _loose(language: Language) -> str:
    """A number behind a sign, where nothing has to be said about what stands before it."""
    return rf"(?:{DIGITS}{ENDS}|{numeral_pattern(language)})"


@cache
def _duration(language: Language) -> re.Pattern[str]:
    article = r"(?:\san?)?" if language is Language.EN else ""  # half an hour
    units = _units(lexicon(language).units)
    return re.compile(rf"{_range(language, 'a', 'b')}{article}\s?-?\s?(?:{units})(?!\w)")


@cache
def _unit_first(language: Language) -> re.Pattern[str]:
    """Ranges behind their unit, as "days 1-14"; a single number there may count anything else."""
    words = lexicon(language)
    if not words.patterns.get("unit_first"):
        return re.compile(NEVER)
    between = rf"(?:\s?{DASH}\s?|\s(?:{words.patterns['between']})\s)"
    number = rf"{DIGITS}{ENDS}"
    return re.compile(rf"(?<!\w)(?:{_units(words.units)})\s(?P<c>{number}){between}(?P<d>{number})")


@cache
def _whole(language: Language) -> re.Pattern[str]:
    """Words that hold number and unit (διήμερο, fortnight), one group each in the lexicon's order."""
    words = "|".join(f"({pattern})" for _, _, pattern in lexicon(language).whole)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)" if words else NEVER)


@cache
def _attached(language: Language) -> re.Pattern[str]:
    units = lexicon(language).attached
    return re.compile(rf"(?<![\w.,])(?P<n>\d+){GAP}-?(?:{_units(units)})(?!\w)" if units else NEVER)


@cache
def _single(language: Language) -> re.Pattern[str]:
    words: Lexicon = lexicon(language)
    opening = words.patterns.get("single")
    if not opening:
        return re.compile(NEVER)
    return re.compile(rf"(?<!\w)(?:{opening}) (?P<one>(?:{_units(words.units)}))(?!\w)")


def _units(units: tuple[tuple[Unit, str], ...]) -> str:
    return "|".join(f"(?P<{unit}>{pattern})" for unit, pattern in units)
