"""Dates and times of day in a text that was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from assistant.domain import Language
from assistant.languages.lexicon import NEVER, lexicon
from assistant.languages.measures import DASH, DASHES, Found
from assistant.languages.scanning import MONTH, Scan

LEAP_YEAR = 2024
# «gece 2» is early, «gece 10» is late.
FIRST_EVENING_HOUR = 6
# How far from a time the words are that tell its half of the day.
NEAR = 30
# «7/24», "24/7": around the clock, no date.
AROUND_THE_CLOCK = frozenset({(24, 7), (7, 24)})
ISO = re.compile(r"(?<![\w-])(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d|-\d)")
NUMERIC = re.compile(
    r"(?<![\w.,/-])(?P<day>\d{1,2})(?P<s>[./-])(?P<month>\d{1,2})(?P=s)(?P<year>\d{4}|\d\d)(?!\d|[./-]\d)"
)
SHORT = re.compile(r"(?<![\w.,/-])(?P<day>\d{1,2})/(?P<month>\d\d)(?!\d|/\d)")


def find_dates(scanned: Scan, language: Language) -> Iterator[Found]:
    """Days as ``2026-11-21``, without a year ``--11-21``, months as ``2026-11``."""
    for pattern in (ISO, NUMERIC, SHORT):
        for match in pattern.finditer(scanned.view):
            yield from _numeric_day(match, language)
    for pattern in _named(language):
        for match in pattern.finditer(scanned.view):
            if _is_month(match, scanned, language):
                yield from _named_days(match, scanned, language)


def find_times(scanned: Scan, language: Language) -> Iterator[Found]:
    """Times of day as ``18:00`` on a 24-hour clock; the end of a day is ``00:00``."""
    folded = scanned.view
    not_after = _not_after(language)
    for pattern in _clock(language):
        for match in pattern.finditer(folded):
            hour, minute = int(match["h"]), int(match["m"])
            before = folded[max(0, match.start() - NEAR) : match.start()]
            if not (hour == 24 and minute) and not not_after.search(before):
                yield _time(hour, minute, match, folded, language)
    for pattern in _bare_hours(language):
        for match in pattern.finditer(folded):
            hours = [int(value) for value in match.groups() if value]
            for hour in hours:
                # «9-5 pm» begins in the morning: only the later hour is the afternoon's.
                yield _time(hour, 0, match, folded, language, earlier=hour > hours[-1])
    yield from find_middles(scanned, language)


def find_middles(scanned: Scan, language: Language) -> Iterator[Found]:
    """Midnight and noon by their names."""
    for moment, pattern in _middles(language):
        for match in pattern.finditer(scanned.view):
            yield Found(moment, "", match.start(), match.end())


@cache
def _not_after(language: Language) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{lexicon(language).clock['not_after']})\.?\s?$")


@cache
def _middles(language: Language) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The words for midnight and noon, with the times they name."""
    clock = lexicon(language).clock
    named = (("00:00", clock["midnight"]), ("12:00", clock["noon"]))
    return tuple((moment, re.compile(rf"(?<!\w)(?:{words})(?!\w)")) for moment, words in named)


def _numeric_day(match: re.Match[str], language: Language) -> Iterator[Found]:
    found = match.groupdict()
    day, month = int(found["day"]), int(found["month"])
    year = int(found["year"]) if found.get("year") else None
    if month > 12 >= day and language is Language.EN and year:
        day, month = month, day
    if (day, month) in AROUND_THE_CLOCK and year is None:
        return
    if value := _date(day, month, year):
        yield Found(value, "", match.start(), match.end())


def _named_days(match: re.Match[str], scanned: Scan, language: Language) -> Iterator[Found]:
    found = match.groupdict()
    month = lexicon(language).month_in(scanned.folded[slice(*match.span("month"))])
    year = int(found["year"]) if found.get("year") else None
    if month is None:
        return
    days = [int(found[name]) for name in ("day", "until") if found.get(name)]
    if not days:
        yield Found(f"{year:04}-{month:02}", "", match.start(), match.end())
    for day in days:
        if value := _date(day, month, year):
            yield Found(value, "", match.start(), match.end())


def _date(day: int, month: int, year: int | None) -> str | None:
    """The date as text, or ``None`` for a day the calendar does not have."""
    if year is not None and year < 100:
        year += 2000
    try:
        found = date(year or LEAP_YEAR, month, day)
    except ValueError:
        return None
    return found.isoformat() if year else f"--{month:02}-{day:02}"


def _is_month(match: re.Match[str], scanned: Scan, language: Language) -> bool:
    """English «may» and «march» are months only with a capital."""
    start, end = match.span("month")
    capital = scanned.original[scanned.places[start]].isupper()
    return capital or language is not Language.EN or scanned.folded[start:end] not in {"may", "march", "mar"}


