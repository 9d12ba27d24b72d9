"""A person decides: exactly these bytes, on what they saw, in one transaction with the outbox and the audit log."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import uuid4

from assistant.access import Permission, Person, require
from assistant.domain import Audience, Decision, Finding, Verb
from assistant.errors import ConflictError, InputError
from assistant.store import CaseRow, DecisionRow, OutboxRow, Posting, State, Store, Transaction
from assistant.store.cases import lock_case, save_case
from assistant.store.decisions import add_decision, take_back
from assistant.store.drafts import last_machine_version, read_draft
from assistant.store.jobs import enqueue
from assistant.store.outbox import add_posting, postings_of, save_posting
from assistant.workflow import approval
from assistant.workflow.approval import STANDARD, Policy, Route
from assistant.workflow.commitments import promise
from assistant.workflow.desk import hold, let_go
from assistant.workflow.drafts import check_storable, keep_text, refuse_stale
from assistant.workflow.intake import DRAFT, URGENT
from assistant.workflow.message import LONGEST_NOTE, clean
from assistant.workflow.states import Event, after


class Fault(StrEnum):
    """Why a draft is sent back."""

    WRONG_FACT = "wrong_fact"
    OUT_OF_DATE = "out_of_date"
    INCOMPLETE = "incomplete"
    TONE = "tone"
    WRONG_LANGUAGE = "wrong_language"
    WRONG_ADDRESS = "wrong_address"
    PERSONAL_DATA = "personal_data"
    PROMISES_TOO_MUCH = "promises_too_much"
    OTHER = "other"


class Silence(StrEnum):
    """Why a complaint gets no reply."""

    SPAM = "spam"
    TROLL = "troll"
    OFF_TOPIC = "off_topic"
    DUPLICATE = "duplicate"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    NOT_OURS = "not_ours"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Seen:
    """What was on the person's screen: the version shown and the count of the customer's further messages."""

    version: int
    thread: int


def approve(
    store: Store,
    case_id: int,
    person: Person,
    seen: Seen,
    texts: Mapping[Audience, str],
    acknowledged: Collection[str] = (),
    *,
    findings: Sequence[Finding],
    routes: Mapping[Audience, Route] | None = None,
    subject: str | None = None,
    policy: Policy = STANDARD,
) -> tuple[Decision, ...]:
    """Approve exactly these texts and put them into the outbox; one decision an audience, none if a second must look.

    ``findings`` are those of the final ``texts``, whoever wrote them; ``acknowledged`` the ``finding_key`` of each the
    person signed off. A public reply goes where the complaint came from; a private one to a public complaint needs its
    route. Raises ``ConflictError`` (code ``version_changed``, ``thread_changed``, ``held``, ``not_now``,
    ``same_person``) if the screen no longer shows what stands here, ``InputError`` (``empty_text``,
    ``placeholder_left``, ``blocked``, ``not_acknowledged``, ``no_route``, …) for a text that must not go out, and
    ``AccessError`` if the role may not.
    """
    require(person, Permission.DECIDE)
    check_storable(texts, subject)
    approval.check_texts(texts, subject)
    signed_off = approval.check_findings(findings, acknowledged, policy)
    whole = approval.hash_of_all(texts, subject)
    with store.write() as tx:
        row = lock_case(tx, case_id)
        destinations = approval.destinations(row, texts, routes or {})
        event = _next_approval(row, person, whole, approval.needs_two(row, tuple(texts.values()), policy))
        row = keep_text(tx, _judged(tx, row, person, seen, event), person, texts, subject)
        made: list[DecisionRow] = []
        if event is Event.APPROVED_FIRST:
            row = replace(row, first_by=person.name, first_hash=whole)
        else:
            row = _settled(row)
            blank = replace(_blank(tx, row, person, Verb.APPROVE), subject=subject, acknowledged=signed_off)
            made = [_approve(tx, blank, audience, texts[audience], destinations, policy) for audience in texts]
            if policy.sheets is not None:
                promise(tx, row, made, policy.sheets())
        _save(tx, row, person)
        tx.note(event.value, person.name, case_id, version=row.head, sha256=whole, signed_off=" ".join(signed_off))
    return tuple(_shown(row, decision) for decision in made)


def send_back(
    store: Store, case_id: int, person: Person, seen: Seen, reason: Fault, note: str, *, facts: str | None = None
) -> Decision:
    """Ask for a new draft, saying what is wrong; ``facts`` are the agent's own and become a source of it."""
    note, facts = _said(note, "note"), None if facts is None else _said(facts, "fact")
    with store.write() as tx:
        row = _judged(tx, lock_case(tx, case_id), person, seen, Event.SENT_BACK)
        decision = replace(_blank(tx, row, person, Verb.SEND_BACK), reason=reason.value, note=note)
        add_decision(tx, decision)
        known = "\n".join(part for part in (row.note, facts) if part) or None
        _save(tx, _settled(replace(row, note=known, touched=False)), person)
        enqueue(tx, DRAFT, case_id, URGENT)  # somebody is waiting for it
        tx.note("sent_back", person.name, case_id, reason=reason.value)
    return _shown(row, decision)


