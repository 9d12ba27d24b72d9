"""The moves a reply owes: apology, owner with a time, few questions, a detail of the customer's own."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.checks.lexicon import places
from assistant.checks.review import Reviewed
from assistant.domain import Finding, SentenceKind, Severity, Situation
from assistant.languages import key, sentences, words

MOST_ASKS = 2
# Here only an approved text may stand, and care comes before regret.
APPROVED = frozenset({Situation.HOLDING, Situation.SAFETY})
QUIET = frozenset({Situation.QUESTION, Situation.PRAISE, Situation.SILENCE})


def apology(reviewed: Reviewed) -> Iterator[Finding]:
    """A complaint is owed an apology of the level triage gives; a question or praise none."""
    rule = reviewed.rule("apology_level")
    if rule is None:
        return
    found = places("apology", reviewed.text, reviewed.language)
    if reviewed.triage.apology and not found and reviewed.triage.situation not in APPROVED:
        yield reviewed.finding("apology_level", Severity.WARN, "apology.missing")
    elif found and not reviewed.triage.apology and reviewed.triage.situation in QUIET:
        yield reviewed.finding("apology_level", Severity.NOTE, "apology.unwanted", found[0])


def owner_and_time(reviewed: Reviewed) -> Iterator[Finding]:
    """A reply that leaves something open names who does it and by when, in one sentence."""
    rule = reviewed.rule("owner_and_time")
    approved = reviewed.triage.situation in APPROVED and reviewed.sentences
    if rule is None or approved or any(s.kind is SentenceKind.COMMITMENT for s in reviewed.sentences):
        return  # a drafted promise cites the line that names owner and time; an approved text was weighed by people
    opens = False
    for sentence in sentences(reviewed.text, reviewed.language):
        if places("open", sentence, reviewed.language):
            opens = True
            if places("time", sentence, reviewed.language):
                return
    if opens:
        yield reviewed.finding("owner_and_time", rule.severity, "owner.missing")


def asks(reviewed: Reviewed) -> Iterator[Finding]:
    """At most two requests: a tired person answers no more."""
    rule = reviewed.rule("most_asks")
    if rule is None:
        return
    mark = ";" if reviewed.language == "el" else "?"
    count = sum(
        1 for s in sentences(reviewed.text, reviewed.language) if mark in s or places("asks", s, reviewed.language)
    )
    if count > MOST_ASKS:
        yield reviewed.finding("most_asks", rule.severity, "asks.many", count=count)


def detail(reviewed: Reviewed) -> Iterator[Finding]:
    """One of the first three sentences carries a word of the customer's own message."""
    rule = reviewed.rule("detail_named")
    if rule is None or reviewed.triage.situation in QUIET | APPROVED:
        return
    if any(sentence.kind is SentenceKind.THREAD for sentence in reviewed.sentences):
        return
    start, end = reviewed.body()
    opening = " ".join(sentences(reviewed.text[start:end], reviewed.language)[:3])
    theirs = {key(word)[:5] for word in words(reviewed.complaint.text) if len(word) > 3}
    if not theirs & {key(word)[:5] for word in words(opening) if len(word) > 3}:
        yield reviewed.finding("detail_named", rule.severity, "detail.missing")


def register(reviewed: Reviewed) -> Iterator[Finding]:
    """The customer is addressed politely throughout where the guideline is formal."""
    rule = reviewed.rule("register")
    if rule is None or reviewed.guideline.card.register_ != "formal":
        return
    for span in places("informal", reviewed.text, reviewed.language):
        yield reviewed.finding("register", rule.severity, "register.informal", span, text=reviewed.text[slice(*span)])
