"""Numbers of passports and identity cards; only the words beside them tell them from codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.privacy import context
from assistant.privacy.context import Label
from assistant.privacy.kinds import Found, Kind, Weight
from assistant.privacy.reading import Reading

_PASSPORT = re.compile(r"(?<![a-z0-9])[a-z]{0,2}[ \-]{0,2}[0-9](?:[ ]?[0-9]){5,8}(?![0-9])")
_CARD = re.compile(r"(?<![a-z0-9])(?:[a-z]{1,2}[ \-]{0,2}[0-9]{6,7}|[a-z][0-9]{2}[a-z][0-9]{5})(?![a-z0-9])")
_REACH = 45


def find(reading: Reading, known: Sequence[str] = ()) -> Iterator[Found]:
    """Passport numbers near such a word; Greek (ΑΔΤ) and Turkish identity cards named as such."""
    if not reading.has_digits:
        return
    if context.mentioned(reading, Label.PASSPORT):
        for match in _PASSPORT.finditer(reading.latin):
            start = _without_word(reading, match)
            if context.named(reading, start, match.end(), Label.PASSPORT) or _close(reading, start, match.end()):
                yield _found(match, start)
    if not context.mentioned(reading, Label.IDENTITY_CARD):
        return
    for match in _CARD.finditer(reading.latin):
        if context.named(reading, match.start(), match.end(), Label.IDENTITY_CARD):
            yield _found(match, match.start())


def _close(reading: Reading, start: int, end: int) -> bool:
    """The word is near and the number begins with letters, as order numbers behind their own label do not."""
    lettered = reading.plain[start].isalpha()
    return lettered and context.near(reading, start, end, Label.PASSPORT, _REACH)


def _without_word(reading: Reading, match: re.Match[str]) -> int:
    """Where the number begins: «no 123456» must not take «no» for its letters."""
    letters = re.match(r"[a-z]{1,2}(?=[ \-]{1,2})", match.group())
    if letters and not reading.plain[match.start() : match.start() + letters.end()].isupper():
        return (
            match.start()
            + letters.end()
            + len(match.group()[letters.end() :])
            - len(match.group()[letters.end() :].lstrip(" -"))
        )
    return match.start()


def _found(match: re.Match[str], start: int) -> Found:
    key = re.sub(r"[^a-z0-9]", "", match.group()[start - match.start() :]).upper()
    return Found(start, match.end(), Kind.PASSPORT, key, Weight.CONTEXT)
