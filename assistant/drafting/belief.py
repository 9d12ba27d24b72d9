"""How far the kind of a complaint is believed: what is hardly sure is neither said back nor apologised for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from assistant.domain import Category, Flag
from assistant.drafting.case import Case
from assistant.drafting.events import happened
from assistant.drafting.retelling import CLEARLY, tellings
from assistant.drafting.told import scenes
from assistant.triage.categories import NOT_PROBLEMS

BELIEVED = 0.65  # from this score on a reply may speak of the first category
EVIDENT = 0.85  # a fault so clearly told that it is what the message is about, unless a repair is told as well
UNLIKELY = 0.3  # below it one thing told is not enough to speak of it
AGREEING = 2  # things told that speak for another kind, and none for the first, before the first is doubted
PARTICULAR = 6  # kinds of case a thing told may be of at most, to show that a problem of one of them was told
FOUNDED = 0.9  # a first category so sure is doubted by no other sign


@dataclass(frozen=True, slots=True)
class Belief:
    """A first category that is not believed, and the kind that what was told speaks for instead, if for any."""

    wrong: Category | None = None
    instead: Category | None = None


def doubted(case: Case) -> Category | None:
    """The first category where it is hardly believed and no other kind is borne out by what was told."""
    belief = _belief(case)
    return None if belief.instead else belief.wrong


def problems(case: Case) -> tuple[tuple[Category, float], ...]:
    """The categories a reply may speak of, the likeliest first; ``other`` in front where the first is doubted."""
    found, belief = _standing(case), _belief(case)
    if belief.instead:
        beside = tuple((code, score) for code, score in found if code not in {belief.wrong, belief.instead})
        return ((belief.instead, BELIEVED), *beside)
    return ((Category.OTHER, found[0][1]),) if belief.wrong else found


def _standing(case: Case) -> tuple[tuple[Category, float], ...]:
    """What triage found, but of damage done at home by whoever came no goods that arrived damaged beside it."""
    found, at_home = case.triage.categories, case.knowledge.circumstances.at_home
    if at_home.isdisjoint(scenes(case)):
        return found
    return tuple(one for place, one in enumerate(found) if not place or one[0] is not Category.DAMAGED_ON_ARRIVAL)


def category(case: Case) -> Category:
    """The category a reply may speak of."""
    return next((code for code, _ in problems(case)), Category.OTHER)


def spoken_of(case: Case) -> frozenset[Category]:
    """The categories whose sentences may be used for a thing told: any but the doubted one, where none is believed."""
    wrong = doubted(case)
    if wrong or case.triage.category is Category.OTHER:
        return frozenset(Category) - {wrong}
    return frozenset(code for code, _ in problems(case))


def _belief(case: Case) -> Belief:
    return case.once("belief", lambda: _believed(case))


def _believed(case: Case) -> Belief:
    code, score = next(iter(case.triage.categories), (Category.OTHER, 1.0))
    if _cheated(case):
        return Belief() if code is Category.UNAUTHORISED_TX else Belief(code, Category.UNAUTHORISED_TX)
    if code is Category.PRAISE:
        return Belief(code if _faulted(case) else None)
    if code in NOT_PROBLEMS or score >= FOUNDED:  # it says of nothing that it happened, or is sure
        return Belief()
    if code is Category.WARRANTY_REPAIR and not _in_repair(case):
        return Belief(code, Category.DEFECTIVE_PRODUCT)
    kinds = Counter(kind for kinds in happened(case).values() for kind in kinds)
    others = [kind for kind, count in kinds.items() if count >= AGREEING and kind not in dict(case.triage.categories)]
    if score >= BELIEVED and (kinds[code] or not others):
        return Belief()
    most, named = max(kinds.values(), default=0), dict(case.triage.categories)
    agreed = any(kind in named for kind, count in kinds.items() if count == most)
    if score < BELIEVED and agreed and kinds[code] >= (1 if score >= UNLIKELY else AGREEING):
        return Belief()
    if UNLIKELY <= score < BELIEVED and not kinds and not thanked(case) and _found(code, case):
        return Belief()
    return Belief(code, _borne_out(kinds, case) or _said_outright(case))


def _in_repair(case: Case) -> bool:
    """Whether a repair that was begun may be spoken of: none is where only a fault is told."""
    told = happened(case).values()
    fault = dict(case.triage.categories).get(Category.DEFECTIVE_PRODUCT, 0.0) >= EVIDENT
    fault = fault or any(Category.DEFECTIVE_PRODUCT in kinds for kinds in told)
    details = case.triage.details
    begun = (
        any(kinds == {Category.WARRANTY_REPAIR} for kinds in told) or details.earlier_contacts or details.days_waited
    )
    return bool(begun) or not fault


def _found(code: Category, case: Case) -> bool:
    """Whether the entry found first is one of a kind's own."""
    topics = case.knowledge.playbooks[code].topics
    return not case.abstained and any(p.id.rpartition("/")[2] in topics for p in case.passages[:1])


def _borne_out(kinds: Counter[Category], case: Case) -> Category | None:
    """The kind that most of what was told speaks for: a named one, or one that several things agree on."""
    named = [code for code, _ in case.triage.categories[1:] if kinds[code]]
    if named:
        return max(named, key=lambda code: kinds[code])
    ranked = [(kind, count) for kind, count in kinds.most_common(2) if kind not in NOT_PROBLEMS]
    clear = ranked[:1] and ranked[0][1] >= AGREEING and (len(ranked) < 2 or ranked[0][1] > ranked[1][1])
    return ranked[0][0] if clear else None


def _said_outright(case: Case) -> Category | None:
    """The kind that a clause which may be told back speaks for so clearly that it needs nothing more."""
    found = max(tellings(case), key=lambda one: one.weights[one.kind], default=None)
    return found.kind if found and found.weights[found.kind] >= CLEARLY else None


def _cheated(case: Case) -> bool:
    """Whether somebody in danger of fraud tells of a thing whose entry says how to keep one's money and data."""
    told = case.knowledge.told.get(case.language)
    topics = case.knowledge.playbooks[Category.UNAUTHORISED_TX].topics
    led = {scene for scene, slug in told.entries.items() if slug in topics} if told else set()
    return Flag.FRAUD in case.triage.flags and not led.isdisjoint(scenes(case))


def _faulted(case: Case) -> bool:
    """Whether thanks stand beside something that went wrong, and beside nothing that people are thanked for.

    What may be told of any case («it was for my mother») is no fault.
    """
    harmless = case.knowledge.circumstances.no_fault
    told = (scene for scene, kinds in happened(case).items() if len(kinds) <= PARTICULAR and scene not in harmless)
    return any(told) and not thanked(case)


def thanked(case: Case) -> bool:
    """Whether something is told that people are thanked for."""
    return any(not scenes(case).isdisjoint(phrase.scenes) for phrase in case.listed("praise"))
