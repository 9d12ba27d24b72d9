"""Rows of steps: what a person set going for a customer, until another system has it or a colleague has done it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, Select, Table, Text, select, text, update

from assistant.store.engine import Transaction
from assistant.store.rows import StepRow, StepState
from assistant.store.tables import Deadline, cases, metadata
from assistant.store.types import Code, Instant, StringMap

# ``fields`` is what the person wrote for the team: an order number, a shop, a part.
steps = Table(
    "steps",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("code", Text, nullable=False),
    Column("team", Text, nullable=False),
    Column("fields", StringMap, nullable=False),
    Column("due_at", Deadline, nullable=False),
    Column("confirmed_by", Text, nullable=False),
    Column("confirmed_at", Instant, nullable=False),
    Column("state", Code(StepState), nullable=False),
    Column("trouble", Text),
    Column("ended_by", Text),
    Column("ended_at", Instant),
    Column("raised_at", Instant),
    Index(None, "case_id"),
    Index(None, "state", "due_at"),
)
# The same step is set going once at a time, whatever two people press at the same moment.
_UNDER_WAY = text("state in ('task', 'leaving', 'handed')")
Index(
    "uq_steps_under_way", steps.c.case_id, steps.c.code, unique=True, sqlite_where=_UNDER_WAY,
    postgresql_where=_UNDER_WAY,
)  # fmt: skip


def add_step(
    tx: Transaction,
    id_: str,
    case_id: int,
    *,
    code: str,
    team: str,
    fields: Mapping[str, str],
    due_at: datetime | None,
    by: str,
    state: StepState,
) -> bool:
    """Store a step that was just confirmed; false if the same one is under way."""
    told = {"code": code, "team": team, "fields": dict(fields), "due_at": due_at, "confirmed_by": by, "state": state}
    return tx.insert_new(steps, {"id": id_, "case_id": case_id, "confirmed_at": tx.now, **told})


def read_step(tx: Transaction, id_: str) -> StepRow | None:
    """One step by its id."""
    found = _rows(tx, _whole().where(steps.c.id == id_))
    return found[0] if found else None


def steps_of(tx: Transaction, case_id: int) -> tuple[StepRow, ...]:
    """The steps of a case, oldest first."""
    return _rows(tx, _whole().where(steps.c.case_id == case_id).order_by(steps.c.confirmed_at, steps.c.id))


def tasks(tx: Transaction, limit: int, team: str | None = None) -> tuple[StepRow, ...]:
    """The steps colleagues have to do, all or one team's, what is due soonest first."""
    query = _whole().where(steps.c.state == StepState.TASK)
    if team is not None:
        query = query.where(steps.c.team == team)
    return _rows(tx, query.order_by(steps.c.due_at, steps.c.id).limit(limit))


def steps_in(tx: Transaction, trouble: str) -> tuple[StepRow, ...]:
    """The steps colleagues have to do because of some trouble."""
    return _rows(tx, _whole().where(steps.c.state == StepState.TASK, steps.c.trouble == trouble).order_by(steps.c.id))


def teams(tx: Transaction) -> frozenset[str]:
    """The teams with a step to do."""
    query = select(steps.c.team).where(steps.c.state == StepState.TASK).distinct()
    return frozenset(tx.connection.execute(query).scalars())


def overdue_steps(tx: Transaction, limit: int) -> tuple[StepRow, ...]:
    """The steps colleagues should have done by now and that have not brought their case back yet."""
    late = (steps.c.state == StepState.TASK) & steps.c.raised_at.is_(None) & (steps.c.due_at <= tx.now)
    return _rows(tx, _whole().where(late).order_by(steps.c.due_at, steps.c.id).limit(limit))


def mark_step_raised(tx: Transaction, id_: str) -> None:
    """Note that a step brought its case back."""
    tx.connection.execute(update(steps).where(steps.c.id == id_).values(raised_at=tx.now))


def save_step(tx: Transaction, row: StepRow) -> None:
    """Write what became of a step."""
    told = {"state": row.state, "trouble": row.trouble, "ended_by": row.ended_by, "ended_at": row.ended_at}
    tx.connection.execute(update(steps).where(steps.c.id == row.id).values(**told))


def _whole() -> Select[tuple[object, ...]]:
    return select(steps, cases.c.external_id.label("complaint"), cases.c.market).join(
        cases, cases.c.id == steps.c.case_id
    )


def _rows(tx: Transaction, query: Select[tuple[object, ...]]) -> tuple[StepRow, ...]:
    return tuple(StepRow(**row._mapping) for row in tx.connection.execute(query))
