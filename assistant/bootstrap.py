"""The one place that reads settings and joins the parts."""

from __future__ import annotations

import gc
import logging
import socket
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import knowledge as knowledge_room
from assistant import rota
from assistant.channels import Channel, FilesChannel, Routed, SmtpChannel
from assistant.channels.hook import Hook
from assistant.channels.smtp import Server
from assistant.domain import Complaint, Flag, Language, Market
from assistant.errors import SettingError
from assistant.knowledge import Knowledge
from assistant.knowledge.snapshots import take
from assistant.privacy import Vault, mask
from assistant.privacy.keys import derived, kept_secret
from assistant.retrieval.abstention import THRESHOLDS
from assistant.retrieval.guidance import guidance, guideline_entries
from assistant.retrieval.lending import lent
from assistant.retrieval.passages import Indexable, brand_entry
from assistant.retrieval.search import VECTOR_SHARE, Found, Search
from assistant.retrieval.tuning import built_in, read_weights
from assistant.retrieval.vectors import BUILT_IN, Embed
from assistant.settings import Settings
from assistant.store import Machine, Store, backup
from assistant.store.doubting import doubt
from assistant.store.erasing import Erasure, read_erasures
from assistant.triage import History, TriageKnowledge, understand, urgent
from assistant.worker import Worker
from assistant.workflow.approval import Policy
from assistant.workflow.certificates import Register
from assistant.workflow.erasure import erase_again, sweep
from assistant.workflow.history import recall
from assistant.workflow.past import learning
from assistant.workflow.produce import Producer
from assistant.workflow.propose import Find, Proposer, expected_topics
from assistant.workflow.publishing import unpacked
from assistant.workflow.recovery import Restored, doubted_steps, take_up
from assistant.workflow.retention import Periods, Tidied, tidy
from assistant.workflow.underway import Underway

if TYPE_CHECKING:
    from assistant.drafting.writer import Writer
    from assistant.llm import ChatModel
    from assistant.llm.embeddings import Embedder
    from assistant.triage.refining import Refiner

PARTS = ("knowledge", "prompts", "evals")
PUBLISHED = "published"  # where in the data folder published files are unpacked
TUNED = "evals/retrieval/tuned.json"  # what `assistant eval tune-retrieval` writes
# How often the garbage collector looks: the word lists stay for good, and looking through them is a tenth of all work.
SELDOM = (50_000, 20, 100)
Clock = Callable[[], datetime]

log = logging.getLogger(__name__)


def product(settings: Settings, clock: Clock | None = None) -> Product:
    """The product on a workspace; raises ``KnowledgeError`` that lists every mistake in it."""
    gc.set_threshold(*SELDOM)
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


def blind_home(settings: Settings) -> Path:
    """Where replies are laid out to be compared blind."""
    return settings.data / "blind"


