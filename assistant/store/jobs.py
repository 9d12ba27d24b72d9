"""Rows of background work: at most one job of a kind waits for a case and at most one runs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import and_, case, exists, func, insert, select, true, update

from assistant.store.engine import Transaction
from assistant.store.rows import JobRow, JobState
from assistant.store.tables import jobs


def enqueue(tx: Transaction, kind: str, case_id: int, rank: int = 0) -> None:
    """Ask for a piece of work; a job of this kind that already waits for the case is brought forward instead.

    What has the higher ``rank`` is done first, however long the rest has been waiting.
    """
    fresh = {
        "kind": kind, "case_id": case_id, "state": JobState.WAITING, "run_at": tx.now, "attempts": 0, "rank": rank,
    }  # fmt: skip
    if tx.insert_new(jobs, fresh):
        return
    waiting = and_(jobs.c.kind == kind, jobs.c.case_id == case_id, jobs.c.state == JobState.WAITING)
    higher = case((jobs.c.rank < rank, rank), else_=jobs.c.rank)
    forward = update(jobs).where(waiting).values(run_at=tx.now, attempts=0, trouble=None, rank=higher)
    if tx.connection.execute(forward).rowcount == 0:
        # The waiting job was started between the two statements, on what it read before this change: ask again.
        tx.connection.execute(insert(jobs).values(**fresh))


def next_job(tx: Transaction, kinds: Collection[str] | None = None) -> JobRow | None:
    """The job to do now, held: one whose worker has not been heard of within its lease, or the next that waits.

    The highest rank comes first, then what has been waiting longest. ``kinds`` are the kinds looked at; ``None`` for
    all. Two questions, since each alone is a walk along an index to its first hit, whatever else is waiting.
    """
    other = jobs.alias()
    idle = ~exists().where(
        other.c.case_id == jobs.c.case_id, other.c.kind == jobs.c.kind, other.c.state == JobState.RUNNING
    )
    silent = and_(jobs.c.state == JobState.RUNNING, jobs.c.lease_until <= tx.now)
    due = and_(jobs.c.state == JobState.WAITING, jobs.c.run_at <= tx.now, idle)
    for which in (silent, due):
        query = (
            select(jobs)
            .where(which, true() if kinds is None else jobs.c.kind.in_(kinds))
            .order_by(jobs.c.rank.desc(), jobs.c.run_at, jobs.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = tx.connection.execute(query).one_or_none()
        if row is not None:
            return JobRow(**row._mapping)
    return None


def start_job(tx: Transaction, job: JobRow, *, worker: str, token: str, lease_until: datetime) -> JobRow:
    """Give a held job to a worker."""
    started = (
        update(jobs)
        .where(jobs.c.id == job.id)
        .values(state=JobState.RUNNING, attempts=job.attempts + 1, worker=worker, token=token, lease_until=lease_until)
        .returning(jobs)
    )
    return JobRow(**tx.connection.execute(started).one()._mapping)


def lock_job(tx: Transaction, job_id: int) -> JobRow | None:
    """One job, held until this transaction ends; lock its case first if the case is to change."""
    row = tx.connection.execute(select(jobs).where(jobs.c.id == job_id).with_for_update()).one_or_none()
    return None if row is None else JobRow(**row._mapping)


def waits(tx: Transaction, kind: str, case_id: int) -> bool:
    """Whether a job of this kind waits for the case."""
    query = select(jobs.c.id).where(jobs.c.kind == kind, jobs.c.case_id == case_id, jobs.c.state == JobState.WAITING)
    return tx.connection.execute(query).first() is not None


def save_job(tx: Transaction, row: JobRow) -> None:
    """Write every column of a locked job back."""
    tx.connection.execute(update(jobs).where(jobs.c.id == row.id).values(**asdict(row)))


def running(tx: Transaction, kinds: Collection[str]) -> int:
    """How many jobs of these kinds are being done now, by workers that were heard of within their lease."""
    query = select(func.count()).where(
        jobs.c.kind.in_(kinds), jobs.c.state == JobState.RUNNING, jobs.c.lease_until > tx.now
    )
    return int(tx.connection.execute(query).scalar_one())


def job_counts(tx: Transaction) -> Mapping[str, int]:
    """How many jobs stand in each state."""
    query = select(jobs.c.state, func.count().label("total")).group_by(jobs.c.state)
    found = {row.state: row.total for row in tx.connection.execute(query)}
    return {state.value: found.get(state, 0) for state in JobState}
