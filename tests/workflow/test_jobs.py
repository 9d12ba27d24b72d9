"""Work is done by one worker at a time, tried again when it fails, and given up with a reason."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from assistant.errors import ConflictError, KnowledgeError, ModelError
from assistant.store import JobState, Store, case_file
from assistant.store.rows import JobRow
from assistant.worker import Worker
from assistant.workflow import jobs
from assistant.workflow.decide import Fault, send_back
from assistant.workflow.intake import DRAFT, take_in
from assistant.workflow.jobs import LEASE, TRIES, claim_job, fail, finish, heartbeat, request, run_job
from tests.store.stores import Clock
from tests.workflow.desk_days import AYSE, Sink, complaint, drafted, jobs_of, propose, seen, sign_off


def job_of(store: Store, case_id: int) -> JobRow:
    return jobs_of(store, case_id)[-1]


def claimed(store: Store, worker: str = "w") -> JobRow:
    job = claim_job(store, worker)
    assert job is not None
    return job


def failing(error: Exception) -> Callable[[int], None]:
    def handler(case_id: int) -> None:
        raise error

    return handler


def test_a_job_is_claimed_by_one_worker_until_its_lease_is_over(store: Store, clock: Clock) -> None:
    take_in(store, complaint())
    first = claimed(store, "one")
    assert claim_job(store, "two") is None
    clock.forward(LEASE.total_seconds() - 1)
    heartbeat(store, first)
    clock.forward(LEASE.total_seconds() - 1)
    assert claim_job(store, "two") is None
    clock.forward(1)
    second = claimed(store, "two")
    assert (second.id, second.attempts) == (first.id, 2)
    for late in (heartbeat, finish):
        with pytest.raises(ConflictError):
            late(store, first)
    with pytest.raises(ConflictError):
        fail(store, first, "timeout")
    finish(store, second)
    assert job_of(store, first.case_id).state is JobState.DONE


def test_a_failed_job_waits_longer_each_time_and_is_given_up_with_its_reason(store: Store, clock: Clock) -> None:
    case_id = take_in(store, complaint()).case_id
    error = ModelError("busy", code="rate_limited", retriable=True)
    waits = []
    for _ in range(TRIES - 1):
        assert run_job(store, claimed(store), {DRAFT: failing(error)}) is JobState.WAITING
        waits.append((job_of(store, case_id).run_at - clock.now).total_seconds())
        assert claim_job(store, "w") is None
        clock.forward(waits[-1])
    assert all(5 * 2**place <= wait <= 7.5 * 2**place for place, wait in enumerate(waits))
    assert run_job(store, claimed(store), {DRAFT: failing(error)}) is JobState.DEAD
    assert job_of(store, case_id).trouble == "rate_limited"
    file = case_file(store, case_id)
    assert file.row.trouble == "draft_failed"
    assert (file.audit[-1].event, file.audit[-1].details["reason"]) == ("given_up", "rate_limited")
    propose(store, case_id)  # a draft that comes after all clears it
    assert case_file(store, case_id).row.trouble is None


def test_a_job_given_up_beside_a_draft_that_is_there_troubles_nobody(store: Store) -> None:
    case_id = drafted(store)
    run_job(store, claimed(store), {DRAFT: failing(ModelError("no key", code="not_authorised"))})
    assert case_file(store, case_id).row.trouble is None


def test_a_provider_that_says_when_to_come_back_is_heeded(store: Store, clock: Clock) -> None:
    case_id = take_in(store, complaint()).case_id
    error = ModelError("busy", code="rate_limited", retriable=True, retry_after=100)
    run_job(store, claimed(store), {DRAFT: failing(error)})
    assert (job_of(store, case_id).run_at - clock.now).total_seconds() == 100


@pytest.mark.parametrize(
    ("error", "state", "reason"),
    [
        (ModelError("no key", code="not_authorised"), JobState.DEAD, "not_authorised"),
        (KnowledgeError("knowledge/tone/tr.md:4: sign_off is empty"), JobState.WAITING, "KnowledgeError"),
    ],
)
def test_what_asking_again_cannot_help_is_given_up_at_once(
    store: Store, error: Exception, state: JobState, reason: str
) -> None:
    case_id = take_in(store, complaint()).case_id
    assert run_job(store, claimed(store), {DRAFT: failing(error)}) is state
    assert job_of(store, case_id).trouble == reason


def test_a_job_nobody_can_do_is_given_up(store: Store) -> None:
    case_id = take_in(store, complaint()).case_id
    assert run_job(store, claimed(store), {}) is JobState.DEAD
    assert job_of(store, case_id).trouble == "no_handler"


def test_a_job_that_kills_its_worker_every_time_is_given_up(store: Store, clock: Clock) -> None:
    case_id = take_in(store, complaint()).case_id
    for _ in range(TRIES):
        claimed(store)
        clock.forward(LEASE.total_seconds())
    assert claim_job(store, "w") is None
    assert (job_of(store, case_id).state, job_of(store, case_id).trouble) == (JobState.DEAD, "worker_died")


def test_work_asked_for_again_while_it_runs_is_done_again_afterwards_and_not_beside_it(
    store: Store, clock: Clock
) -> None:
    case_id = drafted(store)
    running = claimed(store)
    for _ in range(3):
        request(store, DRAFT, case_id)
    assert claim_job(store, "two") is None  # one at a time for a case
    other = take_in(store, complaint(2)).case_id
    assert claimed(store, "two").case_id == other  # and what has to wait holds up nobody else
    finish(store, running)
    again = claimed(store, "two")
    assert again.id != running.id
    assert claim_job(store, "three") is None  # asked for three times, waiting once


def test_a_job_that_fails_while_its_successor_waits_leaves_the_work_to_it(store: Store) -> None:
    case_id = drafted(store)
    running = claimed(store)
    request(store, DRAFT, case_id)
    assert fail(store, running, "timeout") is JobState.DONE
    assert claimed(store).id != running.id


def test_work_that_waits_for_its_next_try_is_brought_forward_when_asked_for(store: Store, clock: Clock) -> None:
    case_id = drafted(store)
    fail(store, claimed(store), "timeout")
    assert claim_job(store, "w") is None
    send_back(store, case_id, AYSE, seen(store, case_id), Fault.TONE, "daha sıcak")
    assert claimed(store).attempts == 1


def test_a_worker_drafts_and_sends_everything_that_is_due(store: Store, clock: Clock) -> None:
    sink = Sink()

    def draft(case_id: int) -> None:
        propose(store, case_id)

    worker = Worker(store, {DRAFT: draft}, sink, look=sink.find)
    cases = [take_in(store, complaint(number)).case_id for number in range(3)]
    assert worker.drain() == 3
    for case_id in cases:
        sign_off(store, case_id)
    clock.forward(15)
    assert worker.drain() == 6
    assert len(sink.got) == 6
    assert worker.drain() == 0


def test_a_mistake_in_one_job_ends_neither_the_worker_nor_names_a_customer(
    store: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    first = take_in(store, complaint(1)).case_id
    second = take_in(store, complaint(2)).case_id
    done = []

    def draft(case_id: int) -> None:
        if case_id != second:
            raise ValueError("Ayşe Yılmaz, 0532 123 45 67")
        done.append(case_id)

    Worker(store, {DRAFT: draft}, Sink()).drain()

    assert done == [second]
    assert (job_of(store, first).state, job_of(store, first).trouble) == (JobState.WAITING, "ValueError")
    assert "ValueError at test_jobs.py" in caplog.text
    assert "0532" not in caplog.text


def test_the_worker_looks_after_texts_that_got_stuck(store: Store, clock: Clock) -> None:
    sink = Sink()
    case_id = drafted(store)
    sign_off(store, case_id)
    clock.forward(15)
    worker = Worker(store, {DRAFT: lambda case_id: None}, sink, look=sink.find)
    sink.mood = "crash_after"
    with pytest.raises(KeyboardInterrupt):
        worker.drain()
    sink.mood = "sent"
    clock.forward(301)
    worker.drain()
    assert len(sink.got) == len({reply.message_id for reply in sink.got}) == 2
    assert case_file(store, case_id).row.state == "sent"


def test_a_worker_stops_when_told_and_finishes_what_it_has_in_hand(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LEASE", LEASE / 3000)  # so that the heartbeat beats
    case_id = take_in(store, complaint()).case_id
    stop, begun, beats = threading.Event(), threading.Event(), []
    monkeypatch.setattr(jobs, "heartbeat", lambda store, job: beats.append(job.id))

    def draft(case_id: int) -> None:
        begun.set()
        stop.wait(10)
        while not beats:
            pass
        propose(store, case_id)

    worker = Worker(store, {DRAFT: draft}, Sink(), drafters=2)
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    assert begun.wait(10)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert case_file(store, case_id).row.head == 1
    assert job_of(store, case_id).state is JobState.DONE
