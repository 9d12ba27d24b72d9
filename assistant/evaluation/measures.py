"""What is measured on one proposal, each as true, false or not applicable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import yaml

from assistant.domain import Action, Language, Proposal, SentenceKind, Severity, Situation
from assistant.drafting.relevance import features
from assistant.evaluation.cases import EvaluationCase
from assistant.languages.quantities import Kind, quantities

OPEN = frozenset({Situation.LOOKUP, Situation.ANSWER, Situation.REPEAT})  # where somebody has to come back to it
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
    """A complaint's reply says back something of the customer's own: a word, a day or a number they used.

    Naming only what kind of complaint it is does not count, and what is said back in words all of our own is missed.
    """
    judged = proposal.triage.apology and proposal.draft.sentences and proposal.action is not Action.ESCALATE
    return bool(own_words(case, proposal)) if judged else None


def own_words(case: EvaluationCase, proposal: Proposal) -> frozenset[str]:
    """What the sentences that speak of the complaint have in common with it, beyond the words of its kind."""
    language = proposal.language
    complaint = case.complaint
    text = "\n".join((complaint.subject or "", complaint.text, *(turn.text for turn in complaint.thread)))
    told, said = _contents(text, language), frozenset[str]()
    for sentence in proposal.draft.sentences:
        if sentence.kind is SentenceKind.THREAD:
            said |= _contents(sentence.text, language)
    return frozenset(word for word in said & told if word not in _kind_words(language))


def _contents(text: str, language: Language) -> frozenset[str]:
    """The stems of a text and the quantities it states."""
    stems = {feature for feature in features(text, language) if feature[:1] != "@" and not feature.isdigit()}
    return frozenset(stems | {str(found.fact) for found in quantities(text, language)})


@cache
def _kind_words(language: Language) -> frozenset[str]:
    """The stems of the words that say of what kind a complaint is («siparişiniz», "your refund", «η παράδοση»)."""
    listed = yaml.safe_load((Path(__file__).parent / "kind_words.yaml").read_text(encoding="utf-8"))
    return features(" ".join(listed[str(language)]), language)


def apology_right(case: EvaluationCase, proposal: Proposal) -> bool | None:
    """The apology is of the labelled level, and stands in the text as that level wants it."""
    if case.expected.apology is None or not proposal.draft.sentences or proposal.action is Action.ESCALATE:
        return None
    missed = any(f.check == "apology_level" and f.severity is not Severity.NOTE for f in proposal.findings)
    return case.expected.apology == proposal.triage.apology and not missed


def owner_and_time(case: EvaluationCase, proposal: Proposal) -> bool | None:
    """What is left open has an owner and a time: a promise the desk keeps, and a sentence that names the time."""
    if proposal.triage.situation not in OPEN or not proposal.draft.sentences:
        return None
    promised = any(promise.owner and promise.by for promise in proposal.draft.commitments)
    ours = {SentenceKind.COMMITMENT, SentenceKind.SOURCE}
    said = (s.text for s in proposal.draft.sentences if s.kind in ours)
    times = {Kind.DURATION, Kind.DATE, Kind.TIME}
    timed = any(found.kind in times for text in said for found in quantities(text, proposal.language))
    return promised and timed


def length_fits(case: EvaluationCase, proposal: Proposal) -> bool | None:
    """Each reply is within its channel's limit and about as long as its channel wants."""
    if not proposal.draft.sentences:
        return None
    return not any(finding.check == "length" for finding in proposal.findings)


MEASURES: Mapping[str, Measure] = {
    measure.__name__: measure
    for measure in (
        language_right, market_right, category_right, flags_found, flags_quiet, action_right, topic_first, topic_used,
        nothing_blocks, nothing_warns, supported, own_detail, apology_right, owner_and_time, length_fits,
    )
}  # fmt: skip


def _slug(source: str) -> str:
    return source.rsplit("/", 1)[-1]
