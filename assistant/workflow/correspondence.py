"""What becomes of one mail: a new complaint, the next word in a case, a reply that came back, or nobody's business."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from assistant.domain import Complaint, Turn
from assistant.errors import ConflictError, InputError
from assistant.store import CaseRow, Store, Transaction
from assistant.store.arrivals import settle_arrival
from assistant.store.cases import cases_speaking_of, complaint_of, lock_case, read_case, save_case
from assistant.store.outbox import postings_of
from assistant.workflow.intake import Arrival, follow_up, refuse, take_in
from assistant.workflow.letters import Letter, Nature, read_letter
from assistant.workflow.message import ChannelFacts, read_message
from assistant.workflow.overdue import FIRST
from assistant.workflow.states import BOUNCED, Event, after, may

CHANNEL = "email"
ACTOR = "intake"
UNREADABLE = "unreadable"


class Became(StrEnum):
    """What a mail came to."""

    CASE = "case"
    MESSAGE = "message"  # of a case that is known
    KNOWN = "known"  # it had come before
    CAME_BACK = "came_back"  # a reply of ours did not reach its reader
    AUTOMATIC = "automatic"  # no person wrote it
    ASIDE = "aside"  # a person has to look at it


@dataclass(frozen=True, slots=True)
class Office:
    """What reading mail needs to know of the brand: its channels, its own addresses, and when an answer is due."""

    channels: Mapping[str, ChannelFacts]
    own: Collection[str]
    due_at: Callable[[Complaint], datetime | None]
    urgent: Callable[[Complaint], bool]


def take_letter(store: Store, arrival: Arrival, raw: bytes, arrived: datetime, office: Office) -> Became:
    """Make of a kept mail what it is; the same mail again changes nothing. What cannot be read is put aside, with why.

    A mail continues a case if it answers a message of it and comes from the address the case is answered at: whoever
    else knows of a conversation begins one of their own.
    """
    try:
        letter = read_letter(raw, arrived, office.own)
        return _rested(store, arrival, letter) or _taken(store, arrival, letter, office)
    except InputError as error:
        refuse(store, arrival, error.code or UNREADABLE)
        return Became.ASIDE


def take_by_hand(store: Store, arrival: Arrival, raw: bytes, arrived: datetime, office: Office) -> Became:
    """Take a mail in that was put aside: a person says that a customer wrote it, whatever its headers say.

    Raises ``InputError`` if it holds nothing that could be a complaint.
    """
    return _taken(store, arrival, read_letter(raw, arrived, office.own), office)


def _rested(store: Store, arrival: Arrival, letter: Letter) -> Became | None:
    """What became of a mail that no customer wrote; nothing for any other."""
    if letter.nature is Nature.BOUNCE:
        return _came_back(store, arrival, letter)
    if letter.nature is Nature.AUTOMATIC or _place(store, letter).ours:
        return _automatic(store, arrival, letter)
    return None


def _taken(store: Store, arrival: Arrival, letter: Letter, office: Office) -> Became:
    place = _place(store, letter)
    complaint = _complaint(letter, f"mail-{arrival.key[:40]}" if place.taken else letter.id, office)
    if place.case is not None:
        return _next(store, arrival, letter, place.case, complaint, office)
    taken = take_in(store, complaint, due_at=office.due_at(complaint), urgent=office.urgent(complaint), arrival=arrival)
    return Became.CASE if taken.new else Became.MESSAGE if taken.changed else Became.KNOWN


def _next(store: Store, arrival: Arrival, letter: Letter, case: int, complaint: Complaint, office: Office) -> Became:
    turn = Turn("customer", complaint.text, letter.at)
    with store.read() as tx:
        known = complaint_of(tx, read_case(tx, case))
    grown = replace(known, text=turn.text, received_at=letter.at)
    due_at, urgent = office.due_at(grown), office.urgent(grown)
    try:
        new = follow_up(store, case, turn, key=letter.id, due_at=due_at, urgent=urgent, arrival=arrival)
    except ConflictError as error:
        if error.code != "key_reused":
            raise
        # A mail program gave its id twice: then the bytes tell the two apart.
        new = follow_up(store, case, turn, key=arrival.key, due_at=due_at, urgent=urgent, arrival=arrival)
    return Became.MESSAGE if new else Became.KNOWN


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a mail belongs: the ``case`` it goes on with; whether its id is ``taken`` by another case, or ``ours``."""

    case: int | None = None
    taken: bool = False
    ours: bool = False


