"""Money, dates, times and lists as each language writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from assistant.domain import Language
from assistant.errors import InputError
from assistant.languages.names import read_words

CENT = Decimal("0.01")


class Currency(StrEnum):
    """A currency the brand's markets and their neighbours use (ISO 4217)."""

    TRY = "TRY"
    EUR = "EUR"
    USD = "USD"
    GBP = "GBP"


def format_money(amount: Decimal, currency: Currency, language: Language) -> str:
    """An amount with its currency; whole amounts without decimals, others with two, half a cent rounded up.

    >>> format_money(Decimal("1249.9"), Currency.TRY, Language.TR), format_money(Decimal(29), Currency.EUR, Language.EN)
    ('1.249,90 TL', '€29')
    """
    if not amount.is_finite():
        raise InputError(f"{amount} is no amount of money; give a finite decimal")
    rounded = amount.quantize(CENT, ROUND_HALF_UP)
    decimals = 0 if rounded == rounded.to_integral_value() else 2
    english = f"{abs(rounded):,.{decimals}f}"
    own = english.translate({ord(","): _text(language, "group"), ord("."): _text(language, "decimal")})
    pattern = _map(language, "currencies")[currency]
    return ("-" if rounded < 0 else "") + pattern.format(amount=own)


def format_date(day: date, language: Language, *, year: bool = True) -> str:
    """A day in full («21 Kasım 2026», «21 Νοεμβρίου 2026»), or without its year.

    >>> format_date(date(2026, 11, 21), Language.TR)
    '21 Kasım 2026'
    """
    month = _text(language, "months").split()[day.month - 1]
    pattern = _text(language, "date")
    return pattern.format(day=day.day, month=month, year=day.year if year else "").strip()


def format_time(moment: time, language: Language, *, end_of_day: bool = False) -> str:
    """A time of day to the minute (18.00, 18:00); midnight as the end of a day is 24.00.

    >>> format_time(time(18), Language.TR), format_time(time(0), Language.EL, end_of_day=True)
    ('18.00', '24:00')
    """
    hour = 24 if end_of_day and (moment.hour, moment.minute) == (0, 0) else moment.hour
    return f"{hour:02}{_text(language, 'time')}{moment.minute:02}"


def join_items(items: Sequence[str], language: Language) -> str:
    """A list as a sentence has it: «a, b ve c»; UK English has no comma before and.

    >>> join_items(["a", "b", "c"], Language.EN), join_items([], Language.EN)
    ('a, b and c', '')
    """
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + _text(language, "and") + items[-1]


def _map(language: Language, key: str) -> dict[str, str]:
    section = read_words("formats.yaml")[language]
    found = section[key] if isinstance(section, dict) else {}
    return found if isinstance(found, dict) else {}


def _text(language: Language, key: str) -> str:
    section = read_words("formats.yaml")[language]
    return section[key] if isinstance(section, dict) else ""
