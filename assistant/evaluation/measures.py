"""What is measured on one proposal, each as true, false or not applicable."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.domain import Action, Proposal, SentenceKind, Severity
from assistant.evaluation.cases import EvaluationCase

Measure = Callable[[EvaluationCase, Proposal], bool | None]


def language_right(case: EvaluationCase, proposal: Proposal) -> bool | None:
    """The reply is in the wanted language, by label and by the language check on its text."""
    if case.expected.language is None:
        return None
    said = not any(finding.check == "language" for finding in proposal.findings)
    return proposal.language == case.expected.language and said


def market_right(case: EvaluationCase, proposal: Proposal) -> bool | None:
    """The market is what the label says, unknown included."""
    return (proposal.triage.market or None) == case.expected.market


def category_right(case: EvaluationCase, proposal: Proposal) -> bool | None:
    """The likeliest category is among the labelled ones."""
    return proposal.triage.category in case.expected.categories if case.expected.categories else None


def flags_found(case: EvaluationCase, proposal: Proposal) -> bool | None:
    """Every labelled risk flag is raised."""
    return set(case.expected.flags) <= set(proposal.triage.flags) if case.expected.flags else None


def flags_quiet(case: EvaluationCase, proposal: Proposal) -> bool | None:
    """No risk flag is raised that nobody labelled."""
    return set(proposal.triage.flags) <= set(case.expected.flags)


def action_right(case: EvaluationCase, proposal: Proposal) -> bool | None:
    """Public, private, both, none or escalate as labelled."""
    return proposal.action == case.expected.action if case.expected.action else None


def topic_first(case: EvaluationCase, proposal: Proposal) -> bool | None:
    """The first passage found is of a labelled topic."""
    if not case.expected.topics or not proposal.sources:
        return False if case.expected.topics else None
    return _slug(proposal.sources[0].id) in case.expected.topics


def topic_used(case: EvaluationCase, proposal: Proposal) -> bool | None:
    """A sentence of the reply rests on a labelled topic; a holding text carries no facts and is not judged."""
    if not case.expected.topics or not proposal.draft.sentences or proposal.action is Action.ESCALATE:
        return None
    return any(_slug(source) in case.expected.topics for s in proposal.draft.sentences for source in s.sources)


def nothing_blocks(case: EvaluationCase, proposal: Proposal) -> bool | None:
    """No check blocks the draft as it stands."""
    return not any(finding.severity is Severity.BLOCK for finding in proposal.findings)


def nothing_warns(case: EvaluationCase, proposal: Proposal) -> bool | None:
    """No check blocks or warns."""
    return not any(finding.severity in {Severity.BLOCK, Severity.WARN} for finding in proposal.findings)


def supported(case: EvaluationCase, proposal: Proposal) -> bool | None:
    """Each sentence that says something of the matter, and each promise, cites what it rests on."""
    if not proposal.draft.sentences:
        return None
    needing = {SentenceKind.SOURCE, SentenceKind.COMMITMENT, SentenceKind.THREAD, SentenceKind.AGENT}
    return all(
        sentence.kind is not SentenceKind.UNSUPPORTED and (sentence.kind not in needing or sentence.sources)
        for sentence in proposal.draft.sentences
    )


def own_detail(case: EvaluationCase, proposal: Proposal) -> bool | None:
    """A complaint's reply says back something of the customer's own."""
    kinds = {sentence.kind for sentence in proposal.draft.sentences}
    judged = proposal.triage.apology and kinds and proposal.action is not Action.ESCALATE
    return SentenceKind.THREAD in kinds if judged else None


MEASURES: Mapping[str, Measure] = {
    measure.__name__: measure
    for measure in (
        language_right, market_right, category_right, flags_found, flags_quiet, action_right, topic_first, topic_used,
        nothing_blocks, nothing_warns, supported, own_detail,
    )
}  # fmt: skip


def _slug(source: str) -> str:
    return source.rsplit("/", 1)[-1]
