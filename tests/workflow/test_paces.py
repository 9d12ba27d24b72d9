"""A channel gets no more than its sheet allows, by however many workers, and holds up no other channel."""

from __future__ import annotations

import re
import threading
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import update

from assistant.domain import Audience
from assistant.knowledge.brand import Rate
from assistant.store import Posting, Store
from assistant.store.outbox import Pace
from assistant.store.tables import cases, outbox
from assistant.worker import Worker, paces_of
from assistant.workflow.deliver import deliver_one
from assistant.workflow.intake import take_in
from tests.store.stores import Clock
from tests.workflow.desk_days import AYSE, Sink, complaint, sheets, sign_off

MINUTE = timedelta(minutes=1)
TWO = (Pace("email", 2, MINUTE),)


def waiting(store: Store, clock: Clock, number: int, channel: str = "email", priority: int = 40) -> str:
    """An approved text whose undo window is over once the clock has gone on; its complaint's id."""
    clock.forward(0.001)  # one after the other
    asked = complaint(number, channel=channel, public=False)
    case_id = take_in(store, asked).case_id
    sign_off(store, case_id, AYSE, {Audience.PRIVATE: f"Merhaba {number}"})
    with store.write() as tx:
        tx.connection.execute(update(cases).where(cases.c.id == case_id).values(priority=priority))
        tx.connection.execute(update(outbox).where(outbox.c.case_id == case_id).values(recipient=f"@{number % 3}"))
    return asked.id


def drained(store: Store, sink: Sink, paces: tuple[Pace, ...]) -> list[str]:
    """What leaves now, in order."""
    before = len(sink.got)
    while deliver_one(store, sink, worker="w", paces=paces) is not None:
        continue
    return [reply.complaint for reply in sink.got[before:]]


def test_a_channel_takes_so_many_a_minute_and_the_rest_waits_for_the_next(store: Store, clock: Clock) -> None:
    names = [waiting(store, clock, number) for number in range(5)]
    sink = Sink()
    clock.forward(15)
    assert drained(store, sink, TWO) == names[:2]
    clock.forward(59)
    assert drained(store, sink, TWO) == []
    clock.forward(1)
    assert drained(store, sink, TWO) == names[2:4]
    clock.forward(60)
    assert drained(store, sink, TWO) == names[4:]


def test_a_full_channel_holds_up_no_other_and_the_urgent_go_first(store: Store, clock: Clock) -> None:
    slow = [waiting(store, clock, number) for number in range(3)]
    chat = waiting(store, clock, 3, "whatsapp")
    urgent = waiting(store, clock, 4, priority=90)
    sink = Sink()
    clock.forward(15)
    assert drained(store, sink, TWO) == [urgent, slow[0], chat]


def test_a_recipient_gets_so_many_and_the_others_of_the_channel_go_on(store: Store, clock: Clock) -> None:
    names = [waiting(store, clock, number) for number in range(6)]  # two to each of three
    sink = Sink()
    clock.forward(15)
    each = (Pace("email", 1, MINUTE, each=True),)
    assert drained(store, sink, each) == names[:3]
    clock.forward(60)
    assert drained(store, sink, each) == names[3:]


def test_a_text_the_channel_refused_took_its_place_too(store: Store, clock: Clock) -> None:
    for number in range(3):
        waiting(store, clock, number)
    sink = Sink()
    sink.mood = "refused"
    clock.forward(15)
    assert [deliver_one(store, sink, worker="w", paces=TWO) for _ in range(3)] == [Posting.WAITING] * 2 + [None]


@pytest.mark.parametrize("each", [False, True])
def test_many_workers_at_once_together_keep_to_the_pace_and_send_nothing_twice(
    store: Store, clock: Clock, each: bool
) -> None:
    for number in range(12):
        waiting(store, clock, number)
    clock.forward(15)
    sink, start = Sink(), threading.Barrier(6)

    def work(name: str) -> None:
        start.wait()
        while deliver_one(store, sink, worker=name, paces=(Pace("email", 3, MINUTE, each),)) is not None:
            continue

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(reply.recipient for reply in sink.got).most_common(1)[0][1] <= 3
    assert len({reply.message_id for reply in sink.got}) == len(sink.got) == (9 if each else 3)


def test_the_sample_sheet_has_the_paces_of_known_providers_and_says_whose_limit_each_is() -> None:
    channels = sheets().channels
    assert {pace.channel for pace in paces_of(channels)} == {
        "x", "x_dm", "messenger", "instagram_dm", "whatsapp", "google_review", "google_play", "app_store",
    }  # fmt: skip
    assert [pace.channel for pace in paces_of(channels) if pace.each] == ["whatsapp"]
    rates = [rate for one in channels.values() for rate in (one.rate, one.recipient_rate) if rate]
    assert all(re.search(r"\d|one message", rate.why) for rate in rates)


def test_the_channel_sheets_line_is_what_a_worker_keeps_to(store: Store, clock: Clock) -> None:
    channels = {"email": sheets().channels["email"]}
    rates = {"rate": Rate(messages=2, per="minute"), "recipient_rate": Rate(messages=1, per="hour")}
    channels["email"] = channels["email"].model_copy(update=rates)
    assert paces_of(channels) == (Pace("email", 2, MINUTE), Pace("email", 1, timedelta(hours=1), each=True))
    names = [waiting(store, clock, number) for number in range(4)]
    clock.forward(15)
    sink = Sink()
    worker = Worker(store, {}, sink, paces=lambda: paces_of(channels))
    assert worker.drain() == 2
    assert [reply.complaint for reply in sink.got] == names[:2]
