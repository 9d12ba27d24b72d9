"""Setting something going for a customer: proposed by the playbook, confirmed by a person, handed over or done.

A confirmed step goes to the system that does it where one is set up, signed and told its id with every try, so that
it can be told apart from a new one; otherwise, or when that system does not take it, it is a colleague's task.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import uuid4

from assistant.access import Permission, Person, require
from assistant.domain import Language
from assistant.errors import AccessError, ChannelError, ConflictError, InputError, RefusedError
from assistant.knowledge import Knowledge, Step
from assistant.knowledge.calendar import due_at
from assistant.store import Store, Transaction
from assistant.store.cases import lock_case
from assistant.store.jobs import enqueue
from assistant.store.rows import StepRow, StepState
from assistant.store.steps import add_step, read_step, save_step, steps_of, tasks
from assistant.workflow.details import read_details

HAND_OVER = "hand_over"  # the job that hands a case's steps to the system that does them
ACTOR = "worker"
PATIENCE = timedelta(seconds=60)  # for which a system that does not answer is asked again
Told: TypeAlias = Mapping[str, object]
# Gives a step to the system that does it; the id is the same with every try. Raises ``ChannelError``.
Hand: TypeAlias = Callable[[str, Told], None]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A step a case suggests; ``roles`` are those that may confirm it, the lowest first (none: whoever decides)."""

    code: str
    step: Step
    roles: tuple[str, ...]


def proposed(
    knowledge: Knowledge, categories: Sequence[str], flags: Collection[str], done: Collection[str] = ()
) -> tuple[Proposed, ...]:
    """The steps for a case: those of its risks first, then of its categories in their order; ``done`` are left out."""
    risky = [code for code, step in knowledge.steps.items() if set(step.flags) & set(flags)]
    books = {str(category): book for category, book in knowledge.playbooks.items()}
    usual = [step for code in categories if code in books for step in books[code].steps]
    wanted = dict.fromkeys([*risky, *usual])
    return tuple(
        Proposed(code, knowledge.steps[code], roles_for(knowledge, knowledge.steps[code]))
        for code in wanted
        if code in knowledge.steps and code not in done
    )


def roles_for(knowledge: Knowledge, step: Step) -> tuple[str, ...]:
    """The roles of the authority sheet that may confirm a step: the first that grants it and every one above."""
    if step.grant is None:
        return ()
    for place, grant in enumerate(knowledge.authority.values()):
        if step.grant in grant.may:
            return tuple(knowledge.authority)[place:]
    return ()


def confirm(
    store: Store,
    knowledge: Knowledge,
    case_id: int,
    person: Person,
    role: str,
    code: str,
    fields: Mapping[str, str],
    *,
    hands_over: bool,
    reader: Language = Language.EN,
) -> StepRow:
    """Set a step going; ``role`` is the person's on the authority sheet, ``hands_over`` whether a system does steps.

    ``fields`` are read as ``reader`` writes them. Raises ``InputError`` for one that cannot be what it is asked for,
    ``AccessError`` (``step_not_yours``) for a role that may not, ``ConflictError`` (``step_under_way``) if it is under
    way already.
    """
    require(person, Permission.DECIDE)
    step = knowledge.steps.get(code)
    if step is None:
        raise InputError(f"there is no step {code!r}", code="no_such_step")
    allowed = roles_for(knowledge, step)
    if step.grant is not None and role not in allowed:
        named = allowed[0] if allowed else ""
        raise AccessError(f"{role} may not set {code} going", code="step_not_yours", values={"role": named})
    given = {slot: fields[slot] for slot in step.fields if slot in fields}
    line = knowledge.service_levels.follow_up[step.follow_up]
    with store.write() as tx:
        row = lock_case(tx, case_id)
        told = read_details(given, knowledge, row.market, reader, tx.now)
        id_ = uuid4().hex
        fresh = add_step(
            tx, id_, case_id, code=code, team=line.team or "", fields=told,
            due_at=due_at(tx.now, line, knowledge.brand, row.market), by=person.name,
            state=StepState.LEAVING if hands_over else StepState.TASK,
        )  # fmt: skip
        if not fresh:
            raise ConflictError(f"{code} is under way for case {case_id}", code="step_under_way")
        if hands_over:
            enqueue(tx, HAND_OVER, case_id, row.priority)
        tx.note("step_confirmed", person.name, case_id, step=code, id=id_)
        return _found(tx, id_)


def end(store: Store, id_: str, person: Person, *, done: bool) -> StepRow:
    """Say that a step is done, or take it back.

    Raises ``ConflictError`` (``step_ended``) for one that ended before, and for taking back what a system has already.
    """
    require(person, Permission.DECIDE)
    with store.write() as tx:
        lock_case(tx, _found(tx, id_).case_id)
        row = _found(tx, id_)
        if not row.under_way or (not done and row.state is not StepState.TASK):
            raise ConflictError(f"step {id_} is {row.state}", code="step_ended")
        state = StepState.DONE if done else StepState.DROPPED
        save_step(tx, replace(row, state=state, ended_by=person.name, ended_at=tx.now))
        tx.note(f"step_{state}", person.name, row.case_id, step=row.code, id=id_)
        return _found(tx, id_)


def open_tasks(store: Store, *, team: str | None = None, limit: int = 200) -> tuple[StepRow, ...]:
    """The steps that colleagues have to do, all or one team's, what is due soonest first."""
    with store.read() as tx:
        return tasks(tx, limit, team)


def hand_over(store: Store, case_id: int, hand: Hand) -> None:
    """Hand a case's leaving steps to the system that does them.

    One that it refuses, or that it has not taken for a while, becomes a task. Raises ``ChannelError`` where trying
    again may help.
    """
    with store.read() as tx:
        leaving = [row for row in steps_of(tx, case_id) if row.state is StepState.LEAVING]
    for row in leaving:
        try:
            hand(row.id, told(row))
        except RefusedError:
            _settle(store, row, StepState.TASK, "refused")
        except ChannelError:
            if store.clock() - row.confirmed_at < PATIENCE:
                raise
            _settle(store, row, StepState.TASK, "unreachable")
        else:
            _settle(store, row, StepState.HANDED, None)


def told(row: StepRow) -> Told:
    """What the system that does a step is told: ids, codes and what the person wrote for it; no name and no message."""
    return {
        "type": "step.confirmed",
        "timestamp": row.confirmed_at.isoformat(),
        "data": {
            "id": row.id,
            "step": row.code,
            "complaint": row.complaint,
            "market": row.market,
            "team": row.team,
            "due_at": _moment(row.due_at),
            "fields": dict(row.fields),
            "confirmed_by": row.confirmed_by,
        },
    }


def _settle(store: Store, row: StepRow, state: StepState, trouble: str | None) -> None:
    with store.write() as tx:
        lock_case(tx, row.case_id)
        now = _found(tx, row.id)
        if now.state is not StepState.LEAVING:
            return
        save_step(tx, replace(now, state=state, trouble=trouble))
        event = "step_handed" if state is StepState.HANDED else "step_came_back"
        tx.note(event, ACTOR, row.case_id, step=row.code, id=row.id)


def _found(tx: Transaction, id_: str) -> StepRow:
    row = read_step(tx, id_)
    if row is None:
        raise InputError(f"there is no step {id_}", code="no_such_step")
    return row


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
