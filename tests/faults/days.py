"""A day of the whole product in one thread: complaints are handed in, drafted, approved and sent while calls fail.

Everybody does what they would do: a channel hands in again what was not acknowledged, a person who read an error looks
again, a worker goes on.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest

from assistant import bootstrap
from assistant.bootstrap import Product
from assistant.channels import Channel
from assistant.domain import Author, Complaint, Receipt, Reply
from assistant.errors import AssistantError
from assistant.knowledge import Knowledge, read
from assistant.llm import ChatModel
from assistant.llm.langchain import LangChainModel
from assistant.llm.policy import Policy
from assistant.settings import Settings
from assistant.store import Posting, Store, Tab
from assistant.store.status import status
from assistant.worker import Worker
from assistant.workflow.intake import take_in
from tests.channels.mail_server import mail_server
from tests.conftest import ROOT
from tests.faults.plan import Plan
from tests.faults.plants import Plant, planted
from tests.faults.striking import Current, FailingBox, fail_by_plan, failing_disk, failing_engine
from tests.llm.faulty import provider
from tests.nemesis.actors import review
from tests.nemesis.ground import Ground
from tests.nemesis.sending import Sender
from tests.store.stores import Clock, scratch

TICK = timedelta(seconds=20)
LATER = timedelta(minutes=10)  # longer than what anybody waits before trying again
TICKS = 60
TEXT = "Zümrüdüanka kargom 12 gündür gelmedi, nerede? Numaram {number}."
WRITTEN = {
    "sentences": [
        {"reply": "private", "text": text, "kind": kind, "sources": sources, "paragraph": place}
        for place, (kind, sources, text) in enumerate(
            [
                ("thread", ["thread"], "Kargonuzun on iki gündür size ulaşmadığını okudum."),
                ("courtesy", [], "Sizi beklettiğimiz için özür dilerim."),
            ]
        )
    ]
}


@dataclass(frozen=True)
class StillGround(Ground):
    """A ground whose clock the run moves."""

    moved: Clock = field(default_factory=Clock)

    def clock(self) -> datetime:
        """The moment the run has come to."""
        return self.moved()


class Noted(Sender):
    """A channel that notes every attempt."""

    def find(self, reply: Reply) -> Receipt | None:
        return self.channel.find(reply)

    def complaints(self) -> frozenset[str]:
        return self.channel.complaints()

    def forget(self, complaints: Collection[str]) -> int:
        return self.channel.forget(complaints)


@dataclass
class Day:
    """Everybody who takes part; ``raised`` counts what they were told by name, ``foreign`` what nobody may be told."""

    store: Store
    ground: StillGround
    now: Current
    box: FailingBox
    worker: Worker
    sender: Noted
    chance: Random
    due: list[Complaint] = field(default_factory=list)
    raised: Counter[str] = field(default_factory=Counter)
    foreign: list[str] = field(default_factory=list)

    def hand_in(self, count: int) -> None:
        """So many more customers write."""
        for _ in range(count):
            id_ = f"<{self.chance.getrandbits(60):x}@customer.example>"
            author = Author("Ayşe Yılmaz", f"c{self.chance.getrandbits(40):x}@customer.example")
            text = TEXT.format(number=self.chance.randint(100_000_000, 999_999_999))
            self.due.append(Complaint(id_, "email", text, False, self.ground.clock(), author=author))

    def tick(self, passed: timedelta) -> None:
        """Everybody does what there is to do, then time passes."""
        for complaint in tuple(self.due):
            self._try(lambda complaint=complaint: self._arrives(complaint))  # type: ignore[misc]
        for step in (self.worker.draft, self.worker.write, self._send):
            for _ in range(100):
                if not self._try(step):
                    break
        for tab in (Tab.REVIEW, Tab.INFO):
            reviewing = review(self.ground, self.store, self.chance, tab)
            for _ in range(4):
                self._try(lambda reviewing=reviewing: next(reviewing, None) is None)  # type: ignore[misc]
        self.ground.moved.forward(passed.total_seconds())

    def rests(self) -> bool:
        """Whether nothing is left to do."""
        now = status(self.store)
        busy = (Posting.WAITING, Posting.SENDING)
        idle = not any(now.outbox[state] for state in busy) and not any(
            now.jobs[name] for name in ("waiting", "running")
        )
        return idle and not self.due and not now.cases["review"]

    def calm(self) -> None:
        """Everything works again; until nothing is left to do."""
        self.now.plan.end()
        for _ in range(TICKS):
            if self.rests():
                return
            self.tick(LATER)

    def _arrives(self, complaint: Complaint) -> bool:
        take_in(self.store, complaint)
        self.ground.note("accepted", complaint=complaint.id)
        self.due.remove(complaint)
        return True

    def _send(self) -> bool:
        self.sender.died()
        busy = self.worker.send()
        self.sender.turn()
        return busy

    def _try(self, step: Callable[[], bool]) -> bool:
        """One step; whoever is told of a failure goes on, as the worker's loop, a channel or a person does."""
        try:
            return step()
        except AssistantError as error:
            self.raised[f"{type(error).__name__} {error.code}".strip()] += 1
        except Exception as error:  # what is not the product's own should never have come this far
            self.foreign.append(f"{type(error).__name__}: {error}")
        return True


@contextmanager
def day(url: str, folder: Path, *, seed: int = 1, plant: Plant = Plant.NOTHING) -> Iterator[Day]:
    """The product over an empty store at ``url``, with a mail server and a model's endpoint of its own; nothing fails yet.

    With a ``plant`` one of its guards is missing.
    """
    now, clock, chance = Current(Plan(())), Clock(), Random(seed)
    Store.open(url).close()
    box = FailingBox(now)
    with ExitStack() as stack:
        port = stack.enter_context(mail_server(box))
        asked = stack.enter_context(provider(answer=lambda _: json.dumps(WRITTEN, ensure_ascii=False)))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("OPENAI_BASE_URL", asked.url)
        patch.setenv("OPENAI_API_KEY", "sk-test")
        stack.enter_context(failing_disk(now))
        stack.enter_context(planted(plant))
        fail_by_plan(asked, now)
        store = Store(failing_engine(url, now), clock)
        stack.callback(store.close)
        ground = StillGround(url, folder, port, 0.0, moved=clock)
        settings = Settings(
            model="openai:test", workspace=ROOT, data=folder / "data", model_repairs=0, model_triage=False,
            smtp=f"smtp://127.0.0.1:{port}", mail_from="destek@nemesis.example",
        )  # fmt: skip
        made, sender = _product(settings, ground)
        yield Day(store, ground, now, box, made.worker(store), sender, chance)


@cache
def _brand() -> Knowledge:
    """The sample brand, read once for every day."""
    return read(ROOT / "knowledge")


def _product(settings: Settings, ground: StillGround) -> tuple[Product, Noted]:
    """The product as bootstrap joins it; its channel notes each attempt, its provider is rested from by the clock."""
    made = bootstrap.Product(settings, ROOT, _brand(), ground.clock)
    noted = Noted(ground, made.channel())

    class Watched(Product):
        def _index_folder(self) -> Path:
            folder = scratch() / "index"  # made by the first day, read by all others
            folder.mkdir(exist_ok=True)
            return folder

        def channel(self) -> Channel:
            return noted

        def chat_model(self) -> ChatModel:
            policy = Policy(sleep=lambda _: None, clock=lambda: ground.clock().timestamp())
            return LangChainModel(self.settings.chosen_model(), policy=policy)

    return Watched(made.settings, made.workspace, made.knowledge, made.clock), noted
