"""Erasing a customer: their cases and what was put aside of them, removed everywhere and certified without a name."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from hashlib import sha256
from uuid import uuid4

from assistant.errors import ConflictError, InputError
from assistant.store import Machine, Posting, Store, Transaction
from assistant.store.arrivals import drop_arrival, refused
from assistant.store.cases import find_case, lock_case, read_case
from assistant.store.erasing import (
    Erasure,
    add_erasure,
    add_hold,
    complaint_ids,
    held,
    lift_hold,
    read_erasures,
    remove_case,
)
from assistant.store.machines import confirm, enter, unconfirmed
from assistant.store.outbox import postings_of
from assistant.workflow.customers import MOST_ASIDE
from assistant.workflow.intake import Arrival

# Takes the replies to these complaints out of the files the product wrote; how many.
Forget = Callable[[Collection[str]], int]
Note = Callable[[Sequence[Erasure]], object]

ACTOR = "erasure"
ON_REQUEST = "request"
RESTORED = "restored"  # a backup brought back what was erased before


def erase(
    store: Store,
    case_ids: Collection[int],
    *,
    by: str,
    key: bytes,
    forget: Forget,
    cause: str = ON_REQUEST,
    aside: Collection[Arrival] = (),
) -> Erasure:
    """Erase cases with everything that hangs on them and deliveries put ``aside``, all or none, and certify it.

    Raises ``ConflictError`` if one of them is held back (``on_hold``) or if a reply of theirs is leaving at this very
    moment (``sending``): nothing is erased then. Backups made before are not reached; ``recovery`` sees to them.
    """
    with store.read() as tx:
        complaints = [row.external_id for row in (read_case(tx, number) for number in case_ids)]
        _refuse_held(tx, case_ids)
    lines = forget(complaints)
    with store.write() as tx:
        erasure = remove(tx, case_ids, by=by, key=key, cause=cause, aside=aside)
    lines += forget(complaints)  # what was sent while this was going on
    counted = {**erasure.counted, "lines_of_sent_files": lines}
    return replace(erasure, counted={**counted, "files_written_anew": int(store.scrub())})


def remove(
    tx: Transaction,
    case_ids: Collection[int],
    *,
    by: str,
    key: bytes,
    cause: str,
    aside: Collection[Arrival] = (),
) -> Erasure:
    """Take cases and deliveries out of the store and keep the record of it, inside a transaction of the caller's."""
    _refuse_held(tx, case_ids)
    counted: Counter[str] = Counter()
    pseudonyms = []
    erasure = Erasure(uuid4().hex, tx.now, cause, by, {}, ())
    for number in sorted(case_ids):
        row = lock_case(tx, number)
        if any(posting.state is Posting.SENDING for posting in postings_of(tx, number, lock=True)):
            raise ConflictError(f"a reply of case {number} is leaving now; try again in a few minutes", code="sending")
        counted.update(remove_case(tx, number))
        pseudonyms.append(pseudonym(row.external_id, key))
        tx.note("erased", by, number, erasure=erasure.id, cause=cause)
    gone = [one for one in aside if drop_arrival(tx, one.source, one.key)]
    pseudonyms += [pseudonym(_named(one.source, one.key), key) for one in gone]
    if gone:
        tx.note("erased", by, erasure=erasure.id, cause=cause, put_aside=len(gone))
    counted["put_aside"] = len(gone)
    erasure = replace(erasure, counted=dict(counted), pseudonyms=tuple(pseudonyms))
    add_erasure(tx, erasure)
    return erasure


def erase_again(store: Store, earlier: Collection[Erasure], *, key: bytes, forget: Forget) -> int:
    """Erase what a restored backup brought back although it had been erased; how many cases and deliveries it was."""
    gone = {one for erasure in earlier for one in erasure.pseudonyms}
    with store.write() as tx:
        for erasure in earlier:
            add_erasure(tx, erasure)
        back = [number for number, complaint in complaint_ids(tx).items() if pseudonym(complaint, key) in gone]
        kept = refused(tx, limit=MOST_ASIDE) if gone else ()
    aside = [Arrival(one.source, one.key) for one in kept if pseudonym(_named(one.source, one.key), key) in gone]
    if back or aside:
        erase(store, back, by="restore", key=key, forget=forget, cause=RESTORED, aside=aside)
    return len(back) + len(aside)


def sweep(
    store: Store, machine: Machine, *, key: bytes, kept: Callable[[], Collection[str]], forget: Forget, note: Note
) -> int:
    """Take what was erased anywhere out of the files of this machine, and confirm it in the store; how many places.

    ``kept`` are the ids of the complaints this machine's files hold words of: which of them were erased is told by
    their pseudonyms, since the store no longer knows their ids. ``note`` keeps every erasure where the loss of the
    database does not reach it.
    """
    with store.read() as tx:
        open_ = unconfirmed(tx, machine.id)
    lines = 0
    if open_:
        erasures = read_erasures(store)
        gone = {one for erasure in erasures for one in erasure.pseudonyms}
        lines = forget([complaint for complaint in kept() if pseudonym(complaint, key) in gone])
        note(erasures)
    with store.write(lasting=bool(open_)) as tx:
        enter(tx, machine.id, machine.name)
        confirm(tx, machine.id, open_)
        if lines:
            tx.note("swept", ACTOR, machine=machine.id, lines=lines)
    return lines


def _named(source: str, key: str) -> str:
    """What a delivery that is no complaint goes by where a complaint goes by its id."""
    return f"{source}\0{key}"


def pseudonym(complaint: str, key: bytes) -> str:
    """What stands for a complaint in the record of its erasure; nobody without the key can tell whose it was."""
    return hmac.new(key, b"erased:" + complaint.encode(), sha256).hexdigest()[:32]


def hold_back(store: Store, complaint: str, reason: str, by: str) -> None:
    """Forbid erasing a complaint's case, by request and by age, until the hold is lifted."""
    if not reason.strip():
        raise InputError("say why the case must be kept; whoever lifts the hold has to know")
    with store.write() as tx:
        number = _case(tx, complaint)
        if not add_hold(tx, number, reason.strip(), by):
            raise ConflictError(f"{complaint} is held back already", code="on_hold")
        tx.note("held_back", by, number)


def let_erase(store: Store, complaint: str, by: str) -> None:
    """Lift a hold."""
    with store.write() as tx:
        number = _case(tx, complaint)
        if not lift_hold(tx, number):
            raise InputError(f"{complaint} is not held back")
        tx.note("hold_lifted", by, number)


def _case(tx: Transaction, complaint: str) -> int:
    number = find_case(tx, complaint)
    if number is None:
        raise InputError(f"there is no complaint {complaint}")
    return number


def _refuse_held(tx: Transaction, case_ids: Collection[int]) -> None:
    kept = held(tx, case_ids)
    if kept:
        names = ", ".join(f"{hold.complaint} ({hold.reason})" for hold in kept)
        raise ConflictError(f"must be kept: {names}; nothing was erased", code="on_hold")