def _place(store: Store, letter: Letter) -> _Place:
    with store.read() as tx:
        found = cases_speaking_of(tx, (letter.id, *letter.answers))
        theirs = {case: _is_theirs(tx, read_case(tx, case), letter.address) for case in set(found.values())}
        itself = found.get(letter.id)
        if itself is not None:
            row, ours = read_case(tx, itself), {posting.message_id for posting in postings_of(tx, itself)}
            if letter.id in ours:
                return _Place(ours=True)
            if theirs[itself]:  # a complaint that came before is held against what is known by the door for complaints
                return _Place(None if row.external_id == letter.id else itself)
        case = next((found[name] for name in letter.answers if theirs.get(found.get(name, 0))), None)
        return _Place(case, taken=itself is not None)


def _is_theirs(tx: Transaction, row: CaseRow, address: str | None) -> bool:
    answered = {row.author_handle, *(posting.recipient for posting in postings_of(tx, row.id))}
    return address is not None and address.lower() in {one.lower() for one in answered if one}


def _complaint(letter: Letter, id_: str, office: Office) -> Complaint:
    told = {
        "id": id_, "channel": CHANNEL, "text": letter.text, "subject": letter.subject,
        "author": {"name": letter.name, "handle": letter.address}, "received_at": letter.at.isoformat(),
    }  # fmt: skip
    return read_message(told, office.channels, letter.at)


def _came_back(store: Store, arrival: Arrival, letter: Letter) -> Became:
    """Put the case of a reply that did not reach its reader before a person, once for each such mail."""
    with store.read() as tx:
        found = cases_speaking_of(tx, letter.returned)
    case = next((found[name] for name in letter.returned if name in found), None)
    if case is None:
        refuse(store, arrival, Nature.BOUNCE)
        return Became.ASIDE
    with store.write() as tx:
        row = lock_case(tx, case)
        ours = {posting.message_id for posting in postings_of(tx, case)}
        if not ours & set(letter.returned):
            settle_arrival(tx, arrival.source, arrival.key, case_id=case, refused=Nature.BOUNCE)
            return Became.AUTOMATIC  # something else the customer wrote to somebody came back to them
        settle_arrival(tx, arrival.source, arrival.key, case_id=case, refused=None)
        save_case(tx, _brought_back(tx, row))
        tx.note(BOUNCED, ACTOR, case)
    return Became.CAME_BACK


def _brought_back(tx: Transaction, row: CaseRow) -> CaseRow:
    """The case first in the queue; one that was over is opened again, as a new round."""
    back = replace(row, trouble=row.trouble or BOUNCED, priority=max(row.priority, FIRST))
    if may(row.state, Event.BOUNCED):
        return replace(after(back, Event.BOUNCED), round=row.round + 1, changed_at=tx.now, changed_by=ACTOR)
    return back


def _automatic(store: Store, arrival: Arrival, letter: Letter) -> Became:
    """Let a mail no person wrote rest: with the case it answers, if it answers one."""
    with store.read() as tx:
        found = cases_speaking_of(tx, letter.answers)
    case = next((found[name] for name in letter.answers if name in found), None)
    if case is None:
        refuse(store, arrival, Nature.AUTOMATIC)
        return Became.AUTOMATIC
    with store.write() as tx:
        lock_case(tx, case)
        settle_arrival(tx, arrival.source, arrival.key, case_id=case, refused=Nature.AUTOMATIC)
        tx.note("automatic_answer", ACTOR, case)
    return Became.AUTOMATIC
