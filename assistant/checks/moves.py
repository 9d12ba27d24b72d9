"""The moves a reply owes: apology, owner with a time, few questions, a detail of the customer's own."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.checks.grounding import ALIGNED, FEWEST_WORDS, clauses, closest, evidence
from assistant.checks.lexicon import places
from assistant.checks.reading import Said, said
from assistant.checks.review import Reviewed
from assistant.domain import Finding, Flag, SentenceKind, Severity, Situation
from assistant.languages import key, sentences, words

MOST_ASKS = 2
# Here only an approved text may stand, and care comes before regret.
APPROVED = frozenset({Situation.HOLDING, Situation.SAFETY})
# Something is to be looked up here, so something stays open.
OPEN = frozenset({Situation.LOOKUP, Situation.REPEAT, Situation.INCIDENT})
QUIET = frozenset({Situation.QUESTION, Situation.PRAISE, Situation.SILENCE})


def apology(reviewed: Reviewed) -> Iterator[Finding]:
    """A complaint is owed an apology of the level triage gives; a question or praise none."""
    rule = reviewed.rule("apology_level")
    if rule is None:
        return
    found = places("apology", reviewed.text, reviewed.language)
    if reviewed.triage.apology and not found and reviewed.triage.situation not in APPROVED:
        # Somebody who asks calmly may simply be answered.
        asked = any(mark in reviewed.complaint.text for mark in "?;")
        calm = asked and reviewed.triage.intensity == 0 and reviewed.triage.situation is Situation.ANSWER
        yield reviewed.finding("apology_level", Severity.NOTE if calm else Severity.WARN, "apology.missing")
    elif found and not reviewed.triage.apology and reviewed.triage.situation in QUIET:
        yield reviewed.finding("apology_level", Severity.NOTE, "apology.unwanted", found[0])


def owner_and_time(reviewed: Reviewed) -> Iterator[Finding]:
    """A reply that leaves something open names who does it and by when, in one sentence."""
    rule = reviewed.rule("owner_and_time")
    approved = reviewed.triage.situation in APPROVED and reviewed.sentences
    if rule is None or approved or any(s.kind is SentenceKind.COMMITMENT for s in reviewed.sentences):
        return  # a drafted promise cites the line that names owner and time; an approved text was weighed by people
    asked = bool(reviewed.triage.apology) and _asks_a_question(reviewed)
    exposed = Flag.PII_PUBLIC in reviewed.triage.flags  # here the reply only has to leave the public eye
    opens = (reviewed.triage.situation in OPEN and not exposed) or asked
    left_open = False
    for sentence in said(reviewed.text, reviewed.language):
        if places("open", sentence.text, reviewed.language) and not _waits(sentence, reviewed):
            left_open = True
            if places("time", sentence.text, reviewed.language):
                return
    if (opens or left_open) and (asked or left_open or not _answered(reviewed)):
        yield reviewed.finding("owner_and_time", rule.severity, "owner.missing")


def _waits(sentence: Said, reviewed: Reviewed) -> bool:
    """Whether a step is only offered for when the customer does something; a case to be looked up is owed more."""
    looked_up = reviewed.triage.situation in (Situation.LOOKUP, Situation.REPEAT)
    return not looked_up and bool(places("offers", sentence.text, reviewed.language))


def _asks_a_question(reviewed: Reviewed) -> bool:
    """Whether the reply waits for something the customer is to send."""
    return any(
        sentence.text.rstrip()[-1:] in "?;" and places("asks", sentence.text, reviewed.language)
        for sentence in said(reviewed.text, reviewed.language)
    )


def _answered(reviewed: Reviewed) -> bool:
    """Whether a sentence of an entry answers the complaint, so that nothing need stay open."""
    entries = tuple(clause for clause in evidence(reviewed) if clause.source.startswith("faq/"))
    mine = [c for c in clauses(reviewed.text, reviewed.language) if len(c.text.split()) >= FEWEST_WORDS]
    return bool(entries and mine) and max(m.score for m in closest(mine, entries, reviewed.language)) >= ALIGNED


def asks(reviewed: Reviewed) -> Iterator[Finding]:
    """At most two things are asked for, in one sentence or in several: a tired person answers no more."""
    rule = reviewed.rule("most_asks")
    if rule is None:
        return
    mark = ";" if reviewed.language == "el" else "?"
    count, last = 0, (0, 0)
    for sentence in said(reviewed.text, reviewed.language):
        things = places("things", sentence.text, reviewed.language)
        question = mark in sentence.text
        # «yazabilirsiniz» at the end of a reply asks for nothing
        wanted = len(things) if question or places("asks", sentence.text, reviewed.language) else 0
        if question or wanted:
            count, last = count + max(1, wanted), sentence.span
    if count > MOST_ASKS:
        yield reviewed.finding("most_asks", rule.severity, "asks.many", last, count=count)


def refusal(reviewed: Reviewed) -> Iterator[Finding]:
    """A refusal says what is possible instead or where to turn next."""
    rule = reviewed.rule("refusal_complete")
    if rule is None or reviewed.triage.situation is not Situation.REFUSAL:
        return
    if not places("way_out", reviewed.text, reviewed.language):
        yield reviewed.finding("refusal_complete", rule.severity, "refusal.bare")


def detail(reviewed: Reviewed) -> Iterator[Finding]:
    """One of the first three sentences carries a word of the customer's own message."""
    rule = reviewed.rule("detail_named")
    if rule is None or reviewed.triage.situation in QUIET | APPROVED:
        return
    if any(sentence.kind is SentenceKind.THREAD for sentence in reviewed.sentences):
        return
    start, end = reviewed.body()
    opening = " ".join(sentences(reviewed.text[start:end], reviewed.language)[:3])
    theirs = {key(word)[:4] for word in words(reviewed.complaint.text) if len(word) > 3}
    if not theirs & {key(word)[:4] for word in words(opening) if len(word) > 3}:
        yield reviewed.finding("detail_named", rule.severity, "detail.missing")
