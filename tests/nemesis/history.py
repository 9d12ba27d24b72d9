"""Holding what happened against what was approved: what arrived, what was promised to be kept, what the store says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from assistant.store import Posting, Store
from assistant.store.status import status
from assistant.store.tables import cases, decisions, outbox
from assistant.workflow.approval import text_hash
from tests.nemesis.actors import Ground


@dataclass(frozen=True)
class Arrived:
    """One message in the customer's box."""

    message_id: str
    complaint: str
    recipient: str
    text: str


@dataclass(frozen=True)
class Verdict:
    """How much happened, and every promise that was broken; ``struck`` is what the mail server did, by kind."""

    accepted: int
    approved: int
    arrived: int
    unknown: int
    waiting: int
    broken: tuple[str, ...]
    rounds: int = 0
    pauses: int = 0
    struck: Mapping[str, int] = field(default_factory=dict)


def judge(store: Store, ground: Ground, arrived: Sequence[Arrived]) -> Verdict:
    """Read the store once and hold it against the journals and the box."""
    now = status(store)
    accepted = {line["complaint"] for line in ground.noted("accepted")}
    with store.read() as tx:
        kept = set(tx.connection.execute(select(cases.c.external_id)).scalars())
        approved = len(tx.connection.execute(select(decisions.c.id)).all())
    broken = [f"lost: {one}" for one in sorted(accepted - kept)]
    broken += [f"lost: nothing is done for case {number}" for number in now.lost]
    broken += _sent_wrongly(store, ground, arrived)
    fault = store.verify_audit().fault
    if fault is not None:
        broken.append(f"audit: {fault}")
    unknown, waiting = now.outbox[Posting.UNKNOWN], now.outbox[Posting.WAITING]
    return Verdict(len(accepted), approved, len(arrived), unknown, waiting, tuple(broken))


def _sent_wrongly(store: Store, ground: Ground, arrived: Sequence[Arrived]) -> Iterator[str]:
    intended = {(line["complaint"], line["sha256"]) for line in ground.noted("intended")}
    query = select(outbox, decisions.c.text_hash, decisions.c.undone_at, cases.c.external_id).join(
        decisions, decisions.c.id == outbox.c.decision_id
    ).join(cases, cases.c.id == outbox.c.case_id)  # fmt: skip
    with store.read() as tx:
        texts = {row.message_id: row for row in tx.connection.execute(query)}
    answers: Counter[tuple[int, int]] = Counter()
    for message_id, times in Counter(one.message_id for one in arrived).items():
        if times > 1:
            yield f"double: {message_id} arrived {times} times"
        if message_id in texts:
            answers[texts[message_id].case_id, texts[message_id].round] += 1
    yield from (f"double: case {case}, round {round_}" for (case, round_), times in answers.items() if times > 1)
    for one in arrived:
        row = texts.get(one.message_id)
        if row is None or row.undone_at is not None or row.state is Posting.WITHDRAWN:
            yield f"unapproved: {one.message_id}"
        elif row.text_hash != text_hash(one.text) or (one.complaint, row.text_hash) not in intended:
            yield f"unapproved: {one.message_id} holds other words"
        elif (row.recipient, row.external_id) != (one.recipient, one.complaint):
            yield f"wrong recipient: {one.message_id}"
    there = {one.message_id for one in arrived}
    yield from (f"never sent: {id_}" for id_, row in texts.items() if row.state is Posting.SENT and id_ not in there)
