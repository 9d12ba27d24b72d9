"""Rows of arrivals: what a channel delivered, kept byte for byte before anything reads it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from assistant.store.engine import Transaction
from assistant.store.tables import arrivals


@dataclass(frozen=True, slots=True)
class Arrived:
    """The bytes of a kept delivery, and the case they became or ``None``."""

    raw: bytes | None
    case_id: int | None


def keep_arrival(tx: Transaction, source: str, key: str, raw: bytes) -> bool:
    """Store a delivery; false if the same source delivered the same key before."""
    return tx.insert_new(arrivals, {"source": source, "key": key, "raw": raw, "at": tx.now})


def settle_arrival(tx: Transaction, source: str, key: str, *, case_id: int | None = None, refused: str | None) -> None:
    """Say what became of a delivery: the case it belongs to, or why it was refused."""
    where = (arrivals.c.source == source) & (arrivals.c.key == key)
    tx.connection.execute(update(arrivals).where(where).values(case_id=case_id, refused=refused))


def read_arrival(tx: Transaction, source: str, key: str) -> Arrived:
    """A kept delivery as it stands."""
    query = select(arrivals.c.raw, arrivals.c.case_id).where(arrivals.c.source == source, arrivals.c.key == key)
    row = tx.connection.execute(query).one()
    return Arrived(row.raw, row.case_id)
