"""Keeping nothing longer than the brand said it would: finished cases, refused deliveries and old audit lines go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from assistant.errors import ConflictError
from assistant.store import Store
from assistant.store.arrivals import forget_buried
from assistant.store.audit import prune
from assistant.store.erasing import finished_before, remove_refused_deliveries
from assistant.workflow.erasure import Forget, remove

ACTOR = "retention"
TOO_OLD = "retention"
_AT_A_TIME = 100  # cases in one transaction: others get their turn in between


@dataclass(frozen=True, slots=True)
class Periods:
    """How long each class is kept: cases after they were finished, deliveries that never became one, and audit lines.

    The figures are the brand's to set; half a year is the longest interval between two destructions that the Turkish
    by-law on erasure (KVKK art. 7) allows.
    """

    cases: timedelta = timedelta(days=180)
    audit: timedelta = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Tidied:
    """What was too old and is gone."""

    cases: int
    deliveries: int
    audit_lines: bool


def tidy(store: Store, periods: Periods, *, key: bytes, forget: Forget) -> Tidied:
    """Take out everything that is past its time; cases that are held back or on which anything is open stay."""
    gone = 0
    while removed := _some_cases(store, periods, key, forget):
        gone += removed
    with store.write() as tx:
        deliveries = remove_refused_deliveries(tx, tx.now - periods.cases)
        forget_buried(tx)
    with store.write() as tx:
        events = prune(tx.connection, tx.now - periods.audit)
        tx.events.extend(events)
    store.empty_log()
    return Tidied(gone, deliveries, bool(events))


def _some_cases(store: Store, periods: Periods, key: bytes, forget: Forget) -> int:
    with store.read() as tx:
        due = finished_before(tx, tx.now - periods.cases, _AT_A_TIME)
    if not due:
        return 0
    forget(due.values())  # first: after a crash in between the next round does it again
    try:
        with store.write() as tx:
            still = finished_before(tx, tx.now - periods.cases, _AT_A_TIME)
            both = due.keys() & still.keys()
            if both:
                remove(tx, both, by=ACTOR, key=key, cause=TOO_OLD)
    except ConflictError:
        return 0  # somebody works on one of them at this moment; the next round takes it
    return len(both)
