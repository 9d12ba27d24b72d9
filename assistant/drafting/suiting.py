"""Whether a sentence is of the kind a question wants: one with a time to «how long», one with a price to «how much»."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from assistant.domain import Language
from assistant.drafting.case import Case
from assistant.drafting.lines import entry_lines, local_lines
from assistant.drafting.words import says
from assistant.knowledge import Entry
from assistant.languages.quantities import amounts, durations

TIME, AMOUNT = "time", "amount"


def suits(entry: Entry, wants: Collection[str], case: Case) -> bool:
    """Whether the sentence that decides an entry, or any where only some do, is of the kind wanted."""
    local = local_lines(entry).values() if case.market is None else ()
    lines = (*entry_lines(entry, case.market), *(line for lines in local for line in lines))
    return any(suiting(sentence, wants, case) for sentence in lines)


def suiting(sentence: str, wants: Collection[str], case: Case) -> bool:
    """Whether one sentence is of the kind wanted; true where nothing of those two kinds is."""
    if TIME in wants:
        return timed(sentence, case.language)
    if AMOUNT in wants:
        return priced(sentence, case.language) or says(sentence, "price", {case.language: case.phrases})
    return True


def suited(sentence: str, wants: Collection[str], case: Case) -> float:
    """How well one sentence is of the kind wanted: a price itself counts more than a word on cost."""
    if TIME not in wants and AMOUNT in wants:
        return 1.0 if priced(sentence, case.language) else 0.5 * suiting(sentence, wants, case)
    return float(suiting(sentence, wants, case))


@lru_cache(maxsize=2_000)
def timed(sentence: str, language: Language) -> bool:
    """Whether a sentence names a length of time."""
    return bool(durations(sentence, language))


@lru_cache(maxsize=2_000)
def priced(sentence: str, language: Language) -> bool:
    """Whether a sentence names an amount of money."""
    return bool(amounts(sentence, language))