def no_reply(
    store: Store, case_id: int, person: Person, seen: Seen, reason: Silence, note: str | None = None
) -> Decision:
    """Close a case without a reply, with a reason; ``other`` needs a note."""
    if note is not None or reason is Silence.OTHER:
        note = _said(note or "", "note")
    with store.write() as tx:
        row = _judged(tx, lock_case(tx, case_id), person, seen, Event.CLOSED)
        decision = replace(_blank(tx, row, person, Verb.NO_REPLY), reason=reason.value, note=note)
        add_decision(tx, decision)
        _save(tx, _settled(replace(row, reason=reason.value)), person)
        tx.note("closed", person.name, case_id, reason=reason.value)
    return _shown(row, decision)


def escalate(store: Store, case_id: int, person: Person, seen: Seen, unit: str, note: str) -> Decision:
    """Hand a case to another unit (a key of the brand's teams) and say why; it can still be answered from here."""
    unit, note = _said(unit, "unit"), _said(note, "note")
    with store.write() as tx:
        row = _judged(tx, lock_case(tx, case_id), person, seen, Event.ESCALATED)
        decision = replace(_blank(tx, row, person, Verb.ESCALATE), reason=unit, note=note)
        add_decision(tx, decision)
        _save(tx, _settled(replace(row, unit=unit)), person)
        tx.note("escalated", person.name, case_id, unit=unit)
    return _shown(row, decision)


def undo(store: Store, case_id: int, person: Person) -> Mapping[Audience, str]:
    """Take an approval back and return its texts, which are the draft again.

    Raises ``ConflictError`` (``too_late``) once a text has begun to leave, which none does within its undo window; one
    that its channel refused and that waits for another try has not.
    """
    require(person, Permission.DECIDE)
    with store.write() as tx:
        row = lock_case(tx, case_id)
        changed = after(row, Event.UNDONE)
        live = [posting for posting in postings_of(tx, case_id, lock=True) if _stands(posting, row)]
        if any(posting.state is not Posting.WAITING for posting in live):
            raise ConflictError(f"the reply of case {case_id} has begun to leave", code="too_late")
        for posting in live:
            save_posting(tx, replace(posting, state=Posting.WITHDRAWN))
            take_back(tx, posting.decision_id, person.name)
        _save(tx, _settled(changed), person)
        tx.note("undone", person.name, case_id, texts=len(live))
        shown = read_draft(tx, case_id, row.head)
    return {} if shown is None else shown.texts


def reopen(store: Store, case_id: int, person: Person, note: str) -> None:
    """Bring an answered, closed or escalated case back to review, for one more reply, saying why."""
    require(person, Permission.DECIDE)
    note = _said(note, "note")
    with store.write() as tx:
        row = lock_case(tx, case_id)
        changed = after(row, Event.REOPENED)
        changed = replace(changed, round=row.round + 1, unit=None, reason=None)
        _save(tx, changed, person)
        tx.note("reopened", person.name, case_id, was=row.state.value)


