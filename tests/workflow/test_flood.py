"""A flood neither holds up who is in danger nor is held against those who wrote before it."""

from __future__ import annotations

import pytest

from assistant.domain import Complaint
from assistant.store import Store
from assistant.triage import urgent
from assistant.worker import Worker
from assistant.workflow.decide import Fault, send_back
from assistant.workflow.intake import DRAFT, take_in
from assistant.workflow.jobs import claim_job, finish, request
from tests.flood import arrival
from tests.store.crowds import crowd
from tests.workflow.desk_days import AYSE, Sink, complaint, drafted, seen


def next_case(store: Store) -> int:
    """The case whose job a worker takes next; the job is done at once."""
    job = claim_job(store, "w")
    assert job is not None
    finish(store, job)
    return job.case_id


def test_an_urgent_complaint_overtakes_everything_that_waits_and_the_rest_keeps_its_order(store: Store) -> None:
    crowd(store, 12, waiting=True, seeds=3)
    last, danger = arrival(1, "Kargom gelmedi."), arrival(2)
    ordinary = take_in(store, last, urgent=urgent(last)).case_id
    pressing = take_in(store, danger, urgent=urgent(danger)).case_id
    order = [next_case(store) for _ in range(14)]
    assert order[0] == pressing
    rest = order[1:]
    assert rest == sorted(set(rest))  # a case's number goes up with its arrival
    assert rest[-1] == ordinary


def test_a_draft_somebody_waits_for_overtakes_a_flood_too(store: Store) -> None:
    mine = drafted(store, 900)
    assert next_case(store) == mine
    crowd(store, 6, waiting=True, seeds=3)
    send_back(store, mine, AYSE, seen(store, mine), Fault.TONE, "daha sıcak")
    assert next_case(store) == mine


def test_asking_again_never_lowers_the_rank_of_what_waits(store: Store) -> None:
    danger = arrival(2)
    pressing = take_in(store, danger, urgent=True).case_id
    request(store, DRAFT, pressing)
    crowd(store, 3, waiting=True, seeds=3)
    assert next_case(store) == pressing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dolap devrildi, çocuğum altında kaldı, hastanedeyiz!", True),
        ("Η ντουλάπα έπεσε πάνω στο παιδί μου, είμαστε στο νοσοκομείο", True),
        ("The wardrobe fell on my child, we are in hospital", True),
        ("Kargom dokuz gündür gelmedi, param iade edilsin", False),
        ("Is the paint safe for children?", True),
        ("Boyası çocuklar için güvenli mi?", True),
        ("", False),
    ],
)
def test_danger_is_heard_at_the_door_in_every_language(text: str, expected: bool) -> None:
    assert urgent(complaint(text=text)) is expected


def test_a_worker_drafts_the_urgent_one_first_and_the_others_after_it(store: Store) -> None:
    crowd(store, 4, waiting=True, seeds=2)
    done: list[int] = []
    worker = Worker(store, {DRAFT: done.append}, Sink())
    danger: Complaint = arrival(1)
    pressing = take_in(store, danger, urgent=urgent(danger)).case_id
    worker.drain()
    assert done[0] == pressing
    assert len(done) == 5
    assert claim_job(store, "w") is None
