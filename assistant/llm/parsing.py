"""Reading the JSON object out of a model's answer; never evaluated, only parsed."""

from __future__ import annotations

import json
from collections.abc import Mapping

from assistant.errors import ModelError


def parse_json(text: str) -> Mapping[str, object]:
    """The JSON object in an answer, also out of a code fence or between words; never evaluated.

    >>> parse_json('```json\\n{"a": 1}\\n```')
    {'a': 1}
    """
    start, end = text.find("{"), text.rfind("}")
    try:
        found = json.loads(text[start : end + 1]) if 0 <= start < end else None
    except json.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise ModelError("the answer is not the JSON asked for", code="bad_json", retriable=True)
    return found
