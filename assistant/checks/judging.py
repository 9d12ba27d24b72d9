"""The last rung of the ladder: what no program could decide goes to a judge, whose quotes must be literal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.checks.grounding import ALIGNED, clauses, closest, evidence
from assistant.checks.reading import said
from assistant.checks.review import Reviewed
from assistant.domain import Finding, SentenceKind, Severity


class Ruling(StrEnum):
    """What a judge says of a sentence and its sources."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    CONTRADICTED = "contradicted"
    NOT_IN_SOURCE = "not_in_source"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence nobody could decide, with the texts it may rest on."""

    sentence: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judge's ruling on one doubt, with the words of the source it rests on."""

    ruling: Ruling
    quote: str = ""


# One call for all doubts of a reply; a verdict for each, in order.
Judge = Callable[[Sequence[Doubt]], Sequence[Verdict]]


def undecided(reviewed: Reviewed) -> tuple[Doubt, ...]:
    """The sentences that claim a source and come near none of its words."""
    known = evidence(reviewed)
    sources = tuple(passage.text for passage in reviewed.passages if passage.quotable)
    claims = {s.text for s in reviewed.sentences if s.kind is SentenceKind.SOURCE}
    if not known or not claims:
        return ()
    found = []
    for sentence in said(reviewed.text, reviewed.language):
        parts = clauses(sentence.text, reviewed.language)
        if sentence.text not in claims or not parts:
            continue
        if max(match.score for match in closest(parts, known, reviewed.language)) < ALIGNED:
            found.append(Doubt(sentence.text, sources))
    return tuple(found)


def judged(reviewed: Reviewed, judge: Judge) -> Iterator[Finding]:
    """What the judge says of the undecided sentences; a quote that stands in no source counts as no source.

    Raises nothing of its own; ``judge`` raises what its model raises.
    """
    doubts = undecided(reviewed)
    if not doubts:
        return
    for doubt, verdict in zip(doubts, judge(doubts), strict=True):
        literal = bool(verdict.quote.strip()) and any(verdict.quote in source for source in doubt.sources)
        if verdict.ruling is Ruling.SUPPORTED and literal:
            continue
        at = reviewed.text.find(doubt.sentence)
        span = (at, at + len(doubt.sentence)) if at >= 0 else None
        opposed = verdict.ruling is Ruling.CONTRADICTED and literal
        code = "polarity.opposite" if opposed else "sentence.unsupported"
        values = {"text": doubt.sentence, "source": verdict.quote}
        yield reviewed.finding("support", Severity.BLOCK, code, span, **values)
