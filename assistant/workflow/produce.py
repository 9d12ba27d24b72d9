"""Producing drafts for stored cases: the composer's at once, the model's when it comes, another on request."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from assistant.access import Permission, Person, require
from assistant.domain import Audience, Complaint, Language, Proposal, Severity, Usage
from assistant.errors import ModelError
from assistant.llm import ScriptedModel
from assistant.privacy import Vault, seal
from assistant.store import CaseFile, DraftRow, MadeBy, Store, case_file
from assistant.store.cases import lock_case, save_case
from assistant.store.spending import USED, add_use, spent_on
from assistant.triage import History
from assistant.workflow.desk import hold
from assistant.workflow.details import read_details, with_details
from assistant.workflow.disclosure import recorded, watched
from assistant.workflow.drafts import Saved, Wish, read_wish, save_proposal, summarise
from assistant.workflow.formats import Json, proposal_json, texts_of, triage_json
from assistant.workflow.intake import DRAFT
from assistant.workflow.jobs import RESTING, Handler, request
from assistant.workflow.propose import Proposer
from assistant.workflow.underway import Underway

WRITE = "write"  # the kind of job that asks the model, after the composer's draft is there
REST = 30.0  # seconds
SCORED, UNREAD = "categories", "refine.failed"
READ = ("categories", "emotion", "severity", "flags", "situation", "missing")  # what of a reading a person acts on
Recall = Callable[[CaseFile], History]
Filled = Mapping[str, str]  # missing details by slot, as an agent filled them in


@dataclass(frozen=True)
class Asking:
    """The models a draft may ask for one case, within the budget; ``repairs`` has an item for each mending call."""

    proposer: Proposer
    repairs: list[Sequence[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Producer:
    """Makes and stores the drafts of cases; ``recall`` gives what is known of the customer's earlier complaints.

    ``key`` seals the vaults, which are stored apart from everything else; ``budget`` is what models may cost a day
    (UTC), in US dollars; ``underway`` lets the desk read along while a model writes.
    """

    store: Store
    proposer: Proposer
    key: bytes
    recall: Recall
    budget: float | None = None
    underway: Underway = field(default_factory=Underway)

    def __post_init__(self) -> None:
        object.__setattr__(self, "proposer", watched(self.proposer, self.store))

    def handlers(self) -> Mapping[str, Handler]:
        """The jobs this does, by kind."""
        return {DRAFT: self.draft, WRITE: self.write}

    def draft(self, case_id: int) -> None:
        """Store the composer's draft, so that there is always one; then ask for the model's, if there is a model."""
        file = case_file(self.store, case_id)
        wish = read_wish(self.store, case_id)
        composer = replace(self.proposer, writer=None, refiner=None)
        proposal, vault = composer.propose(
            knowing(file),
            self.recall(file),
            instruction=wish.instruction,
            attempt=wish.attempt,
            reading=_reading(file),
        )
        self._save(file, proposal, vault, MadeBy.COMPOSER, "composer", wish)
        if self.proposer.writer is not None:
            request(self.store, WRITE, case_id)

    def fill(self, case_id: int, filled: Filled) -> None:
        """Draft a case at once with the details, in normal form, that came with it; nothing where it knows them."""
        file = case_file(self.store, case_id)
        if not set(filled.items()) - set(knowing(file).known):
            return
        wish, composer = read_wish(self.store, case_id), replace(self.proposer, writer=None, refiner=None)
        proposal, vault = composer.propose(knowing(file, filled), self.recall(file), attempt=wish.attempt)
        self._save(file, proposal, vault, MadeBy.COMPOSER, "composer", wish, filled=filled)
        request(self.store, DRAFT, case_id)  # whatever was being made meanwhile knew less

    def write(self, case_id: int) -> None:
        """Store the model's draft over the composer's, unless a person has touched it; a failure leaves its mark.

        What its checks forbid to send does not take the place of a composed draft that may be sent: it is kept beside
        it, as a version with its findings, unless the model has read the case otherwise than the rules.
        Raises ``ModelError`` while the provider is left alone, so that the work waits for it.
        """
        if self.proposer.writer is None:
            return  # the model was taken out of the settings after this was asked for
        file = case_file(self.store, case_id)
        wish = read_wish(self.store, case_id)
        proposal, vault, repairs = self._asked(file, wish)
        fallback, made_by = proposal.draft.fallback, _made_by(proposal)
        if made_by is MadeBy.MODEL or fallback != _shown(file).get("fallback") or _read_anew(file, proposal):
            back = _kept_back(file, proposal)
            self._save(file, proposal, vault, made_by, proposal.draft.model, wish, repairs, kept_back=back)
        if RESTING in (fallback, _unread(triage_json(proposal.triage))):
            raise ModelError("the provider is left alone for a while", code=RESTING, retriable=True, retry_after=REST)

    def ready(self) -> bool:
        """Whether the model may be asked now; while it is left alone nobody need look for such work."""
        return self.proposer.writer is None or self.proposer.writer.model.resting() <= 0

    @contextmanager
    def asking(self, case_id: int) -> Iterator[Asking]:
        """The proposer with its model calls noted for a case, and heard; with the budget spent no model is asked."""
        proposer = recorded(self.proposer, self.store, case_id)
        if self._budget_is_spent():
            broke = ModelError("today's budget for models is spent", code="budget_spent")
            proposer = proposer.asking(lambda model: ScriptedModel([broke], model.name))
        repairs: list[Sequence[str]] = []
        writer = proposer.writer
        with self.underway.writing(case_id) as begin:
            mended = writer and replace(writer, mending=repairs.append)
            yield Asking(replace(proposer, writer=mended, begin=begin), repairs)

    def _asked(self, file: CaseFile, wish: Wish, filled: Filled | None = None) -> tuple[Proposal, Vault, int]:
        """A proposal for a case with its vault and how often it was mended; its model calls are noted and counted."""
        with self.asking(file.row.id) as asking:
            proposal, vault = asking.proposer.propose(
                knowing(file, filled),
                self.recall(file),
                instruction=wish.instruction,
                attempt=wish.attempt,
                reading=_reading(file),
            )
        draft = proposal.draft
        if _made_by(proposal) is MadeBy.MODEL or draft.fallback is not None or draft.usage != Usage():
            self.count(draft.fallback, draft.usage)
        return proposal, vault, len(asking.repairs)

    def _budget_is_spent(self) -> bool:
        if self.budget is None:
            return False
        with self.store.read() as tx:
            return spent_on(tx, tx.now.date()) >= self.budget

    def count(self, fallback: str | None, usage: Usage) -> None:
        """Add what one draft of the model cost to the day's use, or why none came."""
        if self.proposer.writer is None:
            return
        with self.store.write() as tx:
            add_use(tx, self.proposer.writer.model.name, fallback or USED, usage)

    def redo(
        self,
        case_id: int,
        person: Person,
        seen_version: int,
        instruction: str | None,
        fact: str | None = None,
        filled: Filled | None = None,
        reader: Language = Language.EN,
    ) -> Saved:
        """Another draft now, because a person asked for it.

        An ``instruction`` is for a model alone and never part of a text; a ``fact`` joins the case's note and is a
        source from now on; ``filled`` are missing details, which are then no longer asked for: as typed by
        a person who reads ``reader``. Raises ``InputError`` for one that cannot be what it is asked for.
        """
        require(person, Permission.DRAFT)
        filled = self._normal(case_id, filled or {}, reader)
        if fact:
            self._note(case_id, person, fact)
        file = case_file(self.store, case_id)
        attempt = sum(draft.made_by is not MadeBy.PERSON for draft in file.drafts)
        wish = Wish(instruction, attempt)
        proposal, vault, repairs = self._asked(file, wish, filled)
        return self._save(
            file, proposal, vault, _made_by(proposal), person.name, wish, repairs, filled,
            based_on=seen_version, replace_edited=True,
        )  # fmt: skip

    def _normal(self, case_id: int, filled: Filled, reader: Language) -> Filled:
        """What was filled in, in normal form."""
        market, now = case_file(self.store, case_id).row.market, self.store.clock()
        return read_details(filled, self.proposer.knowledge, market, reader, now)

    def _note(self, case_id: int, person: Person, fact: str) -> None:
        with self.store.write() as tx:
            row = hold(lock_case(tx, case_id), person, tx.now)
            note = "\n".join(part for part in (row.note, fact) if part)
            save_case(tx, replace(row, note=note, changed_at=tx.now, changed_by=person.name))
            tx.note("fact_added", person.name, case_id)

    def _save(
        self,
        file: CaseFile,
        proposal: Proposal,
        vault: Vault,
        made_by: MadeBy,
        author: str,
        wish: Wish,
        repairs: int = 0,
        filled: Filled | None = None,
        *,
        based_on: int | None = None,
        replace_edited: bool = False,
        kept_back: bool = False,
    ) -> Saved:
        """Store a proposal with what it was made from, so that the same draft can be made again and changed."""
        texts: Mapping[Audience, str] = texts_of(proposal)
        complaint = knowing(file, filled)
        made_from = {
            "attempt": wish.attempt, "instruction": wish.instruction, "note": complaint.note,
            "known": dict(complaint.known),
        }  # fmt: skip
        return save_proposal(
            self.store,
            file.row.id,
            json.dumps({**proposal_json(proposal), "repairs": repairs, "made_from": made_from}, ensure_ascii=False),
            texts,
            based_on=file.row.head if based_on is None else based_on,
            thread=file.row.thread,
            made_by=made_by,
            author=author,
            summary=summarise(proposal),
            subject=proposal.draft.subject,
            sealed=seal(vault, self.key),
            snapshot=self.proposer.snapshot,
            replace_edited=replace_edited,
            kept_back=kept_back,
        )


