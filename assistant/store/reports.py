"""Rows of reports: the figures of one day, counted once and kept; no text of anybody stands in them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Column, ColumnElement, Table, Text, func, select

from assistant.store.engine import Transaction
from assistant.store.rows import Posting
from assistant.store.tables import audit, cases, drafts, metadata, outbox
from assistant.store.types import Instant

_PAGE = 500  # cases whose proposals are read at a time

reports = Table(
    "reports",
    metadata,
    Column("day", Text, primary_key=True),
    Column("figures", Text, nullable=False),
    Column("at", Instant, nullable=False),
)


def add_report(tx: Transaction, day: date, figures: Mapping[str, object]) -> bool:
    """Keep a day's figures; false if they are kept already."""
    told = json.dumps(dict(figures), sort_keys=True)
    return tx.insert_new(reports, {"day": day.isoformat(), "figures": told, "at": tx.now})


def read_reports(tx: Transaction, first: date, last: date) -> Mapping[date, Mapping[str, object]]:
    """The kept figures of the days from ``first`` to ``last``, both included, oldest first."""
    within = reports.c.day.between(first.isoformat(), last.isoformat())
    rows = tx.connection.execute(select(reports).where(within).order_by(reports.c.day))
    return {date.fromisoformat(row.day): json.loads(row.figures) for row in rows}


def happened(tx: Transaction, since: datetime, until: datetime) -> Mapping[str, int]:
    """How often each event stands in the audit log of a stretch of time."""
    first, last = (moment.astimezone(UTC).isoformat(timespec="microseconds") for moment in (since, until))
    query = select(audit.c.event, func.count().label("total")).where(audit.c.at >= first, audit.c.at < last)
    return {row.event: row.total for row in tx.connection.execute(query.group_by(audit.c.event))}


def came_by_channel(tx: Transaction, since: datetime, until: datetime) -> Mapping[str, int]:
    """How many complaints came in over each channel."""
    query = select(cases.c.channel, func.count().label("total")).where(*_came(since, until))
    return {row.channel: row.total for row in tx.connection.execute(query.group_by(cases.c.channel))}


def came_by_category(tx: Transaction, since: datetime, until: datetime) -> Mapping[str, int]:
    """How many complaints came in by what their newest proposal takes them to be first about."""
    numbers = list(tx.connection.execute(select(cases.c.id).where(*_came(since, until))).scalars())
    counted: Counter[str] = Counter()
    for start in range(0, len(numbers), _PAGE):
        counted.update(_categories(tx, numbers[start : start + _PAGE]))
    return counted


def first_replies(tx: Transaction, since: datetime, until: datetime) -> tuple[timedelta, ...]:
    """How long each complaint waited whose first reply left in a stretch of time, shortest first."""
    first = func.min(outbox.c.sent_at).label("first")
    query = (
        select(cases.c.received_at, first)
        .join(outbox, outbox.c.case_id == cases.c.id)
        .where(outbox.c.state == Posting.SENT)
        .group_by(cases.c.id, cases.c.received_at)
        .having(first >= since, first < until)
    )
    return tuple(sorted(row.first - row.received_at for row in tx.connection.execute(query)))


def _came(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return cases.c.taken_in_at >= since, cases.c.taken_in_at < until


def _categories(tx: Transaction, numbers: Sequence[int]) -> Iterator[str]:
    query = (
        select(drafts.c.case_id, drafts.c.proposal)
        .where(drafts.c.case_id.in_(numbers), drafts.c.proposal.is_not(None))
        .order_by(drafts.c.case_id, drafts.c.version)
    )
    newest = {row.case_id: row.proposal for row in tx.connection.execute(query)}
    for proposal in newest.values():
        yield _category(json.loads(proposal))


def _category(proposal: object) -> str:
    """The first category of a kept proposal, empty if another version kept it in another form."""
    triage = proposal.get("triage") if isinstance(proposal, dict) else None
    found = triage.get("categories") if isinstance(triage, dict) else None
    first = found[0] if isinstance(found, list) and found else None
    return str(first.get("code", "")) if isinstance(first, dict) else ""