def _judged(tx: Transaction, row: CaseRow, person: Person, seen: Seen, event: Event) -> CaseRow:
    """The case after a decision, if the person may decide and saw what stands here."""
    require(person, Permission.DECIDE)
    changed = let_go(after(hold(row, person, tx.now), event))
    refuse_stale(tx, row, seen.version)
    if seen.thread != row.thread:
        raise ConflictError(
            f"the customer wrote again in case {row.id}; read it first",
            code="thread_changed",
            values={"messages": row.thread - seen.thread},
        )
    return changed


def _next_approval(row: CaseRow, person: Person, whole: str, needs_two: bool) -> Event:
    """Whether this approval counts, or a second person has to look first."""
    if not needs_two:
        return Event.APPROVED
    if row.state is not State.SECOND_LOOK or row.first_hash != whole:
        return Event.APPROVED_FIRST  # also when the second person changed a word: then it is theirs to be looked at
    if row.first_by == person.name:
        raise ConflictError(
            f"{person.name} approved case {row.id} already; another person has to look", code="same_person"
        )
    require(person, Permission.SECOND_LOOK)
    return Event.APPROVED


def _blank(tx: Transaction, row: CaseRow, person: Person, verb: Verb) -> DecisionRow:
    return DecisionRow(
        id=uuid4().hex,
        case_id=row.id,
        verb=verb,
        audience=None,
        text=None,
        text_hash=None,
        subject=None,
        reviewer=person.name,
        at=tx.now,
        reason=None,
        note=None,
        version=row.head,
        drafted=last_machine_version(tx, row.id, row.head),
        round=row.round,
        acknowledged=(),
    )


def _approve(
    tx: Transaction,
    blank: DecisionRow,
    audience: Audience,
    text: str,
    destinations: Mapping[Audience, Route],
    policy: Policy,
) -> DecisionRow:
    """Store the decision on one text and its place in the outbox."""
    decision = replace(blank, id=uuid4().hex, audience=audience, text=text, text_hash=approval.text_hash(text))
    add_decision(tx, decision)
    route, number = destinations[audience], uuid4().hex
    posting = OutboxRow(
        id=number,
        decision_id=decision.id,
        case_id=decision.case_id,
        round=decision.round,
        audience=audience,
        channel=route.channel,
        recipient=route.recipient,
        message_id=f"<{number}@{policy.mail_domain}>",
        state=Posting.WAITING,
        not_before=tx.now + policy.undo,
        attempts=0,
        token=None,
        worker=None,
        lease_until=None,
        trouble=None,
        sent_at=None,
    )
    add_posting(tx, posting)
    return decision


def _stands(posting: OutboxRow, row: CaseRow) -> bool:
    return posting.round == row.round and posting.state is not Posting.WITHDRAWN


def _settled(row: CaseRow) -> CaseRow:
    """The case without a first approval that waits for a second."""
    return replace(row, first_by=None, first_hash=None)


def _save(tx: Transaction, row: CaseRow, person: Person) -> None:
    save_case(tx, replace(row, changed_at=tx.now, changed_by=person.name))


def _said(text: str, what: str) -> str:
    text = clean(text).strip()
    if not text:
        raise InputError(f"write a {what}; whoever comes next has to understand why", code="note_missing")
    if len(text) > LONGEST_NOTE:
        raise InputError(f"the {what} is longer than {LONGEST_NOTE} characters", code="note_too_long")
    return text


def _shown(row: CaseRow, decision: DecisionRow) -> Decision:
    return Decision(
        id=decision.id,
        complaint=row.external_id,
        verb=decision.verb,
        audience=decision.audience,
        text=decision.text,
        text_hash=decision.text_hash,
        reviewer=decision.reviewer,
        at=decision.at,
        reason=decision.reason,
    )
