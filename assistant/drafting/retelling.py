"""Which of a customer's own clauses are told back to them: those that say what happened, and nothing beside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.domain import Category, Flag, Language
from assistant.drafting.case import Case
from assistant.drafting.events import happened
from assistant.drafting.told import GRAVE, goes_well, hits_in, message, written
from assistant.drafting.words import cap
from assistant.languages import sentences
from assistant.languages.turning import Actor, retold
from assistant.triage.categories import NOT_PROBLEMS
from assistant.triage.reading import Reading, read
from assistant.triage.signs import spoken
from assistant.triage.weights import learnt

MASKED = "⟦"
TELLS = 2.5  # log-odds for a kind of complaint from which on a clause is taken to say what happened
CLEARLY = 7.0  # and from which on it says it without any event the brand knows
AN_EVENT = 2.0  # what an event the brand knows counts beside them; what it means for the customer counts nothing
KINDS = tuple(code for code in Category if code not in NOT_PROBLEMS)
KINDS_BY_NAME = {str(kind): kind for kind in KINDS}  # to look up plain names is much quicker than to make kinds of them
NOTHING: Mapping[str, float] = {}
LONGEST = {"line": 80, "comment": 160, "chat": 180, "letter": 220}  # characters of a clause told back


@dataclass(frozen=True, slots=True)
class Telling:
    """A clause as it is told back, how much it tells of each kind, who acts in it, and the scenes that stand in it.

    ``last``: it stands in the message's last sentence.
    """

    text: str
    weights: Mapping[Category, float]
    actor: Actor
    scenes: frozenset[str]
    last: bool = False

    @property
    def kind(self) -> Category:
        """The kind of complaint it speaks for most."""
        return max(self.weights, key=lambda kind: self.weights[kind], default=Category.OTHER)


def tellings(case: Case) -> tuple[Telling, ...]:
    """The clauses of the message that may be told back, in its order; none where the reply is in another language."""
    return case.once("tellings", lambda: tuple(_tellings(case)))


def best(found: Sequence[Telling], kinds: Collection[Category], most: int, style: str) -> list[Telling]:
    """The clauses that tell most of one of the kinds, as many and as long as there is room for, in their order."""
    worth = {one.text: max((one.weights[kind] for kind in kinds if kind in one.weights), default=0.0) for one in found}
    fitting = [one for one in found if worth[one.text] >= TELLS and len(one.text) <= LONGEST[style]]
    chosen = sorted(fitting, key=lambda one: -worth[one.text])[:most]
    return [one for one in fitting if one in chosen]


def states(telling: Telling, kinds: frozenset[Category], case: Case) -> bool:
    """Whether a clause says what went wrong, and not only what was before: an event of a kind, or in so many words."""
    events = happened(case)
    told = any(not kinds.isdisjoint(events[scene]) for scene in telling.scenes & events.keys())
    return told or any(telling.weights.get(kind, 0.0) >= CLEARLY for kind in kinds)


def _tellings(case: Case) -> list[Telling]:
    language = case.language
    found: list[Telling] = []
    if written(case) is not language or Flag.INJECTION in case.triage.flags:  # no orders to a machine
        return found
    events = happened(case)
    every = sentences(message(case), language)
    for number, sentence in enumerate(every, 1):
        for clause in retold(sentence, language):
            own = sentence[clause.start : clause.end]
            reading = read(own)
            here = frozenset(hit.phrase.code for hit in hits_in(reading, case.knowledge, language))
            if MASKED in own or GRAVE & here or goes_well(own, case):
                continue
            weights = _weights(reading, language)
            for event in here & events.keys():
                weights |= {kind: weights[kind] + AN_EVENT for kind in events[event] if kind in weights}
            text = _places(case).sub(lambda name: cap(name.group(), language), clause.text)
            found.append(Telling(text, weights, clause.actor, here, number == len(every)))
    return found


def _places(case: Case) -> re.Pattern[str]:
    """The brand's stores by place, as people type them who type no capitals."""
    stores, language = case.knowledge.brand.stores, case.language
    return _typed(tuple(str(getattr(place, language)) for place in stores.places.values()), language)


@lru_cache(maxsize=12)
def _typed(places: tuple[str, ...], language: Language) -> re.Pattern[str]:
    small = {"I": "ı", "İ": "i"} if language is Language.TR else {}
    names = [place.rpartition(" ")[2] for place in places]
    typed = "|".join(re.escape(small.get(name[:1], name[:1].lower()) + name[1:]) for name in names)
    return re.compile(rf"(?<!\w)(?:{typed})(?=\W|$|[dt][ae])" if typed else r"(?!)")


def _weights(reading: Reading, language: Language) -> dict[Category, float]:
    """How much the words of a clause speak for each kind of complaint, by what was learnt from the examples."""
    weights, by_sign = dict.fromkeys(KINDS_BY_NAME, 0.0), learnt().by_sign
    for sign, value in spoken(reading, language).items():
        for name, weight in by_sign.get(sign, NOTHING).items():
            if name in weights:
                weights[name] += value * weight
    return {KINDS_BY_NAME[name]: weight for name, weight in weights.items()}
