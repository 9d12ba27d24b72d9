"""Rows of cases and their conversations: inserted, locked, saved, and read back as a ``Complaint``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import Select, bindparam, func, select, update

from assistant.domain import Author, Complaint, Turn
from assistant.errors import InputError
from assistant.store.engine import Transaction
from assistant.store.rows import CaseRow, State, Tab
from assistant.store.tables import cases, messages, outbox

# Every verb reads and writes a case this way; built once, because building them anew costs more than running them.
_COLUMNS = tuple(field.name for field in fields(CaseRow) if field.name != "id")
_READ = select(cases).where(cases.c.id == bindparam("number"))
_LOCK = _READ.with_for_update()
_SAVE = update(cases).where(cases.c.id == bindparam("number")).values({c: bindparam(c) for c in _COLUMNS})


def insert_case(
    tx: Transaction, complaint: Complaint, *, first_line: str, digest: str, due_at: datetime | None
) -> int | None:
    """Store a complaint with its conversation as a new case; ``None`` if its id is known already."""
    values = {
        "external_id": complaint.id,
        "channel": complaint.channel,
        "public": complaint.public,
        "market": complaint.market,
        "given_language": complaint.language,
        "language": complaint.language,
        "subject": complaint.subject,
        "author_name": complaint.author.name,
        "author_handle": complaint.author.handle,
        "note": complaint.note,
        "first_line": first_line,
        "digest": digest,
        "notices": complaint.notices,
        "received_at": complaint.received_at,
        "taken_in_at": tx.now,
        "due_at": due_at,
        "state": State.DRAFTING,
        "tab": Tab.REVIEW,
        "priority": 0,
        "flags": (),
        "head": 0,
        "versions": 0,
        "thread": 0,
        "round": 1,
        "touched": False,
        "changed_at": tx.now,
        "changed_by": "intake",
    }
    if not tx.insert_new(cases, values):
        return None
    case_id = find_case(tx, complaint.id)
    if case_id is None:
        raise RuntimeError(f"the case of {complaint.id!r} vanished inside its own transaction")
    for turn in (*complaint.thread, Turn("customer", complaint.text, complaint.received_at)):
        add_message(tx, case_id, turn)
    return case_id


def find_case(tx: Transaction, external_id: str) -> int | None:
    """The number of the case with this complaint id."""
    found: int | None = tx.connection.execute(select(cases.c.id).where(cases.c.external_id == external_id)).scalar()
    return found


def cases_speaking_of(tx: Transaction, message_ids: Sequence[str]) -> Mapping[str, int]:
    """The cases these messages belong to, by the message's id: as a complaint, a message of it, or a reply to it."""
    found: dict[str, int] = {}
    for query in (
        select(outbox.c.message_id.label("name"), outbox.c.case_id).where(outbox.c.message_id.in_(message_ids)),
        select(messages.c.key.label("name"), messages.c.case_id).where(messages.c.key.in_(message_ids)),
        select(cases.c.external_id.label("name"), cases.c.id.label("case_id")).where(
            cases.c.external_id.in_(message_ids)
        ),
    ):
        found |= {row.name: row.case_id for row in tx.connection.execute(query)}
    return found


def read_case(tx: Transaction, case_id: int) -> CaseRow:
    """One case as it stands; raises ``InputError`` if there is none."""
    return _found(tx, _READ, case_id)


def lock_case(tx: Transaction, case_id: int) -> CaseRow:
    """One case, held against every other writer until this transaction ends.

    Every verb that changes a case begins with this, before it locks anything else: one order, no deadlock.
    """
    return _found(tx, _LOCK, case_id)


def save_case(tx: Transaction, row: CaseRow) -> None:
    """Write every column of a locked case back."""
    tx.connection.execute(_SAVE, {"number": row.id, **{column: getattr(row, column) for column in _COLUMNS}})


def _found(tx: Transaction, query: Select[tuple[object, ...]], case_id: int) -> CaseRow:
    row = tx.connection.execute(query, {"number": case_id}).one_or_none()
    if row is None:
        raise InputError(f"there is no case {case_id}", code="no_such_case", values={"case": case_id})
    return CaseRow(**row._mapping)


def add_message(tx: Transaction, case_id: int, turn: Turn, key: str | None = None) -> bool:
    """Append a message to a locked case's conversation; false if one with this key stands there already."""
    last = tx.connection.execute(select(func.max(messages.c.position)).where(messages.c.case_id == case_id)).scalar()
    values = {"case_id": case_id, "position": 0 if last is None else last + 1, "key": key}
    return tx.insert_new(messages, {**values, "sender": turn.sender, "text": turn.text, "at": turn.at})


def text_under(tx: Transaction, case_id: int, key: str) -> str | None:
    """The text of a case's message with this key; ``None`` if there is no such message."""
    query = select(messages.c.text).where(messages.c.case_id == case_id, messages.c.key == key)
    found: str | None = tx.connection.execute(query).scalar()
    return found


def conversation(tx: Transaction, case_id: int) -> list[Turn]:
    """Everything both sides said, in order."""
    query = select(messages).where(messages.c.case_id == case_id).order_by(messages.c.position)
    return [Turn(message.sender, message.text, message.at) for message in tx.connection.execute(query)]


def complaint_of(tx: Transaction, row: CaseRow) -> Complaint:
    """The complaint to answer now: the customer's latest message, the rest of the conversation as its thread."""
    turns = conversation(tx, row.id)
    answered = max((place for place, turn in enumerate(turns) if turn.sender == "customer"), default=None)
    latest = Turn("customer", "") if answered is None else turns.pop(answered)
    return Complaint(
        id=row.external_id,
        channel=row.channel,
        text=latest.text,
        public=row.public,
        received_at=row.received_at if row.thread == 0 else latest.at or row.received_at,
        subject=row.subject,
        language=row.given_language,
        author=Author(row.author_name, row.author_handle),
        market=row.market,
        thread=tuple(turns),
        note=row.note,
        notices=row.notices,
    )
