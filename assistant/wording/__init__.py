"""Turning a coded reason into a sentence in the reader's language; the words stand in the YAML files beside."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from assistant.domain import Language, Reason
from assistant.errors import AssistantError

FOLDER = Path(__file__).parent


def say(reason: Reason, language: Language = Language.EN) -> str:
    """The sentence for a reason, in the reader's language; English when a translation lacks it.

    A code nobody wrote words for is shown as it is: a reviewer sees an odd word rather than nothing.

    >>> say(Reason("length.over", {"length": 292, "limit": 280, "unit": "x_weighted"}))
    'The text counts 292 of at most 280 (X counts). Shorten it.'
    """
    pattern = words(language).get(reason.code) or words(Language.EN).get(reason.code)
    if pattern is None:
        return reason.code
    named = {key: words(language).get(f"{key}={value}", str(value)) for key, value in reason.values.items()}
    return pattern.format_map(_Gaps(named))


def failure(error: AssistantError, language: Language) -> str:
    """What went wrong in the reader's words, where somebody wrote such words; else as operators are told it."""
    return say(Reason(error.code, error.values), language) if error.code in words(language) else str(error)


@cache
def words(language: Language) -> Mapping[str, str]:
    """Every code with its sentence in one language."""
    found: dict[str, str] = {}
    for path in sorted(FOLDER.glob(f"*.{language}.yaml")):
        found.update(
            {str(code): str(text) for code, text in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).items()}
        )
    return found


class _Gaps(dict[str, str]):
    """A value that a reason does not carry leaves its name visible instead of breaking the page."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"
