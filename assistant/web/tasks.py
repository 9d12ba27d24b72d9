"""The tasks page as HTML: what approved replies promised and what was set going, who does it, and until when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from assistant.access import Permission
from assistant.domain import Language
from assistant.errors import AssistantError
from assistant.store.commitments import CommitmentRow
from assistant.store.rows import StepRow
from assistant.triage.filling import shown
from assistant.web.calls import sentence
from assistant.web.page import top_html
from assistant.web.parts import Parts
from assistant.web.rendering import render
from assistant.web.steps import step_name
from assistant.web.visitors import Visitor

SOON = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Task:
    """A promise, or a step a colleague has to do; ``path`` is where it is ended, ``told`` what the team needs for it.

    ``trouble`` is why it is a task although another system does such steps.

    ``urgency`` is ``late``, ``soon``, ``calm``, or empty where no time was promised.
    """

    path: str
    case_id: int
    complaint: str
    what: str
    owner: str
    due_at: datetime | None
    urgency: str
    promised: bool
    told: Mapping[str, str]
    trouble: str | None = None


def tasks_html(
    parts: Parts,
    who: Visitor,
    promises: Sequence[CommitmentRow],
    steps: Sequence[StepRow],
    owners: Collection[str],
    now: datetime,
    *,
    owner: str | None = None,
    problem: AssistantError | None = None,
) -> str:
    """Open promises and steps, what is due soonest first; ``owner`` is their team, ``owners`` all with any."""
    brand = parts.knowledge.brand
    found = [_promise(row, now) for row in promises] + [_step(parts, row, now, who.language) for row in steps]
    found.sort(key=lambda task: (task.due_at is None, task.due_at or now, task.path))
    return render(
        "tasks.html",
        who.language,
        brand=brand.name,
        top=Markup(top_html(brand.name, who, "tasks")),
        tasks=found,
        owners=owners,
        now=now,
        csrf=who.csrf,
        teams={key: names[who.language] for key, names in brand.teams.items()},
        owner=owner,
        decides=who.person.may(Permission.DECIDE),
        problem=sentence(problem, who.language) if problem else "",
    )


def _promise(row: CommitmentRow, now: datetime) -> Task:
    urgency = _urgency(row.due_at, now)
    path = f"/tasks/{row.id}"
    return Task(path, row.case_id, row.complaint, row.what, row.owner, row.due_at, urgency, promised=True, told={})


def _step(parts: Parts, row: StepRow, now: datetime, language: Language) -> Task:
    urgency, path = _urgency(row.due_at, now), f"/tasks/steps/{row.id}"
    what, rule = step_name(parts, row, language), parts.knowledge.slot
    told = {slot: shown(rule(slot), said, language) for slot, said in row.fields.items()}
    return Task(
        path, row.case_id, row.complaint, what, row.team, row.due_at, urgency, promised=False, told=told,
        trouble=row.trouble,
    )  # fmt: skip


def _urgency(due_at: datetime | None, now: datetime) -> str:
    if due_at is None:
        return ""
    return "late" if due_at <= now else "soon" if due_at - now <= SOON else "calm"
