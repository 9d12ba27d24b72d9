"""One reply while it is written: what stands in it, and the choice of the brand's phrase for a move."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from assistant.domain import Category, Commitment, Sentence, SentenceKind, Situation
from assistant.drafting.asking import given
from assistant.drafting.belief import doubted, spoken_of
from assistant.drafting.case import Case
from assistant.drafting.fitting import leading
from assistant.drafting.material import Material
from assistant.drafting.notes import note_scenes
from assistant.drafting.phrasebook import TOLD_DETAILS, Chosen, Setting, Values, choose, fits, shortest
from assistant.drafting.plan import RETOLD, ReplyPlan
from assistant.drafting.things import concerns_subject
from assistant.drafting.told import scenes
from assistant.drafting.values import native, owner_and_time, values
from assistant.knowledge import Phrase

# Where a move stands; the numbers leave room for further answers and are made consecutive in the end.
PARAGRAPH = {
    "answer": 10, "answer_lead": 10, "answer_about": 10, "overdue": 10, "note_lead": 10, "note": 10, "appointment": 10,
    "abstain": 10, "text": 0, "ask": 20, "next_step": 20, "further": 20, "open_question": 20, "bridge": 20,
    "other_question": 20, "invite": 20, "way_out": 30, "close": 30,
    "close_question": 30, "phone_offer": 30,
}  # fmt: skip
KINDS = {
    "restate": SentenceKind.THREAD, "restate_also": SentenceKind.THREAD, "repeat": SentenceKind.THREAD,
    "told": SentenceKind.THREAD, RETOLD: SentenceKind.THREAD,
    "ask": SentenceKind.QUESTION, "invite": SentenceKind.QUESTION, "next_step": SentenceKind.COMMITMENT,
    "way_out": SentenceKind.SOURCE, "call_open": SentenceKind.QUESTION,
}  # fmt: skip
APPROVED, ANSWER, MARKET, NOTE = "approved", "answer", "market", "note"  # steps that come from no list of phrases
WAITING = frozenset({"days", "wait"})  # one thing in two units: said once
SAYING_BACK = frozenset({"restate", "restate_also", "told", RETOLD})  # lists by which a thing told is said back, once
FAREWELLS = frozenset({"close", "close_question", "answer_lead"})  # where the particular phrase would come every time


@dataclass(frozen=True, slots=True)
class Step:
    """Where one sentence came from: the list of phrases and what its phrase used, or the source it stands in."""

    listed: str
    variables: frozenset[str] = frozenset()
    also: tuple[str, ...] = ()
    source: str = ""
    problem: Category | None = None
    scenes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in the other reply to the same person: texts, things told, promises by their source."""

    texts: frozenset[str] = frozenset()
    scenes: frozenset[str] = frozenset()
    promises: frozenset[str] = frozenset()
    details: frozenset[str] = frozenset()
    restated: bool = False

    def and_of(self, page: Page) -> Said:
        """What stands in it together with a page."""
        return Said(
            self.texts | {sentence.text for sentence in page.sentences},
            self.scenes | page.told,
            self.promises | {promise.source for promise in page.commitments},
            self.details | {name for step in page.steps for name in TOLD_DETAILS & step.variables},
            self.restated or any(step.scenes or TOLD_DETAILS & step.variables for step in page.steps),
        )


NOWHERE = Said()


@dataclass
class Page:
    """One reply while it is being written."""

    case: Case
    material: Material
    plan: ReplyPlan
    values: Values
    setting: Setting
    lean: bool
    elsewhere: Said = NOWHERE
    brief: bool = False
    retells: bool = True
    used: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
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


def blank(case: Case, material: Material, reply: ReplyPlan, said: Said, *, lean: bool) -> Page:
    """A reply of which nothing is written yet."""
    profile, triage = case.profile_for(reply.audience), case.triage
    setting = Setting(
        material.matter, triage.emotion, triage.intensity, profile.style, reply.audience, triage.situation,
        triage.details.occasions, triage.apology, case.language, scenes(case),
        spoken_of(case),
    )  # fmt: skip
    filled = values(case, reply.audience, asked_for(case, material), material.noted.appointment)
    return Page(case, material, reply, filled, setting, lean, said, used={*said.texts, *said.details})


def asked_for(case: Case, material: Material) -> tuple[str, ...]:
    """The slots the customer is asked for: not the country where the order's number tells it, or the language does.

    An agent may still fill it in for somebody who writes Turkish in Greece.
    """
    names = tuple(slot.name for slot in material.slots)
    known = native(case) or "order_number" in names or given("order_number", case)
    return tuple(name for name in names if name != "market") if known else names


def of_further(page: Page, code: Category) -> Values:
    """The values of a page for a further problem: its own owner and time, and the words it is introduced with."""
    case = page.case
    line = case.knowledge.service_levels.follow_up[case.knowledge.playbooks[code].follow_up]
    heads = [phrase.text for phrase in case.listed("answer_about") if code in phrase.categories]
    return {**page.values, **owner_and_time(line, case), **({"matter": heads[0]} if heads else {})}


