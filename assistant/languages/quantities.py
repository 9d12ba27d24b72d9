"""Every quantity a text states, in one normal form: the same fact meets itself across spellings and languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache, partial
from typing import NamedTuple

from assistant.domain import Language
from assistant.languages.formats import Currency
from assistant.languages.lexicon import Unit, lexicon
from assistant.languages.measures import Found, find_durations, find_money, find_percentages, find_whole_durations
from assistant.languages.moments import find_dates, find_middles, find_times
from assistant.languages.numerals import DIGITS, read, read_digits, words_left
from assistant.languages.scanning import HALF, MONTH, NUMBER, PLUS_HALF, Scan

__all__ = [
    "Amount",
    "Duration",
    "Kind",
    "Moment",
    "Percentage",
    "Quantity",
    "Unit",
    "amounts",
    "clock_times",
    "dates",
    "durations",
    "percentages",
    "quantities",
]

Span = tuple[int, int]

ADDRESS = re.compile(r"(?:https?://|www\.)\S*[^\s.,;:!?)»]|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
CODE = re.compile(r"(?<!\w)[^\W\d_]{2,}-\d{2,}[\w-]*|(?<!\w)(?=\w*\d)(?=\w*[^\W\d_])\w+(?:[-_]\w+)*|#\d+")
AROUND_THE_CLOCK = re.compile(r"(?<![\w/])(?:7/24|24/7)(?![\w/])")
# Digits in groups, as telephone numbers, cards and accounts are written.
GROUPED = re.compile(r"(?<![\w.,])\+?\(?\d{1,20}\)?(?:[ \u00a0()/-]{1,2}\d{2,12}){0,8}(?!\d|[.,:]\d)")
# A number that long, or shorter with a leading + or 0, counts nothing.
LONG_CODE, SHORT_CODE = 10, 6
LITERAL = re.compile(DIGITS)
COUNTING = re.compile(rf"[\d{NUMBER}{HALF}{PLUS_HALF}{MONTH}]")
# What a finder cannot do without: looked for first, since few texts have it.
DIGIT, ADDRESS_SIGN, DATE_SIGN = re.compile(r"\d"), re.compile(r"@|://|www\."), re.compile(rf"\d[./-]\d|{MONTH}")


class Kind(StrEnum):
    """What a quantity counts; ``code`` is a number that counts nothing (telephone, order, version, address)."""

    MONEY = "money"
    PERCENT = "percent"
    DURATION = "duration"
    DATE = "date"
    TIME = "time"
    CODE = "code"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity: equal ``kind``, ``value`` and ``unit`` mean the same quantity, whatever it was written as.

    ``value`` is a ``Decimal``, or text for dates (``2026-11-21``, ``--11-21``, ``2026-11``), times (``18:00``) and
    codes; ``unit`` a currency, a unit of time, ``%`` or empty. The span is in code points of the text as given; the two
    ends of a range are two quantities at the same span.
    """

    kind: Kind
    value: Decimal | str
    unit: str
    start: int
    end: int

    @property
    def fact(self) -> tuple[Kind, Decimal | str, str]:
        """What is compared: everything but the place."""
        return self.kind, self.value, self.unit


class Amount(NamedTuple):
    """An amount of money and where it stands."""

    value: Decimal
    currency: Currency
    span: Span


class Duration(NamedTuple):
    """A length of time and where it stands."""

    value: Decimal
    unit: Unit
    span: Span


class Percentage(NamedTuple):
    """A percentage and where it stands."""

    value: Decimal
    span: Span


class Moment(NamedTuple):
    """A date or a time of day in normal form, and where it stands."""

    value: str
    span: Span


def amounts(text: str, language: Language) -> list[Amount]:
    """Amounts of money, both ends of a range: «1.249,90 TL», «1249,90 lira», «€1,249.90», «elli ευρώ».

    >>> amounts("79,90 TL", Language.TR)[0].value
    Decimal('79.90')
    """
    return [
        Amount(found.value, Currency(found.unit), (found.start, found.end))
        for found in quantities(text, language)
        if found.kind is Kind.MONEY and isinstance(found.value, Decimal)
    ]


def durations(text: str, language: Language) -> list[Duration]:
    """Lengths of time, both ends of a range: «14 gün», «on dört gün», «14 ημέρες», "fourteen days".

    >>> [(int(d.value), d.unit.value) for d in durations("1-3 iş günü içinde", Language.TR)]
    [(1, 'working_day'), (3, 'working_day')]
    """
    return [
        Duration(found.value, Unit(found.unit), (found.start, found.end))
        for found in quantities(text, language)
        if found.kind is Kind.DURATION and isinstance(found.value, Decimal)
    ]


def percentages(text: str, language: Language) -> list[Percentage]:
    """Percentages: %20, «yüzde yirmi», «20 τοις εκατό», twenty per cent."""
    return [
        Percentage(found.value, (found.start, found.end))
        for found in quantities(text, language)
        if found.kind is Kind.PERCENT and isinstance(found.value, Decimal)
    ]


def clock_times(text: str, language: Language) -> list[Moment]:
    """Times of day on a 24-hour clock; the end of a day is ``00:00``.

    >>> clock_times("by 6 pm", Language.EN), clock_times("18.00'e kadar", Language.TR)[0].value
    ([Moment(value='18:00', span=(3, 7))], '18:00')
    """
    return _moments(text, language, Kind.TIME)


