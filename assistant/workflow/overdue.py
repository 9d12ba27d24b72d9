"""Bringing a case back to the top of the queue when what was promised or set going for it is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from assistant.store import CaseRow, Store, Transaction
from assistant.store.cases import lock_case, save_case
from assistant.store.commitments import mark_raised, overdue_rows, read_commitment
from assistant.store.rows import StepState
from assistant.store.steps import mark_step_raised, overdue_steps, read_step
from assistant.workflow.states import Event, after, may

ACTOR = "promises"
FIRST = 100  # the priority of a case for which something is late: above what triage gives
_AT_A_TIME = 200


def raise_overdue(store: Store) -> int:
    """Bring every case with a promise or a colleague's step past its time back, once for each; how many of them."""
    with store.read() as tx:
        promises = [late.id for late in overdue_rows(tx, _AT_A_TIME)]
        steps = [late.id for late in overdue_steps(tx, _AT_A_TIME)]
    return sum(_promise(store, number) for number in promises) + sum(_step(store, id_) for id_ in steps)


def _promise(store: Store, number: int) -> bool:
    with store.write() as tx:
        found = read_commitment(tx, number)
        row = lock_case(tx, found.case_id) if found else None
        late = read_commitment(tx, number)
        if row is None or late is None or late.kept_at is not None or late.raised_at is not None:
            return False
        mark_raised(tx, number)
        _bring_back(tx, row, late.due_at)
        tx.note("promise_due", ACTOR, row.id, promise=number, owner=late.owner)
    return True


def _step(store: Store, id_: str) -> bool:
    with store.write() as tx:
        found = read_step(tx, id_)
        row = lock_case(tx, found.case_id) if found else None
        late = read_step(tx, id_)
        if row is None or late is None or late.state is not StepState.TASK or late.raised_at is not None:
            return False
        mark_step_raised(tx, id_)
        _bring_back(tx, row, late.due_at)
        tx.note("step_due", ACTOR, row.id, step=late.code, id=id_)
    return True


def _bring_back(tx: Transaction, row: CaseRow, due_at: datetime | None) -> None:
    """Overdue from now on and first; a case that was over is opened again, as a new round."""
    earliest = min(moment for moment in (row.due_at, due_at, tx.now) if moment is not None)
    back = replace(row, due_at=earliest, priority=max(row.priority, FIRST))
    if may(row.state, Event.PROMISE_DUE):
        back = replace(after(back, Event.PROMISE_DUE), round=row.round + 1, changed_at=tx.now, changed_by=ACTOR)
    save_case(tx, back)