def knowing(file: CaseFile, filled: Filled | None = None) -> Complaint:
    """The complaint with the details agents filled in for it, those of earlier drafts too."""
    found: dict[str, str] = {}
    for draft in file.drafts:
        made_from = json.loads(draft.proposal).get("made_from") if draft.proposal else None
        known = made_from.get("known") if isinstance(made_from, dict) else None
        found |= known if isinstance(known, dict) else {}
    return with_details(file.complaint, {**found, **(filled or {})})


def _shown(file: CaseFile) -> Mapping[str, Json]:
    """The proposal of the version shown, as stored; empty where a person wrote it or there is none."""
    shown = next((draft for draft in file.drafts if draft.version == file.row.head), None)
    stored = json.loads(shown.proposal) if shown is not None and shown.proposal is not None else {}
    return stored if isinstance(stored, dict) else {}


def _reading(file: CaseFile) -> Mapping[str, Json] | None:
    """What a model last read in the thread as it stands; ``None`` where none has."""
    made = [json.loads(draft.proposal) for draft in file.drafts if draft.proposal and draft.thread == file.row.thread]
    return next((reading for one in reversed(made) if isinstance(reading := one.get("reading"), dict)), None)


def _made_by(proposal: Proposal) -> MadeBy:
    return MadeBy.COMPOSER if proposal.draft.model == "composer" else MadeBy.MODEL


