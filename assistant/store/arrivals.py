"""Rows of arrivals: what a channel delivered, kept byte for byte before anything reads it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, LargeBinary, Select, delete, func, select, update

from assistant.store.engine import Transaction
from assistant.store.tables import arrivals

BURIED = "erased"
# A signed delivery is taken for five minutes around its own time, which may lie five minutes ahead of its arrival.
REPEATABLE = timedelta(minutes=10)
_COLUMNS = (arrivals.c.source, arrivals.c.key, arrivals.c.at, arrivals.c.refused,
            func.length(arrivals.c.raw).label("size"))  # fmt: skip
_NOBODYS_CASE = arrivals.c.case_id.is_(None) & (arrivals.c.source != BURIED)


@dataclass(frozen=True, slots=True)
class Arrived:
    """The bytes of a kept delivery, and the case they became or ``None``; when it came and why it was refused."""

    raw: bytes | None
    case_id: int | None
    at: datetime
    refused: str | None


@dataclass(frozen=True, slots=True)
class Aside:
    """A kept delivery that is no case's: why it was refused, ``None`` if nothing has read it yet."""

    source: str
    key: str
    at: datetime
    size: int
    refused: str | None


def keep_arrival(tx: Transaction, source: str, key: str, raw: bytes) -> bool:
    """Store a delivery; false if the same source delivered the same key before."""
    return tx.insert_new(arrivals, {"source": source, "key": key, "raw": raw, "at": tx.now})


def settle_arrival(tx: Transaction, source: str, key: str, *, case_id: int | None = None, refused: str | None) -> bool:
    """Say what became of a delivery: the case it belongs to, or why it was refused; false if it is kept no more."""
    where = (arrivals.c.source == source) & (arrivals.c.key == key)
    return tx.connection.execute(update(arrivals).where(where).values(case_id=case_id, refused=refused)).rowcount == 1


def drop_arrival(tx: Transaction, source: str, key: str) -> bool:
    """Take a delivery out that is no case's; false if there was none."""
    where = (arrivals.c.source == source) & (arrivals.c.key == key) & arrivals.c.case_id.is_(None)
    return tx.connection.execute(delete(arrivals).where(where)).rowcount == 1


def empty(tx: Transaction, source: str) -> Mapping[str, str]:
    """Deliveries of a source that were put aside and of which there are no bytes: why, by their keys."""
    query = select(arrivals.c.key, arrivals.c.refused).where(
        arrivals.c.case_id.is_(None), arrivals.c.source == source, arrivals.c.refused.is_not(None),
        func.length(arrivals.c.raw) == 0,
    )  # fmt: skip
    return {row.key: row.refused for row in tx.connection.execute(query)}


def read_arrival(tx: Transaction, source: str, key: str) -> Arrived:
    """A kept delivery as it stands."""
    return Arrived(**tx.connection.execute(_as_it_stands(source, key)).one()._mapping)


def find_arrival(tx: Transaction, source: str, key: str) -> Arrived | None:
    """A delivery as it stands; ``None`` if it never was kept, or is no longer."""
    row = tx.connection.execute(_as_it_stands(source, key)).one_or_none()
    return None if row is None else Arrived(**row._mapping)


def _as_it_stands(source: str, key: str) -> Select[tuple[bytes | None, int | None, datetime, str | None]]:
    columns = (arrivals.c.raw, arrivals.c.case_id, arrivals.c.at, arrivals.c.refused)
    return select(*columns).where(arrivals.c.source == source, arrivals.c.key == key)


def bury(tx: Transaction, case_id: int) -> None:
    """Leave of a case's latest deliveries what tells a repetition and nothing else: hashes of their id and bytes.

    For as long as a delivery's signature holds: whoever caught it could bring back what is being erased.
    """
    query = select(arrivals).where(arrivals.c.case_id == case_id, arrivals.c.at > tx.now - REPEATABLE)
    for row in tx.connection.execute(query).all():
        raw = sha256(row.raw or b"").digest()
        tx.insert_new(arrivals, {"source": BURIED, "key": _grave(row.source, row.key), "raw": raw, "at": row.at,
                                 "refused": BURIED})  # fmt: skip


def buried(tx: Transaction, source: str, key: str) -> bytes | None:
    """The SHA-256 of a delivery whose case was erased a moment ago; ``None`` for any other."""
    where = (arrivals.c.source == BURIED) & (arrivals.c.key == _grave(source, key))
    found: bytes | None = tx.connection.execute(select(arrivals.c.raw).where(where)).scalar()
    return found


def forget_buried(tx: Transaction) -> None:
    """Let go of what was left of erased deliveries whose signatures no longer hold."""
    tx.connection.execute(delete(arrivals).where(arrivals.c.source == BURIED, arrivals.c.at <= tx.now - REPEATABLE))


def _grave(source: str, key: str) -> str:
    return sha256(f"{source}\0{key}".encode("utf-8", "replace")).hexdigest()


def resting(tx: Transaction, case_id: int) -> tuple[Aside, ...]:
    """Deliveries that stand with a case and are none of its messages, oldest first: absence notes and their like."""
    where = (arrivals.c.case_id == case_id) & arrivals.c.refused.is_not(None)
    rows = tx.connection.execute(select(*_COLUMNS).where(where).order_by(arrivals.c.at, arrivals.c.key))
    return tuple(Aside(row.source, row.key, row.at, row.size or 0, row.refused) for row in rows)


def unread(tx: Transaction, source: str, limit: int) -> tuple[Aside, ...]:
    """Kept deliveries of a source that nothing has read yet, oldest first."""
    return _aside(tx, (arrivals.c.source == source) & arrivals.c.refused.is_(None), limit)


def refused(tx: Transaction, *, key: str = "", limit: int = 1000) -> tuple[Aside, ...]:
    """Kept deliveries that were refused, oldest first: all, or those whose key begins so."""
    return _aside(tx, arrivals.c.refused.is_not(None) & arrivals.c.key.startswith(key, autoescape=True), limit)


def heads(tx: Transaction, size: int, limit: int, without: Collection[str] = ()) -> tuple[tuple[Aside, bytes], ...]:
    """Refused deliveries with their first ``size`` bytes, newest first; ``without`` are reasons that are left out."""
    head = func.substr(arrivals.c.raw, 1, size, type_=LargeBinary).label("head")
    query = (
        select(*_COLUMNS, head)
        .where(_NOBODYS_CASE, arrivals.c.refused.is_not(None), arrivals.c.refused.not_in(without))
        .order_by(arrivals.c.at.desc(), arrivals.c.key)
        .limit(limit)
    )
    rows = tx.connection.execute(query)
    return tuple((Aside(row.source, row.key, row.at, row.size or 0, row.refused), row.head or b"") for row in rows)


def _aside(tx: Transaction, which: ColumnElement[bool], limit: int) -> tuple[Aside, ...]:
    query = select(*_COLUMNS).where(_NOBODYS_CASE, which).order_by(arrivals.c.at, arrivals.c.key).limit(limit)
    rows = tx.connection.execute(query)
    return tuple(Aside(row.source, row.key, row.at, row.size or 0, row.refused) for row in rows)
