"""Rows of arrivals: what a channel delivered, kept byte for byte before anything reads it."""

from __future__ import annotations

from sqlalchemy import select, update

from assistant.store.engine import Transaction
from assistant.store.tables import arrivals


def keep_arrival(tx: Transaction, source: str, key: str, raw: bytes) -> bool:
    """Store a delivery; false if the same source delivered the same key before."""
    return tx.insert_new(arrivals, {"source": source, "key": key, "raw": raw, "at": tx.now})


def settle_arrival(tx: Transaction, source: str, key: str, *, case_id: int | None = None, refused: str | None) -> None:
    """Say what became of a delivery: the case it belongs to, or why it was refused."""
    where = (arrivals.c.source == source) & (arrivals.c.key == key)
    tx.connection.execute(update(arrivals).where(where).values(case_id=case_id, refused=refused))


def is_open(tx: Transaction, source: str, key: str) -> bool:
    """Whether a delivery is kept and neither a case nor refused: a crash came between."""
    unsettled = arrivals.c.case_id.is_(None) & arrivals.c.refused.is_(None)
    query = select(arrivals.c.key).where(arrivals.c.source == source, arrivals.c.key == key, unsettled)
    return tx.connection.execute(query).first() is not None
