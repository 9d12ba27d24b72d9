"""The word lists of the built-in checks, found in a text with their exact places."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

import yaml

from assistant.checks.reading import folded_with_places
from assistant.checks.rules import phrase_pattern, possible
from assistant.domain import Language

FOLDER = Path(__file__).parent / "words"


def places(name: str, text: str, language: Language) -> list[tuple[int, int]]:
    """Where phrases of a list stand in a text, in order, as spans of code points."""
    return list(_places(name, text, language))


@lru_cache(maxsize=4096)  # the brand's own sentences stand in many replies
def _places(name: str, text: str, language: Language) -> tuple[tuple[int, int], ...]:
    folded, origin = folded_with_places(text, language)
    found = {
        (origin[match.start()], origin[match.end() - 1] + 1)
        for phrase in possible(_lists(language)[name], folded, language)
        for match in phrase_pattern(phrase, language).finditer(folded)
    }
    return tuple(sorted(found))


def words_of(name: str, language: Language) -> tuple[str, ...]:
    """The phrases of a list as they are written."""
    return _lists(language)[name]


@cache
def _lists(language: Language) -> Mapping[str, tuple[str, ...]]:
    raw = yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    return {name: tuple(str(phrase) for phrase in phrases) for name, phrases in raw.items()}
