"""An editor tries the guideline on their own words: which rules fire where, without a complaint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.checks.rules import breaks, spots
from assistant.knowledge import Guideline, Rule

RUN_HERE = frozenset({"words", "pattern", "count"})


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that a text breaks, and where; no place for what is counted over the whole."""

    rule: Rule
    span: tuple[int, int] | None


def on_own_words(text: str, guideline: Guideline) -> tuple[Fired, ...]:
    """Every rule of the guideline that a text alone can break, with each place, whatever the rule's scope."""
    return tuple(fired for rule in guideline.card.rules for fired in _fired(rule, text, guideline))


def unchecked(guideline: Guideline) -> tuple[Rule, ...]:
    """The rules a text alone does not decide: they need a judge, or the complaint and its case."""
    return tuple(r for r in guideline.card.rules if r.check.kind not in RUN_HERE and r.check.sense is None)


def _fired(rule: Rule, text: str, guideline: Guideline) -> Iterator[Fired]:
    places = list(spots(rule, text, guideline.language))
    yield from (Fired(rule, place) for place in places)
    if not places and breaks(rule, text, guideline.language):
        yield Fired(rule, None)
