"""Small things about words: capital letters, and whether a text has one of the brand's reading words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from assistant.domain import Language
from assistant.knowledge import Phrases
from assistant.languages import fold, words

NAMES = frozenset({"Turkey", "Greece", "Monday", "Saturday", "Sunday", "Τουρκία", "Ελλάδα"})


def cap(text: str, language: Language) -> str:
    """The text with its first letter raised, the Turkish way in Turkish.

    >>> cap("iade ekibimiz", Language.TR), cap("η ομάδα", Language.EL)
    ('İade ekibimiz', 'Η ομάδα')
    """
    first = text[:1]
    raised = "İ" if language is Language.TR and first == "i" else first.upper()
    return raised + text[1:]


def lowered(text: str, language: Language) -> str:
    """A sentence as it goes on after a colon: in lower case in Greek and English, unless it begins with a name.

    >>> lowered("We exchange it.", Language.EN), lowered("I will.", Language.EN), lowered("Ücretsizdir.", Language.TR)
    ('we exchange it.', 'I will.', 'Ücretsizdir.')
    """
    first = text.split(" ", 1)[0]
    alone = {Language.EL: len(first) == 1, Language.EN: first == "A"}.get(language, False)
    capitals = not (first[1:].islower() or alone)
    if language is Language.TR or capitals or first in NAMES:
        return text
    return text[:1].lower() + text[1:]


def begun(text: str, language: Language) -> str:
    """A sentence as it stands behind words that lead to it, in every language in lower case.

    >>> begun("İki koli gelmiş.", Language.TR), begun("I asked.", Language.EN)
    ('iki koli gelmiş.', 'I asked.')
    """
    if language is not Language.TR or not text[1:2].islower():
        return lowered(text, language)
    return {"I": "ı", "İ": "i"}.get(text[0], text[0].lower()) + text[1:]


def says(text: str, code: str, phrases: Mapping[Language, Phrases]) -> bool:
    """Whether a text has a word listed under ``reads: <code>``, in any language, since people write notes in theirs.

    A listed word that ends in a star stands for every word that begins with it.
    """
    return any(
        wanted in _spaced(text, language)
        for language, own in phrases.items()
        for wanted in _wanted(own.reads.get(code, ()), language)
    )


@lru_cache(maxsize=200)
def _wanted(listed: tuple[str, ...], language: Language) -> tuple[str, ...]:
    return tuple(f" {' '.join(words(fold(word, language)))}{'' if word.endswith('*') else ' '}" for word in listed)


@lru_cache(maxsize=5_000)
def _spaced(text: str, language: Language) -> str:
    return f" {' '.join(words(fold(text, language)))} "
