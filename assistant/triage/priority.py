"""How urgent a complaint is: a sum of points, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.domain import Emotion, Flag, Reason
from assistant.triage.emotion import Mood
from assistant.triage.flags import Flagged
from assistant.triage.history import History

# Harm and safety questions stand above everything: all other terms together stay below this plus their own severity.
PINNED = 100
PINNING = frozenset({Flag.SELF_HARM, Flag.HEALTH_SAFETY, Flag.MINORS, Flag.VIOLENCE_THREAT})
PER_SEVERITY, PER_INTENSITY = 8, 3
LEGAL, REPEATED, VULNERABLE, FRAUD = 12, 8, 6, 4
PUBLIC, PRESS, PER_SIMILAR, MOST_SIMILAR = 3, 4, 1, 3
OVERDUE, MOST_WAITING = 14, 10
MINUTE = timedelta(minutes=1)
CALM = frozenset({Emotion.NONE, Emotion.GRATITUDE})

Term = tuple[Reason, int]


@dataclass(frozen=True, slots=True)
class Urgency:
    """What the points are given for; ``due_at`` is when the first answer must be there."""

    flagged: Flagged
    severity: int
    mood: Mood
    history: History
    public: bool
    silent: bool
    received_at: datetime
    now: datetime
    due_at: datetime | None


def terms(case: Urgency) -> tuple[Term, ...]:
    """The points with their reasons; their sum is the priority."""
    return tuple(_terms(case))


def _terms(case: Urgency) -> Iterator[Term]:
    flags = case.flagged.flags
    pinned = next((item for item in flags if item in PINNING), None)
    if pinned is not None:
        yield Reason("priority.safety", {"flag": pinned}), PINNED
    yield Reason("priority.severity", {"severity": case.severity}), PER_SEVERITY * case.severity
    if Flag.LEGAL_THREAT in flags or Flag.REGULATOR_NAMED in flags:
        yield Reason("priority.legal"), LEGAL
    if Flag.FRAUD in flags or Flag.DATA_BREACH in flags:
        yield Reason("priority.fraud"), FRAUD
    if Flag.REPEAT in flags:
        yield Reason("priority.repeat"), REPEATED
    if Flag.VULNERABLE in flags or Flag.MINORS in flags:
        yield Reason("priority.vulnerable"), VULNERABLE
    if case.mood.emotion not in CALM and case.mood.intensity:
        values: dict[str, str | int] = {"emotion": case.mood.emotion, "intensity": case.mood.intensity}
        yield Reason("priority.emotion", values), PER_INTENSITY * case.mood.intensity
    yield from _reach(case)
    if not case.silent:
        yield from _waiting(case)


def _reach(case: Urgency) -> Iterator[Term]:
    if case.public:
        yield Reason("priority.public"), PUBLIC
    if Flag.PRESS_INFLUENCER in case.flagged.flags:
        yield Reason("priority.press"), PRESS
    if case.history.similar_last_hour:
        count = case.history.similar_last_hour
        yield Reason("priority.similar", {"count": count}), min(MOST_SIMILAR, PER_SIMILAR * count)


def _waiting(case: Urgency) -> Iterator[Term]:
    """The share of the answering time that is used up; a clock that runs backwards counts as none."""
    if case.due_at is None:
        return
    left = case.due_at - case.now
    if left <= timedelta():
        yield Reason("priority.overdue", {"minutes": int(-left / MINUTE)}), OVERDUE
        return
    window = left + max(timedelta(), case.now - case.received_at)
    points = int(MOST_WAITING * (1 - left / window))
    if points:
        yield Reason("priority.sla_left", {"minutes": int(left / MINUTE)}), points
