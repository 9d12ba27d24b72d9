"""Work that one worker of all does now and then: taken with a lease, kept while it lasts, and given back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from assistant.store import DutyRow, Store
from assistant.store.duties import end_duty, hold_duty, read_duty, take_duty

LEASE = timedelta(minutes=10)  # longer than a worker is silent in any duty; who is, is taken for dead
AGAIN = timedelta(minutes=1)  # how long a duty rests that went wrong


def perform(store: Store, name: str, every: timedelta, work: Callable[[DutyRow], object], worker: str) -> bool:
    """Do a duty if it is due and nobody has it; false if not.

    What goes wrong goes through to the caller, and the duty is tried again after ``AGAIN``. Every duty may be done by
    two workers at once and harms nothing then: a lease only saves them the work.
    """
    with store.read() as tx:  # most looks end here, and cost no turn at the end of the log
        if not read_duty(tx, name).free(tx.now, every):
            return False
    with store.write() as tx:
        duty = take_duty(tx, name, every=every, worker=worker, token=uuid4().hex, lease=LEASE)
    if duty is None:
        return False
    try:
        work(duty)
    except BaseException:
        with store.write() as tx:
            end_duty(tx, duty, again=AGAIN)
        raise
    with store.write() as tx:
        end_duty(tx, duty)
    return True


def keep_on(store: Store, duty: DutyRow, mark: str | None = None) -> bool:
    """Say that a duty is still being done, and how far it is; false if somebody else does it by now."""
    with store.write() as tx:
        return hold_duty(tx, duty, LEASE, mark)
