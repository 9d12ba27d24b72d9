"""Taking complaints in: kept before they are read, stored once whatever is delivered twice, and given to drafting."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from assistant.domain import Complaint, Turn
from assistant.errors import ConflictError
from assistant.store import CaseRow, Posting, State, Store, Transaction
from assistant.store.arrivals import buried, keep_arrival, read_arrival, settle_arrival
from assistant.store.cases import (
    add_message,
    conversation,
    find_case,
    insert_case,
    lock_case,
    save_case,
    text_under,
)
from assistant.store.decisions import take_back
from assistant.store.jobs import enqueue
from assistant.store.outbox import postings_of, save_posting
from assistant.workflow.continuing import CUSTOMER, newly_said
from assistant.workflow.message import clean
from assistant.workflow.states import Event, after

ACTOR = "intake"
DRAFT = "draft"  # the kind of job that makes a draft
URGENT = 100  # the rank of a draft that overtakes all others
ANSWERED = (State.SENT, State.CLOSED)  # what comes next has a deadline of its own
FIRST_LINE = 140  # characters of a message that the queue shows


@dataclass(frozen=True, slots=True)
class Arrival:
    """Which kept delivery a complaint was read from: the channel's account and its own id of the message."""

    source: str
    key: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a complaint; ``added`` is how many messages a known one has grown by."""

    case_id: int
    new: bool
    added: int = 0

    @property
    def changed(self) -> bool:
        """Whether the id is known and something new was said under it."""
        return self.added > 0


def receive(store: Store, arrival: Arrival, raw: bytes) -> bool:
    """Keep a delivery as it came; only then may the channel be told that it arrived. False if it became a case's.

    One that is kept and came to nothing, because the program was stopped in between or could not read it, is to be
    read again. Raises ``ConflictError``: ``delivery_reused`` if something else was delivered under the same key (to
    say that it arrived would lose it), ``delivery_erased`` if it came before and its case was erased a moment ago.
    """
    with store.write() as tx:
        gone = buried(tx, arrival.source, arrival.key)
        if gone == sha256(raw).digest():
            raise _erased(arrival)
        if gone is None and keep_arrival(tx, arrival.source, arrival.key, raw):
            return True
        kept = read_arrival(tx, arrival.source, arrival.key) if gone is None else None
    if kept is None or kept.raw != raw:
        raise ConflictError(
            f"{arrival.source} delivered something else under this id before; give every delivery an id of its own",
            code="delivery_reused",
        )
    return kept.case_id is None


def _erased(arrival: Arrival) -> ConflictError:
    return ConflictError(f"what {arrival.source} delivered under this id was erased since", code="delivery_erased")


def refuse(store: Store, arrival: Arrival, reason: str) -> None:
    """Note why a kept delivery cannot become a complaint; its bytes stay. One that is a case's by now is left so."""
    with store.write() as tx:
        if read_arrival(tx, arrival.source, arrival.key).case_id is not None:
            return
        settle_arrival(tx, arrival.source, arrival.key, refused=reason)
        tx.note("refused", ACTOR, source=arrival.source)


def take_in(
    store: Store,
    complaint: Complaint,
    *,
    due_at: datetime | None = None,
    urgent: bool = False,
    arrival: Arrival | None = None,
) -> TakenIn:
    """Store a complaint and ask for its draft, both or neither; the same id twice is the same complaint.

    A known one is held against its conversation: what is new by the rule of ``newly_said`` is added to it, as
    ``follow_up`` does, and a repetition changes nothing. Of everything else it is told with (subject, author, note) the
    first word counts. ``due_at`` is when its first reply is due; without one it sorts behind those that have one. The
    draft of an ``urgent`` one overtakes whatever else is waiting for its draft.
    """
    with store.write() as tx:
        number = insert_case(
            tx, complaint, first_line=_first_line(complaint.text), digest=digest(complaint), due_at=due_at
        )
        if number is None:
            taken = _grown(tx, complaint, due_at, urgent)
        else:
            taken = TakenIn(number, new=True)
            enqueue(tx, DRAFT, number, URGENT if urgent else 0)
            tx.note("taken_in", ACTOR, number, channel=complaint.channel)
        if arrival is not None:
            kept = settle_arrival(tx, arrival.source, arrival.key, case_id=taken.case_id, refused=None)
            if taken.new and not kept:
                raise _erased(arrival)  # while it was being read
    return taken


