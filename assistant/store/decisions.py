"""Rows of decisions: what a person decided, on which bytes, and whether it was taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Row, insert, select, update

from assistant.domain import Audience
from assistant.store.engine import Store, Transaction
from assistant.store.rows import Decided, DecisionRow, OutboxRow, Posting
from assistant.store.tables import cases, drafts, outbox
from assistant.store.tables import decisions as table


def add_decision(tx: Transaction, row: DecisionRow) -> None:
    """Store a decision; only the fact that it was undone can be added later."""
    tx.connection.execute(insert(table).values(**asdict(row)))


def read_decision(tx: Transaction, decision_id: str) -> DecisionRow:
    """One decision; it must exist."""
    return DecisionRow(**tx.connection.execute(select(table).where(table.c.id == decision_id)).one()._mapping)


def approvals(tx: Transaction, state: Posting) -> Iterator[tuple[OutboxRow, DecisionRow, str]]:
    """Every approved text in one state, oldest first, with its decision and the id of its complaint, in one reading."""
    query = (
        select(outbox, table, cases.c.external_id)
        .join(table, table.c.id == outbox.c.decision_id)
        .join(cases, cases.c.id == outbox.c.case_id)
        .where(outbox.c.state == state)
        .order_by(outbox.c.not_before, outbox.c.id)
    )
    for row in tx.connection.execute(query).mappings():
        posting = OutboxRow(**{column.name: row[column] for column in outbox.c})
        decision = DecisionRow(**{column.name: row[column] for column in table.c})
        yield posting, decision, row[cases.c.external_id]


def take_back(tx: Transaction, decision_id: str, by: str) -> None:
    """Mark a decision as undone."""
    tx.connection.execute(update(table).where(table.c.id == decision_id).values(undone_at=tx.now, undone_by=by))


def decisions_of(tx: Transaction, case_id: int) -> tuple[DecisionRow, ...]:
    """Every decision on a case, oldest first."""
    query = select(table).where(table.c.case_id == case_id).order_by(table.c.at, table.c.id)
    return tuple(DecisionRow(**row._mapping) for row in tx.connection.execute(query))


def decisions(store: Store, since: datetime | None = None) -> Iterator[Decided]:
    """Every decision that still stands, oldest first, with the machine's text beside the one that was approved."""
    query = (
        select(
            table,
            cases.c.external_id,
            outbox.c.state.label("posting"),
            drafts.c.public.label("drafted_public"),
            drafts.c.private.label("drafted_private"),
        )
        .join(cases, cases.c.id == table.c.case_id)
        .outerjoin(outbox, outbox.c.decision_id == table.c.id)
        .outerjoin(drafts, (drafts.c.case_id == table.c.case_id) & (drafts.c.version == table.c.drafted))
        .where(table.c.undone_at.is_(None))
        .order_by(table.c.at, table.c.id)
    )
    with store.read() as tx:
        for row in tx.connection.execute(query if since is None else query.where(table.c.at >= since)):
            yield _decided(row)


def _decided(row: Row[tuple[object, ...]]) -> Decided:
    drafted = {Audience.PUBLIC: row.drafted_public, Audience.PRIVATE: row.drafted_private}
    return Decided(
        complaint=row.external_id,
        case_id=row.case_id,
        verb=row.verb,
        audience=row.audience,
        drafted=None if row.audience is None else drafted[row.audience],
        sent=row.text,
        posting=row.posting,
        reviewer=row.reviewer,
        at=row.at,
        reason=row.reason,
        note=row.note,
    )
