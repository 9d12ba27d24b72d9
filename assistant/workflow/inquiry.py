"""Which unit could say what the brand's files do not, and what to ask it, for a draft that needs a colleague."""

from __future__ import annotations

from assistant.domain import Action, Ask, Category, Flag, Reason, Status
from assistant.drafting.case import Case
from assistant.drafting.plan import approved_text
from assistant.triage.language import OTHER

# Reasons of a status that ask for other words, not for another fact.
WORDS = frozenset({"status.blocked", "status.too_long"})


def inquiry(case: Case, status: Status, why: Reason) -> Ask | None:
    """The unit and the question of a draft that waits for a colleague; nothing for any other draft.

    ``why`` is the status' reason: what a check blocks is a question of words, for whoever answers anything.
    """
    if status is not Status.ASK_COLLEAGUE:
        return None
    if why.code in WORDS:
        long = why.code == "status.too_long"
        question = Reason("ask.too_long", why.values) if long else Reason("ask.blocked", why.values)
        return Ask(case.knowledge.playbooks[Category.OTHER].team, question)
    if case.triage.action is not Action.ESCALATE and case.triage.written == OTHER:
        return Ask(case.knowledge.playbooks[Category.OTHER].team, Reason("ask.language", {"language": case.language}))
    if why.code == "status.unsure":
        return Ask(case.knowledge.playbooks[Category.OTHER].team, Reason("ask.unsure"))
    if case.triage.action is not Action.ESCALATE:
        return Ask(case.knowledge.playbooks[case.triage.category].team, Reason("ask.no_entry"))
    text = case.knowledge.texts.get((case.language, approved_text(case)))
    flag = next((flag for flag in case.triage.flags if flag is not Flag.REPEAT), None)
    unit = text.card.owner if text else case.knowledge.playbooks[case.triage.category].team
    return Ask(unit, Reason("ask.escalate", {"flag": flag or ""}))
