"""Taking complaints in: kept before they are read, stored once whatever is delivered twice, and given to drafting."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from assistant.domain import Complaint, Turn
from assistant.store import CaseRow, Posting, Store, Transaction
from assistant.store.arrivals import is_open, keep_arrival, settle_arrival
from assistant.store.cases import add_message, find_case, insert_case, lock_case, read_case, save_case
from assistant.store.decisions import take_back
from assistant.store.jobs import enqueue
from assistant.store.outbox import postings_of, save_posting
from assistant.workflow.message import clean
from assistant.workflow.states import Event, after

ACTOR = "intake"
DRAFT = "draft"  # the kind of job that makes a draft
URGENT = 100  # the rank of a draft that overtakes all others
FIRST_LINE = 140  # characters of a message that the queue shows


@dataclass(frozen=True, slots=True)
class Arrival:
    """Which kept delivery a complaint was read from: the channel's account and its own id of the message."""

    source: str
    key: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a complaint; ``changed`` is true if its id is known with another text, which was left alone."""

    case_id: int
    new: bool
    changed: bool = False


def receive(store: Store, arrival: Arrival, raw: bytes) -> bool:
    """Keep a delivery as it came; only then may the channel be told that it arrived. False if it is settled already.

    One that is kept and came to nothing, because the program was stopped in between, is to be read again.
    """
    with store.write() as tx:
        return keep_arrival(tx, arrival.source, arrival.key, raw) or is_open(tx, arrival.source, arrival.key)


def refuse(store: Store, arrival: Arrival, reason: str) -> None:
    """Note why a kept delivery cannot become a complaint; its bytes stay."""
    with store.write() as tx:
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

    ``due_at`` is when its first reply is due; without one it sorts behind those that have one. The draft of an
    ``urgent`` one overtakes whatever else is waiting for its draft.
    """
    digest = _digest(complaint)
    with store.write() as tx:
        number = insert_case(tx, complaint, first_line=_first_line(complaint.text), digest=digest, due_at=due_at)
        taken = _known(tx, complaint.id, digest) if number is None else TakenIn(number, new=True)
        if taken.new:
            enqueue(tx, DRAFT, taken.case_id, URGENT if urgent else 0)
            tx.note("taken_in", ACTOR, taken.case_id, channel=complaint.channel)
        if arrival is not None:
            settle_arrival(tx, arrival.source, arrival.key, case_id=taken.case_id, refused=None)
    return taken


def follow_up(
    store: Store, case_id: int, turn: Turn, *, key: str | None = None, due_at: datetime | None = None
) -> bool:
    """Add what the customer wrote next; false if a message with this ``key`` stands there already.

    What was approved and has not begun to leave is withdrawn: it answers something older. A new draft is asked for.
    """
    turn = replace(turn, sender="customer", text=clean(turn.text))
    with store.write() as tx:
        row = lock_case(tx, case_id)
        if not add_message(tx, case_id, turn, key):
            return False
        withdrawn = _withdraw(tx, row)
        save_case(
            tx,
            replace(
                after(row, Event.WRITTEN_AGAIN),
                thread=row.thread + 1,
                round=row.round + 1,
                first_line=_first_line(turn.text),
                due_at=due_at or row.due_at,
                first_by=None,
                first_hash=None,
                trouble=None if row.trouble == Posting.FAILED else row.trouble,
                changed_at=tx.now,
                changed_by="customer",
            ),
        )
        enqueue(tx, DRAFT, case_id, row.priority)
        tx.note("written_again", ACTOR, case_id, thread=row.thread + 1, withdrawn=withdrawn)
        return True


def _known(tx: Transaction, external_id: str, digest: str) -> TakenIn:
    case_id = find_case(tx, external_id)
    if case_id is None:
        raise RuntimeError(f"{external_id!r} is neither new nor known")
    return TakenIn(case_id, new=False, changed=read_case(tx, case_id).digest != digest)


def _withdraw(tx: Transaction, row: CaseRow) -> int:
    """Withdraw every approved text that certainly has not left."""
    unsent = (Posting.WAITING, Posting.FAILED)
    withdrawn = [posting for posting in postings_of(tx, row.id, lock=True) if posting.state in unsent]
    for posting in withdrawn:
        save_posting(tx, replace(posting, state=Posting.WITHDRAWN))
        take_back(tx, posting.decision_id, "customer")
    return len(withdrawn)


def _digest(complaint: Complaint) -> str:
    return sha256(json.dumps([complaint.subject, complaint.text]).encode()).hexdigest()


def _first_line(text: str) -> str:
    """What the queue shows of a message.

    >>> _first_line("\\n  Kargom   gelmedi!\\nÜç gün oldu.")
    'Kargom gelmedi!'
    """
    line = next(line for line in text.split("\n") if line.strip())
    return " ".join(line.split())[:FIRST_LINE]
