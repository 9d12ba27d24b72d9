"""Finding a customer: every case of theirs, and every delivery that was put aside and speaks of them."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass

from assistant.errors import InputError, SettingError
from assistant.privacy import Kind, MaskingError, Vault, mask, open_sealed
from assistant.store import CaseRow, Store
from assistant.store.arrivals import Aside, read_arrival, refused
from assistant.store.cases import read_case
from assistant.store.erasing import cases_of, named, sealed_vaults
from assistant.store.outbox import postings_of
from assistant.workflow.delivered import MAILED, UNOPENED, words
from assistant.workflow.intake import Arrival
from assistant.workflow.message import LARGEST_TEXT

MOST_ASIDE = 100_000  # deliveries that are looked through


@dataclass(frozen=True, slots=True)
class Customer:
    """What is kept of a customer: their cases, oldest first, and deliveries that became no complaint.

    ``names`` are what they were looked for by: what was given, their handles, and where their cases are answered.
    """

    cases: tuple[CaseRow, ...]
    aside: tuple[Arrival, ...] = ()
    names: frozenset[str] = frozenset()


def find_customer(store: Store, who: str, key: bytes) -> Customer:
    """Everything of a customer.

    ``who`` is their handle, the id of one of their complaints, or a phone number or e-mail address that stands in one;
    the vaults that hold those are opened with ``key``. A delivery that was put aside is theirs if they wrote it, or if
    it speaks of such a number or address, or of an address that one of their cases is answered at. Raises
    ``InputError`` if nothing is found, and for a mere name: several people may bear it, so it lists the complaints to
    choose from.
    """
    with store.read() as tx:
        found = {row.id: row for row in cases_of(tx, who)}
        for case_id, sealed in sealed_vaults(tx).items():
            if case_id not in found and _mentions(sealed, key, who):
                found[case_id] = read_case(tx, case_id)
        posted = [posting.recipient for number in found for posting in postings_of(tx, number)]
        signed = () if found else named(tx, who)
    known = [name for row in found.values() for name in (row.external_id, row.author_handle)]
    names = frozenset(one for one in (who, *known, *posted) if one)
    aside = _aside(store, names)
    if found or aside:
        return Customer(tuple(found[number] for number in sorted(found)), aside, names)
    if signed:
        raise InputError(f"several people may be called {who}; name the complaint instead: {', '.join(signed[:50])}")
    raise InputError(f"there is nothing of {who}; give a handle, a complaint's id, a phone number or an address")


def _aside(store: Store, names: Collection[str]) -> tuple[Arrival, ...]:
    """Deliveries put aside that one of these wrote, or that speak of one; what is no address or number names none."""
    sought = [one for one in names if _is_address(one) or len(_digits(one)) >= 10]
    with store.read() as tx:
        return tuple(
            Arrival(one.source, one.key)
            for one in refused(tx, limit=MOST_ASIDE)
            if (sought or not one.source.startswith(MAILED))
            and _speaks(one, read_arrival(tx, one.source, one.key).raw or b"", names, sought)
        )


def _speaks(one: Aside, raw: bytes, names: Collection[str], sought: Collection[str]) -> bool:
    """Whether somebody wrote a delivery, or it speaks of them: as it came, or as it is read where it can be read."""
    read = words(one.source, raw, one.at, one.refused)
    if read.by(names):
        return True
    said = "\n".join((raw.decode("utf-8", "replace"), read.handle or "", read.subject or "", read.text))
    addresses = [name for name in sought if _is_address(name)]
    if any(name.casefold() in said.casefold() for name in addresses):
        return True
    vault = Vault()
    if len(addresses) < len(sought) and one.refused not in UNOPENED:
        with suppress(MaskingError):  # what was found until then is in the vault
            mask(said[:LARGEST_TEXT], vault)
    return any(_holds(vault, name) for name in sought)


def _mentions(sealed: bytes, key: bytes, who: str) -> bool:
    try:
        return _holds(open_sealed(sealed, key), who)
    except SettingError:
        return False  # sealed under an earlier secret: nobody can read it any more


def _holds(vault: Vault, who: str) -> bool:
    if "@" in who:
        return who.casefold() in {value.casefold() for value in vault.values(Kind.EMAIL)}
    digits = _digits(who)
    return len(digits) >= 10 and digits[-10:] in {_digits(value)[-10:] for value in vault.values(Kind.PHONE)}


def _is_address(name: str) -> bool:
    return "@" in name[1:]


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
