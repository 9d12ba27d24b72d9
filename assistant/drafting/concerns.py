"""Whether a sentence of an entry concerns this customer: their goods, their place, what they have not tried already."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.domain import Market, Situation
from assistant.drafting.case import Case
from assistant.drafting.goods import LARGE, is_large, of_another_size
from assistant.drafting.lines import entry_lines
from assistant.drafting.relevance import features
from assistant.drafting.told import scenes, supposed, supposes
from assistant.drafting.values import home
from assistant.knowledge import Entry
from assistant.languages import fold

TOLD = 0.7  # the part of a sentence that a customer who writes again has told us already
ISLAND = "on_island"
SPECIFIC = 3  # stems of a clause from which on it names a case of its own
WAY = "way"  # what a question wants that asks how something is done


def spared(sentence: str, case: Case) -> bool:
    """Whether a sentence gives the very advice that has just failed this customer, or speaks of another place."""
    return _names(sentence, case.once("spared", lambda: _spared(case)), case)


def _spared(case: Case) -> frozenset[str]:
    told = case.knowledge.told.get(case.language)
    message = fold(case.masked.text, case.language)
    return (
        _failed(case) | {place for place in told.places if fold(place, case.language) not in message}
        if told
        else frozenset()
    )


def begun(sentence: str, case: Case) -> bool:
    """Whether a sentence says how to begin what somebody who waits has long begun, unless that is the trouble."""
    return _names(sentence, _begun(case), case)


def _begun(case: Case) -> tuple[str, ...]:
    told = case.knowledge.told.get(case.language)
    trouble = bool(_failed(case)) or any(WAY in sought.question.wants for sought in case.sought)
    waits = case.triage.situation in {Situation.LOOKUP, Situation.REPEAT}
    return told.begins if told and waits and not trouble else ()


def unfounded(sentence: str, entry: Entry, case: Case) -> bool:
    """Whether a sentence is for a case («if nobody came …») of which nothing is told; what goes on from the entry's
    first sentence («if the link does not work») is for everybody.
    """
    said = features(supposed(sentence, case), case.language) - features(entry.card.title, case.language)
    stems = {feature for feature in said if feature[:1] != "@" and not feature.isdigit()}
    first = " ".join(entry_lines(entry, case.market or home(case))[:1])
    told = stems & (case.asked.weights.keys() | features(first, case.language))
    return len(stems) >= SPECIFIC and not told


def dangles(sentence: str, entry: Entry, case: Case) -> bool:
    """Whether a sentence only goes on about advice that is left out, and not about what to do without it."""
    failed = _failed(case).union(_begun(case))
    if not failed or supposes(sentence, case):
        return False
    said, title = features(sentence, case.language), features(entry.card.title, entry.language)
    advised = ({f for f in features(word, case.language) - title if f[:1] != "@"} for word in failed)
    return any(advice and len(advice & said) * 2 >= len(advice) for advice in advised)


def _failed(case: Case) -> frozenset[str]:
    """What advice has failed by the things told, as the words it is given in."""
    told = case.knowledge.told.get(case.language)
    spares = told.spares if told else {}
    return case.once("failed", lambda: frozenset(word for scene in scenes(case) for word in spares.get(scene, ())))


def on_island(sentence: str, case: Case) -> bool:
    """Whether a sentence is about islands, for a customer who lives on one."""
    told = case.knowledge.told.get(case.language)
    return told is not None and ISLAND in scenes(case) and _names(sentence, told.islands, case)


def excepted(sentence: str, entry: Entry, case: Case) -> bool:
    """Whether a sentence gives the rule of an exception («outlet: 14 days») in which the customer is.

    An exception of goods of another size is not meant; those of a market only add to its rule.
    """
    said = features(sentence, case.language)
    return any(
        words <= said and words <= case.asked.weights.keys()
        for exception in entry.card.exceptions
        if (words := _whose(exception, entry, case))
    )


def _whose(exception: str, entry: Entry, case: Case) -> frozenset[str]:
    """The words by which an exception is told from the entry's own rule; none where it is no exception of a case."""
    of, _, rest = exception.partition(": ")
    known = features(entry.card.title, case.language)
    if not rest or of in set(Market) or LARGE in features(of, case.language):
        return frozenset()
    return frozenset(word for word in features(of, case.language) - known if word[:1] != "@" and not word.isdigit())


def _names(sentence: str, words: Iterable[str], case: Case) -> bool:
    folded = fold(sentence, case.language)
    return any(fold(word, case.language) in folded for word in words)


def told_already(sentence: str, case: Case) -> bool:
    """Whether most of a sentence stands in the message of somebody who writes again: that advice has failed them."""
    said = {feature for feature in features(sentence, case.language) if feature[:1] != "@" and not feature.isdigit()}
    return bool(said) and len(said & set(case.asked.weights)) >= TOLD * len(said)


def holds_here(sentence: str, entry: Entry, case: Case) -> bool:
    """Whether a sentence concerns this customer: goods of their size, and no exception that they never mentioned."""
    if of_another_size(sentence, entry, case):
        return False
    said = features(sentence, case.language)
    if LARGE in said and is_large(case):
        return True  # an exception for others, and the rule for them
    usual = features(entry.card.title, case.language) | features(" ".join(entry.card.facts), case.language)
    for exception in entry.card.exceptions:
        place, _, rest = exception.partition(": ")
        what = rest if place in set(Market) else exception  # «gr: …» names a market, «made to order: …» the exception
        rare = features(what, case.language) - usual
        words = frozenset(feature for feature in rare if not feature.startswith("@") and not feature.isdigit())
        named = words & said
        if named and len(named) * 2 >= len(words) and not any(feature in case.asked.weights for feature in named):
            return False
    return True
