"""Rows of alarms: which deadline of which case was pointed out at which level, once each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, exists, select, update

from assistant.store.desk import FINISHED
from assistant.store.engine import Transaction
from assistant.store.tables import cases, metadata
from assistant.store.types import Code, Instant


class Level(StrEnum):
    """How near a deadline is."""

    SOON = "soon"
    LATE = "late"


alarms = Table(
    "alarms",
    metadata,
    Column("case_id", Integer, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("level", Code(Level), primary_key=True),
    Column("due_at", Instant, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("told_at", Instant),
    Index("ix_alarms_level_at", "level", "at"),
)


@dataclass(frozen=True, slots=True)
class Nearing:
    """An open case whose deadline comes near or has passed; ``since`` is when its clock was started."""

    case_id: int
    due_at: datetime
    since: datetime


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm, for whoever is told of it: the case by its number only."""

    case_id: int
    level: Level
    due_at: datetime


def nearing(tx: Transaction, level: Level, until: datetime, limit: int) -> tuple[Nearing, ...]:
    """Open cases due by a moment that no alarm of this level was raised for, what is due first coming first."""
    raised = exists().where(alarms.c.case_id == cases.c.id, alarms.c.level == level, alarms.c.due_at == cases.c.due_at)
    query = (
        select(cases.c.id, cases.c.due_at, cases.c.received_at)
        .where(cases.c.tab.not_in(FINISHED), cases.c.due_at <= until, ~raised)
        .order_by(cases.c.due_at, cases.c.id)
        .limit(limit)
    )
    rows = tx.connection.execute(query if level is Level.LATE else query.where(cases.c.due_at > tx.now))
    return tuple(Nearing(row.id, row.due_at, row.received_at) for row in rows if row.due_at is not None)


def add_alarm(tx: Transaction, case_id: int, level: Level, due_at: datetime) -> bool:
    """Raise an alarm; false if this deadline was pointed out at this level before."""
    return tx.insert_new(alarms, {"case_id": case_id, "level": level, "due_at": due_at, "at": tx.now})


def untold(tx: Transaction, since: datetime, limit: int) -> tuple[Alarm, ...]:
    """Alarms raised since a moment that nobody was written to about, the oldest first; of cases that are open still."""
    query = (
        select(alarms)
        .join(cases, (cases.c.id == alarms.c.case_id) & (cases.c.due_at == alarms.c.due_at))
        .where(alarms.c.told_at.is_(None), alarms.c.at >= since, cases.c.tab.not_in(FINISHED))
        .order_by(alarms.c.at, alarms.c.case_id, alarms.c.level)
        .limit(limit)
    )
    return tuple(Alarm(row.case_id, row.level, row.due_at) for row in tx.connection.execute(query))


def mark_told(tx: Transaction, told: Sequence[Alarm]) -> None:
    """Note that somebody was written to about these alarms."""
    for one in told:
        this = (alarms.c.case_id == one.case_id) & (alarms.c.level == one.level) & (alarms.c.due_at == one.due_at)
        tx.connection.execute(update(alarms).where(this).values(told_at=tx.now))