def dates(text: str, language: Language) -> list[Moment]:
    """Days and months: ``2026-11-21``, without a year ``--11-21``, a month of a year ``2026-11``.

    >>> [moment.value for moment in dates("21 Kasım 2026, 5 Mayıs", Language.TR)]
    ['2026-11-21', '--05-05']
    """
    return _moments(text, language, Kind.DATE)


def quantities(text: str, language: Language) -> list[Quantity]:
    """Every quantity of a text in the order of its places; each digit of the text lies in exactly one span.

    What belongs to a date, an amount, a percentage, a length of time, a time of day or a code is read as that and as
    nothing else; the digits and number words left over are plain numbers. Number words that count nothing are left out
    (bir, ένα, one as articles, yüz yüze).
    """
    return list(_read(text, language))


@lru_cache(maxsize=1024)  # triage, drafting and several checks read the same message and the same sentences
def _read(text: str, language: Language) -> tuple[Quantity, ...]:
    scanned = read(text, language)
    found: list[Quantity] = []
    for finder in _finders(language):
        find = finder.find if finder.needs.search(scanned.view) else finder.otherwise
        items = list(find(scanned, language)) if find else []
        if not items:
            continue
        taken: list[tuple[int, int]] = []
        for item in _apart(items):
            # Digits that make no number (5.2.1, 31.02.2026) count nothing.
            counts = finder.kind is not Kind.NUMBER or isinstance(item.value, Decimal)
            place = scanned.span(item.start, item.end)
            found.append(Quantity(finder.kind if counts else Kind.CODE, item.value, item.unit, *place))
            taken.append((item.start, item.end))
        scanned = scanned.without(taken)
    for part in words_left(scanned, language) if COUNTING.search(scanned.view) else ():
        found.append(Quantity(Kind.NUMBER, part.value, "", *scanned.span(part.start, part.end)))
    return tuple(sorted(found, key=lambda quantity: (quantity.start, quantity.end)))


class _Finder(NamedTuple):
    """What finds quantities of a kind in a view that ``needs`` is found in; ``otherwise`` what finds them without."""

    kind: Kind
    needs: re.Pattern[str]
    find: Callable[[Scan, Language], Iterable[Found]]
    otherwise: Callable[[Scan, Language], Iterable[Found]] | None = None


@cache
def _finders(language: Language) -> tuple[_Finder, ...]:
    """The finders in order: what one has read the next ones do not see.

    A fortnight and noon are told without a digit and without a number word; nothing else is.
    """
    return (
        _Finder(Kind.CODE, ADDRESS_SIGN, partial(_codes, ADDRESS)),
        _Finder(Kind.CODE, AROUND_THE_CLOCK, partial(_codes, AROUND_THE_CLOCK)),
        _Finder(Kind.DATE, DATE_SIGN, find_dates),
        _Finder(Kind.MONEY, COUNTING, find_money),
        _Finder(Kind.PERCENT, COUNTING, find_percentages),
        _Finder(Kind.DURATION, COUNTING, find_durations, find_whole_durations),
        _Finder(Kind.TIME, DIGIT, find_times, find_middles),
        _Finder(Kind.NUMBER, DIGIT, _ordinals),
        _Finder(Kind.CODE, DIGIT, partial(_codes, CODE)),
        _Finder(Kind.CODE, DIGIT, partial(_codes, GROUPED)),
        _Finder(Kind.NUMBER, DIGIT, _numbers),
    )


def _apart(found: Iterable[Found]) -> list[Found]:
    """The finds of one kind without overlaps: the earlier, then the longer; equal places are the ends of a range."""
    kept: list[Found] = []
    for item in sorted(found, key=lambda f: (f.start, -f.end)):
        same = bool(kept) and (item.start, item.end) == (kept[-1].start, kept[-1].end)
        if not kept or item.start >= kept[-1].end or (same and item not in kept):
            kept.append(item)
    return kept


def _codes(pattern: re.Pattern[str], scanned: Scan, language: Language) -> Iterator[Found]:
    for match in pattern.finditer(scanned.view):
        digits = re.sub(r"\D", "", match[0])
        enough = SHORT_CODE if match[0].startswith(("+", "0", "(")) else LONG_CODE
        if digits and (pattern is not GROUPED or len(digits) >= enough):
            yield Found(_code_value(match[0], pattern), "", match.start(), match.end())


def _code_value(written: str, pattern: re.Pattern[str]) -> str:
    """One form for a code: capitals, telephone numbers as digits only, 24/7 for both ways of writing it."""
    if pattern is AROUND_THE_CLOCK:
        return "24/7"
    if pattern is GROUPED:
        return re.sub(r"\D", "", written)
    return written.rstrip(".,;:!?)»").upper().lstrip("#")


def _ordinals(scanned: Scan, language: Language) -> Iterator[Found]:
    """Places in a row (15η, 15th, 15'inci): the number alone, for it is compared with the number alone."""
    for match in _ordinal(language).finditer(scanned.view):
        yield Found(Decimal(match[1]), "", match.start(), match.end())


@cache
def _ordinal(language: Language) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(\d{{1,4}})(?:{lexicon(language).patterns['ordinal']})")


def _numbers(scanned: Scan, language: Language) -> Iterator[Found]:
    """Digits that nothing else has read; what is no number (5.2.1) stays as it is written."""
    for match in LITERAL.finditer(scanned.view):
        value = read_digits(match[0], language)
        yield Found(match[0] if value is None else value, "", match.start(), match.end())


def _moments(text: str, language: Language, kind: Kind) -> list[Moment]:
    return [
        Moment(found.value, (found.start, found.end))
        for found in quantities(text, language)
        if found.kind is kind and isinstance(found.value, str)
    ]
