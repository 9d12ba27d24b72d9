"""Every message is accounted for: the counts add up, and work that nobody does is called lost."""

from __future__ import annotations

from sqlalchemy import delete, update

from assistant.domain import Audience
from assistant.store import Posting, State, Store
from assistant.store.status import status
from assistant.store.tables import cases, jobs, outbox
from assistant.workflow.deliver import deliver_one
from assistant.workflow.intake import Arrival, receive, refuse, take_in
from tests.store.stores import Clock
from tests.workflow.desk_days import PUBLIC, Sink, complaint, drafted, sign_off

ONE = {Audience.PUBLIC: PUBLIC}


def test_every_delivery_case_job_and_text_is_counted_once(store: Store, clock: Clock) -> None:
    for key in "abc":
        receive(store, Arrival("mail", key), b"raw")
    refuse(store, Arrival("mail", "b"), "no text")
    take_in(store, complaint(1), arrival=Arrival("mail", "c"))
    clock.forward(60)
    drafted(store, 2)
    case_id = drafted(store, 3)
    sign_off(store, case_id, texts=ONE)
    clock.forward(60)

    found = status(store)

    assert found.deliveries == {"taken_in": 1, "refused": 1, "open": 1}
    assert {name: number for name, number in found.cases.items() if number} == {
        "drafting": 1,
        "review": 1,
        "approved": 1,
    }
    assert found.messages == 3
    assert sum(found.jobs.values()) == 3
    assert found.outbox[Posting.WAITING] == 1
    ages = {name: (found.as_of - since).total_seconds() for name, since in found.oldest.items()}
    assert ages == {"delivery": 120, "draft": 120, "review": 60, "job": 120, "reply": 45}
    assert found.lost == ()


def test_texts_of_unknown_fate_are_counted_with_their_age(store: Store, clock: Clock) -> None:
    sign_off(store, drafted(store), texts=ONE)
    clock.forward(15)
    sink = Sink()
    sink.mood = "lost"
    deliver_one(store, sink, worker="w")
    found = status(store)
    assert found.outbox[Posting.UNKNOWN] == 1
    assert "unknown fate" in found.oldest
    assert found.lost == ()  # it is in a person's hands


def test_a_case_for_which_nothing_is_done_is_lost(store: Store) -> None:
    undrafted = take_in(store, complaint(1)).case_id
    unsent = drafted(store, 2)
    sign_off(store, unsent, texts=ONE)
    assert status(store).lost == ()
    with store.write() as tx:
        tx.connection.execute(delete(jobs))
        tx.connection.execute(delete(outbox))
    assert status(store).lost == (undrafted, unsent)
    with store.write() as tx:
        tx.connection.execute(update(cases).where(cases.c.state == State.DRAFTING).values(trouble="draft_failed"))
    assert status(store).lost == (unsent,)  # the desk shows that a draft failed
