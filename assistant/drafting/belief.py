"""How far the kind of a complaint is believed: what is hardly sure is neither said back nor apologised for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from assistant.domain import Category
from assistant.drafting.case import Case
from assistant.drafting.told import scenes

BELIEVED = 0.65  # from this score on a reply may speak of the first category
PLAIN = frozenset(
    {Category.PRAISE, Category.QUESTION, Category.SPAM, Category.TROLL, Category.OFF_TOPIC, Category.OTHER}
)  # kinds that say of nothing that it happened
AGREEING = 2  # things told that speak for another kind, and none for the first, before the first is doubted
FOUNDED = 0.9  # a first category so sure is doubted by no other sign


def doubted(case: Case) -> Category | None:
    """The first category where it is hardly believed: its score is low, or all that was told is of another kind."""
    return case.once("doubted", lambda: _doubted(case))


def problems(case: Case) -> tuple[tuple[Category, float], ...]:
    """The categories a reply may speak of, the likeliest first; ``other`` in front where the first is doubted."""
    found = case.triage.categories
    return ((Category.OTHER, found[0][1]),) if doubted(case) else found


def category(case: Case) -> Category:
    """The category a reply may speak of."""
    return next((code for code, _ in problems(case)), Category.OTHER)


def spoken_of(case: Case) -> frozenset[Category]:
    """The categories whose sentences may be used for a thing told: any but the doubted one, where none is believed."""
    wrong = doubted(case)
    if wrong or case.triage.category is Category.OTHER:
        return frozenset(Category) - {wrong}
    return frozenset(code for code, _ in case.triage.categories)


def _doubted(case: Case) -> Category | None:
    code, score = next(iter(case.triage.categories), (Category.OTHER, 1.0))
    if code is Category.PRAISE:
        return code if _faulted(case) else None
    if code in PLAIN:
        return None
    if score >= FOUNDED:
        return None
    kinds = Counter(kind for kinds in kinds_of(case).values() for kind in kinds)
    if score < BELIEVED:
        most = max(kinds.values(), default=0)
        named = dict(case.triage.categories)
        borne_out = kinds[code] and any(kind in named for kind, count in kinds.items() if count == most)
        return None if borne_out else code
    others = [kind for kind, count in kinds.items() if count >= AGREEING and kind not in dict(case.triage.categories)]
    return code if others and not kinds[code] else None


def _faulted(case: Case) -> bool:
    """Whether thanks stand beside something that went wrong, and beside nothing that people are thanked for."""
    thanked = {scene for phrase in case.listed("praise") for scene in phrase.scenes}
    return bool(kinds_of(case)) and scenes(case).isdisjoint(thanked)


def kinds_of(case: Case) -> Mapping[str, frozenset[Category]]:
    """For each thing told the kinds of complaint for which the brand has a sentence that says it back."""
    return case.once("kinds of scenes", lambda: _kinds_of(case))


def _kinds_of(case: Case) -> dict[str, frozenset[Category]]:
    told, here = case.knowledge.told.get(case.language), scenes(case)
    found: dict[str, set[Category]] = {}
    for move in ("restate", "told"):
        for phrase in told.moves.get(move, ()) if told else ():
            for scene in set(phrase.scenes) & here:
                found.setdefault(scene, set()).update(phrase.categories)
    return {scene: frozenset(kinds) for scene, kinds in found.items()}
