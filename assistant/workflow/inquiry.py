"""Which unit could say what the brand's files do not, and what to ask it, for a draft that needs a colleague."""

from __future__ import annotations

from assistant.domain import Action, Ask, Flag, Reason, Status
from assistant.drafting.case import Case
from assistant.drafting.plan import approved_text


def inquiry(case: Case, status: Status) -> Ask | None:
    """The unit and the question of a draft that waits for a colleague; nothing for any other draft."""
    if status is not Status.ASK_COLLEAGUE:
        return None
    if case.triage.action is not Action.ESCALATE:
        return Ask(case.knowledge.playbooks[case.triage.category].team, Reason("ask.no_entry"))
    text = case.knowledge.texts.get((case.language, approved_text(case)))
    flag = next((flag for flag in case.triage.flags if flag is not Flag.REPEAT), None)
    unit = text.card.owner if text else case.knowledge.playbooks[case.triage.category].team
    return Ask(unit, Reason("ask.escalate", {"flag": flag or ""}))
