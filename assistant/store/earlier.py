"""What came before a case: the same customer's complaints, and what readers of the same page were answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, exists, func, or_, select, type_coerce

from assistant.domain import Audience, Language
from assistant.store.engine import Store
from assistant.store.rows import CaseRow, Posting, Tab
from assistant.store.tables import cases, decisions, drafts, holds, messages, outbox

MOST = 20
MOST_ANSWERED = 200  # answered cases a new one is compared with
MOST_SENT = 60  # sent replies among which examples are looked for
LONGEST_COMPARED = 1_500  # characters
MOST_OF_OTHERS = 200  # enough to tell a burst; each costs the reading of a proposal


def earlier_cases(store: Store, row: CaseRow, since: datetime) -> tuple[CaseRow, ...]:
    """Cases of the same author on the same channel, received before this one and since a moment, newest first.

    A customer without a handle (a bare name, an unknown sender) is nobody we can recognise: nothing is found.
    """
    if not row.author_handle:
        return ()
    query = (
        select(cases)
        .where(cases.c.author_handle == row.author_handle, cases.c.channel == row.channel, cases.c.id != row.id)
        .where(cases.c.received_at >= since, cases.c.received_at <= row.received_at)
        .order_by(cases.c.received_at.desc())
        .limit(MOST)
    )
    with store.read() as tx:
        return tuple(CaseRow(**found._mapping) for found in tx.connection.execute(query))


def recent_replies(store: Store, row: CaseRow) -> tuple[str, ...]:
    """The last public replies on this case's channel and in its language, other customers' only, newest first."""
    query = (
        select(decisions.c.text)
        .join(outbox, outbox.c.decision_id == decisions.c.id)
        .join(cases, cases.c.id == outbox.c.case_id)
        .where(outbox.c.audience == Audience.PUBLIC, outbox.c.channel == row.channel, outbox.c.case_id != row.id)
        .where(outbox.c.state != Posting.WITHDRAWN, cases.c.language == row.language)
        .order_by(outbox.c.not_before.desc())
        .limit(MOST)
    )
    with store.read() as tx:
        return tuple(text for text in tx.connection.execute(query).scalars() if text)


@dataclass(frozen=True, slots=True)
class Answered:
    """A case that was answered: what the customer wrote first, and the texts that were sent."""

    case_id: int
    complaint: str
    text: str
    replies: tuple[tuple[Audience, str], ...]
    at: datetime


def answered_texts(store: Store, row: CaseRow) -> Mapping[int, str]:
    """What customers wrote in the last answered cases of this case's language, by the number of their case."""
    newest = (
        select(cases.c.id)
        .where(cases.c.tab.in_((Tab.SENT, Tab.CUSTOMER)), cases.c.language == row.language, cases.c.id != row.id)
        .order_by(cases.c.changed_at.desc(), cases.c.id.desc())
        .limit(MOST_ANSWERED)
    )
    query = (
        select(messages.c.case_id, func.substr(messages.c.text, 1, LONGEST_COMPARED))
        .where(messages.c.case_id.in_(newest.scalar_subquery()), messages.c.sender == "customer")
        .order_by(messages.c.case_id, messages.c.position.desc())
    )
    with store.read() as tx:
        return {
            case_id: text for case_id, text in tx.connection.execute(query) if text
        }  # the first message stays, read last


def answered_cases(store: Store, case_ids: Sequence[int]) -> tuple[Answered, ...]:
    """These cases with what was sent for them, in the order they are named; one from which nothing left is left out."""
    asked = (
        select(cases.c.id, cases.c.external_id, cases.c.first_line, decisions.c.audience, decisions.c.text)
        .join(decisions, decisions.c.case_id == cases.c.id)
        .join(outbox, outbox.c.decision_id == decisions.c.id)
        .where(cases.c.id.in_(case_ids), outbox.c.state == Posting.SENT)
        .order_by(outbox.c.sent_at, decisions.c.audience.desc())
        .add_columns(outbox.c.sent_at)
    )
    with store.read() as tx:
        rows = [row for row in tx.connection.execute(asked) if row.text]
    found: dict[int, Answered] = {}
    for row in rows:
        before = found[row.id].replies if row.id in found else ()
        said = (*before, (row.audience, row.text))
        found[row.id] = Answered(row.id, row.external_id, row.first_line or "", said, row.sent_at)
    return tuple(found[case_id] for case_id in case_ids if case_id in found)


@dataclass(frozen=True, slots=True)
class SentReply:
    """A reply that was sent, with the draft a machine made of it and the proposal it stood in, as JSON."""

    complaint: str
    channel: str
    author: str | None
    audience: Audience
    text: str
    drafted: str | None
    proposal: str


def sent_replies(store: Store, language: Language, since: datetime) -> tuple[SentReply, ...]:
    """The last replies sent in a language since a moment, newest first; none of a case with a risk or held back."""
    query = (
        select(
            cases.c.external_id, cases.c.channel, cases.c.author_name, decisions.c.audience, decisions.c.text,
            drafts.c.public, drafts.c.private, drafts.c.proposal,
        )
        .join(decisions, decisions.c.case_id == cases.c.id)
        .join(outbox, outbox.c.decision_id == decisions.c.id)
        .join(drafts, (drafts.c.case_id == cases.c.id) & (drafts.c.version == decisions.c.drafted))
        .where(outbox.c.state == Posting.SENT, outbox.c.not_before >= since, cases.c.language == language)
        .where(~exists().where(holds.c.case_id == cases.c.id), type_coerce(cases.c.flags, Text) == "")
        .order_by(outbox.c.not_before.desc(), decisions.c.id)
        .limit(MOST_SENT)
    )  # fmt: skip
    with store.read() as tx:
        rows = [row for row in tx.connection.execute(query) if row.text and row.proposal]
    return tuple(
        SentReply(
            row.external_id, row.channel, row.author_name, row.audience, row.text,
            row.public if row.audience is Audience.PUBLIC else row.private, row.proposal,
        )
        for row in rows
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else's case, as far as telling a burst needs it."""

    id: int
    digest: str | None


def others_cases(store: Store, row: CaseRow, since: datetime) -> tuple[Other, ...]:
    """Cases on any channel received before this one and since a moment, newest first, without the same author's own."""
    query = (
        select(cases.c.id, cases.c.digest)
        .where(cases.c.id != row.id, cases.c.received_at >= since, cases.c.received_at <= row.received_at)
        .order_by(cases.c.received_at.desc(), cases.c.id.desc())
        .limit(MOST_OF_OTHERS)
    )
    if row.author_handle:
        same = (cases.c.author_handle == row.author_handle) & (cases.c.channel == row.channel)
        query = query.where(or_(cases.c.author_handle.is_(None), ~same))
    with store.read() as tx:
        return tuple(Other(found.id, found.digest) for found in tx.connection.execute(query))


def latest_proposals(store: Store, case_ids: Iterable[int]) -> Mapping[int, str]:
    """The newest proposal of each of these cases that has one, as the JSON it is kept in."""
    query = (
        select(drafts.c.case_id, drafts.c.proposal)
        .where(drafts.c.case_id.in_(list(case_ids)), drafts.c.proposal.is_not(None))
        .order_by(drafts.c.case_id, drafts.c.version)
    )
    with store.read() as tx:
        return {found.case_id: found.proposal for found in tx.connection.execute(query)}
