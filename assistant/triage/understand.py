"""Putting together what kind of complaint it is, how urgent, which risks it carries and how to answer it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from assistant.domain import Action, Category, Complaint, MaskedText, Reason, Triage
from assistant.triage.action import SILENT, Situated, decide
from assistant.triage.answer import Told
from assistant.triage.categories import Classified, classify, concluded
from assistant.triage.details import details, mentioned
from assistant.triage.emotion import feel
from assistant.triage.flags import ESCALATING, flag, harmed
from assistant.triage.history import History
from assistant.triage.judging import HARMLESS, judge
from assistant.triage.knowledge import TriageKnowledge
from assistant.triage.language import OTHER as OTHER_LANGUAGE
from assistant.triage.language import certain, voice
from assistant.triage.lexicon import Found, find
from assistant.triage.market import settle
from assistant.triage.merging import (
    heeded,
    merged_categories,
    merged_flags,
    merged_market,
    merged_missing,
    merged_mood,
    merged_severity,
    merged_voice,
    notes,
)
from assistant.triage.missing import missing
from assistant.triage.place import limits
from assistant.triage.priority import Urgency, terms
from assistant.triage.reading import read
from assistant.triage.severity import severity
from assistant.triage.situation import apology, situation
from assistant.triage.waiting import overdue
from assistant.triage.weights import Weights

SIGNATURE = re.compile(r"\n--[ ]?\n")  # the line that parts a mail from its signature
HARMED = 0.75  # a product that hurt somebody has failed, whatever else is said
# Of what is in use, the time since it was bought is its age and no wait.
OWNED = frozenset({Category.DEFECTIVE_PRODUCT, Category.WARRANTY_REPAIR, Category.RETURN_REFUSED, Category.PRAISE})
BEFORE = 0.6  # how much a category of an earlier message counts when the latest names none


def understand(
    masked: MaskedText,
    complaint: Complaint,
    knowledge: TriageKnowledge,
    history: History,
    now: datetime,
    weights: Weights | None = None,
    told: Told | None = None,
) -> Triage:
    """The triage of a complaint: deterministic, each conclusion with its reason.

    ``masked`` is the subject and the text with personal data replaced; ``complaint`` the same unmasked, read only for
    what masking takes away (the country of a phone number, whether the brand is named). ``why`` ends with the reason
    for the action. ``weights`` default to those learnt from all examples; ``told`` is a model's reading to join.
    """
    reading = read(_whole(masked, complaint))
    written = certain(reading)
    named = mentioned(reading, knowledge, written)
    found = find(reading, written, named.places)
    told = heeded(told, found)
    before = _before(complaint, knowledge)
    settled = merged_market(settle(complaint, (found, *before), knowledge), told)
    spoken = merged_voice(voice(reading, complaint, settled.market, knowledge), told, written, complaint)
    found = replace(found, overdue=overdue(reading.text, spoken.measures))
    judged = judge(found, concluded(found), spoken.measures, weights)
    ruled = _classified(judged.classified, found, before)
    if spoken.written == OTHER_LANGUAGE:
        ruled = _unread(ruled)
    classified = merged_categories(ruled, found, told)
    by_rules, categories = ([code for code, _ in one.categories] for one in (ruled, classified))
    own = details(reading, found, named, complaint, knowledge, spoken.measures, owned=bool(OWNED & set(categories)))
    history = history.about(categories)
    complains = bool(classified.problems)
    felt = feel(found, complains=complains, days_waited=own.days_waited)
    mood = merged_mood(felt, told, complains=complains)
    risky = partial(flag, found, complaint, knowledge, history, likened=judged.risks, orders=own.order_numbers)
    flagged = risky(categories)
    if told is not None:
        flagged = merged_flags(risky(by_rules), flagged, told, complaint)
    level, because = merged_severity(severity(by_rules, flagged), severity(categories, flagged), told)
    case = Situated(complaint, found, categories, flagged, mood, knowledge, history, now, own.order_numbers)
    action, chosen = decide(case)
    if action is Action.NO_REPLY and categories[0] not in SILENT:  # no reading by a model silences anybody by itself
        action, chosen = decide(replace(case, categories=by_rules, mood=felt))
    moves = situation(action, categories, flagged, found, complaint.note, knowledge, history)
    regret, owed = apology(moves, categories, complaint, history, knowledge, settled.market)
    channel = knowledge.channel(complaint.channel, complaint.public)
    silent = action is Action.NO_REPLY
    due = history.due_at or knowledge.due_at(complaint, settled.market, lambda: bool(ESCALATING & set(flagged.flags)))
    urgency = Urgency(flagged, level, mood, history, complaint.public, silent, complaint.received_at, now, due)
    points = terms(urgency)
    return Triage(
        language=spoken.reply,
        written=spoken.written,
        script=spoken.script,
        market=settled.market,
        categories=classified.categories,
        emotion=mood.emotion,
        intensity=mood.intensity,
        severity=level,
        flags=flagged.flags,
        priority=sum(value for _, value in points),
        terms=points,
        action=action,
        situation=moves,
        apology=regret,
        details=own,
        missing=() if silent else merged_missing(missing(categories, own, found, complaint, knowledge), told),
        why=_why(
            classified,
            flagged.reasons,
            mood.reasons,
            (spoken.reason, settled.reason),
            limits(complaint, channel, history, action, now),
            tuple(notes(told, action, flagged)),
            (because, owed, chosen),
        ),
    )


def _whole(masked: MaskedText, complaint: Complaint) -> str:
    """The masked text with the subject, unless the caller masked both together, without the signature's small print."""
    return SIGNATURE.split(_with_subject(masked, complaint), maxsplit=1)[0]


def _with_subject(masked: MaskedText, complaint: Complaint) -> str:
    subject = (complaint.subject or "").strip()
    return masked.text if not subject or _begins(masked.text, subject) else f"{subject}\n{masked.text}"


def _begins(text: str, subject: str) -> bool:
    opening = [word for word in read(subject).words if not word.startswith("⟨")][:1]
    return not opening or opening == list(read(text[: len(subject) + 40]).words[:1]) or "⟦" in text[: len(subject)]


def _before(complaint: Complaint, knowledge: TriageKnowledge) -> tuple[Found, ...]:
    """What is found in all the customer wrote earlier in the thread: one, or none where they wrote nothing."""
    said = "\n".join(turn.text for turn in complaint.thread if turn.sender == "customer")
    if not said.strip():
        return ()
    reading = read(said)
    return (find(reading, None, mentioned(reading, knowledge, None).places),)


def _classified(own: Classified, found: Found, before: Sequence[Found]) -> Classified:
    """The categories of the message; where it names no problem, those of the thread before it."""
    if not own.problems and harmed(found):
        return Classified(((Category.DEFECTIVE_PRODUCT, HARMED),), (Reason("category.harm"),))
    if own.problems or own.categories[0][0] is not Category.OTHER:
        return own
    for earlier in before:
        classified = classify(earlier, sarcastic=False)
        if classified.problems:
            kept = tuple((code, round(score * BEFORE, 4)) for code, score in classified.categories)
            return Classified(kept, tuple(Reason("category.thread", {"category": code}) for code, _ in kept))
    return own


def _unread(classified: Classified) -> Classified:
    """In a language we do not read, chance words must not silence anybody or thank for praise."""
    if classified.categories[0][0] not in HARMLESS:
        return classified
    return Classified(((Category.OTHER, 0.3),), (Reason("category.other"),))


def _why(classified: Classified, *groups: tuple[Reason, ...]) -> tuple[Reason, ...]:
    return (*classified.reasons, *(reason for group in groups for reason in group))
