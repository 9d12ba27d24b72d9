"""The one place that reads settings and joins the parts."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant import knowledge as knowledge_room
from assistant.channels.files import FilesChannel
from assistant.domain import Complaint, Flag, Market
from assistant.errors import SettingError
from assistant.knowledge import Entry, Knowledge
from assistant.knowledge.calendar import due_at
from assistant.retrieval.passages import Indexable
from assistant.retrieval.search import Search
from assistant.settings import Settings
from assistant.store import Store
from assistant.triage import TriageKnowledge
from assistant.worker import Worker
from assistant.workflow.approval import Policy
from assistant.workflow.history import recall
from assistant.workflow.produce import Producer
from assistant.workflow.propose import Proposer

if TYPE_CHECKING:
    from assistant.drafting.writer import Writer

PARTS = ("knowledge", "prompts", "evals")
Clock = Callable[[], datetime]


def product(settings: Settings, clock: Clock | None = None) -> Product:
    """The product on a workspace; raises ``KnowledgeError`` that lists every mistake in it."""
    folder = workspace(settings)
    return Product(settings, folder, knowledge_room.read(folder / "knowledge"), clock or _now)


def workspace(settings: Settings) -> Path:
    """The folder with the three parts: as set, else the current one if it is one, else the bundled sample."""
    if settings.workspace is not None:
        if not (settings.workspace / "knowledge").is_dir():
            raise SettingError(f"{settings.workspace} has no folder knowledge/; `assistant init DIR` makes a workspace")
        return settings.workspace
    here = Path.cwd()
    return here if all((here / part).is_dir() for part in PARTS) else sample()


def sample() -> Path:
    """The sample brand: bundled with the wheel, beside the package in a checkout."""
    package = Path(__file__).parent
    bundled = package / "sample"
    return bundled if bundled.is_dir() else package.parent


@dataclass(frozen=True)
class Product:
    """The joined parts; heavy ones are opened when first asked for."""

    settings: Settings
    workspace: Path
    knowledge: Knowledge
    clock: Clock

    def proposer(self) -> Proposer:
        """What makes proposals: the composer, and the model writer where a model is set."""
        return Proposer(
            knowledge=self.knowledge,
            triage_knowledge=self.triage_knowledge,
            find=self.search().find,
            clock=self.clock,
            writer=self._writer(),
            repairs=self.settings.model_repairs,
        )

    def search(self, *, everything: bool = False) -> Search:
        """The search over entries that hold today; with ``everything`` over expired and superseded ones too."""
        today = self.clock().date()
        entries = self.knowledge.entries if everything else self.knowledge.usable(today)
        indexed = [_indexable(entry) for entry in entries]
        name = self.settings.embeddings
        if name is None:
            return Search(indexed, self._index_folder())
        from assistant.llm.embeddings import embedder

        return Search(indexed, self._index_folder(), embedder(name), model=name)

    @cached_property
    def triage_knowledge(self) -> TriageKnowledge:
        """What triage needs of the brand's folder."""
        return TriageKnowledge.of(self.knowledge)

    def contacts(self) -> tuple[str, ...]:
        """The brand's own contacts, which masking leaves alone."""
        return tuple(value for per_market in self.knowledge.brand.contacts.values() for value in per_market.values())

    def marks(self, id_: str) -> dict[str, str]:
        """Why an entry is not used for drafting, if it is not."""
        entry = self.knowledge.entry_by_id.get(id_)
        state = _state(entry, self.knowledge, self.clock().date()) if entry else ""
        return {"state": state} if state else {}

    def secret(self) -> bytes:
        """The installation's secret: as set, else made once and kept where only its owner reads it."""
        if self.settings.secret:
            return self.settings.secret.encode("utf-8")
        path = self.settings.data / "secret"
        try:
            self.settings.data.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes()
        except OSError as error:
            raise SettingError(
                f"{path} cannot be written ({error.strerror}); set ASSISTANT_DATA or ASSISTANT_SECRET"
            ) from error
        with os.fdopen(descriptor, "wb") as file:
            made = secrets.token_hex(32).encode("ascii")
            file.write(made)
        return made

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store, opened and closed again; its tables are brought up to date."""
        if self.settings.database is None:
            self.settings.data.mkdir(parents=True, exist_ok=True)
        opened = Store.open(self.settings.database_url, clock=self.clock)
        try:
            yield opened
        finally:
            opened.close()

    def producer(self, store: Store) -> Producer:
        """What makes and stores drafts for the cases of a store."""
        return Producer(store, self.proposer(), self.vault_key(), lambda file: recall(store, file))

    def worker(self, store: Store, *, drafters: int = 1) -> Worker:
        """A worker on a store: drafts, sends through the ``files`` channel, looks after what got stuck."""
        channel = self.files_channel()
        return Worker(store, self.producer(store).handlers(), channel.send, look=channel.find, drafters=drafters)

    def files_channel(self) -> FilesChannel:
        """The channel that appends replies to ``sent.jsonl`` in the data folder."""
        self.settings.data.mkdir(parents=True, exist_ok=True)
        return FilesChannel(self.settings.data / "sent.jsonl", self.clock)

    def policy(self) -> Policy:
        """The brand's rules of approval, as the settings give them."""
        second = (
            frozenset(Flag) - {Flag.REPEAT, Flag.VULNERABLE} if self.settings.second_approval else frozenset[Flag]()
        )
        domain = self.knowledge.brand.site.split("//")[-1]
        return Policy(timedelta(seconds=self.settings.undo_seconds), second, mail_domain=domain)

    def due_at(self, complaint: Complaint) -> datetime | None:
        """When the first reply is due: the channel's SLA line, on its clock."""
        line = self.knowledge.service_levels.first_response.get(complaint.channel)
        if line is None:
            return None
        zone = ZoneInfo(self.knowledge.brand.time_zone[complaint.market or Market.TR])
        return due_at(complaint.received_at, line, self.knowledge.brand, zone)

    def vault_key(self) -> bytes:
        """The key vaults are sealed with, derived from the installation's secret."""
        return hashlib.sha256(b"vault" + self.secret()).digest()

    def _index_folder(self) -> Path | None:
        """Where indexes are cached; in memory only where the data folder cannot be written."""
        folder = self.settings.data / "index"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return None
        return folder

    def _writer(self) -> Writer | None:
        name = self.settings.chosen_model()
        if name == "composer":
            return None
        from assistant.drafting.writer import Writer
        from assistant.llm.langchain import LangChainModel

        return Writer(
            LangChainModel(name, timeout=self.settings.model_timeout), self.workspace / "prompts", self.secret()
        )


def _indexable(entry: Entry) -> Indexable:
    card = entry.card
    return Indexable(
        id=entry.id,
        title=card.title,
        examples=card.examples,
        text_by_market=entry.sections,
        language=entry.language,
        version=entry.version,
        quotable=card.audience == "public",
        kind="entry",
    )


def _state(entry: Entry, knowledge: Knowledge, day: date) -> str:
    if (entry.language, entry.slug) in knowledge.superseded:
        return "superseded"
    if entry.valid_on(day):
        return ""
    return "not yet valid" if day < entry.card.valid_from else "expired"


def _now() -> datetime:
    return datetime.now(UTC)
