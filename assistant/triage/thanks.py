"""Whether the kind words of a message are meant, or only close it, or mock."""

from __future__ import annotations

import re

from assistant.domain import Category
from assistant.triage.lexicon import LEVELS, Found
from assistant.triage.matching import Hit
from assistant.triage.reading import Reading

CLOSING = 4  # words at a message's end in which thanks are only a farewell
ALL_STARS = re.compile(r"(?:⭐\ufe0f?|★|🌟){5}|(?<![\d.,/])(?:5\s?/\s?5|10\s?/\s?10)(?![\d/])")
# One to three stars of five, alone or before empty ones; «1/5».
LOW_STARS = re.compile(
    r"(?<![⭐★🌟])(?:⭐\ufe0f?|★|🌟){1,3}(?:[☆✩]+|(?![⭐★🌟\ufe0f]))|(?<![\d.,/])(?:[0-3]\s?/\s?5|[0-6]\s?/\s?10)(?![\d/])"
)
# A word held up between quotation marks: «"fast" delivery», which is hardly ever meant as said.
HELD_UP = re.compile(r"""(?:["“«‘]|(?<!\w)')[^\W\d_]{4,}(?:["”»’]|'(?!\w))""")


def courtesy(hit: Hit, found: Found) -> bool:
    """Whether this is no praise: thanks that close a letter («teşekkürler» before the name) or follow a request.

    Nor are kind words before a «but»: what comes after it is what the message is about.
    """
    if hit.phrase.code != Category.PRAISE:
        return False
    if hit.phrase.weight < LEVELS["strong"] and _at_the_end(hit, found.reading):
        return True
    return _but_after(hit, found) or (_thanks(hit, found) and _asked_before(hit, found))


def belied(found: Found) -> bool:
    """Whether what else the message says takes its kind words back: one to three stars, a jest, a long delay."""
    text = found.reading.text
    rated = found.of("cues", "low_rating") or LOW_STARS.search(text) or HELD_UP.search(text)
    return bool(rated or found.overdue or found.of("emotions", "sarcasm"))


def heartfelt(found: Found) -> bool:
    """Whether a deed is told with words that hardly anybody jests with: what it names beside is part of the deed."""
    said = found.of("cues", "heartfelt")
    return bool(said) and not (found.reading.asked or found.of("cues", "contrast") or belied(found))


def _at_the_end(hit: Hit, reading: Reading) -> bool:
    after = [p for p in range(max(hit.tokens) + 1, len(reading.words)) if not reading.words[p].startswith("⟨")]
    return min(hit.tokens) > CLOSING and len(after) <= CLOSING


def _but_after(hit: Hit, found: Found) -> bool:
    """Whether a «but» follows in the same sentence or opens the next one; under five stars it takes nothing back."""
    numbers, last = found.reading.sentences, max(hit.tokens)
    following = [min(but.tokens) for but in found.of("cues", "contrast") if min(but.tokens) > last]
    near = any(numbers[at] - numbers[last] <= (numbers[at] != numbers[at - 1]) for at in following)
    return near and not ALL_STARS.search(found.reading.text)


def _thanks(hit: Hit, found: Found) -> bool:
    return any(not set(hit.tokens).isdisjoint(said.tokens) for said in found.of("cues", "thanks"))


def _asked_before(hit: Hit, found: Found) -> bool:
    """Whether something was asked, or asked for, earlier in the message, with a question mark or in words for it."""
    first = min(hit.tokens)
    asked = any(number < found.reading.sentences[first] for number in found.reading.asked)
    wishes = (*found.of("cues", "asks_ahead"), *found.of("cues", "would_know"))
    return asked or any(min(wish.tokens) < first for wish in wishes)
