"""The guideline's own examples: good ones must pass their rule, bad ones must break it."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.checks.rules import breaks
from assistant.domain import Language
from assistant.knowledge import Guideline, Knowledge, Problem, Rule

RUN_HERE = frozenset({"words", "pattern", "count"})


def check_rules(knowledge: Knowledge) -> list[Problem]:
    """Each example that its rule judges wrongly, by file."""
    return [problem for guideline in knowledge.tone.values() for problem in _guideline(guideline)]


def _guideline(guideline: Guideline) -> Iterator[Problem]:
    for rule in guideline.card.rules:
        if rule.check.kind in RUN_HERE:
            yield from _rule(rule, guideline.language, guideline.file)


def _rule(rule: Rule, language: Language, file: str) -> Iterator[Problem]:
    for text in rule.good:
        if breaks(rule, text, language):
            yield Problem(
                file, 1, f"rule {rule.id}: the good example «{text}» breaks it", "mend the example or the check"
            )
    for text in rule.bad:
        if not breaks(rule, text, language):
            yield Problem(
                file, 1, f"rule {rule.id}: the bad example «{text}» passes it", "mend the example or the check"
            )
