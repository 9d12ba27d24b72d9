"""Rows of duties: work that one worker of all does now and then, and how far the last one got with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Table, Text, delete, select, update

from assistant.store.engine import Transaction
from assistant.store.tables import metadata
from assistant.store.types import Instant

duties = Table(
    "duties",
    metadata,
    Column("name", Text, primary_key=True),
    Column("worker", Text),
    Column("token", Text),
    Column("lease_until", Instant),
    Column("done_at", Instant),
    Column("mark", Text),
)


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One duty: ``token`` belongs to the worker that has it until ``lease_until``; ``done_at`` is when it last ended.

    ``mark`` is how far it got, in the duty's own words: where a mailbox was read to, the last day reported.
    """

    name: str
    worker: str | None
    token: str | None
    lease_until: datetime | None
    done_at: datetime | None
    mark: str | None

    def free(self, now: datetime, every: timedelta) -> bool:
        """Whether it is due and nobody's at this moment."""
        held = self.lease_until is not None and self.lease_until > now
        return not held and (self.done_at is None or now - self.done_at >= every)


def read_duty(tx: Transaction, name: str, *, lock: bool = False) -> DutyRow:
    """A duty as it stands; one nobody has ever done is due and has no mark."""
    query = select(duties).where(duties.c.name == name)
    row = tx.connection.execute(query.with_for_update() if lock else query).one_or_none()
    return DutyRow(**row._mapping) if row is not None else DutyRow(name, None, None, None, None, None)


def take_duty(
    tx: Transaction, name: str, *, every: timedelta, worker: str, token: str, lease: timedelta
) -> DutyRow | None:
    """Take a duty that is due and nobody's; ``None`` if it is not."""
    tx.insert_new(duties, {"name": name})
    row = read_duty(tx, name, lock=True)
    if not row.free(tx.now, every):
        return None
    _set(tx, name, worker=worker, token=token, lease_until=tx.now + lease)
    return DutyRow(name, worker, token, tx.now + lease, row.done_at, row.mark)


def hold_duty(tx: Transaction, duty: DutyRow, lease: timedelta, mark: str | None = None) -> bool:
    """Keep a duty for longer, noting how far it got; false if it is somebody else's by now."""
    if read_duty(tx, duty.name, lock=True).token != duty.token:
        return False
    _set(tx, duty.name, lease_until=tx.now + lease, **({} if mark is None else {"mark": mark}))
    return True


def end_duty(tx: Transaction, duty: DutyRow, *, again: timedelta | None = None) -> bool:
    """Give a duty back as done, or to be tried ``again`` after a while; false if it is somebody else's by now."""
    if read_duty(tx, duty.name, lock=True).token != duty.token:
        return False
    if again is None:
        _set(tx, duty.name, token=None, lease_until=None, done_at=tx.now)
    else:
        _set(tx, duty.name, token=None, lease_until=tx.now + again)
    return True


def put_mark(tx: Transaction, name: str, mark: str) -> None:
    """Write a mark down under a name, whoever is at work on it."""
    tx.insert_new(duties, {"name": name})
    _set(tx, name, mark=mark)


def drop_mark(tx: Transaction, name: str) -> None:
    """Leave nothing of what was written down under a name."""
    tx.connection.execute(delete(duties).where(duties.c.name == name))


def _set(tx: Transaction, name: str, **values: object) -> None:
    tx.connection.execute(update(duties).where(duties.c.name == name).values(**values))
