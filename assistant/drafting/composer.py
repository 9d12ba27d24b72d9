"""The writer without a language model: moves, the brand's phrases, the entries' facts, the customer's details."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import Audience, Commitment, Draft, Sentence, Slot
from assistant.drafting import layout
from assistant.drafting.case import Case
from assistant.drafting.material import Material, material
from assistant.drafting.moves import Page, write
from assistant.drafting.plan import AFTER_PII, EXPENDABLE, ReplyPlan, plan


def compose(case: Case, drop: Sequence[str] = (), target: float = 1.0) -> Draft:
    """A draft from the brand's own words; empty for silence and for what only a person may answer.

    Deterministic: the same case and attempt give the same words; another attempt gives other words. ``drop`` are moves
    to leave out and ``target`` the part of the channel's target length to keep to: for rewrites.
    """
    found = material(case)
    said: list[Sentence] = []
    promised: list[Commitment] = []
    for reply in plan(case):
        kept = replace(reply, moves=tuple(move for move in reply.moves if move not in drop))
        page = _fitted(case, found, kept, {sentence.text for sentence in said}, target)
        said += _consecutive(page.sentences)
        promised += page.commitments
    framed = [s for audience in Audience for s in layout.framed(said, case, audience)]
    subject = _subject(case) if any(s.reply is Audience.PRIVATE for s in said) else None
    return Draft(
        tuple(framed), subject, found.slots if said else (), tuple(promised), prompt=None, guideline=case.guideline.id
    )


def slots(case: Case) -> tuple[Slot, ...]:
    """What is still missing to settle the case, at most two things; the market first where the facts differ by it."""
    return material(case).slots


def _fitted(case: Case, found: Material, reply: ReplyPlan, said: set[str], target: float) -> Page:
    """The reply, shortened move by move until it fits its channel.

    The customer's own detail is the last thing to go: shorter words for everything are tried before.
    """
    profile = case.profile_for(reply.audience)
    bound = round(min(profile.limit, profile.target) if profile.limit is not None else profile.target) * target
    last = AFTER_PII if "pii" in reply.moves else ()
    expendable = [move for move in (*EXPENDABLE, *last) if move in reply.moves]
    page = write(case, found, reply, said, lean=False)
    for lean, droppable in ((False, [move for move in expendable if move != "restate"]), (True, expendable)):
        for count in range(len(droppable) + 1):
            if _length(page) <= bound:
                return page
            moves = tuple(move for move in reply.moves if move not in droppable[:count])
            page = write(case, found, replace(reply, moves=moves), said, lean=lean)
    return page


def _length(page: Page) -> int:
    audience = page.plan.audience
    text = layout.text(layout.framed(page.sentences, page.case, audience), page.case, audience)
    return layout.length(text, page.case, audience) if text is not None else 0


def _consecutive(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences with paragraphs numbered 0, 1, 2 in the order they are first met."""
    numbers: dict[int, int] = {}
    return [replace(s, paragraph=numbers.setdefault(s.paragraph, len(numbers))) for s in sentences]


def _subject(case: Case) -> str | None:
    if case.profile_for(Audience.PRIVATE).style != "letter" or not case.complaint.subject:
        return None
    subject = case.complaint.subject.strip()
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"
