"""Replies a model is shown as examples of the voice: the guideline's own, those nearest to the complaint."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.drafting.case import Case
from assistant.drafting.relevance import features

Released = Callable[[Case], Sequence[str]]
SECTION = "15"  # the guideline's examples, in every language
MOST = 2
_PARTS = re.compile(r"\n\s*\n|\n(?=\d{1,2}\. )")


def from_guideline(case: Case) -> tuple[str, ...]:
    """The examples of the guideline that speak of the same things as the complaint, the nearest first; two at most."""
    found = [
        part.strip()
        for section in case.guideline.sections
        if section.id.rpartition("/")[2] == SECTION
        for part in _PARTS.split(section.text)
        if part.strip()
    ]
    near = {part: case.asked.shared(features(part, case.language)) for part in found}
    return tuple(sorted((part for part in found if near[part] > 0), key=lambda part: -near[part])[:MOST])
