"""Small things about words: capital letters, and whether a text has one of the brand's reading words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from assistant.domain import Language
from assistant.knowledge import Phrases
from assistant.languages import fold, words


def cap(text: str, language: Language) -> str:
    """The text with its first letter raised, the Turkish way in Turkish.

    >>> cap("iade ekibimiz", Language.TR), cap("η ομάδα", Language.EL)
    ('İade ekibimiz', 'Η ομάδα')
    """
    first = text[:1]
    raised = "İ" if language is Language.TR and first == "i" else first.upper()
    return raised + text[1:]


def says(text: str, code: str, phrases: Mapping[Language, Phrases]) -> bool:
    """Whether a text has a word listed under ``reads: <code>``, in any language, since people write notes in theirs.

    A listed word stands for every word that begins with it.
    """
    return any(
        f" {wanted}" in _spaced(text, language)
        for language, own in phrases.items()
        for wanted in _wanted(own.reads.get(code, ()), language)
    )


@lru_cache(maxsize=200)
def _wanted(listed: tuple[str, ...], language: Language) -> tuple[str, ...]:
    return tuple(" ".join(words(fold(word, language))) for word in listed)


@lru_cache(maxsize=5_000)
def _spaced(text: str, language: Language) -> str:
    return f" {' '.join(words(fold(text, language)))} "