def follow_up(
    store: Store,
    case_id: int,
    turn: Turn,
    *,
    key: str | None = None,
    due_at: datetime | None = None,
    urgent: bool = False,
    arrival: Arrival | None = None,
) -> bool:
    """Add what the customer wrote next; false if this message, by its ``key``, stands there already.

    What was approved and has not begun to leave is withdrawn: it answers something older. A new draft is asked for.
    Raises ``ConflictError`` (``key_reused``) if another text stands there under the key.
    """
    turn = replace(turn, sender=CUSTOMER, text=clean(turn.text))
    with store.write() as tx:
        row = lock_case(tx, case_id)
        stands = None if key is None else text_under(tx, case_id, key)
        if stands is not None and stands != turn.text:
            raise ConflictError(f"another message stands under the key {key!r}", code="key_reused")
        if stands is None:
            add_message(tx, case_id, turn, key)
            _written_again(tx, row, turn.text, due_at or row.due_at, urgent)
        if arrival is not None:
            settle_arrival(tx, arrival.source, arrival.key, case_id=case_id, refused=None)
        return stands is None


def _grown(tx: Transaction, complaint: Complaint, due_at: datetime | None, urgent: bool) -> TakenIn:
    """A known complaint, with what is new in it added to its conversation."""
    number = find_case(tx, complaint.id)
    if number is None:
        raise RuntimeError(f"{complaint.id!r} is neither new nor known")
    row = lock_case(tx, number)
    found = () if _is_first_telling(row, complaint) else newly_said(complaint, conversation(tx, number))
    if not found:
        return TakenIn(number, new=False)
    for turn in found:
        # A ticket told again often carries the time of its first message.
        add_message(tx, number, replace(turn, at=turn.at if turn.at and turn.at > row.received_at else tx.now))
    due = row.due_at
    if due_at is not None and (due is None or row.state in ANSWERED):
        due = due_at if complaint.received_at > row.received_at else due_at + (tx.now - complaint.received_at)
    _written_again(tx, row, found[-1].text, due, urgent)
    return TakenIn(number, new=False, added=len(found))


def _is_first_telling(row: CaseRow, complaint: Complaint) -> bool:
    return not complaint.thread and row.digest == digest(complaint)


def _written_again(tx: Transaction, row: CaseRow, text: str, due_at: datetime | None, urgent: bool) -> None:
    """Bring a locked case back to its beginning: what is approved or drafted answers something older."""
    withdrawn = _withdraw(tx, row)
    save_case(
        tx,
        replace(
            after(row, Event.WRITTEN_AGAIN),
            thread=row.thread + 1,
            round=row.round + 1,
            first_line=_first_line(text),
            due_at=due_at,
            first_by=None,
            first_hash=None,
            trouble=None if row.trouble == Posting.FAILED else row.trouble,
            changed_at=tx.now,
            changed_by=CUSTOMER,
        ),
    )
    enqueue(tx, DRAFT, row.id, max(row.priority, URGENT) if urgent else row.priority)
    tx.note("written_again", ACTOR, row.id, thread=row.thread + 1, withdrawn=withdrawn)


def _withdraw(tx: Transaction, row: CaseRow) -> int:
    """Withdraw every approved text that certainly has not left."""
    unsent = (Posting.WAITING, Posting.FAILED)
    withdrawn = [posting for posting in postings_of(tx, row.id, lock=True) if posting.state in unsent]
    for posting in withdrawn:
        save_posting(tx, replace(posting, state=Posting.WITHDRAWN))
        take_back(tx, posting.decision_id, CUSTOMER)
    return len(withdrawn)


def digest(complaint: Complaint) -> str:
    """The same for complaints of the same words, whoever wrote them."""
    return sha256(json.dumps([complaint.subject, complaint.text]).encode()).hexdigest()


def _first_line(text: str) -> str:
    """What the queue shows of a message.

    >>> _first_line("\\n  Kargom   gelmedi!\\nÜç gün oldu.")
    'Kargom gelmedi!'
    """
    line = next(line for line in text.split("\n") if line.strip())
    return " ".join(line.split())[:FIRST_LINE]
