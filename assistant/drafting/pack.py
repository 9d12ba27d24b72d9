"""The rest of a reply pack: the card for a call, the note for colleagues, the words for after the fix."""

from __future__ import annotations

from assistant.domain import (
    Action,
    Audience,
    Card,
    Draft,
    Flag,
    Pack,
    Reason,
    Sentence,
    Situation,
)
from assistant.drafting.belief import category
from assistant.drafting.bridging import sent_away
from assistant.drafting.case import Case
from assistant.drafting.layout import framed
from assistant.drafting.material import Material, material
from assistant.drafting.moves import write
from assistant.drafting.page import NOWHERE
from assistant.drafting.plan import ReplyPlan, approved_text
from assistant.drafting.values import due

SPOKEN = ("call_open", "restate", "apology", "answer", "next_step")  # what is to be asked stands apart, as questions
NOTHING_OPEN = frozenset({Situation.PRAISE, Situation.SILENCE, Situation.QUESTION})
# A voice does here what writing cannot: somebody in trouble, somebody who wrote before, somebody we have to meet.
CALLED = frozenset({Flag.VULNERABLE, Flag.HEALTH_SAFETY, Flag.SELF_HARM, Flag.MINORS, Flag.REPEAT, Flag.DISCRIMINATION})
MOMENT = "%Y-%m-%d %H:%M"  # how a note tells when something is due
CLOSING, WIN_BACK = "closing-solved", "win-back"


def pack(case: Case, draft: Draft) -> Pack | None:
    """What goes with the replies of a draft; nothing for silence, and no words for a threat, where only a person acts.

    Public reply and private message are the draft's own. The closing line and the win-back message are approved texts,
    for later: the closing line is public only with the customer's consent.
    """
    if case.triage.action is Action.NO_REPLY:
        return None
    if case.triage.situation in NOTHING_OPEN or Flag.VIOLENCE_THREAT in case.triage.flags:
        return Pack(None, note(case, draft))
    found = material(case)
    won_back = _after(case, found, WIN_BACK) if case.triage.action is not Action.ESCALATE else ()
    return Pack(card(case, found), note(case, draft), _after(case, found, CLOSING), won_back)


def card(case: Case, found: Material) -> Card:
    """Who calls, until when, whether a call is the better way, and what to say in the customer's language."""
    playbook = case.knowledge.playbooks[category(case)]
    escalated = case.triage.action is Action.ESCALATE
    slug = approved_text(case) if escalated else None
    text = case.knowledge.texts.get((case.language, slug)) if slug else None
    owner = text.card.owner if text else playbook.team
    named = f"follow-up-{owner}" if text else playbook.follow_up
    line = case.knowledge.service_levels.follow_up.get(named)
    moves = ("call_open",) if escalated else SPOKEN
    spoken = write(case, found, ReplyPlan(Audience.PRIVATE, moves), NOWHERE, lean=False)
    said = list(spoken.sentences)
    if slug:
        said += write(case, found, ReplyPlan(Audience.PRIVATE, (), slug), NOWHERE, lean=False).sentences
    by = found.noted.at if found.settled else due(line, case) if line else None
    wanted = bool(CALLED & set(case.triage.flags)) or sent_away(case) or owner == "stores"
    return Card(owner, by, wanted, tuple(said), tuple(slot.question for slot in found.slots if not escalated))


def note(case: Case, draft: Draft) -> tuple[Reason, ...]:
    """What a colleague has to know before touching the case, as reasons worded in the reader's language."""
    triage = case.triage
    cited = [s for s in dict.fromkeys(x for sentence in draft.sentences for x in sentence.sources) if "/" in s]
    lines = [Reason("pack.about", {"category": triage.category, "severity": triage.severity})]
    lines += [Reason("pack.also", {"category": code}) for code, _ in triage.categories[1:]]
    lines += [Reason("pack.alert", {"risk": flag}) for flag in triage.flags]
    if case.order_numbers:
        lines.append(Reason("pack.order", {"order": ", ".join(case.order_numbers)}))
    if triage.details.days_waited:
        lines.append(Reason("pack.waited", {"days": triage.details.days_waited}))
    if triage.market is None:
        lines.append(Reason("pack.market"))
    lines += [Reason("pack.missing", {"what": case.phrases.slots[slot.name].label}) for slot in draft.slots]
    lines += [
        Reason("pack.promised", {"owner": promise.owner, "by": promise.by.strftime(MOMENT)})
        for promise in draft.commitments
        if promise.by
    ]
    if case.unanswered:
        lines.append(Reason("pack.unanswered"))
    if cited:
        lines.append(Reason("pack.rests", {"sources": ", ".join(cited)}))
    return tuple(line for at, line in enumerate(lines) if line not in lines[:at])


def _after(case: Case, found: Material, slug: str) -> tuple[Sentence, ...]:
    """An approved text for later, as it would be sent: in private, in public too where the complaint stood there."""
    audiences = (Audience.PUBLIC, Audience.PRIVATE) if case.complaint.public else (Audience.PRIVATE,)
    pages = [write(case, found, ReplyPlan(audience, (), slug), NOWHERE, lean=False) for audience in audiences]
    return tuple(one for page in pages for one in framed(page.sentences, case, page.plan.audience))
