"""What the pages of the desk are given: the joined parts of the product as one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.access import Person
from assistant.domain import Audience, Complaint, Finding, Proposal, Sentence
from assistant.knowledge import Knowledge
from assistant.store import CaseRow, Store
from assistant.workflow.approval import Policy, Route
from assistant.workflow.drafts import Saved


class Check(Protocol):
    """The findings of any text to a complaint; ``sentences`` are those of the draft that still stand in it."""

    def __call__(
        self, complaint: Complaint, reply: str, audience: Audience, sentences: Sequence[Sentence] = ()
    ) -> tuple[Finding, ...]: ...


class Redo(Protocol):
    """Another draft of a stored case, because a person asked for it."""

    def __call__(self, case_id: int, person: Person, seen_version: int, instruction: str | None) -> Saved: ...


@dataclass(frozen=True)
class Parts:
    """One store, one brand, and the verbs that need more than the store.

    ``propose`` drafts for a complaint that nobody stored (the paste box); ``redo`` makes another draft of a stored
    case; ``due_at`` says when a first answer is due.
    """

    store: Store
    knowledge: Knowledge
    check: Check
    propose: Callable[[Complaint], Proposal]
    due_at: Callable[[Complaint], datetime | None]
    policy: Policy
    redo: Redo

    def routes(self, row: CaseRow) -> Mapping[Audience, Route]:
        """Where a private answer to a public complaint goes: the private channel its channel leads to."""
        profile = self.knowledge.channels.get(row.channel)
        if profile is None or profile.bridge is None or not row.public:
            return {}
        return {Audience.PRIVATE: Route(profile.bridge, row.author_handle or row.author_name)}

    def channel_of(self, row: CaseRow, audience: Audience) -> str:
        """The channel a text to this audience is measured by."""
        if (audience is Audience.PUBLIC) == row.public:
            return row.channel
        route = self.routes(row).get(audience)
        return route.channel if route else row.channel