@cache
def _named(language: Language) -> tuple[re.Pattern[str], ...]:
    """Day before month («21 Kasım 2026», «21-23 Kasım», «21 ve 23 Kasım»), English month before day, month and year."""
    words = lexicon(language)
    ending = words.patterns.get("day_ending") or "(?:)"
    of = rf"(?:(?:{words.patterns['of']})\s+)?" if words.patterns.get("of") else ""
    year = r"(?:,?\s+(?P<year>\d{4})(?!\d|[./-]\d))"
    joined = rf"(?:\s?{DASH}\s?|\s(?:{words.patterns['days_joined']})\s)"
    until = rf"(?:{joined}(?P<until>\d{{1,2}})(?:{ending}|\.)?)?"
    day = rf"(?<![\w.,:/])(?P<day>\d{{1,2}})(?:{ending}|\.)?{until}"
    after = rf"(?:\.?{year}|{words.patterns['month_endings']}|(?!\w))"
    patterns = [
        rf"{day}\s*{of}(?P<month>{MONTH}+){after}(?!\w)",
        rf"(?<!\w)(?P<month>{MONTH}+)\.?\s+(?P<year>(?:19|20)\d\d)(?!\w)",
    ]
    if language is Language.EN:
        day = rf"(?P<day>\d{{1,2}})(?:{ending})?(?!\d|[.:]\d)"
        patterns.append(rf"(?<!\w)(?P<month>{MONTH}+)\.?\s+{day}{year}?(?!\w)")
    return tuple(re.compile(pattern) for pattern in patterns)


@cache
def _clock(language: Language) -> tuple[re.Pattern[str], ...]:
    """Hours and minutes; with a full stop only where the language writes times so, before am and pm, and after at."""
    clock = lexicon(language).clock
    no_time = rf"(?!\s?(?:{clock['not_a_time']})(?!\w))"
    stop = rf"\d\d(?!\d|[.,:/]\d){no_time}" if "." in clock["separators"] else rf"\d\d\s?(?:{_halves(language)})"
    separator = rf"(?::|\.(?={stop}))"
    hour, ends = r"(?P<h>[01]?\d|2[0-4])", r"(?!\d|[.,:/]\d)"
    money = "|".join(pattern for _, pattern in lexicon(language).currencies)
    after = rf"(?<!\w)(?:{clock['dotted_after']})\s{hour}\.(?P<m>[0-5]\d){ends}(?!\s?(?:{money}|%))"
    return (
        re.compile(rf"(?<![\w:/])(?<!\d[.,]){hour}{separator}(?P<m>[0-5]\d)(?::[0-5]\d)?{ends}"),
        re.compile(after),
    )


@cache
def _bare_hours(language: Language) -> tuple[re.Pattern[str], ...]:
    """Hours without minutes: behind a word («saat 18», «saat 9-18», «στις 6») or before one (6 pm, 6 o'clock)."""
    words = lexicon(language)
    clock = words.clock
    units = "|".join(pattern for _, pattern in (*words.units, *words.currencies))
    hour = r"([01]?\d|2[0-4])"
    ends = rf"(?!\d|[.,:/]\d|\s?{DASH}\s?\d|\s?(?:{units})(?!\w))"
    follows = "" if clock["bare_before"] == NEVER else rf"(?={clock['bare_before']})"
    behind = rf"(?<!\w)(?:{clock['bare_after']})\s(?:saat\s)?{hour}(?:\s?{DASH}\s?{hour})?{ends}{follows}"
    before = _halves(language) if language is not Language.EN else rf"(?:{_halves(language)}|{clock['bare_before']})"
    front = rf"(?<![\w.,:/])(1[0-2]|0?[1-9])(?:\s?{DASH}\s?(1[0-2]|0?[1-9]))?\s?(?:{before})"
    return re.compile(behind), re.compile(front)


def _halves(language: Language) -> str:
    """Words behind a time that tell the half of the day."""
    clock = lexicon(language).clock
    return rf"(?:{clock['after_morning']}|{clock['after_evening']}|{clock['after_night']})(?!\w)"


def _time(
    hour: int, minute: int, match: re.Match[str], folded: str, language: Language, *, earlier: bool = False
) -> Found:
    """The time a match shows, moved to its half of the day by the words around it."""
    half = None if earlier else _half(folded, match, language)
    if half == "evening" or (half == "night" and hour >= FIRST_EVENING_HOUR):
        hour += 12 if hour < 12 else 0
    if half in {"morning", "night"} and hour == 12:
        hour = 0
    start = match.start("h") if "h" in match.re.groupindex else match.start()
    return Found(f"{hour % 24:02}:{minute:02}", "", start, match.end())


def _half(folded: str, match: re.Match[str], language: Language) -> str | None:
    """The half of the day that words beside or inside a match tell."""
    clock = lexicon(language).clock
    digits = re.search(r"\d", match[0])
    start = match.start() + (digits.start() if digits else 0)
    before, after = folded[max(0, start - NEAR) : start], folded[start : match.end() + NEAR]
    for half in ("morning", "evening", "night"):
        if re.search(rf"(?<!\w)(?:{clock['before_' + half]})\s(?:saat\s)?$", before):
            return half
        if re.match(rf"[\d.:\s{DASHES}]*(?:{clock['after_' + half]})(?!\w)", after):
            return half
    return None
