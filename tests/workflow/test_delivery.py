"""What was approved leaves at most once, byte for byte, and what nobody knows is left to a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from assistant.domain import Audience, Receipt, Reply, Turn
from assistant.errors import AccessError, ConflictError, InputError
from assistant.store import Posting, State, Store, case_file, postings
from assistant.store.decisions import add_decision
from assistant.store.outbox import add_posting
from assistant.store.tables import decisions as decisions_table
from assistant.workflow.decide import undo
from assistant.workflow.deliver import LEASE, TRIES, Fate, deliver_one, look_up, settle, sweep
from assistant.workflow.intake import follow_up
from tests.store.stores import Clock
from tests.workflow.desk_days import AYSE, LEAD, PRIVATE, PUBLIC, TEXTS, Sink, drafted, sign_off

ONE = {Audience.PUBLIC: PUBLIC}


def approved(store: Store, clock: Clock, *, both: bool = False) -> int:
    """A case whose reply is about to leave."""
    case_id = drafted(store)
    sign_off(store, case_id, texts=TEXTS if both else ONE)
    clock.forward(15)
    return case_id


def posting_of(store: Store, case_id: int) -> str:
    return case_file(store, case_id).outbox[-1].id


def states(store: Store, case_id: int) -> list[Posting]:
    return [posting.state for posting in case_file(store, case_id).outbox]


def test_the_bytes_sent_are_the_bytes_approved_and_the_address_is_the_frozen_one(store: Store, clock: Clock) -> None:
    case_id, sink = approved(store, clock, both=True), Sink()

    while deliver_one(store, sink, worker="w"):
        pass

    assert {reply.audience: reply.text for reply in sink.got} == {Audience.PUBLIC: PUBLIC, Audience.PRIVATE: PRIVATE}
    assert {reply.audience: (reply.channel, reply.recipient) for reply in sink.got} == {
        Audience.PUBLIC: ("x", "@ayse"),
        Audience.PRIVATE: ("x_dm", "@ayse"),
    }
    assert {reply.approved_by for reply in sink.got} == {"ayse"}
    file = case_file(store, case_id)
    assert file.row.state is State.SENT
    assert {posting.message_id for posting in file.outbox} == {reply.message_id for reply in sink.got}
    assert sorted(turn.text for turn in file.complaint.thread if turn.sender == "brand") == sorted(TEXTS.values())


def test_nothing_leaves_before_its_undo_window_is_over(store: Store, clock: Clock) -> None:
    case_id, sink = drafted(store), Sink()
    sign_off(store, case_id)
    clock.forward(14.999)
    assert deliver_one(store, sink, worker="w") is None
    assert sink.got == []


def test_a_text_that_was_changed_after_approval_is_never_sent(store: Store, clock: Clock) -> None:
    case_id, sink = approved(store, clock), Sink()
    with store.write() as tx:
        tx.connection.execute(update(decisions_table).values(text="Başka bir metin."))

    assert deliver_one(store, sink, worker="w") is Posting.FAILED

    assert sink.got == []
    assert (case_file(store, case_id).row.state, case_file(store, case_id).row.trouble) == (State.STUCK, "send_failed")


def test_an_erased_text_is_not_sent_and_does_not_hold_up_the_others(store: Store, clock: Clock) -> None:
    approved(store, clock)
    with store.write() as tx:
        tx.connection.execute(update(decisions_table).values(text=None))
    second, sink = drafted(store, 2), Sink()
    sign_off(store, second, texts=ONE)
    clock.forward(15)

    assert [deliver_one(store, sink, worker="w") for _ in range(3)] == [Posting.FAILED, Posting.SENT, None]
    assert [reply.complaint for reply in sink.got] == ["A-2"]


def test_a_refused_text_is_tried_again_with_growing_waits_and_then_given_to_a_person(
    store: Store, clock: Clock
) -> None:
    case_id, sink = approved(store, clock), Sink()
    sink.mood = "refused"
    waits = []
    for _ in range(TRIES - 1):
        assert deliver_one(store, sink, worker="w") is Posting.WAITING
        waits.append((case_file(store, case_id).outbox[0].not_before - clock.now).total_seconds())
        assert deliver_one(store, sink, worker="w") is None  # not before its time
        clock.forward(waits[-1])
    assert waits == [30, 60, 120, 240, 480]
    assert deliver_one(store, sink, worker="w") is Posting.FAILED
    assert case_file(store, case_id).row.state is State.STUCK

    sink.mood = "sent"
    settle(store, posting_of(store, case_id), AYSE, Fate.AGAIN)
    assert deliver_one(store, sink, worker="w") is Posting.SENT
    assert [reply.text for reply in sink.got] == [PUBLIC]
    assert case_file(store, case_id).row.state is State.SENT


def test_a_refused_text_that_waits_for_another_try_can_be_taken_back(store: Store, clock: Clock) -> None:
    case_id, sink = approved(store, clock), Sink()
    sink.mood = "refused"
    deliver_one(store, sink, worker="w")
    assert undo(store, case_id, AYSE) == ONE
    clock.forward(3600)
    assert deliver_one(store, sink, worker="w") is None


@pytest.mark.parametrize("mood", ["lost", "broken"])
def test_a_text_of_unknown_fate_is_never_sent_again_by_itself(store: Store, clock: Clock, mood: str) -> None:
    case_id, sink = approved(store, clock), Sink()
    sink.mood = mood
    assert deliver_one(store, sink, worker="w") is Posting.UNKNOWN
    before = len(sink.got)

    sink.mood = "sent"
    for _ in range(10):
        clock.forward(86_400)
        sweep(store)
        assert deliver_one(store, sink, worker="w") is None

    assert len(sink.got) == before
    row = case_file(store, case_id).row
    assert (row.state, row.trouble) == (State.STUCK, "send_unknown")
    assert [posting.case_id for posting in postings(store, Posting.UNKNOWN)] == [case_id]


@pytest.mark.parametrize("mood", ["crash", "crash_after"])
def test_a_crash_while_sending_leaves_a_text_of_unknown_fate(store: Store, clock: Clock, mood: str) -> None:
    case_id, sink = approved(store, clock), Sink()
    sink.mood = mood
    with pytest.raises(KeyboardInterrupt):
        deliver_one(store, sink, worker="w")
    sink.mood = "sent"
    assert deliver_one(store, sink, worker="other") is None
    assert sweep(store) == 0  # whoever holds it may still be alive

    clock.forward(LEASE.total_seconds())

    assert sweep(store) == 1
    assert states(store, case_id) == [Posting.UNKNOWN]
    assert deliver_one(store, sink, worker="other") is None


def test_the_channel_is_asked_about_a_text_of_unknown_fate_and_finding_nothing_proves_nothing(
    store: Store, clock: Clock
) -> None:
    case_id, sink = approved(store, clock), Sink()
    sink.mood = "lost"
    deliver_one(store, sink, worker="w")
    assert look_up(store, lambda reply: None) == 0
    assert states(store, case_id) == [Posting.UNKNOWN]

    assert look_up(store, sink.find) == 1

    assert case_file(store, case_id).row.state is State.SENT
    assert case_file(store, case_id).row.trouble is None
    assert len(sink.got) == 1


def test_a_receipt_that_comes_after_the_lease_was_over_still_counts(store: Store, clock: Clock) -> None:
    case_id = approved(store, clock)

    def slow(reply: Reply) -> Receipt:
        clock.forward(LEASE.total_seconds() + 1)
        assert sweep(store) == 1
        return Receipt(reply.id, reply.message_id, datetime(2026, 11, 20, 9, 30, tzinfo=UTC))

    assert deliver_one(store, slow, worker="w") is Posting.SENT
    assert case_file(store, case_id).row.state is State.SENT


def test_a_worker_that_stood_still_since_it_claimed_a_text_does_not_send_it(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.workflow import deliver

    case_id, sink = approved(store, clock), Sink()
    claim = deliver._claim

    def paused(store: Store, worker: str, paces: object) -> object:
        claimed = claim(store, worker)
        clock.forward(LEASE.total_seconds())
        return claimed

    monkeypatch.setattr(deliver, "_claim", paused)
    assert deliver_one(store, sink, worker="w") is Posting.UNKNOWN
    assert sink.got == []
    assert states(store, case_id) == [Posting.UNKNOWN]


@pytest.mark.parametrize("sending_again", [False, True])
def test_a_receipt_for_a_text_somebody_else_settled_changes_nothing_but_is_written_down(
    store: Store, clock: Clock, sending_again: bool
) -> None:
    case_id, sink = approved(store, clock), Sink()
    sink.mood = "crash"

    def slow(reply: Reply) -> Receipt:
        clock.forward(LEASE.total_seconds() + 1)
        sweep(store)
        settle(store, reply.id, LEAD, Fate.AGAIN)
        if sending_again:
            with pytest.raises(KeyboardInterrupt):
                deliver_one(store, sink, worker="another")
        return Receipt(reply.id, reply.message_id, clock.now)

    assert deliver_one(store, slow, worker="w") is None
    assert states(store, case_id) == [Posting.SENDING if sending_again else Posting.WAITING]
    assert case_file(store, case_id).audit[-1].event == "late_receipt"


def test_only_a_lead_says_what_became_of_a_text_of_unknown_fate(store: Store, clock: Clock) -> None:
    case_id, sink = approved(store, clock), Sink()
    sink.mood = "lost"
    deliver_one(store, sink, worker="w")
    with pytest.raises(AccessError):
        settle(store, posting_of(store, case_id), AYSE, Fate.SENT)

    settle(store, posting_of(store, case_id), LEAD, Fate.SENT)

    assert case_file(store, case_id).row.state is State.SENT
    with pytest.raises(ConflictError):
        settle(store, posting_of(store, case_id), LEAD, Fate.AGAIN)
    with pytest.raises(InputError):
        settle(store, "nothing", LEAD, Fate.AGAIN)


def test_a_dropped_text_brings_its_case_back_to_review(store: Store, clock: Clock) -> None:
    case_id, sink = approved(store, clock), Sink()
    sink.mood = "broken"
    deliver_one(store, sink, worker="w")
    settle(store, posting_of(store, case_id), LEAD, Fate.DROP)
    row = case_file(store, case_id).row
    assert (row.state, row.trouble) == (State.REVIEW, None)


def test_one_text_sent_and_one_dropped_is_an_answered_case(store: Store, clock: Clock) -> None:
    case_id, sink = approved(store, clock, both=True), Sink()
    deliver_one(store, sink, worker="w")
    sink.mood = "broken"
    deliver_one(store, sink, worker="w")
    unknown = next(p for p in case_file(store, case_id).outbox if p.state is Posting.UNKNOWN)
    settle(store, unknown.id, LEAD, Fate.DROP)
    assert case_file(store, case_id).row.state is State.SENT


def test_a_new_message_withdraws_what_has_not_begun_to_leave(store: Store, clock: Clock) -> None:
    case_id, sink = approved(store, clock), Sink()

    assert follow_up(store, case_id, Turn("customer", "Az önce geldi."))

    clock.forward(3600)
    assert deliver_one(store, sink, worker="w") is None
    file = case_file(store, case_id)
    assert (file.row.state, states(store, case_id)) == (State.DRAFTING, [Posting.WITHDRAWN])
    assert file.decisions[0].undone_by == "customer"


def test_a_text_refused_after_the_customer_wrote_again_is_not_tried_again(store: Store, clock: Clock) -> None:
    case_id, sink = approved(store, clock), Sink()

    def late(reply: Reply) -> Receipt:
        follow_up(store, case_id, Turn("customer", "Az önce geldi."))
        sink.mood = "refused"
        return sink(reply)

    assert deliver_one(store, late, worker="w") is Posting.WITHDRAWN
    clock.forward(86_400)
    sink.mood = "sent"
    assert deliver_one(store, sink, worker="w") is None
    assert case_file(store, case_id).row.state is State.DRAFTING


def test_a_stuck_text_is_not_sent_again_once_the_conversation_moved_on(store: Store, clock: Clock) -> None:
    case_id, sink = approved(store, clock), Sink()
    sink.mood = "lost"
    deliver_one(store, sink, worker="w")
    follow_up(store, case_id, Turn("customer", "Kimse yok mu?"))
    assert case_file(store, case_id).row.trouble == "send_unknown"  # still to be looked into
    with pytest.raises(ConflictError) as caught:
        settle(store, posting_of(store, case_id), LEAD, Fate.AGAIN)
    assert caught.value.code == "thread_changed"
    settle(store, posting_of(store, case_id), LEAD, Fate.SENT)
    row = case_file(store, case_id).row
    assert (row.state, row.trouble) == (State.DRAFTING, None)


def test_no_second_answer_of_a_round_enters_the_outbox_whatever_the_program_does(store: Store, clock: Clock) -> None:
    case_id = approved(store, clock)
    file = case_file(store, case_id)
    posting = replace(file.outbox[0], id="another", decision_id="another", message_id="<another@x>")
    with store.write() as tx:
        add_decision(tx, replace(file.decisions[0], id="another"))
    with pytest.raises(ConflictError), store.write() as tx:
        add_posting(tx, posting)
    assert len(case_file(store, case_id).outbox) == 1
