"""The guideline's own examples: good ones must pass their rule, bad ones must break it."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.checks.rules import breaks
from assistant.knowledge import Guideline, Knowledge, Problem

RUN_HERE = frozenset({"words", "pattern", "count"})
MEND = "mend the example or the check"


def check_rules(knowledge: Knowledge) -> list[Problem]:
    """Each example that its rule judges wrongly, by file and line."""
    return [problem for guideline in knowledge.tone.values() for problem in _guideline(knowledge, guideline)]


def _guideline(knowledge: Knowledge, guideline: Guideline) -> Iterator[Problem]:
    for number, rule in enumerate(guideline.card.rules):
        if rule.check.kind not in RUN_HERE and rule.check.sense is None:
            continue
        for kind, examples, wanted, does in (("good", rule.good, False, "breaks"), ("bad", rule.bad, True, "passes")):
            for index, text in enumerate(examples):
                if breaks(rule, text, guideline.language) is not wanted:
                    line = knowledge.line(guideline.file, "rules", number, kind, index)
                    what = f"rule {rule.id}: the {kind} example «{text}» {does} it"
                    yield Problem(guideline.file, line, what, MEND)
