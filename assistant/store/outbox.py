"""Rows of the outbox: approved texts on their way, each claimed by one sender at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, insert, select, update

from assistant.store.engine import Store, Transaction
from assistant.store.rows import OutboxRow, Posting
from assistant.store.tables import outbox


def add_posting(tx: Transaction, row: OutboxRow) -> None:
    """Put an approved text into the outbox; raises ``ConflictError`` if this round has an answer for the audience."""
    tx.connection.execute(insert(outbox).values(**asdict(row)))


def claim_posting(tx: Transaction, *, worker: str, token: str, lease_until: datetime) -> OutboxRow | None:
    """Take the oldest text whose undo window has passed and mark it as being sent; ``None`` if there is none."""
    due = (
        select(outbox.c.id)
        .where(outbox.c.state == Posting.WAITING, outbox.c.not_before <= tx.now)
        .order_by(outbox.c.not_before, outbox.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)  # ignored by SQLite, where a writer is alone anyway
    )
    found = tx.connection.execute(due).scalar()
    if found is None:
        return None
    taken = (
        update(outbox)
        .where(outbox.c.id == found, outbox.c.state == Posting.WAITING)
        .values(
            state=Posting.SENDING,
            attempts=outbox.c.attempts + 1,
            token=token,
            worker=worker,
            lease_until=lease_until,
        )
        .returning(outbox)
    )
    return OutboxRow(**tx.connection.execute(taken).one()._mapping)


def case_of(tx: Transaction, posting_id: str) -> int | None:
    """The case a text of the outbox belongs to."""
    found: int | None = tx.connection.execute(select(outbox.c.case_id).where(outbox.c.id == posting_id)).scalar()
    return found


def lock_posting(tx: Transaction, posting_id: str) -> OutboxRow:
    """One row of the outbox, held until this transaction ends; lock its case first."""
    query = select(outbox).where(outbox.c.id == posting_id).with_for_update()
    return OutboxRow(**tx.connection.execute(query).one()._mapping)


def save_posting(tx: Transaction, row: OutboxRow) -> None:
    """Write every column of a locked row back."""
    tx.connection.execute(update(outbox).where(outbox.c.id == row.id).values(**asdict(row)))


def postings_of(tx: Transaction, case_id: int, *, lock: bool = False) -> tuple[OutboxRow, ...]:
    """Every approved text of a case, oldest first; with ``lock`` they are held, the case's own lock coming first."""
    query = select(outbox).where(outbox.c.case_id == case_id).order_by(outbox.c.not_before, outbox.c.id)
    rows = tx.connection.execute(query.with_for_update() if lock else query)
    return tuple(OutboxRow(**row._mapping) for row in rows)


def overdue_sends(tx: Transaction) -> tuple[OutboxRow, ...]:
    """Texts whose sender has not been heard of within its lease."""
    query = select(outbox).where(outbox.c.state == Posting.SENDING, outbox.c.lease_until <= tx.now)
    return tuple(OutboxRow(**row._mapping) for row in tx.connection.execute(query))


def postings(store: Store, state: Posting) -> tuple[OutboxRow, ...]:
    """Every text in one state, oldest first: ``send_unknown`` is the list a person has to look into."""
    with store.read() as tx:
        query = select(outbox).where(outbox.c.state == state).order_by(outbox.c.not_before, outbox.c.id)
        return tuple(OutboxRow(**row._mapping) for row in tx.connection.execute(query))


def posting_counts(tx: Transaction) -> Mapping[str, int]:
    """How many approved texts stand in each state."""
    query = select(outbox.c.state, func.count().label("total")).group_by(outbox.c.state)
    found = {row.state: row.total for row in tx.connection.execute(query)}
    return {state.value: found.get(state, 0) for state in Posting}
