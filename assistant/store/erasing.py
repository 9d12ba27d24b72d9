"""Rows of erasing: whose cases these are, which of them must stay, and what was taken out, known by pseudonyms only."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, delete, exists, func, or_, select

from assistant.store.arrivals import BURIED, bury
from assistant.store.commitments import commitments
from assistant.store.engine import Store, Transaction
from assistant.store.questions import questions
from assistant.store.rows import CaseRow, Posting, State
from assistant.store.steps import steps
from assistant.store.tables import (
    arrivals,
    cases,
    decisions,
    disclosures,
    drafts,
    erasures,
    holds,
    messages,
    outbox,
    vaults,
)

_FINISHED = (State.SENT, State.CLOSED)
_UNSETTLED = (Posting.WAITING, Posting.SENDING, Posting.UNKNOWN, Posting.FAILED)
_OF_CASE: Mapping[str, Table] = {
    "messages": messages,
    "drafts": drafts,
    "decisions": decisions,
    "replies": outbox,
    "vaults": vaults,
    "disclosures": disclosures,
    "commitments": commitments,
    "questions": questions,
    "steps": steps,
    "deliveries": arrivals,
}


@dataclass(frozen=True, slots=True)
class Hold:
    """A case that must not be erased, and why."""

    case_id: int
    complaint: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased at once: how many rows of what, and the pseudonyms of the complaints; nothing personal."""

    id: str
    at: datetime
    cause: str
    by: str
    counted: Mapping[str, int]
    pseudonyms: tuple[str, ...]


def cases_of(tx: Transaction, who: str) -> tuple[CaseRow, ...]:
    """Cases of a customer, given as the channel's handle, the address replies went to, or the id of a complaint."""
    names = {who, who.removeprefix("@"), "@" + who.removeprefix("@")}
    answered = exists().where(outbox.c.case_id == cases.c.id, outbox.c.recipient.in_(names), ~cases.c.public)
    theirs = or_(cases.c.author_handle.in_(names), cases.c.external_id == who, answered)
    return tuple(CaseRow(**row._mapping) for row in tx.connection.execute(select(cases).where(theirs)))


def named(tx: Transaction, name: str) -> tuple[str, ...]:
    """Ids of the complaints signed with a name; several people may bear it."""
    query = select(cases.c.external_id).where(cases.c.author_name == name).order_by(cases.c.id)
    return tuple(tx.connection.execute(query).scalars())


def sealed_vaults(tx: Transaction) -> Mapping[int, bytes]:
    """Every case's sealed vault, by the number of the case."""
    return {row.case_id: row.sealed for row in tx.connection.execute(select(vaults.c.case_id, vaults.c.sealed))}


def remove_case(tx: Transaction, case_id: int) -> Mapping[str, int]:
    """Take a locked case out with everything that hangs on it; how many rows of what that was."""
    counted = {
        name: tx.connection.execute(
            select(func.count()).select_from(table).where(table.c.case_id == case_id)
        ).scalar_one()
        for name, table in _OF_CASE.items()
    }
    bury(tx, case_id)
    tx.connection.execute(delete(arrivals).where(arrivals.c.case_id == case_id))
    tx.connection.execute(delete(cases).where(cases.c.id == case_id))
    return {"cases": 1, **counted}


def finished_before(tx: Transaction, moment: datetime, limit: int) -> Mapping[int, str]:
    """Cases finished before a moment, on which nothing is open and which nobody holds back: number and complaint."""
    query = (
        select(cases.c.id, cases.c.external_id)
        .where(cases.c.state.in_(_FINISHED), cases.c.changed_at <= moment)
        .where(~exists().where(holds.c.case_id == cases.c.id))
        .where(~exists().where(outbox.c.case_id == cases.c.id, outbox.c.state.in_(_UNSETTLED)))
        .order_by(cases.c.id)
        .limit(limit)
    )
    return {row.id: row.external_id for row in tx.connection.execute(query)}


def remove_refused_deliveries(tx: Transaction, moment: datetime) -> int:
    """Take out deliveries that never became a case and came before a moment; how many."""
    refused = arrivals.c.case_id.is_(None) & arrivals.c.refused.is_not(None) & (arrivals.c.source != BURIED)
    return tx.connection.execute(delete(arrivals).where(refused, arrivals.c.at <= moment)).rowcount


def add_hold(tx: Transaction, case_id: int, reason: str, by: str) -> bool:
    """Hold a case back from erasing; false if it is held already."""
    return tx.insert_new(holds, {"case_id": case_id, "reason": reason, "by": by, "at": tx.now})


def lift_hold(tx: Transaction, case_id: int) -> bool:
    """Let a case be erased again; false if it was not held."""
    return tx.connection.execute(delete(holds).where(holds.c.case_id == case_id)).rowcount == 1


def held(tx: Transaction, case_ids: Collection[int] | None = None) -> tuple[Hold, ...]:
    """Cases that are held back, all or those of some numbers."""
    query = select(holds, cases.c.external_id).join(cases, cases.c.id == holds.c.case_id).order_by(holds.c.case_id)
    if case_ids is not None:
        query = query.where(holds.c.case_id.in_(case_ids))
    rows = tx.connection.execute(query)
    return tuple(Hold(row.case_id, row.external_id, row.reason, row.by, row.at) for row in rows)


def add_erasure(tx: Transaction, erasure: Erasure) -> bool:
    """Keep the record of an erasure; false if it is kept already."""
    values = {"id": erasure.id, "at": erasure.at, "cause": erasure.cause, "by": erasure.by}
    counted = json.dumps(dict(erasure.counted), sort_keys=True)
    return tx.insert_new(erasures, {**values, "counted": counted, "pseudonyms": erasure.pseudonyms})


def read_erasures(store: Store) -> tuple[Erasure, ...]:
    """Every erasure there was, oldest first."""
    with store.read() as tx:
        rows = tx.connection.execute(select(erasures).order_by(erasures.c.at, erasures.c.id))
        return tuple(
            Erasure(row.id, row.at, row.cause, row.by, json.loads(row.counted), row.pseudonyms) for row in rows
        )


def complaint_ids(tx: Transaction) -> Mapping[int, str]:
    """The id of every complaint, by the number of its case."""
    return {row.id: row.external_id for row in tx.connection.execute(select(cases.c.id, cases.c.external_id))}
