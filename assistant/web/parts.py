"""What the pages of the desk are given: the joined parts of the product as one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from assistant.access import Person, Role
from assistant.access.links import link_token
from assistant.domain import Audience, Complaint, Finding, Language, Proposal, Sentence
from assistant.drafting.rewrite import Control
from assistant.knowledge import Knowledge
from assistant.store import CaseRow, QuestionRow, Store
from assistant.workflow.approval import Policy, Route
from assistant.workflow.asking import hidden
from assistant.workflow.drafts import Saved
from assistant.workflow.mirroring import InOtherWords
from assistant.workflow.offering import Offered
from assistant.workflow.propose import Review
from assistant.workflow.reworking import Reworked, Selected
from assistant.workflow.standing import Sign
from assistant.workflow.underway import Underway


class Check(Protocol):
    """The findings of any text to a complaint; ``sentences`` are those of the draft that still stand in it.

    ``role`` is whose promises these are, ``recent`` what readers of the same page read before, ``reading`` what a model
    has read in the complaint.
    """

    def __call__(
        self,
        complaint: Complaint,
        reply: str,
        audience: Audience,
        sentences: Sequence[Sentence] = (),
        *,
        role: str = ...,
        recent: Sequence[str] = ...,
        reading: Mapping[str, object] | None = ...,
    ) -> tuple[Finding, ...]: ...


class Redo(Protocol):
    """Another draft of a stored case, because a person asked for it; see ``workflow.produce.Producer.redo``."""

    def __call__(
        self,
        case_id: int,
        person: Person,
        seen_version: int,
        instruction: str | None,
        fact: str | None = None,
        filled: Mapping[str, str] | None = None,
        reader: Language = ...,
        /,
    ) -> Saved: ...


class Rework(Protocol):
    """A stored draft changed by one control; see ``workflow.reworking.rework``."""

    def __call__(
        self,
        case_id: int,
        person: Person,
        seen_version: int,
        control: Control,
        sign: Sign,
        *,
        selected: Selected | None = None,
        replace_words: bool = False,
    ) -> Reworked: ...


class Mirror(Protocol):
    """The replies on a page in another language, and with ``ask`` a model's translation; see ``workflow.mirroring``."""

    def __call__(
        self, case_id: int, texts: Mapping[Audience, str], language: Language, sign: Sign, /, *, ask: bool = ...
    ) -> InOtherWords: ...


class Settled(Protocol):
    """``Check`` for texts that leave when a case is settled: they owe it nothing more; it is understood once."""

    def __call__(self, complaint: Complaint, *, role: str, reading: Mapping[str, object] | None) -> Review: ...


Offer = Callable[[int, Sign], Offered]
Fill = Callable[[int, Mapping[str, str]], None]


@dataclass(frozen=True)
class Parts:
    """One store, one brand, and the verbs that need more than the store.

    ``read`` gives the brand's files as they stand now; ``propose`` drafts for a complaint that nobody stored (the paste
    box); ``redo`` makes another draft of a stored case, ``rework`` changes it by a control, ``offer`` says by which,
    ``mirror`` reads it in another language; ``due_at`` says when a first answer is due. ``link_key`` signs the links
    to colleagues; ``underway`` are the drafts that models write just now;
    ``settled`` checks what leaves after the fix; ``fill`` drafts a case with the details that came with it.
    """

    store: Store
    read: Callable[[], Knowledge]
    check: Check
    propose: Callable[[Complaint], Proposal]
    due_at: Callable[[Complaint], datetime | None]
    policy: Policy
    redo: Redo
    rework: Rework
    mirror: Mirror
    settled: Settled
    link_key: bytes
    hands_over: bool = False
    offer: Offer = lambda *_: Offered()
    fill: Fill = lambda *_: None
    underway: Underway = field(default_factory=Underway)

    @property
    def knowledge(self) -> Knowledge:
        """What the brand knows and how it speaks, as it stands now."""
        return self.read()

    def hide(self, text: str) -> str:
        """A text without the personal data of customers."""
        return hidden(text, keep=self.knowledge.brand.own_contacts)

    def link_to(self, question: QuestionRow) -> str:
        """The path that opens one question to whoever has it."""
        return f"/ask/{link_token(self.link_key, question.id, question.expires_at)}"

    def promises_as(self, person: Person) -> str:
        """The role of the brand's authority sheet by which a person's promises are measured; an agent's if it has none.

        Looking after accounts gives nobody a right to promise money.
        """
        return person.role.value if person.role.value in self.knowledge.authority else Role.AGENT.value

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
