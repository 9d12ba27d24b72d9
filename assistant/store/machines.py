"""Rows of machines: each data folder that writes files of its own, and which erasures it has carried out in them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Table, Text, select, update

from assistant.store.engine import Transaction
from assistant.store.tables import erasures, metadata
from assistant.store.types import Instant

machines = Table(
    "machines",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("seen_at", Instant, nullable=False),
)
erased_on = Table(
    "erased_on",
    metadata,
    Column("erasure_id", Text, primary_key=True),
    Column("machine_id", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Machine:
    """One data folder: ``seen_at`` is when it was last at work, ``done_at`` when it confirmed an erasure."""

    id: str
    name: str
    seen_at: datetime
    done_at: datetime | None = None


def enter(tx: Transaction, machine_id: str, name: str) -> None:
    """Note that a machine is at work."""
    if not tx.insert_new(machines, {"id": machine_id, "name": name, "seen_at": tx.now}):
        seen = {"name": name, "seen_at": tx.now}
        tx.connection.execute(update(machines).where(machines.c.id == machine_id).values(**seen))


def unconfirmed(tx: Transaction, machine_id: str) -> tuple[str, ...]:
    """The erasures a machine has not carried out in its own files yet."""
    done = select(erased_on.c.erasure_id).where(erased_on.c.machine_id == machine_id)
    query = select(erasures.c.id).where(erasures.c.id.not_in(done)).order_by(erasures.c.at, erasures.c.id)
    return tuple(tx.connection.execute(query).scalars())


def confirm(tx: Transaction, machine_id: str, erasure_ids: Collection[str]) -> None:
    """Note that a machine has nothing left of these erasures in its own files."""
    for erasure_id in erasure_ids:
        tx.insert_new(erased_on, {"erasure_id": erasure_id, "machine_id": machine_id, "at": tx.now})


def machines_of(tx: Transaction, erasure_id: str) -> tuple[Machine, ...]:
    """Every machine there is, with when it confirmed an erasure, if it has."""
    joined = machines.outerjoin(
        erased_on, (erased_on.c.machine_id == machines.c.id) & (erased_on.c.erasure_id == erasure_id)
    )
    query = select(machines, erased_on.c.at).select_from(joined).order_by(machines.c.name, machines.c.id)
    return tuple(Machine(row.id, row.name, row.seen_at, row.at) for row in tx.connection.execute(query))
