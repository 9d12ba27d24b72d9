"""Erasing a customer: found by what identifies them, removed everywhere, and certified without naming them."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from hashlib import sha256
from uuid import uuid4

from assistant.errors import ConflictError, InputError, SettingError
from assistant.privacy import Kind, open_sealed
from assistant.store import CaseRow, Machine, Posting, Store, Transaction
from assistant.store.cases import find_case, lock_case, read_case
from assistant.store.erasing import (
    Erasure,
    add_erasure,
    add_hold,
    cases_of,
    complaint_ids,
    held,
    lift_hold,
    named,
    read_erasures,
    remove_case,
    sealed_vaults,
)
from assistant.store.machines import confirm, enter, unconfirmed
from assistant.store.outbox import postings_of

# Takes the replies to these complaints out of the files the product wrote; how many.
Forget = Callable[[Collection[str]], int]
Note = Callable[[Sequence[Erasure]], object]

ACTOR = "erasure"
ON_REQUEST = "request"
RESTORED = "restored"  # a backup brought back what was erased before


def find_customer(store: Store, who: str, key: bytes) -> tuple[CaseRow, ...]:
    """Every case of a customer.

    ``who`` is their handle, the id of one of their complaints, or a phone number or e-mail address that stands in one;
    the vaults that hold those are opened with ``key``. Raises ``InputError`` if nothing is found, and for a mere name:
    several people may bear it, so it lists the complaints to choose from.
    """
    with store.read() as tx:
        found = {row.id: row for row in cases_of(tx, who)}
        for case_id, sealed in sealed_vaults(tx).items():
            if case_id not in found and _mentions(sealed, key, who):
                found[case_id] = read_case(tx, case_id)
        signed = () if found else named(tx, who)
    if signed:
        raise InputError(f"several people may be called {who}; name the complaint instead: {', '.join(signed[:50])}")
    if not found:
        raise InputError(f"there is nothing of {who}; give a handle, a complaint's id, a phone number or an address")
    return tuple(found[number] for number in sorted(found))


def erase(
    store: Store, case_ids: Collection[int], *, by: str, key: bytes, forget: Forget, cause: str = ON_REQUEST
) -> Erasure:
    """Erase cases with everything that hangs on them, all or none, and certify it.

    Raises ``ConflictError`` if one of them is held back (``on_hold``) or if a reply of theirs is leaving at this very
    moment (``sending``): nothing is erased then. Backups made before are not reached; ``recovery`` sees to them.
    """
    with store.read() as tx:
        complaints = [row.external_id for row in (read_case(tx, number) for number in case_ids)]
        _refuse_held(tx, case_ids)
    lines = forget(complaints)
    with store.write() as tx:
        erasure = remove(tx, case_ids, by=by, key=key, cause=cause)
    lines += forget(complaints)  # what was sent while this was going on
    counted = {**erasure.counted, "lines_of_sent_files": lines}
    return replace(erasure, counted={**counted, "files_written_anew": int(store.scrub())})


def remove(tx: Transaction, case_ids: Collection[int], *, by: str, key: bytes, cause: str) -> Erasure:
    """Take cases out of the store and keep the record of it, inside a transaction of the caller's."""
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
    erasure = replace(erasure, counted=dict(counted), pseudonyms=tuple(pseudonyms))
    add_erasure(tx, erasure)
    return erasure


def erase_again(store: Store, earlier: Collection[Erasure], *, key: bytes, forget: Forget) -> int:
    """Erase what a restored backup brought back although it had been erased; how many cases that was."""
    gone = {one for erasure in earlier for one in erasure.pseudonyms}
    with store.write() as tx:
        for erasure in earlier:
            add_erasure(tx, erasure)
        back = [number for number, complaint in complaint_ids(tx).items() if pseudonym(complaint, key) in gone]
    if back:
        erase(store, back, by="restore", key=key, forget=forget, cause=RESTORED)
    return len(back)


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


def _mentions(sealed: bytes, key: bytes, who: str) -> bool:
    try:
        vault = open_sealed(sealed, key)
    except SettingError:
        return False  # sealed under an earlier secret: nobody can read it any more
    if "@" in who:
        return who.casefold() in {value.casefold() for value in vault.values(Kind.EMAIL)}
    digits = _digits(who)
    return len(digits) >= 10 and digits[-10:] in {_digits(value)[-10:] for value in vault.values(Kind.PHONE)}


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
