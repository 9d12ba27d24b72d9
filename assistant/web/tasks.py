"""The tasks page as HTML: what approved replies promised, who keeps it, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from assistant.access import Permission
from assistant.errors import AssistantError
from assistant.store.commitments import CommitmentRow
from assistant.web.calls import sentence
from assistant.web.page import top_html
from assistant.web.parts import Parts
from assistant.web.rendering import render
from assistant.web.visitors import Visitor

SOON = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Task:
    """One promise; ``urgency`` is ``late``, ``soon``, ``calm``, or empty where no time was promised."""

    row: CommitmentRow
    urgency: str


def tasks_html(
    parts: Parts,
    who: Visitor,
    found: Sequence[CommitmentRow],
    now: datetime,
    *,
    owner: str | None = None,
    problem: AssistantError | None = None,
) -> str:
    """Open promises, what is due soonest first; ``owner`` is the team whose promises are shown."""
    brand = parts.knowledge.brand
    return render(
        "tasks.html",
        who.language,
        brand=brand.name,
        top=Markup(top_html(brand.name, who, "tasks")),
        tasks=[Task(row, _urgency(row, now)) for row in found if owner in (None, row.owner)],
        owners={row.owner for row in found},
        now=now,
        csrf=who.csrf,
        teams={key: names[who.language] for key, names in brand.teams.items()},
        owner=owner,
        decides=who.person.may(Permission.DECIDE),
        problem=sentence(problem, who.language) if problem else "",
    )


def _urgency(row: CommitmentRow, now: datetime) -> str:
    if row.due_at is None:
        return ""
    return "late" if row.due_at <= now else "soon" if row.due_at - now <= SOON else "calm"
