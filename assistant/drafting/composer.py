"""The writer without a language model: moves, the brand's phrases, the entries' facts, the customer's details."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assistant.domain import Audience, Commitment, Draft, Sentence, SentenceKind, Situation, Slot
from assistant.drafting import layout
from assistant.drafting.answers import Answer, answers, market_matters
from assistant.drafting.case import Case
from assistant.drafting.phrasebook import Chosen, Setting, cap, choose, fill, shortest
from assistant.drafting.plan import EXPENDABLE, ReplyPlan, plan
from assistant.drafting.values import due, owner_and_time, values
from assistant.knowledge import ApprovedText, Phrase
from assistant.knowledge.lengths import measure
from assistant.languages import sentences as split_sentences

PARAGRAPH = {
    "answer": 1, "answer_lead": 1, "abstain": 1, "text": 0, "ask": 2, "next_step": 2, "bridge": 2, "invite": 2,
    "way_out": 3, "close": 3, "close_question": 3, "phone_offer": 3,
}  # fmt: skip
KINDS = {
    "restate": SentenceKind.THREAD, "repeat": SentenceKind.THREAD, "ask": SentenceKind.QUESTION,
    "invite": SentenceKind.QUESTION, "next_step": SentenceKind.COMMITMENT, "way_out": SentenceKind.SOURCE,
}  # fmt: skip
ESCALATION = "complaint-escalation"
MOST_ASKED = 2


@dataclass
class _Page:
    """One reply while it is being written."""

    case: Case
    plan: ReplyPlan
    values: Mapping[str, str | Mapping[str, str]]
    setting: Setting
    lean: bool
    used: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    sentences: list[Sentence] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)

    def add(self, move: str, text: str, kind: SentenceKind, sources: tuple[str, ...] = ()) -> None:
        self.sentences.append(Sentence(self.plan.audience, text, kind, sources, PARAGRAPH.get(move, 0)))
        self.used.add(text)
        self.done.add(move)


def compose(case: Case) -> Draft:
    """A draft from the brand's own words; empty for silence and for what only a person may answer.

    Deterministic: the same case and attempt give the same words; another attempt gives other words.
    """
    missing = slots(case)
    said: list[Sentence] = []
    promised: list[Commitment] = []
    for reply in plan(case):
        page = _fitted(case, reply, missing, {sentence.text for sentence in said})
        said += page.sentences
        promised += page.commitments
    framed = [s for audience in Audience for s in layout.framed(said, case, audience)]
    subject = _subject(case) if any(s.reply is Audience.PRIVATE for s in said) else None
    return Draft(
        tuple(framed), subject, missing if said else (), tuple(promised), prompt=None, guideline=case.guideline.id
    )


def slots(case: Case) -> tuple[Slot, ...]:
    """What is still missing to settle the case, at most two things; the market first where the facts differ by it."""
    names = [name for name in case.triage.missing if name in case.phrases.slots and name != "market"]
    if market_matters(case) and "market" in case.phrases.slots:
        names.insert(0, "market")
    return tuple(Slot(name, case.phrases.slots[name].question) for name in names[:MOST_ASKED])


def _fitted(case: Case, reply: ReplyPlan, missing: tuple[Slot, ...], said: set[str]) -> _Page:
    """The reply, shortened move by move until it fits its channel.

    The customer's own detail is the last thing to go: shorter words for everything are tried before.
    """
    profile = case.profile_for(reply.audience)
    expendable = [move for move in EXPENDABLE if move in reply.moves]
    page = _write(case, reply, reply.moves, missing, said, lean=False)
    for lean, droppable in ((False, [move for move in expendable if move != "restate"]), (True, expendable)):
        for count in range(len(droppable) + 1):
            if not _over(page, profile.limit, profile.target):
                return page
            moves = tuple(move for move in reply.moves if move not in droppable[:count])
            page = _write(case, reply, moves, missing, said, lean=lean)
    return page


def _over(page: _Page, limit: int | None, target: int) -> bool:
    bound = min(limit, target) if limit is not None else target
    text = layout.text(layout.framed(page.sentences, page.case, page.plan.audience), page.case, page.plan.audience)
    return text is not None and layout.length(text, page.case, page.plan.audience) > bound


def _write(
    case: Case, reply: ReplyPlan, moves: tuple[str, ...], missing: tuple[Slot, ...], said: set[str], *, lean: bool
) -> _Page:
    asked = [slot.name for slot in missing]
    profile = case.profile_for(reply.audience)
    triage = case.triage
    setting = Setting(
        triage.category, triage.emotion, triage.intensity, profile.style, reply.audience, triage.situation,
        triage.details.occasions, triage.apology, case.language,
    )  # fmt: skip
    page = _Page(
        case,
        ReplyPlan(reply.audience, moves, reply.text),
        values(case, reply.audience, asked),
        setting,
        lean,
        set(said),
    )
    if reply.text:
        _approved(page, reply.text)
    for move in moves:
        if move not in page.done:
            _WRITERS.get(move, _phrase)(page, move)
    return page


def _phrase(page: _Page, move: str) -> None:
    """A move that is a phrase of the brand's own."""
    chosen = _chosen(page, _options(page, move), move)
    if chosen is None:
        return
    kind = KINDS.get(move, SentenceKind.COURTESY)
    page.add(move, chosen.text, kind, ("thread",) if kind is SentenceKind.THREAD else ())
    page.used |= {name.split(".")[0] for name in chosen.phrase.variables}
    page.done |= set(chosen.phrase.also)


