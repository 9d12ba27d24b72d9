"""What the store remembers, as the rest of the product sees it: frozen rows and the closed sets of their columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.domain import Action, Audience, Complaint, Flag, Language, Market, Status, Verb


class State(StrEnum):
    """Where a case stands; ``workflow.states`` says how it gets from one to the next."""

    DRAFTING = "drafting"  # taken in, a draft is being made
    REVIEW = "review"  # a draft waits for a person
    SECOND_LOOK = "second_look"  # approved once, waits for a second person
    APPROVED = "approved"  # on its way out; can be undone for some seconds
    SENT = "sent"
    STUCK = "stuck"  # a reply was refused for good, or nobody knows whether it went out
    ESCALATED = "escalated"  # another unit has it
    CLOSED = "closed"  # no reply, with a reason


class Tab(StrEnum):
    """Which list of the desk shows a case."""

    REVIEW = "review"
    INFO = "info"
    COLLEAGUE = "colleague"
    CUSTOMER = "customer"
    SENT = "sent"
    CLOSED = "closed"


class MadeBy(StrEnum):
    """Who wrote a version of a draft."""

    COMPOSER = "composer"
    MODEL = "model"
    PERSON = "person"


class Posting(StrEnum):
    """Where one approved text stands on its way to its channel."""

    WAITING = "waiting"
    SENDING = "sending"  # from here on only a receipt, a refusal or a person can tell what happened
    SENT = "sent"
    UNKNOWN = "send_unknown"
    FAILED = "send_failed"
    WITHDRAWN = "withdrawn"


class JobState(StrEnum):
    """Where a piece of background work stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class Doing(StrEnum):
    """What a person with a case open is doing."""

    VIEWING = "viewing"
    TYPING = "typing"


class Offer(StrEnum):
    """What editors made of a colleague's answer, which may be worth an entry."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case: the complaint's outer facts, where it stands and who holds it.

    ``head`` is the version shown as the draft (0: none), ``versions`` how many there are. ``thread`` counts the
    customer's messages beyond the first; ``round`` the replies asked for, so that each gets one answer an audience.
    ``touched`` is true once a person has written into the draft. ``first_by`` and ``first_hash`` hold a first approval
    that waits for a second. Text a customer wrote may be absent: it can be erased.
    """

    id: int
    external_id: str
    channel: str
    public: bool
    market: Market | None
    given_language: Language | None
    language: Language | None
    subject: str | None
    author_name: str | None
    author_handle: str | None
    note: str | None
    first_line: str | None
    digest: str | None
    notices: tuple[str, ...]
    received_at: datetime
    taken_in_at: datetime
    due_at: datetime | None
    state: State
    tab: Tab
    status: Status | None
    action: Action | None
    priority: int
    flags: tuple[Flag, ...]
    head: int
    versions: int
    thread: int
    round: int
    touched: bool
    claimed_by: str | None
    claimed_until: datetime | None
    unit: str | None
    reason: str | None
    trouble: str | None
    first_by: str | None
    first_hash: str | None
    changed_at: datetime
    changed_by: str

    def holder(self, now: datetime) -> str | None:
        """Who holds the case at this moment, if anybody."""
        return self.claimed_by if self.claimed_until is not None and self.claimed_until > now else None


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One version of a draft; ``proposal`` is the JSON it came with, absent for a person's own text.

    ``snapshot`` names the brand's files a machine-made version was made with.
    """

    case_id: int
    version: int
    based_on: int
    thread: int
    made_by: MadeBy
    author: str
    at: datetime
    proposal: str | None
    public: str | None
    private: str | None
    subject: str | None
    snapshot: str | None = None

    @property
    def texts(self) -> Mapping[Audience, str]:
        """The texts of this version by audience."""
        both = {Audience.PUBLIC: self.public, Audience.PRIVATE: self.private}
        return {audience: text for audience, text in both.items() if text is not None}


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A person's decision; ``version`` is the draft it was made on, ``drafted`` the last machine-made one before it."""

    id: str
    case_id: int
    verb: Verb
    audience: Audience | None
    text: str | None
    text_hash: str | None
    subject: str | None
    reviewer: str
    at: datetime
    reason: str | None
    note: str | None
    version: int
    drafted: int
    round: int
    acknowledged: tuple[str, ...]
    undone_at: datetime | None = None
    undone_by: str | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One approved text on its way: where to, since when, and the token of whoever is sending it.

    ``taken_at`` is when it was last taken to be handed to its channel.
    """

    id: str
    decision_id: str
    case_id: int
    round: int
    audience: Audience
    channel: str
    recipient: str | None
    message_id: str
    state: Posting
    not_before: datetime
    attempts: int
    token: str | None
    worker: str | None
    lease_until: datetime | None
    trouble: str | None
    sent_at: datetime | None
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class JobRow:
    """One piece of background work; ``token`` belongs to the worker that holds it until ``lease_until``.

    What has the higher ``rank`` is done first.
    """

    id: int
    kind: str
    case_id: int
    state: JobState
    run_at: datetime
    attempts: int
    token: str | None
    worker: str | None
    lease_until: datetime | None
    trouble: str | None
    rank: int


@dataclass(frozen=True, slots=True)
class PresenceRow:
    """Who has a case open and what they were doing when last heard of."""

    person: str
    doing: Doing
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of the log: what happened, who did it; never a customer's or a reply's text. ``hash`` seals the line."""

    seq: int
    at: datetime
    actor: str
    event: str
    case_id: int | None
    details: Mapping[str, str | int | None]
    hash: str = ""


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question; ``language`` and ``complaint`` are its case's, ``offer`` is set once there is an answer."""

    id: str
    case_id: int
    unit: str
    question: str
    excerpt: str
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None
    offer: Offer | None
    settled_by: str | None
    settled_at: datetime | None
    complaint: str
    language: Language | None

    def waits(self, now: datetime) -> bool:
        """Whether it can still be answered."""
        return self.answered_at is None and self.withdrawn_at is None and now < self.expires_at


