"""Of which kinds of complaint the things are that a customer told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.domain import Category
from assistant.drafting.case import Case
from assistant.drafting.told import scenes


def kinds_of(case: Case) -> Mapping[str, frozenset[Category]]:
    """For each thing told the kinds of complaint for which the brand has a sentence that says it back."""
    return case.once("kinds of scenes", lambda: _kinds_of(case))


def happened(case: Case) -> Mapping[str, frozenset[Category]]:
    """The kinds that each thing told is of, of what happened alone: what it means for somebody may go with any kind."""
    return case.once("kinds of events", lambda: _kinds_of(case, ("restate",)))


def _kinds_of(case: Case, moves: Sequence[str] = ("restate", "told")) -> dict[str, frozenset[Category]]:
    told, here = case.knowledge.told.get(case.language), scenes(case)
    found: dict[str, set[Category]] = {}
    for listed in (told.lists[move] for move in moves if told and move in told.lists):
        for scene in here & listed.told.keys():
            kinds = (listed.phrases[at].categories for at in listed.told[scene])
            found.setdefault(scene, set()).update(*kinds)
    return {scene: frozenset(kinds) for scene, kinds in found.items()}
