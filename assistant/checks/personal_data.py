"""In public nobody is asked for personal data and nobody's is repeated; secrets are asked for nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.checks.lexicon import places
from assistant.checks.review import Reviewed
from assistant.domain import Audience, Finding, Severity
from assistant.languages import sentences


def personal_data(reviewed: Reviewed) -> Iterator[Finding]:
    """A public request blocks unless it moves to a private channel; an echo blocks; asking for secrets always does."""
    place = 0
    for sentence in sentences(reviewed.text, reviewed.language):
        at = reviewed.text.find(sentence, place)
        place = max(place, at + len(sentence))
        yield from _requests(reviewed, sentence, at)
    if reviewed.audience is Audience.PUBLIC:
        yield from _echoes(reviewed)


def _requests(reviewed: Reviewed, sentence: str, at: int) -> Iterator[Finding]:
    language = reviewed.language
    asks = places("asks", sentence, language)
    if not asks or places("never", sentence, language):
        return
    span = (at, at + len(sentence)) if at >= 0 else None
    if places("secrets", sentence, language):
        yield reviewed.finding("secret_request", Severity.BLOCK, "private.secret_request", span)
    elif (
        reviewed.audience is Audience.PUBLIC
        and places("personal", sentence, language)
        and not places("in_private", sentence, language)
    ):
        yield reviewed.finding("public_data_request", Severity.BLOCK, "public.data_request", span)


def _echoes(reviewed: Reviewed) -> Iterator[Finding]:
    orders = re.findall(reviewed.brand.order_number, reviewed.text)
    for value in dict.fromkeys([*orders, *reviewed.known_values]):
        at = reviewed.text.find(value)
        if at >= 0 and len(value) > 3:
            yield reviewed.finding(
                "public_data_echo", Severity.BLOCK, "public.data_echo", (at, at + len(value)), text=value
            )
