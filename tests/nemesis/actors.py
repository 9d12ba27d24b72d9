"""The people and machines of a round, each a process of its own: they take in, draft, approve and send until killed.

Each writes into its own journal what it is about to do or was told is done, in one ``write`` that outlives the process.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import assistant.worker
from assistant.access import Person, Role
from assistant.channels import FilesChannel, SmtpChannel
from assistant.channels.smtp import Server
from assistant.domain import Action, Audience, Author, Complaint, Language, Status, Turn
from assistant.errors import AssistantError
from assistant.store import Filters, MadeBy, State, Store, Summary, case_file, queue
from assistant.workflow.approval import Policy, text_hash
from assistant.workflow.decide import Seen, approve, undo
from assistant.workflow.drafts import save_edit, save_proposal
from assistant.workflow.intake import DRAFT, follow_up
from tests.nemesis.plants import Doors, Plant

SPEED = 120  # seconds of the product's clock in one of the machine's: leases end while a process is paused
POLICY = Policy(undo=timedelta(seconds=15), mail_domain="nemesis.example")
SUMMARY = Summary(Language.TR, None, Status.SEND_READY, Action.REPLY_PRIVATE, 40)


@dataclass(frozen=True)
class Ground:
    """What a whole run shares: the database, its folder, the mail server's port, when the fast clock began, and which
    part is broken on purpose."""

    url: str
    folder: Path
    port: int
    began: float
    plant: str = Plant.NOTHING

    @property
    def doors(self) -> Doors:
        """Where the actors touch the world."""
        return Doors(Plant(self.plant))

    def clock(self) -> datetime:
        """The same fast clock in every process."""
        fast = (time.time() - self.began) * SPEED
        return datetime(2026, 11, 20, 9, 0, tzinfo=UTC) + timedelta(seconds=fast)

    def note(self, journal: str, **said: object) -> None:
        """One line of a journal; whole, or not there at all."""
        line = (json.dumps(said, ensure_ascii=False) + "\n").encode()
        handle = os.open(self.folder / f"{journal}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line)
        finally:
            os.close(handle)

    def noted(self, journal: str) -> list[dict[str, str]]:
        """Every line of a journal."""
        file = self.folder / f"{journal}.jsonl"
        return [json.loads(line) for line in file.read_text("utf-8").split("\n")[:-1]] if file.exists() else []


def intake(ground: Ground, store: Store, chance: Random) -> None:
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
        time.sleep(0.2)  # sending is the slowest: what comes in faster than it goes out only piles up


def draft(case_id: int, store: Store, finished: Callable[[int], None]) -> None:
    """A draft as the composer would store it, in no time."""
    row = case_file(store, case_id).row
    text = {Audience.PRIVATE: f"Merhaba, {row.external_id} inceleniyor ({row.versions})."}
    save_proposal(
        store, case_id, "{}", text, based_on=row.head, thread=row.thread, made_by=MadeBy.COMPOSER, author="composer",
        summary=replace(SUMMARY, priority=case_id),  # the newest stands on top; what got stuck sinks and is left to people
    )  # fmt: skip
    finished(case_id)


def review(ground: Ground, store: Store, chance: Random) -> None:
    """Approves what stands in the queue, often after changing it, and sometimes takes it back."""
    person = Person(1, f"p{chance.getrandbits(20):x}", "P", Role.LEAD)
    while True:
        rows = [row for row in queue(store, Filters(), limit=40).rows if row.state is State.REVIEW]
        for row in chance.sample(rows, min(5, len(rows))):
            with suppress(AssistantError):
                _decide(ground, store, chance, person, row.id)
        time.sleep(0.02)


def _decide(ground: Ground, store: Store, chance: Random, person: Person, case_id: int) -> None:
    file = case_file(store, case_id)
    if file.draft is None or file.row.state is not State.REVIEW:
        return
    text, version = str(file.draft.private), file.row.head
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


def work(ground: Ground, store: Store, chance: Random) -> None:
    """A worker as the product runs it, sending through the mail server that loses things."""
    assistant.worker.IDLE = 0.02  # a round is over before a second has passed
    worker_on(ground, store).run()


def worker_on(ground: Ground, store: Store) -> assistant.worker.Worker:
    """The product's own worker; only the drafting is somebody else's."""
    server = replace(Server.at(f"smtp://127.0.0.1:{ground.port}", "destek@nemesis.example"), timeout=1.0)
    channel = SmtpChannel(server, FilesChannel(ground.folder / "mailed.jsonl", ground.clock), ground.clock)
    finished: Callable[[int], None] = lambda case_id: ground.doors.after_drafting(store, case_id, channel)  # noqa: E731
    return assistant.worker.Worker(
        store, {DRAFT: lambda case_id: draft(case_id, store, finished)}, ground.doors.send(channel), look=channel.find
    )


ACTORS: Mapping[str, Callable[[Ground, Store, Random], None]] = {
    "intake": intake,
    "review-1": review,
    "review-2": review,
    "worker-1": work,
    "worker-2": work,
}
