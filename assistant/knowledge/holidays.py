"""Which days are public holidays of a market, as the brand's sheet lists them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from assistant.domain import Market
from assistant.knowledge.brand import Brand, Holidays

JULIAN = timedelta(days=13)  # by which the Julian calendar is behind from March 1900 to February 2100
DAY = timedelta(days=1)


def is_holiday(day: date, brand: Brand, market: Market) -> bool:
    """Whether nobody works on a day in a market."""
    listed = brand.holidays.get(market)
    return listed is not None and day in _days(listed, day.year)


def half_day_ends(day: date, brand: Brand, market: Market) -> str | None:
    """When work ends (HH:MM) on a day of which only the morning is worked; ``None`` for any other day."""
    listed = brand.holidays.get(market)
    if listed is None or is_holiday(day, brand, market):
        return None
    eves = (feast.first - DAY for feast in listed.feasts if feast.half_day_before)
    half = f"{day:%m-%d}" in listed.half_days or day in eves
    return listed.half_day_ends if half else None


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the Orthodox churches, from 1900 to 2099, by Meeus' rule for the Julian calendar.

    >>> orthodox_easter(2026), orthodox_easter(2027)
    (datetime.date(2026, 4, 12), datetime.date(2027, 5, 2))
    """
    moon = (19 * (year % 19) + 15) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + sunday + 114, 31)
    return date(year, month, day + 1) + JULIAN


@lru_cache(maxsize=64)
def _days(listed: Holidays, year: int) -> frozenset[date]:
    """Every holiday of a year."""
    easter = orthodox_easter(year)
    yearly = (date.fromisoformat(f"{year}-{written}") for written in listed.yearly)
    around = (easter + offset * DAY for offset in listed.easter)
    feasts = (one.first + after * DAY for one in listed.feasts for after in range(one.days))
    return frozenset({*yearly, *around, *feasts})
