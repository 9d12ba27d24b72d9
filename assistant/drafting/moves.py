"""Writing the moves of one reply: each from the brand's phrases, the entries, the note or an approved text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from assistant.domain import Audience, Category, Commitment, Language, Sentence, SentenceKind, Situation
from assistant.drafting.answers import Answer, answers, evident
from assistant.drafting.bridging import sent_away
from assistant.drafting.case import Case
from assistant.drafting.material import Material
from assistant.drafting.phrasebook import Chosen, Setting, Values, choose, fill, shortest
from assistant.drafting.plan import ReplyPlan
from assistant.drafting.relevance import features
from assistant.drafting.values import due, owner_and_time, values
from assistant.drafting.words import cap, lowered
from assistant.knowledge import ApprovedText, Phrase
from assistant.knowledge.lengths import measure
from assistant.languages import sentences as split_sentences
from assistant.languages.quantities import durations

# Where a move stands; the numbers leave room for further answers and are made consecutive in the end.
PARAGRAPH = {
    "answer": 10, "answer_lead": 10, "answer_about": 10, "overdue": 10, "note_lead": 10, "note": 10, "appointment": 10,
    "abstain": 10, "text": 0, "ask": 20, "next_step": 20, "bridge": 20, "invite": 20, "way_out": 30, "close": 30,
    "close_question": 30, "phone_offer": 30,
}  # fmt: skip
KINDS = {
    "restate": SentenceKind.THREAD, "restate_also": SentenceKind.THREAD, "repeat": SentenceKind.THREAD,
    "ask": SentenceKind.QUESTION, "invite": SentenceKind.QUESTION, "next_step": SentenceKind.COMMITMENT,
    "way_out": SentenceKind.SOURCE, "call_open": SentenceKind.QUESTION,
}  # fmt: skip
ESCALATION = "complaint-escalation"
APPROVED, ANSWER, MARKET, NOTE = "approved", "answer", "market", "note"  # steps that come from no list of phrases
FAREWELLS = frozenset({"close", "close_question", "answer_lead"})  # where the particular phrase would come every time
MET = frozenset({Category.STAFF_BEHAVIOUR, Category.STORE_EXPERIENCE})  # the manager calls, so we have to reach them
MOST_ANSWERS = {"line": 1, "comment": 2, "chat": 2, "letter": 3}


@dataclass(frozen=True, slots=True)
class Step:
    """Where one sentence came from: the list of phrases and what its phrase used, or the source it stands in."""

    listed: str
    variables: frozenset[str] = frozenset()
    also: tuple[str, ...] = ()
    source: str = ""
    problem: Category | None = None


@dataclass
class Page:
    """One reply while it is being written."""

    case: Case
    material: Material
    plan: ReplyPlan
    values: Values
    setting: Setting
    lean: bool
    used: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    sentences: list[Sentence] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def add(
        self, move: str, text: str, kind: SentenceKind, sources: tuple[str, ...] = (), step: Step | None = None
    ) -> None:
        """Put a sentence down and remember that the move is made, and where the sentence came from."""
        self.sentences.append(Sentence(self.plan.audience, text, kind, sources, PARAGRAPH.get(move, 0)))
        self.steps.append(step or Step(move, source=sources[0] if sources else ""))
        self.used.add(text)
        self.done.add(move)


def write(case: Case, material: Material, reply: ReplyPlan, said: set[str], *, lean: bool) -> Page:
    """The reply's moves in order; ``said`` are texts of the other reply, ``lean`` takes the shortest words."""
    page = blank(case, material, reply, said, lean=lean)
    if reply.text:
        _approved(page, reply.text)
    for move in reply.moves:
        if move not in page.done or reply.moves.count(move) > 1:
            _WRITERS.get(move, _phrase)(page, move)
    return page


def blank(case: Case, material: Material, reply: ReplyPlan, said: set[str], *, lean: bool) -> Page:
    """A reply of which nothing is written yet."""
    profile, triage = case.profile_for(reply.audience), case.triage
    setting = Setting(
        material.matter, triage.emotion, triage.intensity, profile.style, reply.audience, triage.situation,
        triage.details.occasions, triage.apology, case.language,
    )  # fmt: skip
    filled = values(case, reply.audience, [slot.name for slot in material.slots], material.noted.appointment)
    return Page(case, material, reply, filled, setting, lean, set(said))


def _phrase(page: Page, move: str) -> None:
    """A move that is a phrase of the brand's own."""
    _from(page, move, move)


