"""Which of a customer's own clauses are told back to them: those that say what happened, and nothing beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain import Category, Language
from assistant.drafting.belief import doubted, happened, problems
from assistant.drafting.case import Case
from assistant.drafting.told import GRAVE, hits_in, message, written
from assistant.languages import sentences, stem
from assistant.languages.turning import Actor, retold
from assistant.triage.categories import NOT_PROBLEMS
from assistant.triage.reading import read
from assistant.triage.weights import learnt

MASKED = "⟦"
TELLS = 1.0  # log-odds for a kind of complaint from which on a clause is taken to say what happened
CLEARLY = 2.5  # and from which on it says it without any event the brand knows
AN_EVENT = 1.0  # what an event the brand knows counts beside them; what it means for the customer counts nothing
LONGEST = {"line": 80, "comment": 160, "chat": 180, "letter": 220}  # characters of a clause told back


@dataclass(frozen=True, slots=True)
class Telling:
    """A clause as it is told back, how much it tells of each kind, who acts in it, and the scenes that stand in it."""

    text: str
    weights: Mapping[Category, float]
    actor: Actor
    scenes: frozenset[str]


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
    if written(case) is not language:
        return found
    kinds, events = _kinds(case), happened(case)
    for sentence in sentences(message(case), language):
        for clause in retold(sentence, language):
            own = sentence[clause.start : clause.end]
            reading = read(own)
            here = frozenset(hit.phrase.code for hit in hits_in(reading, case.knowledge, language))
            if MASKED in own or GRAVE & here:
                continue
            weights = _weights(reading.words, kinds, language)
            for event in here & events.keys():
                weights |= {kind: weights[kind] + AN_EVENT for kind in events[event] if kind in weights}
            found.append(Telling(clause.text, weights, clause.actor, here))
    return found


def _kinds(case: Case) -> tuple[Category, ...]:
    """The kinds of complaint a clause may speak for: those of this message, or any where none is believed."""
    if doubted(case) or case.triage.category is Category.OTHER:
        return tuple(code for code in Category if code not in NOT_PROBLEMS)
    return tuple(code for code, _ in problems(case))


def _weights(words: Sequence[str], kinds: Sequence[Category], language: Language) -> dict[Category, float]:
    """How much the words of a clause speak for each of the kinds."""
    weights = dict.fromkeys(kinds, 0.0)
    for word in dict.fromkeys(words):
        learned = learnt().by_sign.get(f"stem:{language}:{stem(word, language)}", {})
        for kind in kinds if learned else ():
            weights[kind] += learned.get(kind, 0.0)
    return weights
