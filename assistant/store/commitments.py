"""Rows of commitments: what an approved text promised, as a task of somebody's until it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, Select, Table, Text, insert, select, update

from assistant.store.engine import Transaction
from assistant.store.tables import Deadline, cases, decisions, metadata
from assistant.store.types import Instant

# What an approved text promised: a task with an owner, due at a time.
commitments = Table(
    "commitments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("decision_id", Text, ForeignKey("decisions.id", ondelete="CASCADE"), nullable=False),
    Column("what", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("due_at", Deadline, nullable=False),
    Column("raised_at", Instant),
    Column("kept_at", Instant),
    Column("kept_by", Text),
    Index(None, "case_id"),
    Index(None, "decision_id"),
    Index(None, "kept_at", "due_at"),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """One promise: ``what`` as the customer read it, ``source`` the line that allows it, ``owner`` who keeps it.

    ``due_at`` is absent where no time was promised. ``raised_at`` is when it brought its case back, ``kept_at`` when
    somebody said that it is done.
    """

    id: int
    case_id: int
    complaint: str
    what: str
    owner: str
    source: str
    due_at: datetime | None
    raised_at: datetime | None
    kept_at: datetime | None
    kept_by: str | None


def add_commitment(
    tx: Transaction, case_id: int, decision_id: str, *, what: str, owner: str, source: str, due_at: datetime | None
) -> None:
    """Store a promise of an approved text."""
    told = {"what": what, "owner": owner, "source": source, "due_at": due_at}
    tx.connection.execute(insert(commitments).values(case_id=case_id, decision_id=decision_id, **told))


def open_rows(tx: Transaction, *, owner: str | None, limit: int) -> tuple[CommitmentRow, ...]:
    """Promises nobody has kept yet, all or one team's, what is due soonest first."""
    query = _standing().where(commitments.c.kept_at.is_(None))
    if owner is not None:
        query = query.where(commitments.c.owner == owner)
    return _rows(tx, query.order_by(commitments.c.due_at, commitments.c.id).limit(limit))


def promises_of(tx: Transaction, case_id: int) -> tuple[CommitmentRow, ...]:
    """The promises of a case that stand, kept or not, oldest first."""
    return _rows(tx, _standing().where(commitments.c.case_id == case_id).order_by(commitments.c.id))


def owners(tx: Transaction) -> frozenset[str]:
    """The teams with a promise nobody has kept yet."""
    query = select(commitments.c.owner).where(commitments.c.kept_at.is_(None)).distinct()
    return frozenset(tx.connection.execute(query).scalars())


def overdue_rows(tx: Transaction, limit: int) -> tuple[CommitmentRow, ...]:
    """Promises whose time has passed and that have not brought their case back yet."""
    late = commitments.c.kept_at.is_(None) & commitments.c.raised_at.is_(None) & (commitments.c.due_at <= tx.now)
    return _rows(tx, _standing().where(late).order_by(commitments.c.due_at, commitments.c.id).limit(limit))


def read_commitment(tx: Transaction, number: int) -> CommitmentRow | None:
    """One promise that stands."""
    found = _rows(tx, _standing().where(commitments.c.id == number))
    return found[0] if found else None


def mark_raised(tx: Transaction, number: int) -> None:
    """Note that a promise brought its case back."""
    tx.connection.execute(update(commitments).where(commitments.c.id == number).values(raised_at=tx.now))


def change_owner(tx: Transaction, number: int, owner: str) -> None:
    """Make a promise another team's."""
    tx.connection.execute(update(commitments).where(commitments.c.id == number).values(owner=owner))


def mark_kept(tx: Transaction, number: int, by: str) -> None:
    """Note that a promise was kept."""
    tx.connection.execute(update(commitments).where(commitments.c.id == number).values(kept_at=tx.now, kept_by=by))


def _standing() -> Select[tuple[object, ...]]:
    # A text that was taken back promised nothing.
    return (
        select(commitments, cases.c.external_id)
        .join(cases, cases.c.id == commitments.c.case_id)
        .join(decisions, decisions.c.id == commitments.c.decision_id)
        .where(decisions.c.undone_at.is_(None))
    )


def _rows(tx: Transaction, query: Select[tuple[object, ...]]) -> tuple[CommitmentRow, ...]:
    return tuple(
        CommitmentRow(
            row.id,
            row.case_id,
            row.external_id,
            row.what,
            row.owner,
            row.source,
            row.due_at,
            row.raised_at,
            row.kept_at,
            row.kept_by,
        )
        for row in tx.connection.execute(query)
    )
