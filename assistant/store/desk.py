"""What the review desk reads: the queue a page at a time, the numbers on its tabs, and the file of one case."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from assistant.domain import Flag, Language
from assistant.errors import InputError
from assistant.store.audit import lines_of
from assistant.store.cases import complaint_of, read_case
from assistant.store.decisions import decisions_of
from assistant.store.drafts import drafts_of
from assistant.store.engine import Store, Transaction
from assistant.store.outbox import postings_of
from assistant.store.presence import present
from assistant.store.rows import CaseFile, CaseRow, Tab
from assistant.store.tables import NEVER, cases

# Tabs in which nothing waits: they are read newest first, the others by urgency.
FINISHED = (Tab.SENT, Tab.CLOSED, Tab.CUSTOMER)
LARGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """Which cases of one tab to show; what is ``None`` does not narrow."""

    tab: Tab = Tab.REVIEW
    channel: str | None = None
    language: Language | None = None
    flag: Flag | None = None
    claimed_by: str | None = None
    author_handle: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the queue, judged at ``as_of``; ``cursor`` asks for the next one, ``None`` if this is the last."""

    rows: tuple[CaseRow, ...]
    as_of: datetime
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases a tab holds, and how many of them are past their deadline."""

    total: int
    overdue: int


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a page ended: the moment the queue was judged at, whether that row was overdue, and its sort key."""

    as_of: datetime
    overdue: bool
    priority: int
    moment: datetime
    id: int


def queue(store: Store, filters: Filters = Filters(), *, limit: int = 50, cursor: str | None = None) -> Page:
    """A page of one tab: what is overdue first, then by priority, then by deadline; finished tabs newest first.

    Pages that follow are judged at the moment of the first one, so that no case is shown twice or missed because a
    deadline passed between two pages. Raises ``InputError`` for a cursor this program did not make.
    """
    limit = max(1, min(limit, LARGEST_PAGE))
    mark = None if cursor is None else _unpack(cursor)
    with store.read() as tx:
        as_of = tx.now if mark is None else mark.as_of
        finished = filters.tab in FINISHED
        found = _finished(tx, filters, mark, limit) if finished else _open(tx, filters, mark, as_of, limit)
    rows = found[:limit]
    return Page(tuple(rows), as_of, _pack(rows[-1], as_of, finished) if len(found) > limit else None)


def counts(store: Store) -> Mapping[Tab, Count]:
    """How many cases stand in each tab."""
    with store.read() as tx:
        late = func.sum(case((cases.c.due_at <= tx.now, 1), else_=0))
        found = tx.connection.execute(select(cases.c.tab, func.count(), late).group_by(cases.c.tab)).all()
    by_tab = {tab: Count(total, 0 if tab in FINISHED else overdue) for tab, total, overdue in found}
    return {tab: by_tab.get(tab, Count(0, 0)) for tab in Tab}


def case_file(store: Store, case_id: int) -> CaseFile:
    """Everything about one case, read at one moment; raises ``InputError`` if there is none."""
    with store.read() as tx:
        return read_file(tx, case_id)


def read_file(tx: Transaction, case_id: int) -> CaseFile:
    """``case_file`` inside a transaction that is open already."""
    row = read_case(tx, case_id)
    return CaseFile(
        row=row,
        complaint=complaint_of(tx, row),
        drafts=drafts_of(tx, case_id),
        decisions=decisions_of(tx, case_id),
        outbox=postings_of(tx, case_id),
        presence=present(tx, case_id),
        audit=lines_of(tx.connection, case_id),
    )


def _open(tx: Transaction, filters: Filters, mark: _Mark | None, as_of: datetime, limit: int) -> list[CaseRow]:
    # Two walks along the index instead of one sort over the whole tab: the overdue, then the rest.
    rows: list[CaseRow] = []
    for overdue in (True, False):
        if mark is not None and mark.overdue < overdue:
            continue  # the overdue ones were all shown on earlier pages
        query = _narrowed(filters).where(cases.c.due_at <= as_of if overdue else cases.c.due_at > as_of)
        if mark is not None and mark.overdue == overdue:
            query = query.where(_after(mark))
        query = query.order_by(cases.c.priority.desc(), cases.c.due_at, cases.c.id)
        rows += _rows(tx, query.limit(limit + 1 - len(rows)))
        if len(rows) > limit:
            break
    return rows


def _after(mark: _Mark) -> ColumnElement[bool]:
    same = and_(
        cases.c.priority == mark.priority,
        or_(cases.c.due_at > mark.moment, and_(cases.c.due_at == mark.moment, cases.c.id > mark.id)),
    )
    # The first condition says nothing new, but it is the one an index can start at.
    return and_(cases.c.priority <= mark.priority, or_(cases.c.priority < mark.priority, same))


def _finished(tx: Transaction, filters: Filters, mark: _Mark | None, limit: int) -> list[CaseRow]:
    query = _narrowed(filters)
    if mark is not None:
        same = and_(cases.c.changed_at == mark.moment, cases.c.id < mark.id)
        query = query.where(cases.c.changed_at <= mark.moment, or_(cases.c.changed_at < mark.moment, same))
    return _rows(tx, query.order_by(cases.c.changed_at.desc(), cases.c.id.desc()).limit(limit + 1))


def _narrowed(filters: Filters) -> Select[tuple[object, ...]]:
    query = select(cases).where(cases.c.tab == filters.tab)
    for column, wanted in (
        (cases.c.channel, filters.channel),
        (cases.c.language, filters.language),
        (cases.c.claimed_by, filters.claimed_by),
        (cases.c.author_handle, filters.author_handle),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    return query if filters.flag is None else query.where(cases.c.flags.like(f"%|{filters.flag}|%"))


def _rows(tx: Transaction, query: Select[tuple[object, ...]]) -> list[CaseRow]:
    return [CaseRow(**row._mapping) for row in tx.connection.execute(query)]


def _pack(row: CaseRow, as_of: datetime, finished: bool) -> str:
    moment = row.changed_at if finished else row.due_at or NEVER
    fields: Iterable[object] = (as_of.isoformat(), moment <= as_of, row.priority, moment.isoformat(), row.id)
    return base64.urlsafe_b64encode(json.dumps(list(fields)).encode()).decode()


def _unpack(cursor: str) -> _Mark:
    try:
        as_of, overdue, priority, moment, number = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        moments = [datetime.fromisoformat(text).astimezone(UTC) for text in (as_of, moment)]
        if not all(isinstance(value, int) and abs(value) < 2**31 for value in (overdue, priority, number)):
            raise ValueError("not a number of ours")
        return _Mark(moments[0], bool(overdue), priority, moments[1], number)
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise InputError("this is not a cursor of the queue; start with the first page", code="bad_cursor") from error
