"""Joining a language model's reading with the rules': it adds, names and explains, and never takes a risk away.

What a message can say to a model it can also say to mislead it. So risks are the union of both readings; silence and
thanks come from a model only where the rules see nothing against them; from a message that gives orders to programs
only further risks are taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.domain import Action, Category, Complaint, Emotion, Flag, Language, Reason
from assistant.triage.answer import Told
from assistant.triage.categories import CERTAIN, NOT_PROBLEMS, Classified, points
from assistant.triage.emotion import Mood
from assistant.triage.flags import GRAVITY, NO_RISK_IN, Flagged
from assistant.triage.judging import HARMLESS
from assistant.triage.language import OTHER as OTHER_LANGUAGE
from assistant.triage.language import Voice
from assistant.triage.lexicon import Found
from assistant.triage.market import Settled
from assistant.triage.thanks import belied

# The share of first categories that are right, where both readings say the same and where the model says another:
# 152 of 154 and 21 of 26 of the open half, answered as a model is asked; less here: rules were built there.
AGREED, ALONE = 0.95, 0.8
Severity = tuple[int, Reason]
MOST_RAISED = 1  # steps by which a model's severity goes above what the rules give


def heeded(told: Told | None, found: Found) -> Told | None:
    """What of a reading may be joined: only risks from a message that gives orders to programs."""
    if told is None or not (found.of("flags", Flag.INJECTION) or Flag.INJECTION in dict(told.flags)):
        return told
    return Told(flags=told.flags, doubtful=told.doubtful)


def merged_categories(ruled: Classified, found: Found, told: Told | None) -> Classified:
    """The model's categories where it may name them, else the rules', each with who says so."""
    if told is None or not told.categories:
        return ruled
    first = told.categories[0]
    if first in HARMLESS and not _harmless(ruled, found, told):
        return ruled
    agreed = {ruled.categories[0][0]} if first is ruled.categories[0][0] else set()
    agreed |= {code for code, _ in ruled.categories[1:] if code is not first}
    named = told.categories[:1] if first in NOT_PROBLEMS else told.categories
    kept = tuple(
        (code, AGREED if code in agreed else ALONE) for code in named if code is first or code not in NOT_PROBLEMS
    )
    before = {reason.values.get("category"): reason for reason in ruled.reasons}
    said = (Reason("category.model", {"category": code}) for code, _ in kept)
    reasons = [part for reason in said for part in (reason, before.get(reason.values["category"])) if part is not None]
    return Classified(kept, tuple(reasons))


def _harmless(ruled: Classified, found: Found, told: Told) -> bool:
    """Whether silence or thanks may follow: the rules say so too, or see no problem, no risk and no bad rating.

    Thanks may also follow where the rules only take the message to be like a problem, and what it tells may be care or
    a second time: they are answered, and a person reads them.
    """
    first = told.categories[0]
    if ruled.categories[0][0] is first:
        return True
    named = {code for code, value in points(found).items() if value >= CERTAIN and code not in NOT_PROBLEMS}
    risks = {*found.codes("flags"), *dict(told.flags)}
    if first is Category.PRAISE:
        return not named and not risks - NO_RISK_IN[first] and not belied(found)
    return not named and not ruled.problems and not risks and not belied(found)


def merged_flags(ruled: Flagged, joined: Flagged, told: Told, complaint: Complaint) -> Flagged:
    """All risks of the rules, read with their own categories and with the joined ones, and those the model shows."""
    reasons = dict(zip(joined.flags, joined.reasons, strict=True))
    reasons = dict(zip(ruled.flags, ruled.reasons, strict=True)) | reasons
    for flag, quote in told.flags:
        if flag is not Flag.PII_PUBLIC or complaint.public:
            reasons.setdefault(flag, Reason("flag.model", {"flag": flag, "said": quote}))
    ordered = tuple(flag for flag in GRAVITY if flag in reasons)
    return Flagged(ordered, tuple(reasons[flag] for flag in ordered), ruled.harm)


def merged_market(ruled: Settled, told: Told | None) -> Settled:
    """The rules' market; where they see none, the model's, which it has quoted."""
    if told is None or told.market is None or ruled.market is not None:
        return ruled
    market, quote = told.market
    return Settled(market, Reason("market.model", {"market": market, "said": quote}))


def merged_voice(ruled: Voice, told: Told | None, certain: Language | None, complaint: Complaint) -> Voice:
    """The rules' language; where they are not certain, the model's."""
    if told is None or told.language is None or certain is not None or complaint.language is not None:
        return ruled
    if told.language == OTHER_LANGUAGE:
        return replace(ruled, written=OTHER_LANGUAGE, reason=Reason("language.model", {"language": ruled.reply}))
    spoken = Language(told.language)
    return Voice(spoken, spoken, ruled.script, Reason("language.model", {"language": spoken}))


def merged_mood(ruled: Mood, told: Told | None, *, complains: bool) -> Mood:
    """The model's feeling; thanks in a complaint are none."""
    if told is None or told.emotion is None:
        return ruled
    emotion, intensity = told.emotion
    if complains and emotion is Emotion.GRATITUDE:
        return ruled
    reason = Reason("emotion.model", {"emotion": emotion, "intensity": intensity})
    return Mood(emotion, intensity, (reason, *ruled.reasons), ruled.sarcastic)


def merged_severity(ruled: Severity, joined: Severity, told: Told | None) -> Severity:
    """The higher of the severities by the rules' and by the joined categories; a model raises it by a step at most."""
    level, because = joined if joined[0] >= ruled[0] else ruled
    if told is None or told.severity is None or told.severity <= level:
        return level, because
    raised = min(told.severity, level + MOST_RAISED)
    return raised, Reason("severity.model", {"severity": raised})


def merged_missing(ruled: Sequence[str], told: Told | None) -> tuple[str, ...]:
    """What the rules miss and the model does not find given."""
    if told is None or told.missing is None:
        return tuple(ruled)
    return tuple(slot for slot in ruled if slot in told.missing)


def notes(told: Told | None, action: Action, flagged: Flagged) -> Iterator[Reason]:
    """What a reviewer is told beside: risks the model names without words for them, and what the customer wants."""
    if told is None:
        return
    for flag in told.doubtful:
        if flag not in flagged.flags:
            yield Reason("flag.doubtful", {"flag": flag})
    if told.needs and action is not Action.NO_REPLY:
        yield Reason("need.model", {"said": told.needs})
