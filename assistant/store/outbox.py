"""Rows of the outbox: approved texts on their way, each claimed by one sender at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, insert, select, update

from assistant.store.engine import Store, Transaction
from assistant.store.rows import OutboxRow, Posting
from assistant.store.tables import cases, outbox

PACING = 20261122  # any number nothing else in the database locks


def add_posting(tx: Transaction, row: OutboxRow) -> None:
    """Put an approved text into the outbox; raises ``ConflictError`` if this round has an answer for the audience."""
    tx.connection.execute(insert(outbox).values(**asdict(row)))


@dataclass(frozen=True, slots=True)
class Pace:
    """No more than ``messages`` in any stretch of ``span``: of a whole channel, or of each of its recipients."""

    channel: str
    messages: int
    span: timedelta
    each: bool = False


def claim_posting(
    tx: Transaction, *, worker: str, token: str, lease_until: datetime, paces: Collection[Pace] = ()
) -> OutboxRow | None:
    """Take a text whose undo window has passed and that ``paces`` let go, and mark it as being sent, if there is one.

    The most urgent case goes first, then what waits longest. What a channel may not take yet holds up no other channel.
    """
    if paces:
        tx.alone(PACING)  # or two workers would both take the last place
    due = (
        select(outbox.c.id)
        .join(cases, cases.c.id == outbox.c.case_id)
        .where(outbox.c.state == Posting.WAITING, outbox.c.not_before <= tx.now, *_let_go(tx, paces))
        .order_by(cases.c.priority.desc(), outbox.c.not_before, outbox.c.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=outbox)  # ignored by SQLite, where a writer is alone anyway
    )
    found = tx.connection.execute(due).scalar()
    if found is None:
        return None
    taken = (
        update(outbox)
        .where(outbox.c.id == found, outbox.c.state == Posting.WAITING)
        .values(
            state=Posting.SENDING,
            taken_at=tx.now,
            attempts=outbox.c.attempts + 1,
            token=token,
            worker=worker,
            lease_until=lease_until,
        )
        .returning(outbox)
    )
    return OutboxRow(**tx.connection.execute(taken).one()._mapping)


def _let_go(tx: Transaction, paces: Collection[Pace]) -> Iterator[ColumnElement[bool]]:
    """What a text must meet so that no pace is overstepped; whatever was taken counts, whatever became of it."""
    full = [pace.channel for pace in paces if not pace.each and _taken(tx, pace) >= pace.messages]
    if full:
        yield outbox.c.channel.not_in(full)
    for pace in paces:
        if pace.each:
            other = outbox.alias()
            same = (other.c.channel == pace.channel) & (other.c.recipient == outbox.c.recipient)
            taken = select(func.count()).select_from(other).where(same, other.c.taken_at > tx.now - pace.span)
            yield (outbox.c.channel != pace.channel) | (taken.scalar_subquery() < pace.messages)


def _taken(tx: Transaction, pace: Pace) -> int:
    since = outbox.c.taken_at > tx.now - pace.span
    query = select(func.count()).select_from(outbox).where(outbox.c.channel == pace.channel, since)
    return tx.connection.execute(query).scalar_one()


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