def say(
    page: Page,
    move: str,
    listed: str,
    kind: SentenceKind | None = None,
    sources: tuple[str, ...] = (),
    problem: Category | None = None,
    told_of: Category | None = None,
) -> Chosen | None:
    """Say a phrase of the list ``listed`` as the move; nothing where none fits.

    ``problem``: of the phrases only those made for it; ``told_of``: any, said of that problem.
    """
    chosen = pick(page, listed, move, problem)
    if chosen:
        put(page, move, listed, chosen, kind, sources, problem or told_of)
    return chosen


def put(
    page: Page,
    move: str,
    listed: str,
    chosen: Chosen,
    kind: SentenceKind | None = None,
    sources: tuple[str, ...] = (),
    problem: Category | None = None,
) -> None:
    """Put a chosen phrase down, with what it tells and which moves it makes."""
    kind = kind or KINDS.get(move, SentenceKind.COURTESY)
    variables = chosen.phrase.details
    step = Step(listed, variables, chosen.phrase.also, problem=problem, scenes=chosen.phrase.scenes)
    if listed in SAYING_BACK:  # regret for a thing does not say it back
        page.told |= set(chosen.phrase.scenes)
    page.add(move, chosen.text, kind, ("thread",) if kind is SentenceKind.THREAD else sources, step)
    page.used |= variables | (WAITING if variables & WAITING else frozenset())
    page.done |= set(chosen.phrase.also)


def _announces_other(phrase: Phrase, page: Page) -> bool:
    """Whether a phrase speaks of what is asked that has an entry, and another entry is what will be quoted."""
    lead = leading(page.case)
    led = {lead[scene] for scene in phrase.scenes if scene in lead}
    return bool(led) and led.isdisjoint(pick.entry.slug for pick in page.material.chosen)


def options(page: Page, listed: str, setting: Setting | None = None) -> tuple[Phrase, ...]:
    """The phrases of a list that fit and repeat no move made: an apology inside a restatement is one apology."""
    said = {scene for step in page.steps if step.listed == listed for scene in step.scenes}  # each thing once in a list
    if listed in SAYING_BACK:
        said |= page.told | page.elsewhere.scenes
    if page.sentences and page.setting.situation is Situation.REPEAT:  # the words for writing again have said it
        said |= page.case.knowledge.circumstances.silence
    return tuple(
        p
        for p in _fitting(page, listed, setting or page.setting)
        if not page.done & set(p.also) and not said & set(p.scenes) and _of_this_product(p, page)
    )


def _fitting(page: Page, listed: str, setting: Setting) -> tuple[Phrase, ...]:
    """The phrases of a list that fit, found once for all attempts at a reply."""
    key = ("fitting", listed, page.plan.audience, setting.category, setting.scenes, setting.problems)
    every = page.case.knowledge.listed(page.case.language, listed)
    return page.case.once(
        key, lambda: tuple(p for p in every.possible(setting.scenes) if fits(p, setting, page.values))
    )


def _of_this_product(phrase: Phrase, page: Page) -> bool:
    """Whether a phrase that says something of the product says it of the product in question, and not of another."""
    return "product" not in phrase.details or not phrase.scenes or concerns_subject(phrase.scenes, page.case)


def pick(
    page: Page, listed: str, move: str, problem: Category | None = None, among: frozenset[str] | None = None
) -> Chosen | None:
    """The phrase of a list for a move: only what speaks of ``problem``, or of things told ``among`` these, if given."""
    setting = replace(page.setting, category=problem) if problem else page.setting
    if listed == "apology_2":  # what the agent's note owns may be named
        setting = replace(setting, scenes=setting.scenes | note_scenes(page.case))
    if listed == "told" and doubted(page.case):  # beside the thing itself only what is of the kinds that were named
        setting = replace(setting, problems=frozenset(code for code, _ in page.case.triage.categories))
    choices = options(page, listed, setting)
    if listed == "restate" and any(p.scenes and setting.category in p.categories for p in choices):
        choices = tuple(p for p in choices if not p.scenes or setting.category in p.categories)  # the first goes first
    if listed == "question_open":  # nothing is announced that does not follow
        choices = tuple(p for p in choices if not _announces_other(p, page))
    if listed == "told":  # nothing that was said back a sentence ago
        choices = tuple(p for p in choices if p.scenes or not page.used & p.details)
    if problem:  # only what speaks of this problem
        choices = tuple(phrase for phrase in choices if phrase.categories)
    if among is not None:
        choices = tuple(phrase for phrase in choices if phrase.scenes and among.issuperset(phrase.scenes))
    if page.lean:
        return shortest(choices, setting, page.values)
    seed = f"{page.case.complaint.id}|{page.plan.audience}|{move}|{page.case.attempt}"
    beside = [sentence.text for sentence in page.sentences]
    return choose(choices, setting, page.values, seed, page.used, beside, flat=listed in FAREWELLS)
