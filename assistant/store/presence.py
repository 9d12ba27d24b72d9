"""Rows of presence: who has which case open at the moment."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from assistant.store.engine import Transaction
from assistant.store.rows import Doing, PresenceRow
from assistant.store.tables import presence

# A page reports every ten seconds; three silent ones mean that it was closed.
FRESH = timedelta(seconds=30)


def seen(tx: Transaction, case_id: int, person: str, doing: Doing) -> bool:
    """Note that a person has a case open; true if they had not, or not lately."""
    mine = (presence.c.case_id == case_id) & (presence.c.person == person)
    before: datetime | None = tx.connection.execute(select(presence.c.seen_at).where(mine)).scalar()
    values = {"doing": doing, "seen_at": tx.now}
    if before is None:
        tx.insert_new(presence, {"case_id": case_id, "person": person, **values})
    else:
        tx.connection.execute(update(presence).where(mine).values(**values))
    return before is None or before <= tx.now - FRESH


def left(tx: Transaction, case_id: int, person: str) -> None:
    """Note that a person closed a case."""
    tx.connection.execute(delete(presence).where(presence.c.case_id == case_id, presence.c.person == person))


def present(tx: Transaction, case_id: int) -> tuple[PresenceRow, ...]:
    """Who has a case open, by name."""
    query = (
        select(presence.c.person, presence.c.doing, presence.c.seen_at)
        .where(presence.c.case_id == case_id, presence.c.seen_at > tx.now - FRESH)
        .order_by(presence.c.person)
    )
    return tuple(PresenceRow(**row._mapping) for row in tx.connection.execute(query))