def _from(
    page: Page,
    move: str,
    listed: str,
    kind: SentenceKind | None = None,
    sources: tuple[str, ...] = (),
    problem: Category | None = None,
) -> Chosen | None:
    """Say a phrase of the list ``listed`` as the move; nothing where none fits."""
    chosen = _chosen(page, listed, move, problem)
    if chosen is None:
        return None
    kind = kind or KINDS.get(move, SentenceKind.COURTESY)
    variables = frozenset(name.split(".")[0] for name in chosen.phrase.variables)
    step = Step(listed, variables, chosen.phrase.also, problem=problem)
    page.add(move, chosen.text, kind, ("thread",) if kind is SentenceKind.THREAD else sources, step)
    page.used |= variables
    page.done |= set(chosen.phrase.also)
    return chosen


def _options(page: Page, listed: str) -> tuple[Phrase, ...]:
    """The phrases of a list that repeat no move already made: an apology inside a restatement is one apology."""
    return tuple(p for p in page.case.phrases.moves.get(listed, ()) if not page.done & set(p.also))


def _chosen(page: Page, listed: str, move: str, problem: Category | None = None) -> Chosen | None:
    options = _options(page, listed)
    if problem:  # only what speaks of this problem
        options = tuple(phrase for phrase in options if phrase.categories)
    setting = replace(page.setting, category=problem) if problem else page.setting
    if page.lean:
        return shortest(options, setting, page.values)
    seed = f"{page.case.complaint.id}|{page.plan.audience}|{move}|{page.case.attempt}"
    beside = [sentence.text for sentence in page.sentences]
    return choose(options, setting, page.values, seed, page.used, beside, flat=listed in FAREWELLS)


def _apology(page: Page, move: str) -> None:
    level = page.case.triage.apology
    if level:
        _phrase(page, f"apology_{level}")
        page.done.add(move)


def _also(page: Page, move: str) -> None:
    """A second problem of the message, said back as well where there is room."""
    problems = page.case.triage.categories
    second = next((code for code, score in problems[1:] if evident(page.case, code, score)), None)
    if second and page.setting.style != "line":
        _from(page, move, move, problem=second)


def _answer(page: Page, move: str) -> None:
    """What the note says of this very case, then what the entries say; several problems each by itself."""
    _note(page)
    style = page.setting.style
    chosen = page.material.chosen[: MOST_ANSWERS[style]]
    question = page.setting.situation is Situation.QUESTION
    if page.lean or (page.plan.audience is Audience.PUBLIC and not question):
        chosen = chosen[:1]
    asking = not question  # what a reply needs it asks for itself, once
    stance = page.material.stance
    found = answers(page.case, chosen, "line" if page.lean else style, asking=asking, stance=stance)
    several = len(found) > 1 and style in {"letter", "comment", "chat"}
    if len(found) == 1 and len(found[0].sentences) > 1:
        _lead(page)
    for number, answer in enumerate(found):
        _one_answer(page, answer, number, several)


def _lead(page: Page) -> None:
    """A word of introduction, where a procedure of several sentences follows in a letter and nobody is hurt by it."""
    plain = page.setting.situation in {Situation.ANSWER, Situation.LOOKUP, Situation.REFUSAL}
    if page.lean or page.setting.style != "letter" or not plain or page.material.noted.said:
        return
    if page.setting.category in {Category.STAFF_BEHAVIOUR, Category.STORE_EXPERIENCE, Category.UNAUTHORISED_TX}:
        return
    _from(page, "answer_lead", "answer_lead")


def _one_answer(page: Page, answer: Answer, number: int, several: bool) -> None:
    start = len(page.sentences)
    question = page.setting.situation is Situation.QUESTION
    headed = several and not (question and number == 0) and _head(page, answer)
    for place, sentence in enumerate(answer.sentences):
        text = lowered(sentence, page.case.language) if headed and not place else sentence
        page.add("answer", text, SentenceKind.SOURCE, (answer.source,))
    if answer.overdue and page.setting.style != "line" and not page.lean:
        _from(page, "overdue", "overdue", SentenceKind.SOURCE, (answer.source, "thread"))
    if several and number:  # each further answer is a paragraph of its own
        page.sentences[start:] = [replace(s, paragraph=s.paragraph + number) for s in page.sentences[start:]]


def _head(page: Page, answer: Answer) -> bool:
    """A word on which problem comes now, unless the answer opens with it."""
    chosen = _chosen(page, "answer_about", "answer_about", answer.problem)
    language = page.case.language
    if chosen is None or features(chosen.text, language) & features(answer.sentences[0], language):
        return False
    return _from(page, "answer_about", "answer_about", problem=answer.problem) is not None


