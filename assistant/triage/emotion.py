"""How a customer feels, and how strongly: words, capitals, punctuation, swearing, irony."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import Emotion, Reason
from assistant.triage.lexicon import Found
from assistant.triage.matching import Hit

STRONGEST = 3
# Of feelings equally strong the one that asks for the most care.
CARE = (
    Emotion.DISTRESS,
    Emotion.ANGER,
    Emotion.WORRY,
    Emotion.FRUSTRATION,
    Emotion.DISAPPOINTMENT,
    Emotion.GRATITUDE,
)
UNKIND = frozenset({Emotion.ANGER, Emotion.FRUSTRATION, Emotion.DISAPPOINTMENT})
FACES = {
    Emotion.ANGER: re.compile("[😡🤬😤👿🖕💢👎]"),
    Emotion.DISTRESS: re.compile("[😭😢🥺]"),
    Emotion.WORRY: re.compile("[😰😨😱😟]"),
    Emotion.FRUSTRATION: re.compile("[😩😫]"),  # over pillowcases as over anything
    Emotion.DISAPPOINTMENT: re.compile("[😞😔🙁☹😒💔🙄]"),
    Emotion.GRATITUDE: re.compile("[🥰😍❤💙👏🤗]"),
}
EXCLAIMED = re.compile(r"!{2,}|(?:\?!|!\?)+")
LONG_WAIT = 5  # days after which even a dry message is not indifferent


@dataclass(frozen=True, slots=True)
class Mood:
    """The strongest feeling with its intensity (0-3) and the reasons."""

    emotion: Emotion
    intensity: int
    reasons: tuple[Reason, ...]
    sarcastic: bool = False


def feel(found: Found, *, complains: bool, days_waited: int | None) -> Mood:
    """The mood of a message; in a complaint thanks are a courtesy, or irony, and never the feeling."""
    sarcastic = complains and bool(found.of("emotions", "sarcasm"))
    scores = _scores(found, complains)
    reasons: list[Reason] = []
    if sarcastic:
        scores[Emotion.FRUSTRATION] = max(scores.get(Emotion.FRUSTRATION, 0), 2)
        reasons.append(Reason("emotion.sarcasm", {"said": found.quote("emotions", "sarcasm")}))
    if not scores and complains and (days_waited or 0) >= LONG_WAIT:
        scores[Emotion.FRUSTRATION] = 1
    if not scores:
        return Mood(Emotion.NONE, 0, tuple(reasons), sarcastic)
    emotion = max(CARE, key=lambda feeling: scores.get(feeling, 0))
    raised = _raised(found) if emotion is not Emotion.GRATITUDE else ()
    intensity = min(STRONGEST, int(scores[emotion]) + len(raised))
    reasons.append(Reason("emotion.words", {"emotion": emotion, "said": found.quote("emotions", emotion) or "…"}))
    return Mood(emotion, intensity, (*reasons, *raised), sarcastic)


def _scores(found: Found, complains: bool) -> dict[Emotion, float]:
    """Each feeling's strongest word, with a little more for every further one."""
    scores: dict[Emotion, float] = {}
    for feeling in CARE:
        if complains and feeling is Emotion.GRATITUDE:
            continue
        hits = found.of("emotions", feeling)
        if hits:
            scores[feeling] = hits[0].phrase.weight + min(0.9, 0.3 * (_places(hits) - 1))
        if FACES.get(feeling) and FACES[feeling].search(found.reading.text):
            scores[feeling] = max(scores.get(feeling, 0), 1) + 0.3
    if not complains:
        scores = {feeling: value for feeling, value in scores.items() if feeling not in UNKIND or value >= 2}
    return scores


def _places(hits: Sequence[Hit]) -> int:
    return len({hit.tokens for hit in hits})


def _raised(found: Found) -> tuple[Reason, ...]:
    """What makes the same words louder."""
    raised = []
    if found.of("emotions", "swearing"):
        raised.append(Reason("emotion.swearing"))
    if shouted(found.reading.texts):
        raised.append(Reason("emotion.capitals"))
    if len(EXCLAIMED.findall(found.reading.text)) >= 1 and found.reading.text.count("!") >= 3:
        raised.append(Reason("emotion.exclaimed"))
    return tuple(raised)


def shouted(words: Sequence[str]) -> bool:
    """Whether a good part of the longer words stands in capitals.

    >>> shouted("KARGOM NEREDE KALDI".split()), shouted("TV aldım MLT siparişi gelmedi".split())
    (True, False)
    """
    long = [word for word in words if len(word) > 3 and word.isalpha()]
    capitals = sum(word.isupper() for word in long)
    return capitals >= 3 and capitals >= 0.4 * len(long)
