"""What a language model answers about a message, taken only as far as it names known codes and shows them there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.domain import Category, Emotion, Flag, Market
from assistant.errors import ModelError
from assistant.triage.categories import MOST_CATEGORIES
from assistant.triage.emotion import STRONGEST
from assistant.triage.severity import HIGHEST, LOWEST

# Told by what is known of other messages, which a model does not see.
UNSEEN = frozenset({Flag.COMPETITOR_OR_COORDINATED})
LANGUAGES = ("tr", "el", "en", "other")
SHORTEST_QUOTE, LONGEST_QUOTE = 4, 300  # letters; longer is no quote of a few words
SHORTEST_PLACE = 2  # letters of a quote for the market: "TL"; a sign of a currency is enough by itself
CURRENCIES = frozenset("₺€")
LEFT_OUT = re.compile(r"…|\.\.\.|\[[^\]]*\]")
EDGES = " \t\n\"'«»“”„‘’.,;:!?·()-"
SCHEMA: Mapping[str, object] = {
    "type": "object",
    "properties": {
        "language": {"type": "string", "enum": list(LANGUAGES)},
        "market": {
            "type": "object",
            "properties": {
                "code": {"type": "string", "enum": [*map(str, Market), "unknown"]},
                "quote": {"type": "string"},
            },
            "required": ["code", "quote"],
            "additionalProperties": False,
        },
        "categories": {"type": "array", "items": {"type": "string", "enum": [str(code) for code in Category]}},
        "flags": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "code": {"type": "string", "enum": [str(flag) for flag in Flag if flag not in UNSEEN]},
                    "quote": {"type": "string"},
                },
                "required": ["code", "quote"],
                "additionalProperties": False,
            },
        },
        "emotion": {
            "type": "object",
            "properties": {
                "label": {"type": "string", "enum": [str(label) for label in Emotion]},
                "intensity": {"type": "integer"},
            },
            "required": ["label", "intensity"],
            "additionalProperties": False,
        },
        "severity": {"type": "integer"},
        "missing": {"type": "array", "items": {"type": "string"}},
        "needs": {"type": "string"},
    },
    "required": ["language", "market", "categories", "flags", "emotion", "severity", "missing", "needs"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Told:
    """A model's reading, validated; every quote stands in the message as the customer wrote it.

    ``doubtful`` are risks it names without words that stand there: shown to the reviewer, raised by nobody.
    ``missing`` is ``None`` where the model does not say what is missing.
    """

    language: str | None = None
    market: tuple[Market, str] | None = None
    categories: tuple[Category, ...] = ()
    flags: tuple[tuple[Flag, str], ...] = ()
    doubtful: tuple[Flag, ...] = ()
    emotion: tuple[Emotion, int] | None = None
    severity: int | None = None
    missing: tuple[str, ...] | None = None
    needs: str = ""


def read_answer(answer: Mapping[str, object], text: str) -> Told:
    """A model's answer about a (masked) text; raises ``ModelError`` when it names no category that exists."""
    categories = tuple(dict.fromkeys(_codes(answer.get("categories"))))[:MOST_CATEGORIES]
    if not categories:
        raise ModelError("the answer names no category that exists", code="bad_json", retriable=True)
    said = _plain(text)
    named = dict(_named(answer.get("flags")))
    shown = tuple((flag, quote) for flag, quote in named.items() if _stands(quote, said))
    severity = _number(answer.get("severity"), LOWEST, HIGHEST)
    language, missing, needs = answer.get("language"), answer.get("missing"), answer.get("needs")
    return Told(
        language=language if isinstance(language, str) and language in LANGUAGES else None,
        market=_market(answer.get("market"), said),
        categories=categories,
        flags=shown,
        doubtful=tuple(flag for flag in named if flag not in dict(shown)),
        emotion=_emotion(answer.get("emotion")),
        severity=severity,
        missing=tuple(str(slot) for slot in missing) if isinstance(missing, list) else None,
        needs=needs.strip() if isinstance(needs, str) and _stands(needs, said) else "",
    )


def answer_of(told: Told) -> dict[str, object]:
    """A reading in the form a model answers in, to be kept with what was made of it; ``read_answer`` reads it again."""
    flags = [*told.flags, *((flag, "") for flag in told.doubtful)]
    market, emotion = told.market, told.emotion
    return {
        "language": told.language,
        "market": {"code": market[0], "quote": market[1]} if market else None,
        "categories": list(told.categories),
        "flags": [{"code": flag, "quote": quote} for flag, quote in flags],
        "emotion": {"label": emotion[0], "intensity": emotion[1]} if emotion else None,
        "severity": told.severity,
        "missing": list(told.missing) if told.missing is not None else None,
        "needs": told.needs,
    }


def _codes(value: object) -> Iterator[Category]:
    for code in value if isinstance(value, list) else ():
        if isinstance(code, str) and code in set(Category):
            yield Category(code)


def _named(value: object) -> Iterator[tuple[Flag, str]]:
    """The risks named, each with its quote; of one named twice the later quote."""
    for row in value if isinstance(value, list) else ():
        code, quote = (row.get("code"), row.get("quote")) if isinstance(row, dict) else (row, "")
        if isinstance(code, str) and code in set(Flag) - UNSEEN:
            yield Flag(code), quote.strip() if isinstance(quote, str) else ""


def _market(value: object, said: str) -> tuple[Market, str] | None:
    code, quote = (value.get("code"), value.get("quote")) if isinstance(value, dict) else (None, None)
    if (
        not isinstance(code, str)
        or code not in set(Market)
        or not isinstance(quote, str)
        or not (_stands(quote, said, SHORTEST_PLACE) or (quote.strip() in CURRENCIES and quote.strip() in said))
    ):
        return None
    return Market(code), quote.strip()


def _emotion(value: object) -> tuple[Emotion, int] | None:
    label = value.get("label") if isinstance(value, dict) else None
    intensity = _number(value.get("intensity"), 0, STRONGEST) if isinstance(value, dict) else None
    if not isinstance(label, str) or label not in set(Emotion) or intensity is None:
        return None
    return Emotion(label), intensity


def _number(value: object, least: int, most: int) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most else None


def _stands(quote: str, said: str, shortest: int = SHORTEST_QUOTE) -> bool:
    """Whether every part of a quote begins a word of the text, but for capitals, spaces and the marks around it."""
    parts = [
        part for part in (_plain(part).strip(EDGES) for part in LEFT_OUT.split(quote[: LONGEST_QUOTE + 1])) if part
    ]
    enough = len(quote) <= LONGEST_QUOTE and sum(map(len, parts)) >= shortest
    return enough and all(_begins(part, said) for part in parts)


def _begins(part: str, said: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(part)}", said) is not None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
