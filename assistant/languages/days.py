"""The day a text names in words: today, tomorrow, a day of the week, in each language."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from assistant.domain import Language
from assistant.languages import fold

# Folded words by how many days they lie ahead; an ending may follow.
_AHEAD: dict[Language, tuple[tuple[str, ...], ...]] = {
    Language.TR: (("bugün", "bu akşam"), ("yarın",)),
    Language.EL: (("σημερα", "αποψε"), ("αυριο",), ("μεθαυριο",)),
    Language.EN: (("today", "tonight", "this evening"), ("tomorrow",)),
}
# Folded stems from Monday on.
_WEEK: dict[Language, tuple[str, ...]] = {
    Language.TR: ("pazartesi", "salı", "çarşamba", "perşembe", "cuma(?!rtesi)", "cumartesi", "pazar(?!tesi)"),
    Language.EL: ("δευτερα", "τριτη", "τεταρτη", "πεμπτη", "παρασκευη", "σαββατο", "κυριακη"),
    Language.EN: ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
}


def named_day(text: str, language: Language, today: date) -> date | None:
    """The last day a text names in words, from ``today`` on; a weekday is the next one, never today itself.

    >>> named_day("Sizi yarın arayacağım", Language.TR, date(2026, 11, 20))
    datetime.date(2026, 11, 21)
    >>> named_day("We will call you on Friday", Language.EN, date(2026, 11, 20))
    datetime.date(2026, 11, 27)
    """
    folded = fold(text, language)
    found = [ahead for ahead, words in enumerate(_ahead(language)) if words.search(folded)]
    for weekday, word in enumerate(_weekdays(language)):
        if word.search(folded):
            found.append((weekday - today.weekday() - 1) % 7 + 1)
    return today + timedelta(days=max(found)) if found else None


@cache
def _ahead(language: Language) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"\b(?:{'|'.join(words)})") for words in _AHEAD[language])


@cache
def _weekdays(language: Language) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"\b{word}") for word in _WEEK[language])
