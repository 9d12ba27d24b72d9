"""When a promised time is up: minutes, hours, days and working days on the brand's clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.knowledge.brand import Brand, ServiceLevel

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def due_at(start: datetime, line: ServiceLevel, brand: Brand, zone: ZoneInfo) -> datetime:
    """The moment a service level that begins at ``start`` is due, in the market's zone.

    Working days skip the days the brand does not work and keep the time of day. A clock of ``hours`` stands still
    outside the brand's hours.
    """
    local = start.astimezone(zone)
    if line.unit == "working_day":
        return _working_days(local, line.within, brand)
    span = timedelta(**{f"{line.unit}s": line.within})
    return local + span if line.clock == "always" else _within_hours(local, span, brand)


def _working_days(moment: datetime, left: int, brand: Brand) -> datetime:
    while left:
        moment += timedelta(days=1)
        left -= WEEKDAYS[moment.weekday()] in brand.working_days
    return moment


def _within_hours(moment: datetime, left: timedelta, brand: Brand) -> datetime:
    while True:
        opens, closes = _hours_of(moment, brand)
        moment = max(moment, opens)
        if WEEKDAYS[moment.weekday()] in brand.hours.days and moment < closes:
            if moment + left <= closes:
                return moment + left
            left -= closes - moment
        moment = datetime.combine(moment.date() + timedelta(days=1), time(), moment.tzinfo)


def _hours_of(moment: datetime, brand: Brand) -> tuple[datetime, datetime]:
    midnight = datetime.combine(moment.date(), time(), moment.tzinfo)
    return midnight + _since_midnight(brand.hours.start), midnight + _since_midnight(brand.hours.end)


def _since_midnight(clock: str) -> timedelta:
    hours, minutes = clock.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))
