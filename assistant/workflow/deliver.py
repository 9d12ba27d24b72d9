"""Sending what was approved: each text at most once, and no guess about one whose fate nobody knows.

The only module that makes a ``Reply``, and only from a ``Decision``. A text is marked as being sent before it is handed
to its channel, so that whatever happens next - a crash, a pause, a broken line - it is never sent again by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from assistant.access import Permission, Person, require
from assistant.domain import Receipt, Reply, Turn
from assistant.errors import ConflictError, InputError, RefusedError, UncertainError
from assistant.store import CaseRow, DecisionRow, OutboxRow, Posting, State, Store, Transaction
from assistant.store.cases import add_message, lock_case, read_case, save_case
from assistant.store.decisions import approvals, read_decision, take_back
from assistant.store.doubting import RESTORED
from assistant.store.outbox import (
    Pace,
    case_of,
    claim_posting,
    lock_posting,
    overdue_sends,
    postings,
    postings_of,
    save_posting,
)
from assistant.workflow.approval import text_hash
from assistant.workflow.states import DRAFT_FAILED, Event, after

Send = Callable[[Reply], Receipt]
Look = Callable[[Reply], Receipt | None]

ACTOR = "delivery"
# Longer than any channel may take for one text; who is silent for longer is taken for dead.
LEASE = timedelta(minutes=5)
TRIES = 6
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=30)


class Fate(StrEnum):
    """What a person found out, or decided, about a text that is stuck."""

    SENT = "sent"  # it did go out
    AGAIN = "again"  # it did not: send it
    DROP = "drop"  # it did not, and shall not


def deliver_one(store: Store, send: Send, *, worker: str, paces: Collection[Pace] = ()) -> Posting | None:
    """Send the most urgent approved text whose undo window is over; what became of it, ``None`` if there was none.

    ``paces`` say how much each channel takes; what is too much for now waits and holds up no other channel.

    A ``RefusedError`` of ``send`` means "certainly not sent": it is tried again later, ``TRIES`` times in all. An
    ``UncertainError`` leaves it ``send_unknown`` for a person. Any other exception goes through to the caller and
    leaves the text marked as being sent: ``sweep`` makes it ``send_unknown`` when the lease is over.
    """
    claimed = _claim(store, worker, paces)
    if claimed is None:
        return None
    posting, reply = claimed
    if reply is None:
        return _close(store, posting, Posting.FAILED, "not_what_was_approved")
    if posting.lease_until is None or store.clock() >= posting.lease_until:
        # This process stood still since it claimed the text. Somebody may have looked into it meanwhile.
        return _close(store, posting, Posting.UNKNOWN, "lease_over")
    try:
        receipt = send(reply)
    except RefusedError as error:
        return _refused(store, posting, error.code or "refused")
    except UncertainError as error:
        return _close(store, posting, Posting.UNKNOWN, error.code or "uncertain")
    return _close(store, posting, Posting.SENT, None, receipt)


def sweep(store: Store) -> int:
    """Mark texts as ``send_unknown`` whose sender has not been heard of within its lease; returns how many."""
    with store.read() as tx:
        silent = overdue_sends(tx)
    return sum(_close(store, posting, Posting.UNKNOWN, "sender_silent") is not None for posting in silent)


def distrust(store: Store) -> int:
    """Mark every text that had not left as ``send_unknown``: the store is older than what happened since.

    For a store that was restored: each of them may have been sent after the backup was made. Returns how many. Those
    that restoring itself has marked, so that no worker found them in between, stand first before a person from here on.
    """
    marked = [one for one in postings(store, Posting.UNKNOWN) if one.trouble == RESTORED]
    unsent = [*marked, *postings(store, Posting.WAITING), *postings(store, Posting.SENDING)]
    for posting in unsent:
        with store.write() as tx:
            row, now = _lock(tx, posting.id)
            save_posting(tx, replace(now, state=Posting.UNKNOWN, token=None, trouble=RESTORED, lease_until=None))
            _reckon(tx, row, ACTOR)
            tx.note(Posting.UNKNOWN.value, ACTOR, row.id, posting=posting.id, trouble=RESTORED)
    return len(unsent)


def look_up(store: Store, look: Look) -> int:
    """Ask the channel about every ``send_unknown`` text; those it has a receipt for are sent. Returns how many.

    ``look`` answers ``None`` where it cannot tell: finding nothing proves nothing, and such a text stays for a person.
    """
    with store.read() as tx:  # at once: a worker looks again and again, and a bad day leaves hundreds
        unknown = [
            (posting, _reply(posting, decision, complaint))
            for posting, decision, complaint in approvals(tx, Posting.UNKNOWN)
        ]
    found = 0
    for posting, reply in unknown:
        receipt = None if reply is None else look(reply)
        if receipt is not None:
            found += _close(store, posting, Posting.SENT, None, receipt) is Posting.SENT
    return found


def settle(store: Store, posting_id: str, person: Person, fate: Fate) -> None:
    """A person says what became of a stuck text.

    ``again`` sends the same bytes once more; it is refused (``thread_changed``) if the customer wrote since or the case
    was reopened. A text of unknown fate needs ``Permission.SETTLE``.
    """
    require(person, Permission.DECIDE)
    with store.write() as tx:
        row, posting = _lock(tx, posting_id)
        if posting.state not in (Posting.UNKNOWN, Posting.FAILED):
            raise ConflictError(f"text {posting_id} is not stuck", code="not_stuck")
        if posting.state is Posting.UNKNOWN:
            require(person, Permission.SETTLE)
        if fate is Fate.AGAIN and posting.round != row.round:
            raise ConflictError("the conversation has moved on; write a new reply", code="thread_changed")
        if fate is Fate.SENT:
            _mark_sent(tx, posting, tx.now)
        elif fate is Fate.AGAIN:
            again = replace(posting, state=Posting.WAITING, not_before=tx.now, attempts=0, token=None, trouble=None)
            save_posting(tx, again)
        else:
            _drop(tx, posting, person.name)
        _reckon(tx, row, person.name)
        tx.note("settled", person.name, row.id, posting=posting_id, fate=fate.value, was=posting.state.value)


def _claim(store: Store, worker: str, paces: Collection[Pace] = ()) -> tuple[OutboxRow, Reply | None] | None:
    with store.write() as tx:
        posting = claim_posting(tx, worker=worker, token=uuid4().hex, lease_until=tx.now + LEASE, paces=paces)
        if posting is None:
            return None
        decision, row = read_decision(tx, posting.decision_id), read_case(tx, posting.case_id)
        return posting, _reply(posting, decision, row.external_id)


def _reply(posting: OutboxRow, decision: DecisionRow, complaint: str) -> Reply | None:
    """The reply of a decision, its address as frozen at approval.

    ``None`` if these are not the bytes a person approved, if they took the approval back, or if they were erased.
    """
    if decision.text is None or decision.undone_at is not None or text_hash(decision.text) != decision.text_hash:
        return None
    return Reply(
        id=posting.id,
        complaint=complaint,
        channel=posting.channel,
        audience=posting.audience,
        recipient=posting.recipient,
        text=decision.text,
        message_id=posting.message_id,
        approved_by=decision.reviewer,
        approved_at=decision.at,
        subject=decision.subject,
    )


def _close(
    store: Store, posting: OutboxRow, state: Posting, trouble: str | None, receipt: Receipt | None = None
) -> Posting | None:
    """Write down what became of a text this process claimed; ``None`` if somebody else has settled it by now."""
    with store.write() as tx:
        row, now = _lock(tx, posting.id)
        # A receipt that comes after the lease was over is still a receipt.
        late = now.state is Posting.UNKNOWN and state is Posting.SENT
        if now.token != posting.token or not (now.state is Posting.SENDING or late):
            if receipt is not None:
                tx.note("late_receipt", ACTOR, row.id, posting=posting.id, worker=posting.worker)
            return None
        if state is Posting.SENT:
            _mark_sent(tx, now, tx.now if receipt is None else receipt.sent_at)
        else:
            save_posting(tx, replace(now, state=state, trouble=trouble, lease_until=None))
        _reckon(tx, row, ACTOR)
        tx.note(state.value, ACTOR, row.id, posting=posting.id, trouble=trouble, worker=posting.worker)
    return state


def _refused(store: Store, posting: OutboxRow, trouble: str) -> Posting | None:
    """Put a text the channel certainly did not take back into the outbox, or give up after ``TRIES``."""
    with store.write() as tx:
        row, now = _lock(tx, posting.id)
        if now.token != posting.token or now.state is not Posting.SENDING:
            return None
        if now.round != row.round:
            _drop(tx, now, ACTOR)  # the customer wrote meanwhile: what was approved answers something older
            state = Posting.WITHDRAWN
        elif now.attempts >= TRIES:
            state = Posting.FAILED
            save_posting(tx, replace(now, state=state, trouble=trouble, lease_until=None))
        else:
            state = Posting.WAITING
            later = tx.now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** (now.attempts - 1))
            save_posting(tx, replace(now, state=state, not_before=later, token=None, trouble=trouble, lease_until=None))
        _reckon(tx, row, ACTOR)
        tx.note("refused_by_channel", ACTOR, row.id, posting=posting.id, trouble=trouble, attempt=now.attempts)
    return state


def _lock(tx: Transaction, posting_id: str) -> tuple[CaseRow, OutboxRow]:
    """A text and its case, the case locked first."""
    case_id = case_of(tx, posting_id)
    if case_id is None:
        raise InputError(f"there is no text {posting_id} in the outbox", code="no_such_text")
    return lock_case(tx, case_id), lock_posting(tx, posting_id)


def _mark_sent(tx: Transaction, posting: OutboxRow, at: datetime) -> None:
    save_posting(tx, replace(posting, state=Posting.SENT, sent_at=at, trouble=None, lease_until=None))
    decision = read_decision(tx, posting.decision_id)
    add_message(tx, posting.case_id, Turn("brand", decision.text or "", at), key=posting.message_id)


def _drop(tx: Transaction, posting: OutboxRow, by: str) -> None:
    save_posting(tx, replace(posting, state=Posting.WITHDRAWN, lease_until=None))
    take_back(tx, posting.decision_id, by)


def _reckon(tx: Transaction, row: CaseRow, who: str) -> None:
    """Bring the case to where its texts stand by now."""
    everything = postings_of(tx, row.id)
    states = [posting.state for posting in everything if posting.round == row.round]
    live = [state for state in states if state is not Posting.WITHDRAWN]
    stuck = [state for state in live if state in (Posting.UNKNOWN, Posting.FAILED)]
    lost = any(posting.state is Posting.UNKNOWN for posting in everything)
    trouble = Posting.UNKNOWN.value if lost else stuck[0].value if stuck else None
    changed = row
    if row.state in (State.APPROVED, State.STUCK):
        changed = _moved(row, live, stuck)
    if changed.state is not row.state:
        changed = replace(changed, changed_at=tx.now, changed_by=who)
    keeps = row.trouble == DRAFT_FAILED and trouble is None
    save_case(tx, changed if keeps else replace(changed, trouble=trouble))


def _moved(row: CaseRow, live: Sequence[Posting], stuck: Sequence[Posting]) -> CaseRow:
    if stuck:
        return row if row.state is State.STUCK else after(row, Event.SEND_FAILED)
    if live and all(state is Posting.SENT for state in live):
        return after(row, Event.DELIVERED)
    back = after(row, Event.SETTLED) if row.state is State.STUCK else row
    return back if live else after(back, Event.UNDONE)
