"""Pointing out deadlines: a case that is nearly late or late brings itself up, once for each deadline and level."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from assistant.store import Level, Store
from assistant.store.alarms import Alarm, Nearing, add_alarm, mark_told, nearing, untold
from assistant.store.cases import lock_case, save_case
from assistant.store.desk import FINISHED

ACTOR = "clock"
LAST_FIFTH = 5  # the last fifth of the time there was is soon ...
LONGEST = timedelta(hours=4)  # ... but never more than half a working day
# Before everything triage does not find dangerous, behind what is late already and what was promised.
SOON_PRIORITY = 90
FRESH = timedelta(hours=24)  # of older alarms nobody has to be written to any more
_AT_A_TIME = 500  # of a flood the rest waits for the next round, so that everybody else gets their turn

Tell = Callable[[Sequence[Alarm]], None]


def raise_alarms(store: Store) -> int:
    """Raise the alarms that are due, at most ``_AT_A_TIME`` of a level; returns how many.

    A late case stands first in the queue by its deadline alone; one that is nearly late is put before the others of
    its day by its priority. Two workers at once raise no alarm twice.
    """
    return sum(_raise(store, level, one) for level in (Level.LATE, Level.SOON) for one in _found(store, level))


def tell(store: Store, send: Tell) -> int:
    """Write to the lead about alarms nobody was written to about; what goes wrong is tried again. How many alarms."""
    with store.read() as tx:
        fresh = untold(tx, tx.now - FRESH, _AT_A_TIME)
    if not fresh:
        return 0
    send(fresh)
    with store.write() as tx:
        mark_told(tx, fresh)
    return len(fresh)


def is_soon(one: Nearing, now: datetime) -> bool:
    """Whether the last fifth of the time to answer has begun."""
    return one.due_at - now <= min((one.due_at - one.since) / LAST_FIFTH, LONGEST)


def _found(store: Store, level: Level) -> Sequence[Nearing]:
    with store.read() as tx:
        if level is Level.LATE:
            return nearing(tx, level, tx.now, _AT_A_TIME)
        return [one for one in nearing(tx, level, tx.now + LONGEST, _AT_A_TIME) if is_soon(one, tx.now)]


def _raise(store: Store, level: Level, one: Nearing) -> bool:
    with store.write() as tx:
        row = lock_case(tx, one.case_id)
        if row.due_at != one.due_at or row.tab in FINISHED or not add_alarm(tx, row.id, level, one.due_at):
            return False
        if level is Level.SOON and row.priority < SOON_PRIORITY:
            save_case(tx, replace(row, priority=SOON_PRIORITY))
        tx.note(f"sla_{level.value}", ACTOR, row.id, due_at=one.due_at.isoformat())
    return True
