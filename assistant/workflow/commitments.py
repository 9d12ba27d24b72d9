"""Keeping promises: each one of an approved text is a task until somebody says that it was kept."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.access import Permission, Person, require
from assistant.errors import ConflictError, InputError
from assistant.knowledge import Knowledge
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
from assistant.workflow.promises import promised


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


def promise(tx: Transaction, row: CaseRow, made: Sequence[DecisionRow], sheets: Knowledge) -> int:
    """Make tasks of what the texts just approved promise; part of the approval's own transaction. How many.

    What one text promises and the other says again is one task; see ``promises.promised``.
    """
    if not made:
        return 0
    draft = read_draft(tx, row.id, made[0].drafted)
    texts = [decision.text or "" for decision in made]
    found = promised(texts, row, draft.proposal if draft is not None else None, sheets, tx.now)
    for one in found:
        told = {"what": one.what, "owner": one.owner, "source": one.source}
        add_commitment(tx, row.id, made[one.place].id, due_at=one.by, **told)
    return len(found)


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
