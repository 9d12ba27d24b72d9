"""When a promised time is up: minutes, hours, days and working days on the brand's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.domain import Market
from assistant.knowledge.brand import Brand, ServiceLevel
from assistant.knowledge.holidays import DAY, half_day_ends, is_holiday

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LAST_MINUTE = time(23, 59)
HOLIDAY = "holiday"  # such a day among the days of the brand's hours


def zone_of(brand: Brand, market: Market | None) -> ZoneInfo:
    """A market's time zone; that of the brand's first market where nothing tells which it is."""
    return ZoneInfo(brand.time_zone[_settled(brand, market)])


def due_at(
    start: datetime, line: ServiceLevel, brand: Brand, market: Market | None, *, pressing: bool = False
) -> datetime:
    """The moment a service level that begins at ``start`` is due, in the market's zone.

    Minutes and hours are as long as they are when the clocks change; days and working days keep the time of day.
    Working days skip the days the brand does not work and the market's public holidays; what would be due after work
    has ended on a half day is due the working day after. What comes in on a day off has until the end of its last
    working day, so that nobody who wrote before is due later. A clock of ``hours`` stands still outside the brand's
    hours. What is ``pressing`` runs day and night, whatever the line says.
    """
    zone = zone_of(brand, market)
    if line.unit == "working_day" and not pressing:
        return _shown(_working_days(start.astimezone(zone), line.within, brand, _settled(brand, market)))
    if line.unit in ("day", "working_day"):
        return _shown(start.astimezone(zone) + line.within * DAY)
    span = timedelta(**{f"{line.unit}s": line.within})
    if line.clock == "always" or pressing:
        return (start.astimezone(UTC) + span).astimezone(zone)
    return _within_hours(start, span, brand, _settled(brand, market)).astimezone(zone)


def _settled(brand: Brand, market: Market | None) -> Market:
    return market if market is not None and market in brand.time_zone else next(iter(brand.time_zone))


def _working_days(moment: datetime, left: int, brand: Brand, market: Market) -> datetime:
    if not _works_on(moment.date(), brand, market):
        moment = datetime.combine(moment.date(), LAST_MINUTE, moment.tzinfo)
    while left or not _works_at(moment, brand, market):
        moment += DAY
        if left and _works_on(moment.date(), brand, market):
            left -= 1
    return moment


def _works_on(day: date, brand: Brand, market: Market) -> bool:
    return WEEKDAYS[day.weekday()] in brand.working_days and not is_holiday(day, brand, market)


def _works_at(moment: datetime, brand: Brand, market: Market) -> bool:
    """Whether the day is worked, and on a half day whether work has not ended yet."""
    ends = half_day_ends(moment.date(), brand, market)
    return _works_on(moment.date(), brand, market) and (ends is None or moment.time() <= time.fromisoformat(ends))


def _within_hours(start: datetime, left: timedelta, brand: Brand, market: Market) -> datetime:
    zone = zone_of(brand, market)
    moment, day = start.astimezone(UTC), start.astimezone(zone).date()
    while True:
        opens, closes = (wall.replace(tzinfo=zone).astimezone(UTC) for wall in _hours_of(day, brand, market))
        moment = max(moment, opens)
        if moment < closes:
            if moment + left <= closes:
                return moment + left
            left -= closes - moment
        day += DAY


def _hours_of(day: date, brand: Brand, market: Market) -> tuple[datetime, datetime]:
    """When people answer on a day, on the clock of the wall; a closed day ends as it begins."""
    hours, midnight = brand.hours, datetime.combine(day, time())
    if (HOLIDAY if is_holiday(day, brand, market) else WEEKDAYS[day.weekday()]) not in hours.days:
        return midnight, midnight
    opens, closes = midnight + _since_midnight(hours.start), midnight + _since_midnight(hours.end)
    ends = half_day_ends(day, brand, market)
    if ends is not None and HOLIDAY not in hours.days:
        closes = max(opens, min(closes, midnight + _since_midnight(ends)))
    return opens, closes


def _since_midnight(clock: str) -> timedelta:
    hours, minutes = clock.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def _shown(moment: datetime) -> datetime:
    """The moment as a clock shows it: an hour that is skipped in spring is the one after."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo)
