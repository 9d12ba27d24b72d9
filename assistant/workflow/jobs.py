"""Work that needs no person: claimed with a lease, tried again with growing waits, given up with a reason."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from random import random
from uuid import uuid4

from assistant.errors import AssistantError, ConflictError, ModelError
from assistant.store import JobRow, JobState, State, Store, Transaction
from assistant.store.cases import lock_case, save_case
from assistant.store.jobs import enqueue, lock_job, next_job, running, save_job, start_job, waits
from assistant.store.tallies import ERRORS
from assistant.workflow.states import DRAFT_FAILED

Handler = Callable[[int], None]
Chance = Callable[[], float]

ACTOR = "worker"
RESTING = "resting"  # the code of a provider that is left alone for a while
LEASE = timedelta(seconds=90)
TRIES = 5
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=10)
_COUNTED = 20261122  # claims that are counted pass one at a time


def request(store: Store, kind: str, case_id: int) -> None:
    """Ask for work on a case, pressing cases first; a job of that kind that waits already is brought forward."""
    with store.write() as tx:
        enqueue(tx, kind, case_id, lock_case(tx, case_id).priority)


def claim_job(
    store: Store, worker: str, kinds: Collection[str] | None = None, most: int | None = None
) -> JobRow | None:
    """Take the next job, one nobody has been heard of working on within its lease included; ``None`` if idle.

    ``kinds`` are the kinds to look at, ``None`` for all; all workers of the store together do no more than ``most`` of
    them at a time. A job that was started ``TRIES`` times and never ended is given up: it takes its worker with it.
    """
    while True:
        try:
            with store.write() as tx:
                if most is not None and kinds is not None:
                    tx.alone(_COUNTED)
                    if running(tx, kinds) >= most:
                        return None
                job = next_job(tx, kinds)
                if job is None:
                    return None
                if job.attempts < TRIES:
                    lease_until = tx.now + LEASE
                    return start_job(tx, job, worker=worker, token=uuid4().hex, lease_until=lease_until)
        except ConflictError:
            return None  # another worker took a job of the same case at the same moment
        _give_up(store, job, "worker_died")


def heartbeat(store: Store, job: JobRow) -> None:
    """Renew a job's lease; raises ``ConflictError`` if it is somebody else's by now."""
    with store.write() as tx:
        now = _mine(tx, job)
        save_job(tx, replace(now, lease_until=tx.now + LEASE))


def finish(store: Store, job: JobRow) -> None:
    """Mark a job as done; raises ``ConflictError`` if it is somebody else's by now."""
    with store.write() as tx:
        save_job(tx, replace(_mine(tx, job), state=JobState.DONE, lease_until=None, trouble=None))


def fail(
    store: Store,
    job: JobRow,
    reason: str,
    *,
    retriable: bool = True,
    retry_after: float | None = None,
    chance: Chance = random,
) -> JobState:
    """Note that a job failed, and try again later or give up; returns its new state.

    The wait doubles from ``FIRST_WAIT`` to ``LONGEST_WAIT`` with up to half of it more, so that workers do not come
    back all at once; ``retry_after`` (seconds) makes it longer. Work put off because the provider is left alone was no
    try. ``reason`` is a code. Raises ``ConflictError`` if the
    job is somebody else's by now.
    """
    untried = reason == RESTING  # nobody was asked: this was no try
    if not untried:
        with store.write() as tx:
            tx.count(ERRORS, job.kind, reason)
    if not retriable or (job.attempts >= TRIES and not untried):
        _give_up(store, job, reason)
        return JobState.DEAD
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (job.attempts - 1)) * (1 + chance() / 2)
    wait = max(wait, timedelta(seconds=retry_after or 0))
    with store.write() as tx:
        lock_case(tx, job.case_id)
        now = _mine(tx, job)
        if waits(tx, job.kind, job.case_id):
            # The same work was asked for again meanwhile: that job does it.
            save_job(tx, replace(now, state=JobState.DONE, lease_until=None, trouble=reason))
            return JobState.DONE
        save_job(
            tx,
            replace(
                now,
                state=JobState.WAITING,
                run_at=tx.now + wait,
                attempts=now.attempts - untried,
                token=None,
                lease_until=None,
                trouble=reason,
            ),
        )
    return JobState.WAITING


def run_job(store: Store, job: JobRow, handlers: Mapping[str, Handler]) -> JobState:
    """Do a claimed job; what goes wrong on purpose is noted by its code, anything else goes through to the caller."""
    handler = handlers.get(job.kind)
    if handler is None:
        return fail(store, job, "no_handler", retriable=False)
    try:
        handler(job.case_id)
    except ModelError as error:
        return fail(store, job, error.code, retriable=error.retriable, retry_after=error.retry_after)
    except AssistantError as error:
        return fail(store, job, error.code or type(error).__name__)
    finish(store, job)
    return JobState.DONE


def _mine(tx: Transaction, job: JobRow) -> JobRow:
    """A job as it stands, held, if it is still the one that was claimed."""
    now = lock_job(tx, job.id)
    if now is None or now.token != job.token or now.state is not JobState.RUNNING:
        raise ConflictError(f"job {job.id} is no longer with this worker", code="lease_lost")
    return now


def _give_up(store: Store, job: JobRow, reason: str) -> None:
    with store.write() as tx:
        row = lock_case(tx, job.case_id)
        now = lock_job(tx, job.id)
        if now is None or now.token != job.token or now.state is not JobState.RUNNING:
            return
        save_job(tx, replace(now, state=JobState.DEAD, lease_until=None, trouble=reason))
        if row.state is State.DRAFTING:
            save_case(tx, replace(row, trouble=row.trouble or DRAFT_FAILED))
        tx.note("given_up", ACTOR, row.id, job=job.id, kind=job.kind, reason=reason, attempts=job.attempts)
