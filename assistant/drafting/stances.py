"""Which side a reply takes, and which sentences of an entry carry it: what it grants, and what it limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from assistant.domain import Language, Situation
from assistant.drafting.words import says
from assistant.knowledge import Phrases


class Stance(StrEnum):
    """How the brand answers a demand."""

    ACCEPT = "accept"
    PARTIAL = "partial"
    DECLINE = "decline"
    ASK = "ask"


SITUATIONS = {
    Stance.ACCEPT: Situation.ANSWER,
    Stance.PARTIAL: Situation.REFUSAL,
    Stance.DECLINE: Situation.REFUSAL,
    Stance.ASK: Situation.LOOKUP,
}


def carrying(stance: Stance, sentences: Sequence[str], phrases: Mapping[Language, Phrases]) -> tuple[str, ...]:
    """The sentences a stance rests on, the nearest to the question first; none where the entry does not carry it.

    ``sentences`` are an entry's, the nearest first. To accept takes one that grants something, and no limit nearer to
    the question; to decline one that sets a limit, with what is possible beside it; a middle way both.
    """
    grants = [sentence for sentence in sentences if says(sentence, "grant", phrases)]
    limits = [s for s in sentences if says(s, "limit", phrases) and s not in grants]
    match stance:
        case Stance.ACCEPT:
            refused = limits and grants and sentences.index(limits[0]) < sentences.index(grants[0])
            return () if refused else tuple(grants[:2])
        case Stance.DECLINE:
            return (*limits[:1], *grants[:1]) if limits else ()
        case Stance.PARTIAL:
            return (*grants[:1], *limits[:1]) if grants and limits else ()
        case Stance.ASK:
            return ()
