"""Several people at one queue: who has a case open, whose it is for the moment, and how it changes hands."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from assistant.access import Permission, Person, require
from assistant.errors import ConflictError
from assistant.store import CaseFile, CaseRow, Doing, Store
from assistant.store.cases import lock_case, save_case
from assistant.store.desk import read_file
from assistant.store.presence import left, present, seen
from assistant.store.rows import PresenceRow

# How long a case stays with the person who wrote into it last; writing on renews it.
CLAIM = timedelta(minutes=2)


def open_case(store: Store, case_id: int, person: Person) -> CaseFile:
    """Everything the page of a case shows; that the person opened it is noted once, not with every refresh."""
    require(person, Permission.READ)
    with store.write(lasting=False) as tx:
        lock_case(tx, case_id)
        if seen(tx, case_id, person.name, Doing.VIEWING):
            tx.note("opened", person.name, case_id)
        return read_file(tx, case_id)


def presence(store: Store, case_id: int, person: Person, doing: Doing) -> tuple[PresenceRow, ...]:
    """Say every few seconds that a person has a case open; returns the others who have.

    Typing claims a case nobody holds and renews a person's own claim; it takes nothing from anybody.
    """
    require(person, Permission.READ)
    with store.write(lasting=False) as tx:
        row = lock_case(tx, case_id)
        seen(tx, case_id, person.name, doing)
        if doing is Doing.TYPING and person.may(Permission.DRAFT) and row.holder(tx.now) in (None, person.name):
            save_case(tx, hold(row, person, tx.now))
        return tuple(other for other in present(tx, case_id) if other.person != person.name)


def claim(store: Store, case_id: int, person: Person, *, take_over: bool = False) -> datetime:
    """Make a case the person's own and return until when; with ``take_over`` even if somebody else holds it.

    Raises ``ConflictError`` if somebody else does and ``take_over`` is false; it says who.
    """
    require(person, Permission.DRAFT)
    with store.write(lasting=False) as tx:
        row = lock_case(tx, case_id)
        holder = row.holder(tx.now)
        if take_over and holder not in (None, person.name):
            row = replace(row, claimed_by=None, claimed_until=None)
        row = hold(row, person, tx.now)
        save_case(tx, row)
        if holder != person.name:
            tx.note("claimed", person.name, case_id, taken_from=holder)
    return tx.now + CLAIM


def release(store: Store, case_id: int, person: Person) -> None:
    """Give a case back and close its page; what somebody else holds is left alone."""
    with store.write(lasting=False) as tx:
        row = lock_case(tx, case_id)
        left(tx, case_id, person.name)
        if row.claimed_by == person.name:
            save_case(tx, let_go(row))


def hold(row: CaseRow, person: Person, now: datetime) -> CaseRow:
    """The case in a person's hands; raises ``ConflictError`` if somebody else holds it. The caller saves it."""
    holder = row.holder(now)
    if holder not in (None, person.name):
        raise ConflictError(
            f"case {row.id} is with {holder}; take it over first", code="held", values={"who": str(holder)}
        )
    return replace(row, claimed_by=person.name, claimed_until=now + CLAIM)


def let_go(row: CaseRow) -> CaseRow:
    """The case in nobody's hands."""
    return replace(row, claimed_by=None, claimed_until=None)
