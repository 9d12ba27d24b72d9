"""Reading the JSON object out of a model's answer, whole or still coming; never evaluated, only parsed."""

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


def parse_so_far(text: str) -> Mapping[str, object]:
    """The JSON object of an answer that is still being written, as far as it came; empty where nothing can be read.

    >>> parse_so_far('```json\\n{"a": [{"b": "half a sen')
    {'a': [{'b': 'half a sen'}]}
    """
    from langchain_core.utils.json import parse_partial_json

    start = text.find("{")
    try:
        found = parse_partial_json(text[start:]) if start >= 0 else None
    except json.JSONDecodeError:
        found = None
    return found if isinstance(found, dict) else {}
