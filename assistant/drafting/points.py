"""What an answer turns on beside its topic: a condition or a thing of the question that a sentence has to speak of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

from assistant.domain import Language
from assistant.drafting.case import Case
from assistant.drafting.questions import MEASURED, Question
from assistant.drafting.told import message
from assistant.knowledge import Entry
from assistant.languages import analysis, words
from assistant.retrieval.concepts import Concepts

# How a name in ``points.txt`` ends that stands for no question: for a sentence that answers one, or is the better one,
# and for the words that have to stand, or must not stand, in the message as well.
NEEDED, BETTER, BESIDE, AGAINST = "=", "~", "&", "-"
MARKS = frozenset({NEEDED, BETTER, BESIDE, AGAINST})
# Told anywhere in a message they hold for what is asked in it; the others count only where they stand in the question.
CONDITIONS = frozenset({"no_receipt", "no_box", "tried"})
# Told anywhere they decide the whole matter, asked or not: a general rule is beside the point.
DECISIVE = frozenset({"price_fell", "though_valid", "upstairs", "extend", "repair_again"})


def points(text: str, language: Language, around: str = "") -> frozenset[str]:
    """The points a text turns on; ``around`` is the message it stands in.

    >>> sorted(points("Can I return it without the box?", Language.EN))
    ['no_box']
    """
    book, near = _book(language), _named(around or text, language)
    return frozenset(
        name
        for name in _named(text, language)
        if name[-1] not in MARKS
        and name + AGAINST not in near
        and (name + BESIDE not in book.names or name + BESIDE in near)
    )


def conditions(case: Case) -> frozenset[str]:
    """The conditions told in a message that asks for no time and no price."""
    measured = any(sought.question.wants & MEASURED for sought in case.sought)
    return frozenset() if measured else _told(case) & CONDITIONS


def turns_on(question: Question, case: Case) -> frozenset[str]:
    """The points of a question, with what the message tells; a time or a price does not hang on a condition."""
    told, own = _told(case), points(question.text, case.language, message(case))
    without = frozenset[str]() if question.wants & MEASURED else told & CONDITIONS
    return (own - CONDITIONS) | (told & DECISIVE) | without


def decisive(case: Case) -> frozenset[str]:
    """The points that decide the whole matter of a message."""
    return _told(case) & DECISIVE


def _told(case: Case) -> frozenset[str]:
    return case.once("points", lambda: points(message(case), case.language))


def meets(sentence: str, wanted: Iterable[str], language: Language) -> int:
    """How many of the points a sentence speaks of."""
    said = _named(sentence, language)
    return sum(point + NEEDED in said or point + BETTER in said for point in wanted)


def required(wanted: Iterable[str], language: Language) -> frozenset[str]:
    """The points without which nothing is an answer; the others are only better met."""
    names = _book(language).names
    return frozenset(point for point in wanted if point + BETTER not in names)


def decides(entry: Entry, wanted: Collection[str]) -> bool:
    """Whether an entry has a sentence for each point that needs one."""
    if not wanted:
        return True
    said = frozenset[str]().union(*(_named(text, entry.language) for text in entry.sections.values()))
    return all(point + NEEDED in said for point in required(wanted, entry.language))


@lru_cache(maxsize=4)
def _book(language: Language) -> Concepts:
    return Concepts(analysis(language), "points")


@lru_cache(maxsize=5_000)
def _named(text: str, language: Language) -> frozenset[str]:
    reader = analysis(language)
    return frozenset(_book(language).of([reader.key(word) for word in words(text)]))
