"""Approved texts in a reply: sentence by sentence, in the length the channel has room for, with where to write to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from assistant.domain import Audience, Commitment, Language, Sentence, SentenceKind
from assistant.drafting.bridging import sent_away
from assistant.drafting.page import APPROVED, Page, Step, pick
from assistant.drafting.phrasebook import fill
from assistant.drafting.values import due, owner_and_time
from assistant.drafting.words import cap
from assistant.knowledge import ApprovedText
from assistant.knowledge.lengths import measure
from assistant.languages import sentences as split_sentences

ROOM = 0.8  # of a channel's limit, what an approved text may take beside greeting and sign-off


def approved(page: Page, slug: str) -> None:
    """An approved text, sentence by sentence; what it promises cites the SLA line as well."""
    case = page.case
    found = case.knowledge.texts.get((case.language, slug))
    content = _fitting_section(found, page) if found else None
    if found is None or content is None:
        return
    owner = found.card.owner
    name = f"follow-up-{owner}" if f"follow-up-{owner}" in case.knowledge.service_levels.follow_up else "follow-up-care"
    line = case.knowledge.service_levels.follow_up[name]
    filled: Mapping[str, str | Mapping[str, str]] = {**page.values, **owner_and_time(line, case)}
    first = 10 * (slug == "abstain") or 1 + max((sentence.paragraph for sentence in page.sentences), default=-1)
    for number, paragraph in enumerate(part for part in content.split("\n\n") if part.strip()):
        for source in _split(paragraph, case.language):
            text = fill(source.strip(), filled, case.language)
            promise = "{{ within" in source or "{{within" in source
            sources = (found.id, f"brand/sla/{name}") if promise else (found.id,)
            kind = SentenceKind.COMMITMENT if promise else SentenceKind.SOURCE
            page.sentences.append(Sentence(page.plan.audience, cap(text, case.language), kind, sources, number + first))
            page.steps.append(Step(APPROVED, source=slug))
            if promise:
                page.commitments.append(Commitment(text, due(line, case), owner, f"brand/sla/{name}"))


@lru_cache(maxsize=1_000)  # the brand's own texts, the same for every customer
def _split(paragraph: str, language: Language) -> tuple[str, ...]:
    return tuple(split_sentences(" ".join(paragraph.split()), language))


def where(page: Page) -> None:
    """After an approved public text that asks for a private message: the address, where we cannot write first."""
    case, profile = page.case, page.case.profile
    if page.plan.audience is not Audience.PUBLIC or profile.opens or "channel" not in page.values or sent_away(case):
        return
    chosen = pick(page, "where", "where")
    said = " ".join(sentence.text for sentence in page.sentences)
    if chosen is None or not said or "@" in said:
        return
    if profile.limit is None or measure(f"{said} {chosen.text}", profile.unit) <= profile.limit * ROOM:
        page.sentences.append(Sentence(Audience.PUBLIC, chosen.text, SentenceKind.COURTESY, (), 0))
        page.steps.append(Step("where"))


def _fitting_section(text: ApprovedText, page: Page) -> str | None:
    """The section for the audience; where a channel has no room for it, the short public wording."""
    wanted = text.sections.get(page.plan.audience)
    profile = page.case.profile_for(page.plan.audience)
    short = text.sections.get(Audience.PUBLIC)
    if wanted and short and profile.limit is not None and measure(wanted, profile.unit) > profile.limit * ROOM:
        return short
    return wanted
