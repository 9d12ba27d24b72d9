"""Finding single words of the brand's lists («ordered», «instead») in a text, however they are spelled or end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.domain import Language
from assistant.triage.reading import keys, plain_key

Spelled = tuple[str, ...]  # the keys one written word may stand for


def spelled(words: Sequence[str], language: Language) -> list[Spelled]:
    """The words of a piece of text, each as the keys it may stand for."""
    return [keys(word, language) for word in words]


def places(words: Sequence[Spelled], listed: Sequence[str], language: Language) -> Iterator[int]:
    """Where a listed word stands; one with a star stands for every word that begins so."""
    whole, starts = _cues(tuple(listed), language)
    for at, word in enumerate(words):
        if any(key in whole or key.startswith(starts) for key in word):
            yield at


@lru_cache(maxsize=200)
def _cues(listed: tuple[str, ...], language: Language) -> tuple[frozenset[str], tuple[str, ...]]:
    read = [(plain_key(cue.removesuffix("*"), language), cue.endswith("*")) for cue in listed]
    return frozenset(key for key, starred in read if not starred), tuple(key for key, starred in read if starred)
