"""The figures of a day: counted once when it is over, kept, and read from there by whoever asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from assistant.store import Store, Transaction
from assistant.store.reports import (
    add_report,
    came_by_category,
    came_by_channel,
    first_replies,
    happened,
    read_reports,
)

ACTOR = "reports"
LOOK_BACK = 7  # days that are caught up with after no worker ran
# What is counted of the audit log, by the name a report gives it. ``late`` are deadlines that passed on that day.
COUNTED: Mapping[str, tuple[str, ...]] = {
    "complaints": ("taken_in",),
    "further_messages": ("written_again",),
    "drafts": ("proposed",),
    "approved": ("approved",),
    "sent": ("sent",),
    "closed_without_reply": ("closed",),
    "escalated": ("escalated", "asked"),
    "sent_back": ("sent_back",),
    "late": ("sla_late",),
    "came_back": ("bounced",),
    "unknown_fate": ("send_unknown",),
    "deliveries_refused": ("refused",),
}


def report_due(store: Store, zone: ZoneInfo) -> int:
    """Keep the figures of every day that is over and has none yet; returns how many days those were.

    Days on which nothing happened are left out: the product was not there yet, or stood still.
    """
    today = store.clock().astimezone(zone).date()
    first, last = today - timedelta(days=LOOK_BACK), today - timedelta(days=1)
    with store.read() as tx:
        kept = read_reports(tx, first, last)
    missing = [day for number in range(LOOK_BACK) if (day := first + timedelta(days=number)) not in kept]
    return sum(_keep(store, day, zone) for day in missing)


def figures(store: Store, day: date, zone: ZoneInfo) -> Mapping[str, object]:
    """The figures of one day as they are now, whether it is over or not; days begin and end in ``zone``.

    ``first_reply_minutes`` is how long the complaints had waited whose first reply left on that day.
    """
    with store.read() as tx:
        return _figures(tx, *_bounds(day, zone))


def last_days(store: Store, zone: ZoneInfo, days: int = LOOK_BACK) -> Mapping[date, Mapping[str, object]]:
    """The kept figures of the last days that have any, and today's as they are now."""
    today = store.clock().astimezone(zone).date()
    with store.read() as tx:
        kept = read_reports(tx, today - timedelta(days=days), today - timedelta(days=1))
        return {**kept, today: _figures(tx, *_bounds(today, zone))}


def _keep(store: Store, day: date, zone: ZoneInfo) -> bool:
    with store.read() as tx:
        if not happened(tx, *_bounds(day, zone)):
            return False
        counted = _figures(tx, *_bounds(day, zone))
    with store.write() as tx:
        if not add_report(tx, day, counted):
            return False
        tx.note("reported", ACTOR, day=day.isoformat())
    return True


def _figures(tx: Transaction, since: datetime, until: datetime) -> Mapping[str, object]:
    events = happened(tx, since, until)
    return {
        **{name: sum(events.get(one, 0) for one in names) for name, names in COUNTED.items()},
        "by_channel": dict(came_by_channel(tx, since, until)),
        "by_category": {code or "other": total for code, total in came_by_category(tx, since, until).items()},
        "first_reply_minutes": _spread(first_replies(tx, since, until)),
    }


def _bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)


def _spread(waits: Sequence[timedelta]) -> Mapping[str, float | int | None]:
    """How many, and the middle and the ninth of ten in minutes."""
    minutes = [wait.total_seconds() / 60 for wait in waits]
    if not minutes:
        return {"replies": 0, "median": None, "nine_of_ten": None}
    ninth = minutes[min(len(minutes) - 1, -(-len(minutes) * 9 // 10) - 1)]
    return {"replies": len(minutes), "median": round(median(minutes), 1), "nine_of_ten": round(ninth, 1)}
