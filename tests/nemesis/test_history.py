"""The judge of the nemesis sees each kind of broken promise; otherwise its silence would say nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.domain import Audience
from assistant.store import Store, case_file
from assistant.workflow.approval import text_hash
from assistant.workflow.deliver import deliver_one
from tests.nemesis.actors import Ground
from tests.nemesis.history import Arrived, judge
from tests.store.stores import Clock
from tests.workflow.desk_days import PUBLIC, Sink, drafted, sign_off


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
    deliver_one(store, Sink(), worker="w")
    message_id = case_file(store, case_id).outbox[0].message_id
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
