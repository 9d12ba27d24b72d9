"""Keeping drafts: every version stays, the newest that may be is shown, and nobody's own words are written over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.access import Permission, Person, require
from assistant.domain import Audience, Proposal, Verb
from assistant.errors import ConflictError, InputError
from assistant.store import CaseRow, DraftRow, MadeBy, Store, Summary, Transaction
from assistant.store.cases import lock_case, read_case, save_case
from assistant.store.decisions import decisions_of
from assistant.store.drafts import add_draft, drafts_of, keep_vault, read_draft
from assistant.workflow.desk import hold
from assistant.workflow.states import DRAFT_FAILED, Event, after, may


@dataclass(frozen=True, slots=True)
class Saved:
    """A stored version and whether it is the one the desk shows now."""

    version: int
    shown: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked of the next draft when they sent the last one back; ``attempt`` counts those times."""

    instruction: str | None
    attempt: int


def summarise(proposal: Proposal) -> Summary:
    """What the queue shows of a proposal."""
    triage = proposal.triage
    return Summary(
        language=proposal.language,
        market=triage.market,
        status=proposal.status,
        action=proposal.action,
        priority=triage.priority,
        flags=triage.flags,
    )


def save_proposal(
    store: Store,
    case_id: int,
    proposal_json: str,
    texts: Mapping[Audience, str],
    *,
    based_on: int,
    thread: int,
    made_by: MadeBy,
    author: str,
    summary: Summary,
    subject: str | None = None,
    sealed: bytes | None = None,
    snapshot: str | None = None,
    replace_edited: bool = False,
    kept_back: bool = False,
) -> Saved:
    """Store a proposal as a new version and show it unless that would take something from somebody.

    ``based_on`` and ``thread`` are the version shown and the count of the customer's further messages when the work
    began. The version is kept but not shown if another one was shown since, if the customer wrote again, if the case
    was decided, or if a person has written into the draft or holds the case - unless ``replace_edited``: a person asked
    for just this. A version ``kept_back`` changes nothing else: it waits in the history. ``sealed`` is the case's
    sealed vault, stored apart; ``snapshot`` names the brand's files it rests on.
    """
    check_storable(texts, subject)
    with store.write() as tx:
        row = lock_case(tx, case_id)
        version = row.versions + 1
        both = texts.get(Audience.PUBLIC), texts.get(Audience.PRIVATE)
        made = DraftRow(case_id, version, based_on, thread, made_by, author, tx.now, proposal_json, *both, subject)
        add_draft(tx, replace(made, snapshot=snapshot))
        if sealed is not None:
            keep_vault(tx, case_id, sealed)
        row, shown = replace(row, versions=version), False
        if not kept_back:
            row, shown = _propose(row, based_on, thread, tx, replace_edited, summary)
        if shown:
            row = replace(row, head=version, touched=False, changed_at=tx.now, changed_by=author)
        save_case(tx, row)
        tx.note("proposed", author, case_id, version=version, shown=int(shown), made_by=made_by.value)
    return Saved(version, shown)


def save_edit(
    store: Store,
    case_id: int,
    person: Person,
    seen_version: int,
    texts: Mapping[Audience, str],
    *,
    subject: str | None = None,
    out_of: int | None = None,
) -> int:
    """Store what a person wrote as a new version and show it; the case is theirs while they write.

    ``out_of`` is the version they made it from, unless it is the one shown.

    Raises ``ConflictError`` if another version is shown than the one they saw, or if somebody else holds the case.
    Saving what is shown already makes no version. Returns the version shown.
    """
    require(person, Permission.DRAFT)
    check_storable(texts, subject)
    with store.write() as tx:
        row = after(hold(lock_case(tx, case_id), person, tx.now), Event.EDITED)
        refuse_stale(tx, row, seen_version)
        row = keep_text(tx, row, person, texts, subject, out_of)
        save_case(tx, replace(row, first_by=None, first_hash=None))
        if row.head != seen_version:
            tx.note("edited", person.name, case_id, version=row.head)
        return row.head


def keep_text(
    tx: Transaction,
    row: CaseRow,
    person: Person,
    texts: Mapping[Audience, str],
    subject: str | None,
    out_of: int | None = None,
) -> CaseRow:
    """The case with a person's text as the version shown, a new one if it differs; the caller saves the case."""
    shown = read_draft(tx, row.id, row.head)
    if shown is not None and shown.texts == dict(texts) and shown.subject == subject:
        return row
    version = row.versions + 1
    both = texts.get(Audience.PUBLIC), texts.get(Audience.PRIVATE)
    before = out_of or row.head
    add_draft(
        tx, DraftRow(row.id, version, before, row.thread, MadeBy.PERSON, person.name, tx.now, None, *both, subject)
    )
    row = replace(row, head=version, versions=version, touched=True)
    return replace(row, changed_at=tx.now, changed_by=person.name)


def read_wish(store: Store, case_id: int) -> Wish:
    """What the next draft should heed: the note of the last send-back, until a person writes or decides again.

    Every draft made meanwhile heeds it, the composer's and the model's after it.
    """
    with store.read() as tx:
        row = read_case(tx, case_id)
        decided = decisions_of(tx, case_id)
        written = [draft.version for draft in drafts_of(tx, case_id) if draft.made_by is MadeBy.PERSON]
    attempt = sum(decision.verb is Verb.SEND_BACK for decision in decided)
    last = decided[-1] if decided else None
    if last is None or last.verb is not Verb.SEND_BACK or last.round != row.round:
        return Wish(None, attempt)
    return Wish(None if any(version > last.version for version in written) else last.note, attempt)


def refuse_stale(tx: Transaction, row: CaseRow, seen_version: int) -> None:
    """Raise ``ConflictError`` if another version is shown than the one a person saw; it says whose."""
    if seen_version == row.head:
        return
    shown = read_draft(tx, row.id, row.head)
    who = shown.author if shown else row.changed_by
    raise ConflictError(
        f"version {seen_version} of case {row.id} is no longer shown; {who} made version {row.head}",
        code="version_changed",
        values={"who": who, "version": row.head, "seen": seen_version},
    )


def check_storable(texts: Mapping[Audience, str], subject: str | None) -> None:
    """Raise ``InputError`` for text that no database would give back unchanged."""
    for name, text in (*texts.items(), ("subject", subject or "")):
        if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise InputError(
                f"the {name} text holds NULs or halves of characters, which cannot be kept",
                code="unstorable",
                values={"text": str(name)},
            )


def _propose(
    row: CaseRow, based_on: int, thread: int, tx: Transaction, replace_edited: bool, summary: Summary
) -> tuple[CaseRow, bool]:
    """The case after a proposal came in, and whether it may be shown."""
    if thread != row.thread or not may(row.state, Event.PROPOSED):
        return row, False  # it answers something older, or the case was decided meanwhile
    taken = row.touched or row.holder(tx.now) is not None
    row = replace(
        row,
        language=summary.language,
        market=summary.market or row.market,
        status=summary.status,
        action=summary.action,
        priority=summary.priority,
        flags=summary.flags,
        trouble=None if row.trouble == DRAFT_FAILED else row.trouble,
    )
    return after(row, Event.PROPOSED), based_on == row.head and (replace_edited or not taken)
