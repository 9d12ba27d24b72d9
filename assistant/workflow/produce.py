"""Producing drafts for stored cases: the composer's at once, the model's when it comes, another on request."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from assistant.access import Permission, Person, require
from assistant.domain import Audience, Complaint, Proposal
from assistant.privacy import Vault, seal
from assistant.store import CaseFile, MadeBy, Store, case_file
from assistant.triage import History
from assistant.workflow.drafts import Saved, read_wish, save_proposal, summarise
from assistant.workflow.formats import proposal_json, texts_of
from assistant.workflow.intake import DRAFT
from assistant.workflow.jobs import Handler, request
from assistant.workflow.propose import Proposer

WRITE = "write"  # the kind of job that asks the model, after the composer's draft is there
Recall = Callable[[CaseFile], History]


@dataclass(frozen=True)
class Producer:
    """Makes and stores the drafts of cases; ``recall`` gives what is known of the customer's earlier complaints.

    ``key`` seals the vaults, which are stored apart from everything else.
    """

    store: Store
    proposer: Proposer
    key: bytes
    recall: Recall

    def handlers(self) -> Mapping[str, Handler]:
        """The jobs this does, by kind."""
        return {DRAFT: self.draft, WRITE: self.write}

    def draft(self, case_id: int) -> None:
        """Store the composer's draft, so that there is always one; then ask for the model's, if there is a model."""
        file = case_file(self.store, case_id)
        wish = read_wish(self.store, case_id)
        composer = replace(self.proposer, writer=None)
        proposal, vault = composer.propose(
            file.complaint, self.recall(file), instruction=wish.instruction, attempt=wish.attempt
        )
        self._save(file, proposal, vault, MadeBy.COMPOSER, "composer")
        if self.proposer.writer is not None:
            request(self.store, WRITE, case_id)

    def write(self, case_id: int) -> None:
        """Store the model's draft over the composer's, unless a person has touched it; a failure leaves its mark."""
        file = case_file(self.store, case_id)
        wish = read_wish(self.store, case_id)
        proposal, vault = self.proposer.propose(
            file.complaint, self.recall(file), instruction=wish.instruction, attempt=wish.attempt
        )
        made_by = MadeBy.COMPOSER if proposal.draft.model == "composer" else MadeBy.MODEL
        self._save(file, proposal, vault, made_by, proposal.draft.model)

    def redo(self, case_id: int, person: Person, seen_version: int, instruction: str | None) -> Saved:
        """Another draft now, because a person asked for it, with what they asked for as a source."""
        require(person, Permission.DRAFT)
        file = case_file(self.store, case_id)
        complaint = _with_fact(file.complaint, instruction)
        attempt = sum(draft.made_by is not MadeBy.PERSON for draft in file.drafts)
        proposal, vault = self.proposer.propose(complaint, self.recall(file), instruction=instruction, attempt=attempt)
        made_by = MadeBy.COMPOSER if proposal.draft.model == "composer" else MadeBy.MODEL
        return self._save(file, proposal, vault, made_by, person.name, based_on=seen_version, replace_edited=True)

    def _save(
        self,
        file: CaseFile,
        proposal: Proposal,
        vault: Vault,
        made_by: MadeBy,
        author: str,
        *,
        based_on: int | None = None,
        replace_edited: bool = False,
    ) -> Saved:
        texts: Mapping[Audience, str] = texts_of(proposal)
        return save_proposal(
            self.store,
            file.row.id,
            json.dumps(proposal_json(proposal), ensure_ascii=False),
            texts,
            based_on=file.row.head if based_on is None else based_on,
            thread=file.row.thread,
            made_by=made_by,
            author=author,
            summary=summarise(proposal),
            subject=proposal.draft.subject,
            sealed=seal(vault, self.key),
            replace_edited=replace_edited,
        )


def _with_fact(complaint: Complaint, instruction: str | None) -> Complaint:
    """The complaint with what the reviewer said added to the agent's note, which is a source."""
    if not instruction:
        return complaint
    return replace(complaint, note="\n".join(part for part in (complaint.note, instruction) if part))
