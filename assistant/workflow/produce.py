"""Producing drafts for stored cases: the composer's at once, the model's when it comes, another on request."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from assistant.access import Permission, Person, require
from assistant.domain import Audience, Complaint, Proposal, Usage
from assistant.errors import ModelError
from assistant.llm import ScriptedModel
from assistant.privacy import Vault, seal
from assistant.store import CaseFile, MadeBy, Store, case_file
from assistant.store.spending import USED, add_use, spent_on
from assistant.triage import History
from assistant.workflow.disclosure import recorded
from assistant.workflow.drafts import Saved, Wish, read_wish, save_proposal, summarise
from assistant.workflow.formats import Json, proposal_json, texts_of, triage_json
from assistant.workflow.intake import DRAFT
from assistant.workflow.jobs import RESTING, Handler, request
from assistant.workflow.propose import Proposer

WRITE = "write"  # the kind of job that asks the model, after the composer's draft is there
REST = 30.0  # seconds
SCORED, UNREAD = "categories", "refine.failed"
READ = ("categories", "emotion", "severity", "flags", "situation", "missing")  # what of a reading a person acts on
Recall = Callable[[CaseFile], History]


@dataclass(frozen=True)
class Producer:
    """Makes and stores the drafts of cases; ``recall`` gives what is known of the customer's earlier complaints.

    ``key`` seals the vaults, which are stored apart from everything else; ``budget`` is what models may cost a day
    (UTC), in US dollars.
    """

    store: Store
    proposer: Proposer
    key: bytes
    recall: Recall
    budget: float | None = None

    def handlers(self) -> Mapping[str, Handler]:
        """The jobs this does, by kind."""
        return {DRAFT: self.draft, WRITE: self.write}

    def draft(self, case_id: int) -> None:
        """Store the composer's draft, so that there is always one; then ask for the model's, if there is a model."""
        file = case_file(self.store, case_id)
        wish = read_wish(self.store, case_id)
        composer = replace(self.proposer, writer=None, refiner=None)
        proposal, vault = composer.propose(
            file.complaint,
            self.recall(file),
            instruction=wish.instruction,
            attempt=wish.attempt,
            reading=_reading(file),
        )
        self._save(file, proposal, vault, MadeBy.COMPOSER, "composer", wish)
        if self.proposer.writer is not None:
            request(self.store, WRITE, case_id)

    def write(self, case_id: int) -> None:
        """Store the model's draft over the composer's, unless a person has touched it; a failure leaves its mark.

        Raises ``ModelError`` while the provider is left alone, so that the work waits for it.
        """
        if self.proposer.writer is None:
            return  # the model was taken out of the settings after this was asked for
        file = case_file(self.store, case_id)
        wish = read_wish(self.store, case_id)
        proposal, vault = self._asked(file, file.complaint, wish)
        fallback, made_by = proposal.draft.fallback, _made_by(proposal)
        if made_by is MadeBy.MODEL or fallback != _shown(file).get("fallback") or _read_anew(file, proposal):
            self._save(file, proposal, vault, made_by, proposal.draft.model, wish)
        if RESTING in (fallback, _unread(triage_json(proposal.triage))):
            raise ModelError("the provider is left alone for a while", code=RESTING, retriable=True, retry_after=REST)

    def ready(self) -> bool:
        """Whether the model may be asked now; while it is left alone nobody need look for such work."""
        return self.proposer.writer is None or self.proposer.writer.model.resting() <= 0

    def _asked(self, file: CaseFile, complaint: Complaint, wish: Wish) -> tuple[Proposal, Vault]:
        """A proposal for a case, its model calls noted and counted; with the budget spent no model is asked."""
        proposer = recorded(self.proposer, self.store, file.row.id)
        if self._budget_is_spent():
            broke = ModelError("today's budget for models is spent", code="budget_spent")
            proposer = proposer.asking(lambda model: ScriptedModel([broke], model.name))
        known, said = self.recall(file), wish.instruction
        proposal, vault = proposer.propose(
            complaint, known, instruction=said, attempt=wish.attempt, reading=_reading(file)
        )
        writer, fallback, usage = self.proposer.writer, proposal.draft.fallback, proposal.draft.usage
        if writer is not None and (_made_by(proposal) is MadeBy.MODEL or fallback is not None or usage != Usage()):
            self._count(writer.model.name, fallback, usage)
        return proposal, vault

    def _budget_is_spent(self) -> bool:
        if self.budget is None:
            return False
        with self.store.read() as tx:
            return spent_on(tx, tx.now.date()) >= self.budget

    def _count(self, model: str, fallback: str | None, usage: Usage) -> None:
        with self.store.write() as tx:
            add_use(tx, model, fallback or USED, usage)

    def redo(self, case_id: int, person: Person, seen_version: int, instruction: str | None) -> Saved:
        """Another draft now, because a person asked for it, with what they asked for as a source."""
        require(person, Permission.DRAFT)
        file = case_file(self.store, case_id)
        complaint = _with_fact(file.complaint, instruction)
        attempt = sum(draft.made_by is not MadeBy.PERSON for draft in file.drafts)
        wish = Wish(instruction, attempt)
        proposal, vault = self._asked(file, complaint, wish)
        return self._save(
            file, proposal, vault, _made_by(proposal), person.name, wish, complaint.note,
            based_on=seen_version, replace_edited=True,
        )  # fmt: skip

    def _save(
        self,
        file: CaseFile,
        proposal: Proposal,
        vault: Vault,
        made_by: MadeBy,
        author: str,
        wish: Wish,
        note: str | None = None,
        *,
        based_on: int | None = None,
        replace_edited: bool = False,
    ) -> Saved:
        """Store a proposal with what it was made from, so that the same draft can be made again and changed."""
        texts: Mapping[Audience, str] = texts_of(proposal)
        made_from = {"attempt": wish.attempt, "instruction": wish.instruction, "note": note or file.complaint.note}
        return save_proposal(
            self.store,
            file.row.id,
            json.dumps({**proposal_json(proposal), "made_from": made_from}, ensure_ascii=False),
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
        )


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


def _with_fact(complaint: Complaint, instruction: str | None) -> Complaint:
    """The complaint with what the reviewer said added to the agent's note, which is a source."""
    if not instruction:
        return complaint
    return replace(complaint, note="\n".join(part for part in (complaint.note, instruction) if part))
