"""How many days a customer has been waiting, from the lengths of time and the days they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain, pairwise

from assistant.domain import Language
from assistant.languages.quantities import Kind, Quantity, Unit, quantities
from assistant.triage.lexicon import Waiting, lexicon
from assistant.triage.reading import plain_key, read
from assistant.triage.spelling import Spelling

DAYS: Mapping[str, int] = {Unit.DAY: 1, Unit.WORKING_DAY: 1, Unit.WEEK: 7, Unit.MONTH: 30}
TOLD = 8  # words on either side of a day that tell what happened on it
CLAUSE = 6  # words on either side that tell that the length of time is the age of something
BESIDE = 3  # words on either side that tell what a length of time is
CONTEXT = 48  # characters in which those words stand
LONGEST = 365
OVERDUE = 15  # days from the order to the day it came that nobody praises in earnest
FRESH = 120  # days back to which a day named is the beginning of this wait
# Turkish says «for three weeks now» with the verb ending alone: üç haftadır.
SINCE = re.compile(r"d[ıiuü]r$", re.IGNORECASE)
STOPS = re.compile(r"[.!?;…\n]")
NUMBER = re.compile(r"\d+")
PAIR = 2
LEAP_DAY = date(2028, 2, 29)  # a day on which every day of a year without one lies in the past


def days_waited(
    text: str, stated: Sequence[Quantity], received_at: datetime, language: Language, *, owned: bool = False
) -> int | None:
    """The longest wait the text names, in days; failing that, the days since what it says began.

    With ``owned`` a time beside a word for buying or using is the goods' age.
    """
    words = lexicon(language).waiting
    if owned:
        stated = [item for item in stated if not _any(words.owned, [*chain(*_beside(text, item, language, CLAUSE))])]
    waits = [days for days, certain in _waits(text, stated, words, language) if certain]
    ago = [days for days, certain in _waits(text, stated, words, language) if not certain]
    since = list(_since(text, stated, received_at.date(), words.began, language))
    for found in (waits, ago, since):
        plausible = [days for days in found if 0 < days <= LONGEST]
        if plausible:
            return max(plausible)
    return None


def overdue(text: str, language: Language) -> str:
    """The two days between which goods were on their way for ``OVERDUE`` days or more, as written; empty for none.

    >>> overdue("Ordered 3 October, arrived 19 November. Quick!", Language.EN)
    '3 October … 19 November'
    """
    if len(NUMBER.findall(text)) < PAIR:
        return ""
    words = lexicon(language).waiting
    days = [item for item in quantities(text, language) if item.kind is Kind.DATE and isinstance(item.value, str)]
    for ordered, came in pairwise(days):
        between = _between(str(ordered.value), str(came.value))
        if between is None or not OVERDUE <= between <= LONGEST:
            continue
        began, ended = ([*chain(*_beside(text, day, language, TOLD))] for day in (ordered, came))
        if _any(words.began, began) and _any(words.ended, ended):
            return " … ".join(text[day.start : day.end].rstrip(".") for day in (ordered, came))
    return ""


def _between(first: str, second: str) -> int | None:
    """Days from the first day to the next time it is the second; ``None`` where one is a month without a day."""
    begin, end = _latest(first, LEAP_DAY), _latest(second, LEAP_DAY)
    return None if begin is None or end is None else (end - begin).days % LONGEST


def _waits(text: str, stated: Sequence[Quantity], words: Waiting, language: Language) -> Iterator[tuple[int, bool]]:
    """Lengths of time that are a wait for certain, or only lie back in time."""
    for item in stated:
        days = _days(item)
        if days is None:
            continue
        before, after = _beside(text, item, language)
        since = language is Language.TR and SINCE.search(text[item.start : item.end])
        other = _any(words.no_wait, [*before[-1:], *after[:2]])
        if since or (not other and _any(words.waits, [*before, *after])):
            yield days, True
        elif _any(words.ago, [*before[-2:], *after[:2]]):
            yield days, False


def _days(item: Quantity) -> int | None:
    if item.kind is not Kind.DURATION or item.unit not in DAYS or isinstance(item.value, str):
        return None
    return int(item.value * DAYS[item.unit])


def _since(text: str, stated: Sequence[Quantity], today: date, began: Spelling, language: Language) -> Iterator[int]:
    """Days since the days on which something was ordered, sent back or paid."""
    for item in stated:
        if item.kind is not Kind.DATE or not isinstance(item.value, str):
            continue
        day = _latest(item.value, today)
        before, after = _beside(text, item, language)
        if day is not None and (today - day).days <= FRESH and _any(began, [*before, *after]):
            yield (today - day).days


def _latest(value: str, today: date) -> date | None:
    """The day, the last one not in the future when the year is left out; ``None`` for a month without a day."""
    try:
        if not value.startswith("--"):
            return date.fromisoformat(value) if len(value) == len("2026-11-21") else None
        this_year = date.fromisoformat(f"{today.year}{value[1:]}")
        return this_year if this_year <= today else this_year.replace(year=today.year - 1)
    except ValueError:
        return None


def _beside(text: str, item: Quantity, language: Language, most: int = BESIDE) -> tuple[list[str], list[str]]:
    """The keys of the words right before and right after, at most so many, within the sentence."""
    before = STOPS.split(text[max(0, item.start - CONTEXT) : item.start])[-1]
    after = STOPS.split(text[item.end : item.end + CONTEXT])[0]
    return (
        [plain_key(word, language) for word in read(before).words[-most:]],
        [plain_key(word, language) for word in read(after).words[:most]],
    )


def _any(words: Spelling, found: Sequence[str]) -> bool:
    return any(words.elements(key) for key in found)
