"""Next steps on the page of a case: what the playbook proposes, what was set going, and who may confirm it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.access import Permission
from assistant.domain import Language
from assistant.knowledge import Step
from assistant.store import case_file
from assistant.store.rows import StepRow, StepState
from assistant.triage.filling import shown
from assistant.web.calls import Call
from assistant.web.opened import Opened, opened, today_of
from assistant.web.parts import Parts
from assistant.web.rendering import render, text
from assistant.workflow import steps


@dataclass(frozen=True, slots=True)
class Offered:
    """A proposed step; ``needs`` is the role it takes, where the person's own does not suffice."""

    code: str
    step: Step
    needs: str | None


@dataclass(frozen=True, slots=True)
class Going:
    """A step somebody set going."""

    row: StepRow
    name: str
    team: str
    late: bool


def steps_html(parts: Parts, seen: Opened, language: Language) -> str:
    """The fold of next steps; nothing where nothing is proposed and nothing was set going."""
    knowledge, file = parts.knowledge, seen.file
    own = parts.promises_as(seen.person)
    under_way = {row.code for row in file.steps if row.under_way}
    # A spammer is owed nothing; what a case without a draft is about nobody has said yet.
    proposed = (
        steps.proposed(knowledge, seen.stored.categories, file.row.flags, under_way)
        if seen.stored.categories and seen.stored.status != "no_reply"
        else ()
    )
    offered = [
        Offered(one.code, one.step, one.roles[0] if one.roles and own not in one.roles else None) for one in proposed
    ]
    going = [_going(parts, row, seen, language) for row in file.steps if row.state is not StepState.DROPPED]
    if not offered and not going:
        return ""
    return render(
        "steps.html", language, offered=offered, going=going, seen=seen, may=may_confirm(seen), rule=knowledge.slot,
        shown=shown, today=today_of(parts, seen),
    )  # fmt: skip


def may_confirm(seen: Opened) -> bool:
    """Whether the person may set steps going here."""
    return seen.person.may(Permission.DECIDE)


def step_name(parts: Parts, row: StepRow, language: Language) -> str:
    """What a step is called in the reader's language; one the brand no longer has goes by its code."""
    step = parts.knowledge.steps.get(row.code)
    return step.name[language] if step else row.code.replace("_", " ")


def confirm(call: Call) -> None:
    """Set a step going for the case on the screen."""
    given = call.node.get("fields")
    fields = {str(k): str(v) for k, v in given.items()} if isinstance(given, Mapping) else {}
    role = call.parts.promises_as(call.person)
    made = steps.confirm(
        call.parts.store, call.parts.knowledge, call.case, call.person, role, call.text("code"), fields,
        hands_over=call.parts.hands_over, reader=call.language,
    )  # fmt: skip
    call.screen.toast(text(call.language, "toast.step_left" if made.state is StepState.LEAVING else "toast.step_task"))
    _show(call)


def end(call: Call) -> None:
    """Say that a step is done, or take it back."""
    steps.end(call.parts.store, call.text("id"), call.person, done=call.node.get("done") is True)
    _show(call)


def _show(call: Call) -> None:
    file = case_file(call.parts.store, call.case)
    seen = opened(call.parts, file, call.person, call.texts(), call.subject())
    call.screen.html["steps"] = steps_html(call.parts, seen, call.language)


def _going(parts: Parts, row: StepRow, seen: Opened, language: Language) -> Going:
    team = parts.knowledge.brand.teams.get(row.team, {}).get(language, row.team)
    late = row.under_way and row.due_at is not None and row.due_at < seen.now
    return Going(row, step_name(parts, row, language), team, late)
