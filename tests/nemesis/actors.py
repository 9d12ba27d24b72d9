"""The people and machines of a round, each a process of its own: they take in, draft, approve and send until killed.

Each writes into a journal what it is about to do or was told is done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from random import Random

import assistant.worker
from assistant.access import Person, Role
from assistant.domain import Action, Audience, Author, Complaint, Language, Status, Turn
from assistant.drafting.layout import NAME
from assistant.errors import AssistantError
from assistant.store import Filters, MadeBy, State, Store, Summary, Tab, case_file, queue
from assistant.workflow.approval import Policy, text_hash
from assistant.workflow.decide import Seen, approve, undo
from assistant.workflow.drafts import save_edit, save_proposal
from assistant.workflow.intake import DRAFT, follow_up
from tests.nemesis.ground import SPEED, Ground
from tests.nemesis.sending import Sender, channel_of

Actor = Callable[[Ground, Store, Random], None]
Steps = Callable[[Ground, Store, Random], Iterator[None]]

POLICY = Policy(undo=timedelta(seconds=15), mail_domain="nemesis.example")
SUMMARY = Summary(Language.TR, None, Status.SEND_READY, Action.REPLY_PRIVATE, 40)


def intake(ground: Ground, store: Store, chance: Random) -> Iterator[None]:
    """Hands complaints in; one it was told is kept is noted, and one it was not sure of is handed in again."""
    name, take = f"{chance.getrandbits(60):x}", ground.doors.taker(store)
    for number in range(1_000_000):
        complaint = Complaint(
            id=f"<{name}.{number}@customer.example>",
            channel="email",
            text=f"Kargom nerede? {number}",
            public=False,
            received_at=ground.clock(),
            author=Author(None, f"c{name}-{number}@customer.example"),
        )
        for _ in range(chance.choice((1, 1, 2))):
            case_id = take(complaint)
        ground.note("accepted", complaint=complaint.id)
        if case_id is not None and chance.random() < 0.1:
            follow_up(store, case_id, Turn("customer", "Kimse yok mu?"), key=f"{number}-again")
        yield


def draft(case_id: int, store: Store, finished: Callable[[int], None]) -> None:
    """A draft as the composer would store it, in no time."""
    row = case_file(store, case_id).row
    text = {Audience.PRIVATE: f"Merhaba, {row.external_id} inceleniyor ({row.versions})."}
    save_proposal(
        store, case_id, "{}", text, based_on=row.head, thread=row.thread, made_by=MadeBy.COMPOSER, author="composer",
        summary=replace(SUMMARY, priority=case_id),  # the newest stands on top; what got stuck sinks and is left to people
    )  # fmt: skip
    finished(case_id)


def review(ground: Ground, store: Store, chance: Random, tab: Tab = Tab.REVIEW) -> Iterator[None]:
    """Approves what stands in the queue, often after changing it, and sometimes takes it back."""
    person = Person(1, f"p{chance.getrandbits(20):x}", "P", Role.LEAD)
    while True:
        rows = [row for row in queue(store, Filters(tab), limit=40).rows if row.state is State.REVIEW]
        for row in chance.sample(rows, min(5, len(rows))):
            with suppress(AssistantError):
                _decide(ground, store, chance, person, row.id)
        yield


def _decide(ground: Ground, store: Store, chance: Random, person: Person, case_id: int) -> None:
    file = case_file(store, case_id)
    if file.draft is None or file.row.state is not State.REVIEW:
        return
    text, version = str(file.draft.private).replace(NAME, person.display_name), file.row.head
    if chance.random() < 0.3:
        text += f" {chance.getrandbits(30)}"
        version = save_edit(store, case_id, person, version, {Audience.PRIVATE: text})
    # Noted before it is done: whatever leaves must stand here, and standing here is not yet an approval.
    ground.note("intended", complaint=file.row.external_id, sha256=text_hash(text))
    approve(
        store, case_id, person, Seen(version, file.row.thread), {Audience.PRIVATE: text}, findings=(), policy=POLICY
    )
    if chance.random() < 0.05:
        with suppress(AssistantError):
            undo(store, case_id, person)


def work(name: str, ground: Ground, store: Store, chance: Random) -> None:
    """A worker as the product runs it, sending through the mail server that loses things."""
    assistant.worker.IDLE = 0.04  # a round is over before a second has passed
    worker_on(ground, store, name).run()


def everything_once(ground: Ground, store: Store, chance: Random) -> None:
    """One complaint from its arrival to its sending, in this process."""
    worker = worker_on(ground, store, WORKERS[0])
    next(intake(ground, store, chance))
    worker.draft()
    next(review(ground, store, chance))
    time.sleep(POLICY.undo.total_seconds() / SPEED)
    worker.send()


def _again(steps: Steps, pause: float) -> Actor:
    """An actor that takes one step after the other, ``pause`` seconds apart."""

    def act(ground: Ground, store: Store, chance: Random) -> None:
        for _ in steps(ground, store, chance):
            time.sleep(pause)

    return act


def worker_on(ground: Ground, store: Store, name: str) -> assistant.worker.Worker:
    """The product's own worker with a journal of its own; only the drafting is somebody else's."""
    channel = channel_of(ground, name)
    sender = Sender(ground, channel)
    finished: Callable[[int], None] = lambda case_id: ground.doors.after_drafting(store, case_id, sender.send)  # noqa: E731
    return assistant.worker.Worker(
        store, {DRAFT: lambda case_id: draft(case_id, store, finished)}, ground.doors.send(sender.send),
        look=channel.find, paces=sender.turn,
    )  # fmt: skip


WORKERS = ("worker-1", "worker-2")
ACTORS: Mapping[str, Actor] = {
    "intake": _again(intake, 0.06),  # what comes in faster than it goes out only piles up
    "review-1": _again(review, 0.06),
    "review-2": _again(review, 0.06),
    **{name: partial(work, name) for name in WORKERS},
}
