"""What the review desk reads: the queue a page at a time, the numbers on its tabs, and the file of one case."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Column, ColumnElement, Select, and_, func, or_, select
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from assistant.domain import Flag, Language
from assistant.errors import InputError
from assistant.store.audit import lines_of
from assistant.store.cases import complaint_of, read_case
from assistant.store.decisions import decisions_of
from assistant.store.drafts import drafts_of
from assistant.store.engine import Store, Transaction
from assistant.store.outbox import postings_of
from assistant.store.presence import present
from assistant.store.questions import questions_of
from assistant.store.rows import CaseFile, CaseRow, Tab
from assistant.store.steps import steps_of
from assistant.store.tables import FLAGGED, IN_DANGER, NEVER, cases

T = TypeVar("T")
# Tabs in which nothing waits: they are read newest first, the others by urgency.
FINISHED = (Tab.SENT, Tab.CLOSED, Tab.CUSTOMER)
LARGEST_PAGE = 200
SEARCHED = 2000  # cases of a tab that a search reads
ENOUGH = 10_000  # cases of a tab that a person at the desk wants counted

# What a line of the queue shows of a case in words.
_SHOWN = (
    cases.c.id, cases.c.first_line, cases.c.author_name, cases.c.author_handle, cases.c.external_id, cases.c.subject,
    cases.c.claimed_by,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """Which cases of one tab to show; what is ``None`` does not narrow.

    ``in_danger``: only cases in which somebody may be harmed.
    """

    tab: Tab = Tab.REVIEW
    channel: str | None = None
    language: Language | None = None
    flag: Flag | None = None
    claimed_by: str | None = None
    author_handle: str | None = None
    in_danger: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the queue, judged at ``as_of``; ``cursor`` asks for the next one, ``None`` if this is the last."""

    rows: tuple[CaseRow, ...]
    as_of: datetime
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases a tab holds, and how many of them are past their deadline; ``more``: that many and more."""

    total: int
    overdue: int
    more: bool = False


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
        found: list[CaseRow] = []
        for query in _walks(tx, filters, mark, as_of):
            found += _rows(tx, query.limit(limit + 1 - len(found)))
            if len(found) > limit:
                break
    rows, finished = found[:limit], filters.tab in FINISHED
    return Page(tuple(rows), as_of, _pack(rows[-1], as_of, finished) if len(found) > limit else None)


def search(store: Store, filters: Filters, fits: Callable[[str], bool], *, limit: int = 50) -> tuple[CaseRow, ...]:
    """The first cases of a tab whose line in the queue ``fits``, in the queue's order; the first ``SEARCHED`` are read.

    Only what a line shows is read of those that do not fit.
    """
    ids: list[int] = []
    left = SEARCHED
    with store.read() as tx:
        for query in _walks(tx, filters, None, tx.now):
            read = tx.connection.execute(query.with_only_columns(*_SHOWN).limit(left)).all()
            ids += [row.id for row in read if fits(" ".join(word for word in row[1:] if word))]
            left -= len(read)
            if left <= 0 or len(ids) >= limit:
                break
        wanted = select(cases).where(cases.c.id.in_(ids[:limit]))
        rows = {row.id: row for row in _rows(tx, wanted)}
    return tuple(rows[number] for number in ids[:limit])


def named(store: Store, words: str, *, limit: int = 50) -> tuple[CaseRow, ...]:
    """Cases of any tab whose complaint's id, or whose customer's handle, is exactly this; newest first."""
    wanted = words.strip()
    with store.read() as tx:
        rows: dict[int, CaseRow] = {}
        for column in (cases.c.external_id, cases.c.author_handle):
            query = select(cases).where(column == wanted).order_by(cases.c.received_at.desc()).limit(limit)
            rows |= {row.id: row for row in _rows(tx, query)}
    return tuple(rows.values())


def counts(store: Store, enough: int | None = None) -> Mapping[Tab, Count]:
    """How many cases stand in each tab; with ``enough`` nothing is counted further than that."""
    with store.read() as tx:
        return {tab: _count(tx, tab, enough) for tab in Tab}


def _count(tx: Transaction, tab: Tab, enough: int | None) -> Count:
    def counted(*which: ColumnElement[bool]) -> int:
        some = select(cases.c.tab).where(cases.c.tab == tab, *which).limit(enough)
        return int(tx.connection.execute(select(func.count()).select_from(some.subquery())).scalar_one())

    total = counted()
    overdue = 0 if tab in FINISHED else counted(cases.c.due_at <= tx.now)
    return Count(total, overdue, more=total == enough)


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
        questions=questions_of(tx, case_id),
        steps=steps_of(tx, case_id),
    )


def _walks(
    tx: Transaction, filters: Filters, mark: _Mark | None, as_of: datetime
) -> Iterator[Select[tuple[object, ...]]]:
    """The cases of a tab in their order, each query a walk along an index that may be left at any row.

    Open tabs take two instead of one sort over the whole tab: the overdue, then the rest.
    """
    if filters.tab in FINISHED:
        yield _finished(tx, filters, mark)
        return
    for overdue in (True, False):
        if mark is not None and mark.overdue < overdue:
            continue  # the overdue ones were all shown on earlier pages
        due = _walked(tx, cases.c.due_at)
        query = _narrowed(tx, filters).where(due <= as_of if overdue else due > as_of)
        if mark is not None and mark.overdue == overdue:
            query = query.where(_after(mark))
        yield query.order_by(cases.c.priority.desc(), cases.c.due_at, cases.c.id)


def _walked(tx: Transaction, column: Column[T]) -> ColumnElement[T]:
    """The column as something to look at along the way: SQLite would otherwise look it up and sort the whole tab."""
    if tx.connection.dialect.name != "sqlite":
        return column
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


def _after(mark: _Mark) -> ColumnElement[bool]:
    same = and_(
        cases.c.priority == mark.priority,
        or_(cases.c.due_at > mark.moment, and_(cases.c.due_at == mark.moment, cases.c.id > mark.id)),
    )
    # The first condition says nothing new, but it is the one an index can start at.
    return and_(cases.c.priority <= mark.priority, or_(cases.c.priority < mark.priority, same))


def _finished(tx: Transaction, filters: Filters, mark: _Mark | None) -> Select[tuple[object, ...]]:
    query = _narrowed(tx, filters)
    if mark is not None:
        same = and_(cases.c.changed_at == mark.moment, cases.c.id < mark.id)
        query = query.where(cases.c.changed_at <= mark.moment, or_(cases.c.changed_at < mark.moment, same))
    return query.order_by(cases.c.changed_at.desc(), cases.c.id.desc())


def _narrowed(tx: Transaction, filters: Filters) -> Select[tuple[object, ...]]:
    few = filters.claimed_by is not None or filters.author_handle is not None  # found by their own index and sorted
    query = select(cases).where((_walked(tx, cases.c.tab) if few else cases.c.tab) == filters.tab)
    if filters.in_danger:
        query = query.where(IN_DANGER)
    for column, wanted in (
        (cases.c.channel, filters.channel),
        (cases.c.language, filters.language),
        (cases.c.claimed_by, filters.claimed_by),
        (cases.c.author_handle, filters.author_handle),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    return query if filters.flag is None else query.where(FLAGGED, cases.c.flags.like(f"%|{filters.flag}|%"))


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