def _kept_back(file: CaseFile, proposal: Proposal) -> bool:
    """Whether a model's draft that must not be sent would take the place of a composed one that may."""
    shown = file.draft
    blocked = any(finding.severity is Severity.BLOCK for finding in proposal.findings)
    if not blocked or shown is None or shown.made_by is not MadeBy.COMPOSER or _read_anew(file, proposal):
        return False
    return not blocking(shown)


def blocking(draft: DraftRow) -> int:
    """How many findings forbade to send a machine-made version when it was made."""
    stored = json.loads(draft.proposal) if draft.proposal else {}
    return sum(finding.get("severity") == Severity.BLOCK for finding in stored.get("findings", ()))


def _read_anew(file: CaseFile, proposal: Proposal) -> bool:
    """Whether a model has read the case otherwise than the version shown, or could not and nobody was told."""
    found, before = triage_json(proposal.triage), _shown(file).get("triage")
    if not isinstance(before, dict):
        return proposal.reading is not None
    if _unread(found) != _unread(before):
        return True
    return proposal.reading is not None and any(_read(before, name) != _read(found, name) for name in READ)


def _read(triage: Mapping[str, Json], name: str) -> Json:
    """One part of what was read; of categories which they are, not how sure they are."""
    value = triage.get(name)
    if name == SCORED and isinstance(value, list):
        return [one["code"] for one in value if isinstance(one, dict)]
    return value


def _unread(triage: Mapping[str, Json]) -> str | None:
    """The code of why a model could not read the case; ``None`` where it could, or none was asked."""
    reasons = triage.get("why_codes")
    noted = [one for one in reasons if isinstance(one, dict)] if isinstance(reasons, list) else []
    values = next((one.get("values") for one in noted if one.get("code") == UNREAD), None)
    return str(values["code"]) if isinstance(values, dict) else None
