"""The judge of the nemesis sees each kind of broken promise; otherwise its silence would say nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.domain import Audience, Reply
from assistant.store import Store, case_file
from assistant.workflow.approval import text_hash
from assistant.workflow.deliver import deliver_one
from tests.channels.mail_server import Box, mail_server
from tests.nemesis.actors import WORKERS
from tests.nemesis.ground import Ground
from tests.nemesis.history import Arrived, judge
from tests.nemesis.sending import JOURNAL, Heard, Sender, channel_of
from tests.store.stores import BEGIN, Clock
from tests.workflow.desk_days import PUBLIC, Sink, drafted, sign_off

REPLY = Reply("1", "A-1", "email", Audience.PRIVATE, "a@customer.example", "Merhaba", "<1@x.example>", "ayse", BEGIN)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("none", ()),
        ("twice", ("double",)),
        ("other words", ("unapproved",)),
        ("unknown id", ("unapproved", "never sent")),
        ("other recipient", ("wrong recipient",)),
        ("nothing arrived", ("never sent",)),
        ("taken back", ("unapproved",)),
        ("never intended", ("unapproved",)),
        ("lost", ("lost",)),
        ("audit", ("audit",)),
        ("not answered, yet begun again", ("resent",)),
        ("unknown though answered", ("unknown without cause",)),
    ],
)
def test_each_broken_promise_is_named(
    store: Store, clock: Clock, tmp_path: Path, damage: str, says: tuple[str, ...]
) -> None:
    case_id, ground = drafted(store), Ground("", tmp_path, 0, 0.0)
    ground.note("accepted", complaint="A-1")
    if damage != "never intended":
        ground.note("intended", complaint="A-1", sha256=text_hash(PUBLIC))
    sign_off(store, case_id, texts={Audience.PUBLIC: PUBLIC})
    clock.forward(15)
    sink = Sink()
    sink.mood = "lost" if damage == "unknown though answered" else "sent"
    deliver_one(store, sink, worker="w")
    message_id = case_file(store, case_id).outbox[0].message_id
    for heard in (Heard.BEGUN, Heard.NOTHING, Heard.KEPT):
        ground.note(JOURNAL, message=message_id, heard=heard)
    if damage == "not answered, yet begun again":
        ground.note(JOURNAL, message=message_id, heard=Heard.BEGUN)
    whole = Arrived(message_id, "A-1", "@ayse", PUBLIC)
    arrived = {
        "twice": [whole, whole],
        "other words": [replace(whole, text="Başka.")],
        "unknown id": [replace(whole, message_id="<x@y>")],
        "other recipient": [replace(whole, recipient="@nikos")],
        "nothing arrived": [],
    }.get(damage, [whole])
    if damage == "lost":
        ground.note("accepted", complaint="A-2")
    with store.write() as tx:
        if damage == "taken back":
            tx.connection.execute(text("UPDATE decisions SET undone_by = 'ayse', undone_at = at"))
        if damage == "audit":
            tx.connection.execute(text("UPDATE audit SET actor = 'x' WHERE seq = 1"))
    assert tuple(one.split(":")[0] for one in judge(store, ground, arrived).broken) == says


@pytest.mark.parametrize(
    ("kept", "cut", "unanswered"),
    [(True, False, 0), (False, False, 1), (True, True, 1)],
    ids=["answered", "the sender died", "the line was cut"],
)
def test_a_text_of_unknown_fate_is_held_against_the_answers_that_really_came(
    store: Store, clock: Clock, tmp_path: Path, kept: bool, cut: bool, unanswered: int
) -> None:
    case_id, ground, sink = drafted(store), Ground("", tmp_path, 0, 0.0), Sink()
    sign_off(store, case_id, texts={Audience.PUBLIC: PUBLIC})
    clock.forward(15)
    sink.mood = "broken"
    deliver_one(store, sink, worker="w")
    message_id = case_file(store, case_id).outbox[0].message_id
    ground.note(JOURNAL, message=message_id, heard=Heard.BEGUN)
    if kept:
        ground.note(JOURNAL, message=message_id, heard=Heard.KEPT)
    verdict = judge(store, ground, [], {message_id} if cut else ())
    assert (verdict.unknown, verdict.unanswered, verdict.false_unknown) == (1, unanswered, 1 - unanswered)


def test_no_worker_is_kept_from_a_second_mail_by_what_another_one_noted(tmp_path: Path) -> None:
    box = Box()
    with mail_server(box) as port:
        ground = Ground("", tmp_path, port, 0.0)
        for worker in WORKERS:
            Sender(ground, channel_of(ground, worker)).send(REPLY)
    assert [str(mail["Message-ID"]) for mail in box.got] == [REPLY.message_id] * len(WORKERS)
