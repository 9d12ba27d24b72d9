"""Keeping promises: each one of an approved text is a task until somebody says that it was kept."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.access import Permission, Person, require
from assistant.errors import ConflictError, InputError
from assistant.store import CaseRow, DecisionRow, Store, Transaction
from assistant.store.cases import lock_case
from assistant.store.commitments import (
    CommitmentRow,
    add_commitment,
    change_owner,
    mark_kept,
    open_rows,
    owners,
    read_commitment,
)
from assistant.store.drafts import read_draft
from assistant.store.steps import teams

LIKE = 80.0  # percent of letters: a promise in other words is still one, and so is its time


@dataclass(frozen=True, slots=True)
class _Promise:
    what: str
    owner: str
    source: str
    by: datetime | None


def open_commitments(store: Store, *, owner: str | None = None, limit: int = 200) -> tuple[CommitmentRow, ...]:
    """What was promised and is not kept yet, all of it or one team's; what is due soonest first."""
    with store.read() as tx:
        return open_rows(tx, owner=owner, limit=limit)


def busy_teams(store: Store) -> frozenset[str]:
    """The teams that have a promise to keep or a step to do."""
    with store.read() as tx:
        return owners(tx) | teams(tx)


def keep(store: Store, number: int, person: Person) -> None:
    """Say that a promise was kept; raises ``InputError`` for an unknown one, ``ConflictError`` for one kept before."""
    require(person, Permission.DECIDE)
    with store.write() as tx:
        found = _open(tx, number)
        mark_kept(tx, number, person.name)
        tx.note("promise_kept", person.name, found.case_id, promise=number)


def hand_over(store: Store, number: int, person: Person, owner: str) -> None:
    """Make a promise another team's to keep; raises as ``keep`` does."""
    require(person, Permission.DECIDE)
    with store.write() as tx:
        found = _open(tx, number)
        if found.owner != owner:
            change_owner(tx, number, owner)
            tx.note("promise_handed", person.name, found.case_id, promise=number, owner=owner)


def promise(tx: Transaction, row: CaseRow, made: Sequence[DecisionRow]) -> int:
    """Make tasks of what the texts just approved promise; part of the approval's own transaction. How many.

    What one text promises and the other says again, of the same source and time, is one task.
    """
    if not made:
        return 0
    draft = read_draft(tx, row.id, made[0].drafted)
    promises = list(_read(draft.proposal if draft is not None else None))
    count = 0
    promised: dict[tuple[str, datetime | None], str] = {}
    for one in promises:
        decision = next((decision for decision in made if _stands(one.what, decision.text or "")), None)
        if decision is not None and promised.setdefault((one.source or one.what, one.by), decision.id) == decision.id:
            told = {"what": one.what, "owner": one.owner, "source": one.source}
            add_commitment(tx, row.id, decision.id, due_at=one.by, **told)
            count += 1
    return count


def _open(tx: Transaction, number: int) -> CommitmentRow:
    """A promise nobody has kept, its case held."""
    found = read_commitment(tx, number)
    if found is None:
        raise InputError(f"there is no promise {number}", code="no_such_promise")
    lock_case(tx, found.case_id)
    found = read_commitment(tx, number)
    if found is None or found.kept_at is not None:
        raise ConflictError(f"promise {number} was kept or taken back already", code="promise_kept")
    return found


def _read(proposal: str | None) -> Iterator[_Promise]:
    """The promises a stored proposal names, each once."""
    said = json.loads(proposal or "{}").get("commitments") or ()
    seen: Collection[str] = set()
    for one in said:
        if one["what"] not in seen:
            seen = {*seen, one["what"]}
            by = datetime.fromisoformat(one["by"]) if one.get("by") else None
            yield _Promise(one["what"], one.get("owner") or "", one.get("source") or "", by)


def _stands(what: str, text: str) -> bool:
    """Whether a promise is still in a text, perhaps in slightly other words."""
    from rapidfuzz.fuzz import partial_ratio

    plain, whole = " ".join(what.split()), " ".join(text.split())
    return plain in whole or (len(plain) <= len(whole) and partial_ratio(plain, whole) >= LIKE)
