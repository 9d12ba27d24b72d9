"""In public nobody is asked for personal data and nobody's is repeated; secrets are asked for nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.checks.lexicon import places
from assistant.checks.reading import folded, said
from assistant.checks.review import Reviewed
from assistant.checks.senses import sense, shows
from assistant.domain import Audience, Finding, Language, Severity
from assistant.knowledge import Brand

FEWEST_DIGITS = 6
# A telephone number with and without its country or trunk prefix ends in the same so many digits.
SIGNIFICANT = 9
SHORTEST = 5
NUMBERS = re.compile(r"(?<!\w)(?:[A-Z]{2}\d{2})?\+?\(?\d(?:[ ()./-]?[\dA-Z])*(?!\w)")
ASKING = {Language.TR: "?", Language.EL: ";", Language.EN: "?"}
TAIL = re.compile(r"\d[\d ]*\d|\d")


def personal_data(reviewed: Reviewed) -> Iterator[Finding]:
    """A public request blocks unless it moves to a private channel; an echo blocks; asking for secrets always does."""
    language = reviewed.language
    for sentence in said(reviewed.text, language):
        asks = (
            ASKING[language] in sentence.text
            or places("asks", sentence.text, language)
            or shows("public_data_request", sentence.text, language)
        )
        secret = places("secrets", sentence.text, language) and not places("never", sentence.text, language)
        if asks and secret:
            yield reviewed.finding("secret_request", Severity.BLOCK, "private.secret_request", sentence.span)
    if reviewed.audience is Audience.PUBLIC:
        yield from _requests(reviewed)
        for span in echoes(reviewed.text, reviewed.known_values, reviewed.brand, reviewed.language):
            text = reviewed.text[slice(*span)]
            yield reviewed.finding("public_data_echo", Severity.BLOCK, "public.data_echo", span, text=text)


def _requests(reviewed: Reviewed) -> Iterator[Finding]:
    """In a reply that names a private way anywhere, a bare «send it to me» speaks of that way."""
    for span, _ in sense("public_data_request", reviewed.text, reviewed.language):
        yield reviewed.finding("public_data_request", Severity.BLOCK, "public.data_request", span)


def echoes(text: str, values: Sequence[str], brand: Brand, language: Language) -> Iterator[tuple[int, int]]:
    """Where a reply repeats the customer's data, however it is spaced, and the last digits of a number as well."""
    orders = re.compile(brand.order_number.replace("-", r"[- ]?"), re.IGNORECASE)
    yield from (match.span() for match in orders.finditer(text))
    known = [_digits(value) for value in values if len(_digits(value)) >= FEWEST_DIGITS]
    for match in NUMBERS.finditer(text):
        found = _digits(match.group())
        if len(found) >= FEWEST_DIGITS and any(_same(found, value) for value in known):
            yield match.span()
    for sentence in said(text, language):
        for place in places("ends_in", sentence.text, language):
            for match in TAIL.finditer(sentence.text):
                tail = _digits(match.group())
                if (
                    len(tail) >= 3
                    and any(value.endswith(tail) for value in known)
                    and abs(match.start() - place[0]) < 40
                ):
                    yield sentence.start + match.start(), sentence.start + match.end()
    low = folded(text, language)
    for value in values:
        sought = folded(value, language)
        at = low.find(sought)
        if at >= 0 and len(value) >= SHORTEST and not value.isdigit():
            yield at, at + len(value)


def _same(found: str, value: str) -> bool:
    if found == value:
        return True
    return min(len(found), len(value)) >= SIGNIFICANT and found[-SIGNIFICANT:] == value[-SIGNIFICANT:]


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
