"""Asking a colleague: one question of a case to another unit, whose answer becomes a note and renews the draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from assistant.access import Permission, Person, require
from assistant.domain import Complaint
from assistant.errors import ConflictError, InputError
from assistant.privacy import Vault, mask
from assistant.privacy.placeholders import EXACT
from assistant.store import CaseRow, QuestionRow, Store, Transaction, questions_of
from assistant.store.cases import complaint_of, lock_case, save_case
from assistant.store.jobs import enqueue
from assistant.store.questions import add_question, keep_answer, mark_settled, mark_withdrawn, offers, read_question
from assistant.store.rows import Offer
from assistant.workflow.desk import hold, let_go
from assistant.workflow.intake import DRAFT
from assistant.workflow.message import LONGEST_NOTE, clean
from assistant.workflow.states import Event, after, may

COLLEAGUE = "colleague"  # who answers by a link, in the audit log
LONGEST_QUESTION, LONGEST_ANSWER, LONGEST_NAME = 1_000, 4_000, 100
EXCERPT = 700  # characters of the customer's message that the colleague reads
HIDDEN = "[…]"  # what stands where personal data stood


def ask(
    store: Store, case_id: int, person: Person, unit: str, question: str, *, valid: timedelta, keep: Sequence[str] = ()
) -> QuestionRow:
    """Put one question of a case to a unit (a key of the brand's teams); the case waits for the answer.

    Question and excerpt are masked, since they are read without an account; ``keep`` are the brand's own contacts.
    """
    require(person, Permission.DECIDE)
    question = _said(question, LONGEST_QUESTION)
    with store.write() as tx:
        row = let_go(after(hold(lock_case(tx, case_id), person, tx.now), Event.ASKED))
        complaint = complaint_of(tx, row)
        question, excerpt = (hidden(text, names=_names(complaint), keep=keep) for text in (question, _whole(complaint)))
        id_, until = uuid4().hex, tx.now + valid
        told = {"unit": unit, "question": question, "excerpt": _shortened(excerpt), "by": person.name}
        add_question(tx, id_, case_id, until=until, **told)
        _save(tx, replace(row, unit=unit, first_by=None, first_hash=None), person.name)
        tx.note("asked", person.name, case_id, unit=unit)
        return _found(tx, id_)


def asked(store: Store, id_: str) -> QuestionRow:
    """A question that can be answered; raises ``ConflictError`` (``question_closed``) for one that no longer can."""
    with store.read() as tx:
        found = _found(tx, id_)
        if not found.waits(tx.now):
            raise _closed()
        return found


def answer(store: Store, id_: str, text: str, name: str, person: Person | None = None) -> None:
    """Take the one answer to a question: it becomes a note on its case, and a draft that rests on it is asked for.

    ``name`` is what the colleague calls themselves where they have no account. Raises ``ConflictError``
    (``question_closed``) if the question was answered, taken back or is too old.
    """
    text, by = _said(text, LONGEST_ANSWER), person.name if person else clean(name).strip()[:LONGEST_NAME]
    if not by:
        raise InputError("say who you are", code="name_missing")
    with store.read() as tx:
        case_id = _found(tx, id_).case_id
    with store.write() as tx:
        row = lock_case(tx, case_id)
        found = _found(tx, id_)
        if not found.waits(tx.now):
            raise _closed()
        keep_answer(tx, id_, text, by)
        note = "\n".join(part for part in (row.note, text) if part)
        if len(note) > LONGEST_NOTE:
            raise InputError(f"the notes of a case may have {LONGEST_NOTE} characters", code="text_too_long")
        row = _onward(tx, replace(row, note=note), Event.ANSWERED)
        if may(row.state, Event.PROPOSED):
            enqueue(tx, DRAFT, case_id)
        _save(tx, row, person.name if person else COLLEAGUE)
        tx.note("answered", person.name if person else COLLEAGUE, case_id, unit=found.unit)


def withdraw(store: Store, id_: str, person: Person) -> None:
    """Take a question back; its link opens nothing from now on."""
    require(person, Permission.DECIDE)
    with store.read() as tx:
        case_id = _found(tx, id_).case_id
    with store.write() as tx:
        row = lock_case(tx, case_id)
        if not _found(tx, id_).waits(tx.now):
            raise _closed()
        mark_withdrawn(tx, id_)
        _save(tx, _onward(tx, row, Event.TAKEN_BACK), person.name)
        tx.note("taken_back", person.name, case_id)


def offered(store: Store, person: Person) -> tuple[QuestionRow, ...]:
    """Answers that may be worth an entry and that no editor has settled, the newest first."""
    require(person, Permission.EDIT_KNOWLEDGE)
    with store.read() as tx:
        return offers(tx, Offer.OPEN)


def settle(store: Store, id_: str, person: Person, verdict: Offer) -> QuestionRow:
    """Say what becomes of an answer: an entry is made of it, or nothing is."""
    require(person, Permission.EDIT_KNOWLEDGE)
    with store.write() as tx:
        lock_case(tx, _found(tx, id_).case_id)
        found = _found(tx, id_)
        if found.offer is None or verdict is Offer.OPEN:
            raise InputError("there is no answer to settle", code="no_such_question")
        if found.offer is not Offer.OPEN:
            raise ConflictError(f"{found.settled_by} settled this already", code="offer_settled")
        mark_settled(tx, id_, verdict, person.name)
        tx.note(f"offer_{verdict.value}", person.name, found.case_id)
        return _found(tx, id_)


def hidden(text: str, *, names: Sequence[str] = (), keep: Sequence[str] = ()) -> str:
    """A text without personal data, as somebody reads it who has no account."""
    return EXACT.sub(HIDDEN, mask(text, Vault(), names=names, keep=keep).text)


def _onward(tx: Transaction, row: CaseRow, event: Event) -> CaseRow:
    """The case after a question was settled; it goes on waiting while another one is open."""
    waiting = any(one.waits(tx.now) for one in questions_of(tx, row.id))
    return row if waiting or not may(row.state, event) else replace(after(row, event), unit=None)


def _save(tx: Transaction, row: CaseRow, who: str) -> None:
    save_case(tx, replace(row, changed_at=tx.now, changed_by=who))


def _names(complaint: Complaint) -> tuple[str, ...]:
    return tuple(name for name in (complaint.author.name, complaint.author.handle) if name)


def _whole(complaint: Complaint) -> str:
    return "\n".join(part for part in (complaint.subject, complaint.text) if part)


def _shortened(text: str) -> str:
    return text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " …"


def _found(tx: Transaction, id_: str) -> QuestionRow:
    found = read_question(tx, id_)
    if found is None:
        raise InputError("there is no such question", code="no_such_question")
    return found


def _closed() -> ConflictError:
    return ConflictError("this question was answered, taken back or is too old", code="question_closed")


def _said(text: str, longest: int) -> str:
    text = clean(text).strip()
    if not text:
        raise InputError("nothing was written", code="note_missing")
    if len(text) > longest:
        raise InputError(f"at most {longest} characters", code="text_too_long")
    return text