def data_folder(settings: Settings) -> Path:
    """The data folder, made if need be; raises ``SettingError`` where it cannot be."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(
            f"the data folder {settings.data} cannot be made ({error.strerror}); set ASSISTANT_DATA to one that can"
        ) from error
    return settings.data


@contextmanager
def opened_store(settings: Settings, clock: Clock | None = None, *, upgrade: bool = True) -> Iterator[Store]:
    """The store of the settings, without reading a brand's folder.

    An older one is brought up to date if the settings allow it; with ``upgrade`` false, never.
    """
    if settings.database is None:
        data_folder(settings)
    opened = Store.open(settings.database_url, clock=clock or _now, upgrade=upgrade and settings.upgrade)
    try:
        yield opened
    finally:
        opened.close()


@dataclass(frozen=True)
class Product:
    """The joined parts; heavy ones are opened when first asked for.

    ``underway`` is what models write just now, shared by the desk and the worker beside it.
    """

    settings: Settings
    workspace: Path
    knowledge: Knowledge
    clock: Clock
    underway: Underway = field(default_factory=Underway)

    def proposer(self) -> Proposer:
        """What makes proposals: the composer, and the model writer where a model is set."""
        search = self.search()
        writer, refiner = self._asking()
        return Proposer(
            knowledge=self.knowledge,
            triage_knowledge=self.triage_knowledge,
            find=search.find,
            guide=partial(guidance, search),
            clock=self.clock,
            writer=writer,
            refiner=refiner,
            repairs=self.settings.model_repairs,
            snapshot=self.snapshot,
        )

    def search(self, *, everything: bool = False) -> Search:
        """The search over entries that hold today; with ``everything`` over expired and superseded ones too."""
        today = self.clock().date()
        entries = self.knowledge.entries if everything else self.knowledge.usable(today)
        indexed = [brand_entry(entry) for entry in entries]
        indexed += [one for guideline in self.knowledge.tone.values() for one in guideline_entries(guideline)]
        indexed += lent(indexed)
        tuned = read_weights(self.workspace / TUNED)
        lines = tuned.thresholds or THRESHOLDS
        name = self.settings.embeddings or BUILT_IN
        fitted = tuned.vector_share if tuned.model == name else None
        remote = self.embed()
        embed: Embed | None = remote or (built_in if any((fitted or {}).values()) else None)
        return Search(
            indexed, self._index_folder(), embed, ask=remote.asked if remote else None, model=name,
            vector_share=fitted or VECTOR_SHARE, thresholds=lines,
        )  # fmt: skip

    def embed(self) -> Embedder | None:
        """What turns masked texts into vectors, where an embedding model is set."""
        if self.settings.embeddings is None:
            return None
        from assistant.llm.embeddings import embedder

        return embedder(self.settings.embeddings)

    def entries_today(self) -> list[Indexable]:
        """The entries that hold today, as the search takes them."""
        return [brand_entry(entry) for entry in self.knowledge.usable(self.clock().date())]

    def finder(self, *, everything: bool = False) -> Find:
        """The search as drafts use it: what triage takes a text to be about is looked for first."""
        search = self.search(everything=everything)

        def find(text: str, *, language: Language | None, market: Market | None, top: int) -> Found:
            asked = Complaint("query", "other", text, False, self.clock(), language=language, market=market)
            masked = mask(text, Vault(), keep=self.knowledge.brand.own_contacts)
            triage = understand(masked, asked, self.triage_knowledge, History(), self.clock())
            expected = expected_topics(triage, self.knowledge)
            return search.find(masked.text, language=language, market=market, top=top, prefer=expected)

        return find

    @property
    def parts(self) -> tuple[Path, ...]:
        """The folders whose files drafting reads."""
        return tuple(self.workspace / part for part in ("knowledge", "prompts", "evals/retrieval"))

    @cached_property
    def snapshot(self) -> str:
        """The name of the brand's files as they stood when they were first asked for, whether published or not."""
        return take(self.workspace).id

    def read_again(self) -> Product:
        """This product on its folder as it stands now; raises ``KnowledgeError`` that lists every mistake in it."""
        return replace(self, knowledge=knowledge_room.read(self.workspace / "knowledge"))

    def published(self, store: Store) -> Product:
        """This product on what is published to a store; itself while nothing is."""
        folder = unpacked(store, self.settings.data / PUBLISHED)
        if folder is None or folder == self.workspace:
            return self
        return replace(self, workspace=folder).read_again()

    @cached_property
    def triage_knowledge(self) -> TriageKnowledge:
        """What triage needs of the brand's folder."""
        return TriageKnowledge.of(self.knowledge)

    def marks(self, id_: str) -> dict[str, str]:
        """Why an entry is not used for drafting, if it is not."""
        entry = self.knowledge.entry_by_id.get(id_)
        state = self.knowledge.unused(entry, self.clock().date()) if entry else ""
        return {"state": state} if state else {}

    def secret(self) -> bytes:
        """The installation's secret: as set, else made once and kept where only its owner reads it."""
        return self.settings.secret.encode("utf-8") if self.settings.secret else kept_secret(self.settings.data)

    @contextmanager
    def store(self, *, upgrade: bool = True) -> Iterator[Store]:
        """The store, opened and closed again; its tables are brought up to date, unless ``upgrade`` is false."""
        with opened_store(self.settings, self.clock, upgrade=upgrade) as opened:
            yield opened

    def producer(self, store: Store, proposer: Proposer | None = None) -> Producer:
        """What makes and stores drafts for the cases of a store, with a proposer that is there already or a new one."""
        return Producer(
            store,
            learning(proposer or self.proposer(), store, timedelta(days=self.settings.retention_days)),
            self.vault_key(),
            lambda file: recall(store, file),
            self.settings.model_budget,
            self.underway,
        )

    def worker(self, store: Store, *, drafters: int = 1, only: Collection[rota.Part] = tuple(rota.Part)) -> Worker:
        """A worker on a store, for some kinds of work or for all."""
        return rota.worker(self, store, drafters=drafters, only=only)

    def hook(self) -> Hook | None:
        """Where confirmed steps are handed to, if anywhere; raises ``SettingError`` for a bad address or secret."""
        if self.settings.steps_url is None:
            return None
        return Hook(self.settings.steps_url, self.settings.steps_secret, self.clock)

    def files_channel(self) -> FilesChannel:
        """The channel that appends replies to ``sent.jsonl`` in the data folder."""
        data_folder(self.settings)
        return FilesChannel(self.settings.data / "sent.jsonl", self.clock)

    def channel(self) -> Channel:
        """What replies are handed to: e-mail to the mail server where one is set, everything else to ``sent.jsonl``."""
        files = self.files_channel()
        if self.settings.smtp is None:
            return files
        server = Server.at(self.settings.smtp, self.settings.mail_from)
        journal = FilesChannel(self.settings.data / "mailed.jsonl", self.clock)
        return Routed(files, {"email": SmtpChannel(server, journal, self.clock)})

    def hosts(self) -> dict[str, str]:
        """Where replies go that leave this machine, by channel."""
        if self.settings.smtp is None:
            return {}
        server = Server.at(self.settings.smtp, self.settings.mail_from)
        return {"email": f"{server.host}:{server.port}"}

    def policy(self, sheets: Callable[[], Knowledge] | None = None) -> Policy:
        """The brand's rules of approval, as the settings give them; ``sheets``: its files as they stand."""
        both = self.settings.second_approval
        return Policy(
            timedelta(seconds=self.settings.undo_seconds),
            frozenset(Flag) - {Flag.REPEAT, Flag.VULNERABLE} if both else frozenset(),
            second_look_above=both,
            sheets=sheets or (lambda: self.knowledge),
            mail_domain=self.knowledge.brand.site.split("//")[-1],
        )

    def due_at(self, complaint: Complaint) -> datetime | None:
        """When the first reply is due: the channel's SLA line, on its clock; a risk's clock runs day and night."""
        return self.triage_knowledge.due_at(complaint, complaint.market, lambda: urgent(complaint))

    def vault_key(self) -> bytes:
        """The key vaults are sealed with, derived from the installation's secret."""
        return derived("vault", self.secret())

    def link_key(self) -> bytes:
        """The key links to colleagues are signed with, derived from the installation's secret."""
        return derived("link", self.secret())

    def key_mark(self) -> str:
        """A mark by which a backup says which key its vaults need; the key cannot be told from it."""
        return derived("mark", self.vault_key()).hex()[:16]

    def restore(self, source: Path, *, replace: bool = False, certificates: Collection[Erasure] = ()) -> Restored:
        """Put a backup into the database; see ``store.backup``.

        What was erased since it was made is erased again, as far as the database it replaces, the certificates kept in
        the data folder or those handed in know of it.
        """
        if self.settings.database is None:
            data_folder(self.settings)
        erased = {one.id: one for one in (*certificates, *self._register().kept())}
        erased |= {one.id: one for one in (self._erased() if replace else ())}
        made = backup.restore(self.settings.database_url, source, replace=replace, finish=doubt)
        with self.store() as store:
            unsure, steps = take_up(store, made), doubted_steps(store)
            again = erase_again(store, erased.values(), key=self.vault_key(), forget=self.forget)
            return Restored(unsure, steps, again, len(erased))

    def _erased(self) -> tuple[Erasure, ...]:
        try:
            with self.store() as store:
                return read_erasures(store)
        except SettingError as error:
            log.warning("the database to be replaced cannot say what was erased: %s", error)
            return ()

    def forget(self, complaints: Collection[str]) -> int:
        """Take the replies to these complaints out of the files this machine wrote."""
        return self.channel().forget(complaints)

    def sweep(self, store: Store) -> int:
        """Take what was erased anywhere out of the files this machine wrote; keep the certificates beside them."""
        channel, register = self.channel(), self._register()
        machine = Machine(register.machine(), socket.gethostname(), self.clock())
        key, kept, forget = self.vault_key(), channel.complaints, channel.forget
        return sweep(store, machine, key=key, kept=kept, forget=forget, note=register.keep)

    def _register(self) -> Register:
        data_folder(self.settings)
        return Register(self.settings.data)

    def tidy(self, store: Store) -> Tidied:
        """Take out what is past its time by the settings."""
        days = Periods(timedelta(days=self.settings.retention_days), timedelta(days=self.settings.audit_days))
        return tidy(store, days, key=self.vault_key(), forget=self.forget)

    def _index_folder(self) -> Path | None:
        """Where indexes are cached; in memory only where the data folder cannot be written."""
        folder = self.settings.data / "index"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return None
        return folder

    def refiner(self, model: ChatModel) -> Refiner:
        """What lets a model read after the rules, from this workspace's prompts; raises ``PromptError`` without one."""
        from assistant.prompting import read_prompt
        from assistant.triage.refining import PROMPT, Refiner

        read_prompt(self.workspace / "prompts", PROMPT)
        return Refiner(model, self.workspace / "prompts", self.secret())

    def chat_model(self) -> ChatModel:
        """The language model of the settings; there is one only where they do not name the composer."""
        from assistant.llm.langchain import LangChainModel, Prices

        name, prices = self.settings.chosen_model(), Prices(*self.settings.prices)
        return LangChainModel(name, timeout=self.settings.model_timeout, prices=prices)

    def _asking(self) -> tuple[Writer | None, Refiner | None]:
        """What asks the model for drafts and, where that is set, for its reading: one model, so one policy for both."""
        if self.settings.chosen_model() == "composer":
            return None, None
        from assistant.drafting.writer import Writer

        model = self.chat_model()
        refiner = self.refiner(model) if self.settings.model_triage else None
        return Writer(model, self.workspace / "prompts", self.secret()), refiner


def _now() -> datetime:
    return datetime.now(UTC)