def _options(page: _Page, move: str) -> tuple[Phrase, ...]:
    return page.case.phrases.moves.get(move, ())


def _chosen(page: _Page, phrases: Iterable[Phrase], move: str) -> Chosen | None:
    options = tuple(phrases)
    if page.lean:
        return shortest(options, page.setting, page.values)
    seed = f"{page.case.complaint.id}|{page.plan.audience}|{move}|{page.case.attempt}"
    return choose(options, page.setting, page.values, seed, page.used)


def _apology(page: _Page, move: str) -> None:
    level = page.case.triage.apology
    if level:
        _phrase(page, f"apology_{level}")
        page.done.add(move)


def _answer(page: _Page, move: str) -> None:
    most = 1 if page.setting.style in {"line", "chat"} or page.plan.audience is Audience.PUBLIC else 3
    found: tuple[Answer, ...] = answers(page.case, "line" if page.lean else page.setting.style, most)
    if found and not page.lean and page.setting.style != "line" and page.setting.situation is not Situation.QUESTION:
        lead = _chosen(page, _options(page, "answer_lead"), "answer_lead")
        if lead:
            page.add("answer_lead", lead.text, SentenceKind.COURTESY)
    for answer in found:
        for sentence in answer.sentences:
            page.add(move, sentence, SentenceKind.SOURCE, (answer.source,))


def _ask(page: _Page, move: str) -> None:
    if "items" in page.values:
        _phrase(page, move)


def _next_step(page: _Page, move: str) -> None:
    """Owner and time: always, when something stays open; cites the SLA line that allows it."""
    case = page.case
    style = page.setting.style
    chosen = (
        _chosen(page, _options(page, "next_step_line"), move) if style == "line" or page.lean else None
    ) or _chosen(page, _options(page, move), move)
    if chosen is None:
        return
    name = case.knowledge.playbooks[case.triage.category].follow_up
    source = f"brand/sla/{name}"
    page.add(move, chosen.text, SentenceKind.COMMITMENT, (source,))
    line = case.knowledge.service_levels.follow_up[name]
    page.commitments.append(Commitment(chosen.text, due(line, case), line.team or "care", source))


def _way_out(page: _Page, move: str) -> None:
    source = f"faq/{page.case.language}/{ESCALATION}"
    if any(source in sentence.sources for sentence in page.sentences):
        return  # the answer said it already
    chosen = _chosen(page, _options(page, move), move)
    if chosen and source in page.case.knowledge.entry_by_id:
        page.add(move, chosen.text, SentenceKind.SOURCE, (source,))


def _invite(page: _Page, move: str) -> None:
    """In public: how to reach us privately, where something is left to settle and we cannot write first."""
    if "channel" in page.values and (slots(page.case) or page.case.triage.situation is not Situation.ANSWER):
        chosen = _chosen(page, _options(page, "bridge_invite"), move)
        if chosen:
            page.add(move, chosen.text, SentenceKind.QUESTION)


def _abstain(page: _Page, move: str) -> None:
    _approved(page, "abstain")


def _personal_data(page: _Page, move: str) -> None:
    """In public: asks the customer to take their own data down, before anything else is said."""
    _approved(page, "pii-public")


def _approved(page: _Page, slug: str) -> None:
    """An approved text, sentence by sentence; what it promises cites the SLA line as well."""
    case = page.case
    found = case.knowledge.texts.get((case.language, slug))
    content = _fitting_section(found, page) if found else None
    if found is None or content is None:
        return
    owner = found.card.owner
    name = f"follow-up-{owner}" if f"follow-up-{owner}" in case.knowledge.service_levels.follow_up else "follow-up-care"
    line = case.knowledge.service_levels.follow_up[name]
    filled = {**page.values, **owner_and_time(line, case)}
    for number, paragraph in enumerate(part for part in content.split("\n\n") if part.strip()):
        for source in split_sentences(" ".join(paragraph.split()), case.language):
            text = fill(source.strip(), filled, case.language)
            promise = "{{ within" in source or "{{within" in source
            sources = (found.id, f"brand/sla/{name}") if promise else (found.id,)
            kind = SentenceKind.COMMITMENT if promise else SentenceKind.SOURCE
            page.sentences.append(
                Sentence(page.plan.audience, cap(text, case.language), kind, sources, number + (slug == "abstain"))
            )
            if promise:
                page.commitments.append(Commitment(text, due(line, case), owner, f"brand/sla/{name}"))


def _fitting_section(text: ApprovedText, page: _Page) -> str | None:
    """The section for the audience; where a channel has no room for it, the short public wording."""
    wanted = text.sections.get(page.plan.audience)
    profile = page.case.profile_for(page.plan.audience)
    short = text.sections.get(Audience.PUBLIC)
    if wanted and short and profile.limit is not None and measure(wanted, profile.unit) > profile.limit * 0.8:
        return short
    return wanted


def _subject(case: Case) -> str | None:
    if case.profile_for(Audience.PRIVATE).style != "letter" or not case.complaint.subject:
        return None
    subject = case.complaint.subject.strip()
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


_WRITERS = {
    "apology": _apology, "answer": _answer, "ask": _ask, "next_step": _next_step,
    "way_out": _way_out, "invite": _invite, "abstain": _abstain, "pii": _personal_data,
}  # fmt: skip