class StepState(StrEnum):
    """How far a confirmed step is."""

    TASK = "task"  # a colleague does it
    LEAVING = "leaving"  # on its way to the system that does it
    HANDED = "handed"  # that system has it
    DONE = "done"
    DROPPED = "dropped"  # taken back


@dataclass(frozen=True, slots=True)
class StepRow:
    """Something a person set going for a customer; ``code`` is a step of the brand's sheet, ``team`` who does it.

    ``trouble`` says why a system did not take it; ``ended_by`` who said that it is done or taken back; ``raised_at``
    when it brought its case back, being late.
    """

    id: str
    case_id: int
    code: str
    team: str
    fields: Mapping[str, str]
    due_at: datetime | None
    confirmed_by: str
    confirmed_at: datetime
    state: StepState
    trouble: str | None
    ended_by: str | None
    ended_at: datetime | None
    raised_at: datetime | None
    complaint: str
    market: Market | None

    @property
    def under_way(self) -> bool:
        """Whether it is neither done nor taken back."""
        return self.state not in (StepState.DONE, StepState.DROPPED)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything the page of one case shows, read at one moment.

    ``complaint.text`` is the customer's latest message and ``complaint.thread`` the rest of the conversation.
    """

    row: CaseRow
    complaint: Complaint
    drafts: tuple[DraftRow, ...]
    decisions: tuple[DecisionRow, ...]
    outbox: tuple[OutboxRow, ...]
    presence: tuple[PresenceRow, ...]
    audit: tuple[AuditLine, ...]
    questions: tuple[QuestionRow, ...] = ()
    steps: tuple[StepRow, ...] = ()

    @property
    def draft(self) -> DraftRow | None:
        """The version shown as the draft."""
        return next((draft for draft in self.drafts if draft.version == self.row.head), None)

    @property
    def machine(self) -> DraftRow | None:
        """The version no person wrote that the one shown is, or goes back to; ``None`` where a person began it all."""
        by_number = {draft.version: draft for draft in self.drafts}
        at = by_number.get(max(self.row.head, 1))
        while at is not None and at.made_by is MadeBy.PERSON:
            at = by_number.get(at.based_on) if at.based_on < at.version else None
        return at


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as ``export`` writes it: the machine's text, the one a person approved, and how far it got."""

    complaint: str
    case_id: int
    verb: Verb
    audience: Audience | None
    drafted: str | None
    sent: str | None
    posting: Posting | None
    reviewer: str
    at: datetime
    reason: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What the queue shows of a proposal without reading it."""

    language: Language
    market: Market | None
    status: Status
    action: Action
    priority: int
    flags: tuple[Flag, ...] = ()
