"""Which order of moves the reply follows, and how far it may apologise (domain, sections 1.3 and 1.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from assistant.domain import Action, Category, Complaint, Flag, Market, Reason, Situation, Turn
from assistant.triage.action import BROKEN
from assistant.triage.flags import Flagged
from assistant.triage.history import History
from assistant.triage.knowledge import TriageKnowledge
from assistant.triage.lexicon import Found, find
from assistant.triage.reading import read

INCIDENT = 5  # similar complaints of others within an hour
NO_APOLOGY = frozenset({Category.PRAISE, Category.QUESTION, Category.SPAM, Category.TROLL, Category.OFF_TOPIC})
Due = Callable[[datetime], datetime]


def situation(
    action: Action,
    categories: Sequence[Category],
    flagged: Flagged,
    found: Found,
    note: str | None,
    knowledge: TriageKnowledge,
    history: History,
) -> Situation:
    """The situation; what a risk or silence demands comes before what the complaint is about.

    An agent's ``note`` is the look-up done.
    """
    if action is Action.NO_REPLY:
        return Situation.SILENCE
    if action is Action.ESCALATE:
        safety = Flag.HEALTH_SAFETY in flagged.flags and flagged.flags[0] not in {Flag.SELF_HARM, Flag.VIOLENCE_THREAT}
        return Situation.SAFETY if safety else Situation.HOLDING
    if categories[0] is Category.PRAISE:
        return Situation.PRAISE
    if categories[0] is Category.QUESTION:
        return Situation.QUESTION
    if _incident(categories, flagged, note, history):
        return Situation.INCIDENT
    if Flag.REPEAT in flagged.flags:
        return Situation.REPEAT
    if found.of("cues", "asks_refused") and not BROKEN & set(categories):
        return Situation.REFUSAL
    playbook = knowledge.playbooks.get(categories[0])
    return Situation.LOOKUP if playbook and playbook.lookup and not note else Situation.ANSWER


def _incident(categories: Sequence[Category], flagged: Flagged, note: str | None, history: History) -> bool:
    """One fault, many customers: counted, known to the agent, or of the kind that never hits one alone."""
    many = history.similar_last_hour >= INCIDENT or Flag.COMPETITOR_OR_COORDINATED in flagged.flags
    return many or categories[0] is Category.SERVICE_OUTAGE or bool(note and _proves(note, "incident"))


def apology(
    situation: Situation,
    categories: Sequence[Category],
    complaint: Complaint,
    history: History,
    knowledge: TriageKnowledge,
    market: Market | None,
) -> tuple[int, Reason]:
    """0 nothing to regret, 1 regret for the experience, 2 our failure: only when a note or the thread proves it."""
    if categories[0] in NO_APOLOGY or situation in {Situation.SILENCE, Situation.PRAISE, Situation.QUESTION}:
        return 0, Reason("apology.none")
    if complaint.note and _proves(complaint.note, "our_failure"):
        return 2, Reason("apology.note")
    channel = knowledge.channel(complaint.channel, complaint.public)
    due = partial(knowledge.due_after, channel=channel, market=market)
    if _left_waiting(complaint.thread, complaint.received_at, due):
        return 2, Reason("apology.silence")
    if _promise_missed(complaint.thread, complaint.received_at):
        return 2, Reason("apology.promise")
    if any(earlier.answered is False and complaint.received_at >= due(earlier.at) for earlier in history.earlier):
        return 2, Reason("apology.silence")
    return 1, Reason("apology.regret")


def _proves(text: str, cue: str) -> bool:
    """Whether a note or an answer of ours says this; in any language, since agents write in theirs."""
    return bool(find(read(text), None).of("cues", cue))


def _left_waiting(thread: Sequence[Turn], received_at: datetime, due: Due) -> bool:
    """A message of the customer's got no word from us for longer than the channel allows."""
    waiting: datetime | None = None
    for turn in thread:
        if turn.sender == "brand":
            if waiting and turn.at and turn.at >= due(waiting):
                return True
            waiting = None
        elif waiting is None:
            waiting = turn.at
    return waiting is not None and received_at >= due(waiting)


def _promise_missed(thread: Sequence[Turn], received_at: datetime) -> bool:
    """We promised to write or to come, days went by without a word, and the customer had to write again."""
    promised: datetime | None = None
    for turn in thread:
        if turn.sender == "brand":
            promised = turn.at if turn.at and _proves(turn.text, "promise") else None
    return promised is not None and received_at - promised >= timedelta(days=2)
