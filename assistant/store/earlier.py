"""What came before a case: the same customer's complaints, and what readers of the same page were answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import or_, select

from assistant.domain import Audience
from assistant.store.engine import Store
from assistant.store.rows import CaseRow, Posting
from assistant.store.tables import cases, decisions, drafts, outbox

MOST = 20
MOST_OF_OTHERS = 200  # enough to tell a burst; each costs the reading of a proposal


def earlier_cases(store: Store, row: CaseRow, since: datetime) -> tuple[CaseRow, ...]:
    """Cases of the same author on the same channel, received before this one and since a moment, newest first.

    A customer without a handle (a bare name, an unknown sender) is nobody we can recognise: nothing is found.
    """
    if not row.author_handle:
        return ()
    query = (
        select(cases)
        .where(cases.c.author_handle == row.author_handle, cases.c.channel == row.channel, cases.c.id != row.id)
        .where(cases.c.received_at >= since, cases.c.received_at <= row.received_at)
        .order_by(cases.c.received_at.desc())
        .limit(MOST)
    )
    with store.read() as tx:
        return tuple(CaseRow(**found._mapping) for found in tx.connection.execute(query))


def recent_replies(store: Store, row: CaseRow) -> tuple[str, ...]:
    """The last public replies on this case's channel and in its language, other customers' only, newest first."""
    query = (
        select(decisions.c.text)
        .join(outbox, outbox.c.decision_id == decisions.c.id)
        .join(cases, cases.c.id == outbox.c.case_id)
        .where(outbox.c.audience == Audience.PUBLIC, outbox.c.channel == row.channel, outbox.c.case_id != row.id)
        .where(outbox.c.state != Posting.WITHDRAWN, cases.c.language == row.language)
        .order_by(outbox.c.not_before.desc())
        .limit(MOST)
    )
    with store.read() as tx:
        return tuple(text for text in tx.connection.execute(query).scalars() if text)


def others_cases(store: Store, row: CaseRow, since: datetime) -> tuple[CaseRow, ...]:
    """Cases on any channel received before this one and since a moment, newest first, without the same author's own."""
    query = (
        select(cases)
        .where(cases.c.id != row.id, cases.c.received_at >= since, cases.c.received_at <= row.received_at)
        .order_by(cases.c.received_at.desc(), cases.c.id.desc())
        .limit(MOST_OF_OTHERS)
    )
    if row.author_handle:
        same = (cases.c.author_handle == row.author_handle) & (cases.c.channel == row.channel)
        query = query.where(or_(cases.c.author_handle.is_(None), ~same))
    with store.read() as tx:
        return tuple(CaseRow(**found._mapping) for found in tx.connection.execute(query))


def latest_proposals(store: Store, case_ids: Iterable[int]) -> Mapping[int, str]:
    """The newest proposal of each of these cases that has one, as the JSON it is kept in."""
    query = (
        select(drafts.c.case_id, drafts.c.proposal)
        .where(drafts.c.case_id.in_(list(case_ids)), drafts.c.proposal.is_not(None))
        .order_by(drafts.c.case_id, drafts.c.version)
    )
    with store.read() as tx:
        return {found.case_id: found.proposal for found in tx.connection.execute(query)}
