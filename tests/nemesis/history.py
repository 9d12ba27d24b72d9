"""Holding what happened against what was approved: what arrived, what was promised to be kept, what the store says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from assistant.store import Posting, Store
from assistant.store.status import status
from assistant.store.tables import cases, decisions, outbox
from assistant.workflow.approval import text_hash
from tests.nemesis.ground import Ground
from tests.nemesis.sending import JOURNAL, Heard


@dataclass(frozen=True)
class Arrived:
    """One message in the customer's box."""

    message_id: str
    complaint: str
    recipient: str
    text: str


@dataclass(frozen=True)
class Verdict:
    """How much happened, and every promise that was broken; ``struck`` is what the mail server did, by kind.

    ``tried`` are attempts to hand a text over. ``unanswered`` are the texts of which an answer is really missing: the
    server cut the line, or the sender was killed or stood still. ``unknown`` are those the store leaves to a person, and
    ``false_unknown`` those among them that are not unanswered.
    """

    accepted: int
    approved: int
    tried: int
    arrived: int
    unanswered: int
    unknown: int
    false_unknown: int
    waiting: int
    broken: tuple[str, ...]
    rounds: int = 0
    pauses: int = 0
    struck: Mapping[str, int] = field(default_factory=dict)


def judge(store: Store, ground: Ground, arrived: Sequence[Arrived], cut: Collection[str] = ()) -> Verdict:
    """Read the store once and hold it against the journals and the box; ``cut`` are the ids of mails whose answer the
    server kept to itself."""
    now = status(store)
    accepted = {line["complaint"] for line in ground.noted("accepted")}
    with store.read() as tx:
        kept = set(tx.connection.execute(select(cases.c.external_id)).scalars())
        approved = len(tx.connection.execute(select(decisions.c.id)).all())
        texts = tx.connection.execute(select(outbox.c.message_id, outbox.c.state, outbox.c.attempts)).all()
    heard = Counter((line["message"], line["heard"]) for line in ground.noted(JOURNAL))
    unanswered = {row.message_id for row in texts if row.attempts > heard[row.message_id, Heard.KEPT]} | set(cut)
    unknown = {row.message_id for row in texts if row.state is Posting.UNKNOWN}
    broken = [f"lost: {one}" for one in sorted(accepted - kept)]
    broken += [f"lost: nothing is done for case {number}" for number in now.lost]
    broken += _sent_wrongly(store, ground, arrived)
    broken += [f"resent: {one} though nothing had been heard of it" for one in _resent(heard)]
    broken += [f"unknown without cause: {one}" for one in sorted(unknown - unanswered)]
    fault = store.verify_audit().fault
    if fault is not None:
        broken.append(f"audit: {fault}")
    return Verdict(
        accepted=len(accepted),
        approved=approved,
        tried=sum(times for (_, how), times in heard.items() if how == Heard.BEGUN),
        arrived=len(arrived),
        unanswered=len(unanswered),
        unknown=len(unknown),
        false_unknown=len(unknown - unanswered),
        waiting=now.outbox[Posting.WAITING],
        broken=tuple(broken),
    )


def _resent(heard: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """Texts that were begun again although an earlier attempt had not been refused."""
    for (message, how), times in heard.items():
        if how == Heard.BEGUN and times - heard.get((message, Heard.REFUSED), 0) > 1:
            yield message


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
