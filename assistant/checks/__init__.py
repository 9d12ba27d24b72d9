"""What must be true of a reply before a person sees it: one file a check, one line here for each."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.checks.channel import channel
from assistant.checks.commitments import commitments
from assistant.checks.contacts import contacts
from assistant.checks.formats import formats
from assistant.checks.forms import forms
from assistant.checks.greeting import greeting
from assistant.checks.grounding import contradictions
from assistant.checks.hidden import hidden
from assistant.checks.judging import Judge, judged
from assistant.checks.language import language
from assistant.checks.length import length
from assistant.checks.likeness import likeness
from assistant.checks.moves import apology, asks, detail, owner_and_time, refusal
from assistant.checks.names import names
from assistant.checks.personal_data import personal_data
from assistant.checks.placeholders import placeholders
from assistant.checks.quantities import quantities
from assistant.checks.review import Check, Reviewed
from assistant.checks.rules import rules
from assistant.checks.sign_off import sign_off
from assistant.checks.support import support
from assistant.domain import Finding, Severity

CHECKS: tuple[Check, ...] = (
    language,
    length,
    channel,
    placeholders,
    hidden,
    greeting,
    sign_off,
    personal_data,
    contacts,
    quantities,
    contradictions,
    names,
    support,
    commitments,
    formats,
    forms,
    likeness,
    apology,
    owner_and_time,
    asks,
    detail,
    refusal,
    rules,
)
ORDER = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.NOTE: 2}


def run(reviewed: Reviewed, judge: Judge | None = None) -> tuple[Finding, ...]:
    """Every finding of every check, the blocking ones first, then by place; a judge sees what is left undecided."""
    found = [finding for check in CHECKS for finding in check(reviewed)]
    if judge is not None:
        found += judged(reviewed, judge)
    return tuple(sorted(_once(found), key=lambda f: (ORDER[f.severity], f.span or (0, 0), f.check)))


def _once(found: list[Finding]) -> Iterator[Finding]:
    """The findings without those that say the same of the same place: a rule's words and its sense often agree."""
    seen: dict[str, list[tuple[int, int]]] = {}
    for finding in found:
        spans = seen.setdefault(finding.check, [])
        if finding.span is None or not any(_overlap(finding.span, span) for span in spans):
            yield finding
        if finding.span is not None:
            spans.append(finding.span)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