def _note(page: Page) -> None:
    """The agent's own facts, and the appointment as a promise that rests on the note."""
    note = page.material.noted
    facts = note.for_audience(page.plan.audience)
    if page.setting.style == "line":
        facts = facts[:1] if not note.appointment else ()
    if not (facts or note.appointment):
        return
    if page.setting.style != "line" and facts:
        _from(page, "note_lead", "note_lead")
    for fact in facts:
        page.add("note", fact, SentenceKind.AGENT, ("note",))
    said = _from(page, "appointment", "appointment", SentenceKind.COMMITMENT, ("note",)) if note.appointment else None
    if said:
        owner = page.case.knowledge.playbooks[page.case.triage.category].team
        page.commitments.append(Commitment(said.text, note.at, owner, "note"))
        page.done |= {"next_step", "ask"}


def _ask(page: Page, move: str) -> None:
    """What is missing; in public, and where nothing else is, the country alone, which is no personal fact."""
    slots = page.material.slots
    if [slot.name for slot in slots] == ["market"] or (slots[:1] and page.plan.audience is Audience.PUBLIC):
        if slots[0].name == "market":
            page.add(move, slots[0].question, SentenceKind.QUESTION, step=Step(MARKET))
    elif "items" in page.values:
        _phrase(page, move)


def _next_step(page: Page, move: str) -> None:
    """Owner and time: always, when something stays open; cites the SLA line that allows it.

    Not where the answer has just said who does what within which time.
    """
    if page.setting.category in MET and _owned(page):
        return
    case = page.case
    name = case.knowledge.playbooks[case.triage.category].follow_up
    source = f"brand/sla/{name}"
    short = page.setting.style == "line" or page.lean
    lists = ("next_step_line", move) if short else (move,)
    for listed in lists:
        chosen = _from(page, move, listed, SentenceKind.COMMITMENT, (source,))
        if chosen:
            line = case.knowledge.service_levels.follow_up[name]
            page.commitments.append(Commitment(chosen.text, due(line, case), line.team or "care", source))
            return


def _owned(page: Page) -> bool:
    """Whether a sentence of the answer names the owner of the next step together with a time."""
    team = features(str(page.values.get("team", "")), page.case.language)
    return any(
        len(team & features(s.text, page.case.language)) * 2 >= max(len(team), 1) and _timed(s.text, page.case.language)
        for s in page.sentences
        if s.kind is SentenceKind.SOURCE
    )


@lru_cache(maxsize=2_000)
def _timed(sentence: str, language: Language) -> bool:
    """Whether a sentence of an entry names a length of time."""
    return bool(durations(sentence, language))


def _way_out(page: Page, move: str) -> None:
    source = f"faq/{page.case.language}/{ESCALATION}"
    if any(source in sentence.sources for sentence in page.sentences):
        return  # the answer said it already
    if source in page.case.knowledge.entry_by_id:
        _from(page, move, move, SentenceKind.SOURCE, (source,))


def _invite(page: Page, move: str) -> None:
    """In public: how to reach us privately, where something is left to settle and we cannot write first.

    Where we have asked for that twice, our telephone number instead: the third time is never written.
    """
    left = page.material.slots or page.setting.category in MET or page.setting.situation is not Situation.ANSWER
    if "channel" not in page.values or not left:
        return
    if sent_away(page.case):
        _phrase(page, "phone_offer")
    else:
        _from(page, move, "bridge_invite", SentenceKind.QUESTION)


def _abstain(page: Page, move: str) -> None:
    _approved(page, "abstain")


def _personal_data(page: Page, move: str) -> None:
    """In public: asks the customer to take their own data down, before anything else is said."""
    _approved(page, "pii-public")


def _approved(page: Page, slug: str) -> None:
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
    for number, paragraph in enumerate(part for part in content.split("\n\n") if part.strip()):
        for source in split_sentences(" ".join(paragraph.split()), case.language):
            text = fill(source.strip(), filled, case.language)
            promise = "{{ within" in source or "{{within" in source
            sources = (found.id, f"brand/sla/{name}") if promise else (found.id,)
            kind = SentenceKind.COMMITMENT if promise else SentenceKind.SOURCE
            page.sentences.append(
                Sentence(page.plan.audience, cap(text, case.language), kind, sources, number + 10 * (slug == "abstain"))
            )
            page.steps.append(Step(APPROVED, source=slug))
            if promise:
                page.commitments.append(Commitment(text, due(line, case), owner, f"brand/sla/{name}"))


def _fitting_section(text: ApprovedText, page: Page) -> str | None:
    """The section for the audience; where a channel has no room for it, the short public wording."""
    wanted = text.sections.get(page.plan.audience)
    profile = page.case.profile_for(page.plan.audience)
    short = text.sections.get(Audience.PUBLIC)
    if wanted and short and profile.limit is not None and measure(wanted, profile.unit) > profile.limit * 0.8:
        return short
    return wanted


_WRITERS = {
    "apology": _apology, "answer": _answer, "ask": _ask, "next_step": _next_step, "restate_also": _also,
    "way_out": _way_out, "invite": _invite, "abstain": _abstain, "pii": _personal_data,
}  # fmt: skip
