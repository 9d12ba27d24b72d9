"""Where everything stands: every delivery, case, job and approved text counted, and what is accounted for nowhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, exists, func, select

from assistant.store.arrivals import BURIED
from assistant.store.desk import FINISHED
from assistant.store.engine import Store, Transaction
from assistant.store.jobs import job_counts
from assistant.store.outbox import posting_counts
from assistant.store.rows import JobState, Posting, State
from assistant.store.tables import FLAGGED, IN_DANGER, arrivals, cases, jobs, messages, outbox

_AT_WORK = (JobState.WAITING, JobState.RUNNING)
OUTCOMES = ("taken_in", "refused", "open")  # what became of a delivery
# The kinds of open work whose age is told.
OPEN_WORK = ("delivery", "draft", "review", "job", "reply", "unknown fate")
_ON_ITS_WAY = (Posting.WAITING, Posting.SENDING)


@dataclass(frozen=True, slots=True)
class Status:
    """Everything in the store, counted at one moment (``as_of``).

    ``deliveries`` are what channels handed over, by what became of it: ``taken_in``, ``refused``, ``open``. ``oldest``
    is since when the oldest piece of each kind of open work has been waiting. ``lost`` are cases that say something is
    being done for them while nothing is: drafts nobody makes, replies that stand in no outbox.
    """

    as_of: datetime
    deliveries: Mapping[str, int]
    messages: int
    cases: Mapping[str, int]
    jobs: Mapping[str, int]
    outbox: Mapping[str, int]
    oldest: Mapping[str, datetime]
    lost: tuple[int, ...]


def status(store: Store) -> Status:
    """Count everything."""
    with store.read() as tx:
        states = {row.state: row.total for row in tx.connection.execute(
            select(cases.c.state, func.count().label("total")).group_by(cases.c.state)
        )}  # fmt: skip
        return Status(
            as_of=tx.now,
            deliveries=deliveries(tx),
            messages=tx.connection.execute(
                select(func.count()).select_from(messages).where(messages.c.sender == "customer")
            ).scalar_one(),
            cases={state.value: states.get(state, 0) for state in State},
            jobs=job_counts(tx),
            outbox=posting_counts(tx),
            oldest=oldest(tx),
            lost=_lost(tx),
        )


def deliveries(tx: Transaction, outcomes: Collection[str] = OUTCOMES) -> Mapping[str, int]:
    """How many deliveries became a case's, were refused, or wait to be read: all, or some of these."""
    taken = arrivals.c.case_id.is_not(None)
    refused = arrivals.c.refused.is_not(None) & (arrivals.c.source != BURIED)
    wanted = {"taken_in": taken, "refused": ~taken & refused, "open": ~taken & arrivals.c.refused.is_(None)}
    return {
        name: tx.connection.execute(select(func.count()).select_from(arrivals).where(wanted[name])).scalar_one()
        for name in outcomes
    }


def oldest(tx: Transaction) -> Mapping[str, datetime]:
    """Since when the oldest piece of each kind of open work has been waiting; kinds without any are left out."""
    # A draft that is edited or made anew waits no shorter for it; only what came back later waits since it came back.
    first = (cases.c.thread == 0) & (cases.c.round == 1)
    waiting = case((first, cases.c.taken_in_at), else_=cases.c.changed_at)
    open_delivery = arrivals.c.case_id.is_(None) & arrivals.c.refused.is_(None)
    queries = {
        "delivery": select(func.min(arrivals.c.at)).where(open_delivery),
        "draft": select(func.min(cases.c.changed_at)).where(cases.c.state == State.DRAFTING),
        "review": select(func.min(waiting)).where(cases.c.state.in_((State.REVIEW, State.SECOND_LOOK))),
        "job": select(func.min(jobs.c.run_at)).where(jobs.c.state == JobState.WAITING),
        "reply": select(func.min(outbox.c.not_before)).where(outbox.c.state.in_(_ON_ITS_WAY)),
        "unknown fate": select(func.min(outbox.c.not_before)).where(outbox.c.state == Posting.UNKNOWN),
    }
    found = {name: tx.connection.execute(query).scalar() for name, query in queries.items()}
    return {name: moment for name, moment in found.items() if moment is not None}


def overdue_by_urgency(tx: Transaction) -> Mapping[str, int]:
    """Open cases past their deadline: with somebody in ``danger``, ``flagged`` with another risk, and all ``other``."""
    urgency = case((IN_DANGER, "danger"), (FLAGGED, "flagged"), else_="other").label("urgency")
    late = select(urgency).where(cases.c.tab.not_in(FINISHED), cases.c.due_at <= tx.now).subquery()
    query = select(late.c.urgency, func.count().label("total")).group_by(late.c.urgency)
    found = {row.urgency: row.total for row in tx.connection.execute(query)}
    return {name: found.get(name, 0) for name in ("danger", "flagged", "other")}


def _lost(tx: Transaction) -> tuple[int, ...]:
    idle = ~exists().where(jobs.c.case_id == cases.c.id, jobs.c.state.in_(_AT_WORK))
    nowhere = ~exists().where(outbox.c.case_id == cases.c.id, outbox.c.state.in_(_ON_ITS_WAY))

    def found(which: ColumnElement[bool]) -> set[int]:
        return set(tx.connection.execute(select(cases.c.id).where(which)).scalars())

    undrafted = (cases.c.state == State.DRAFTING) & cases.c.trouble.is_(None) & idle
    return tuple(sorted(found(undrafted) | found((cases.c.state == State.APPROVED) & nowhere)))
