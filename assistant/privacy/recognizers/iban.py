"""International bank account numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from stdnum import iban

from assistant.privacy import context
from assistant.privacy.context import Label
from assistant.privacy.kinds import Found, Kind, Weight
from assistant.privacy.reading import Reading
from assistant.privacy.recognizers.hidden import starred

# ISO 13616 lengths of the countries customers of the two markets bank in.
_LENGTHS = {
    "tr": 26, "gr": 27, "cy": 28, "de": 22, "at": 20, "be": 16, "nl": 18, "fr": 27, "it": 27, "es": 24, "pt": 25,
    "gb": 22, "ie": 22, "lu": 20, "ch": 21, "se": 24, "dk": 18, "no": 15, "fi": 18, "pl": 28, "cz": 24, "sk": 24,
    "hu": 28, "ro": 24, "bg": 22, "hr": 21, "si": 19, "ee": 20, "lv": 21, "lt": 20, "mt": 31, "al": 28, "mk": 19,
    "rs": 22, "ae": 23, "sa": 24,
}  # fmt: skip
_CANDIDATE = re.compile(
    rf"(?:(?<![a-z0-9])|(?<=iban))(?P<country>{'|'.join(_LENGTHS)})"
    r"[ .\-\n]{0,2}[0-9](?:[ .\-\n_/]{0,2}[a-z0-9]){11,32}"
)
_BARE = re.compile(r"(?<![a-z0-9])(?:[a-z]{2}[ -]?)?[0-9](?:[ .\-\n_]{0,2}[0-9]){11,27}(?![0-9])")
_DIGITS_ONLY = frozenset({"tr", "gr", "cy", "de", "at", "be", "pl", "cz", "sk", "hu", "es", "pt"})


def find(reading: Reading, known: Sequence[str] = ()) -> Iterator[Found]:
    """IBANs by country, length and checksum; Turkish and Greek ones by their look; others where the words say so."""
    if not reading.has_digits:
        return
    for match in _CANDIDATE.finditer(reading.latin):
        found = _sized(reading, match)
        if found:
            yield found
    if context.mentioned(reading, Label.IBAN):
        for match in _BARE.finditer(reading.latin):
            if context.led(reading, match.start(), Label.IBAN):
                digits = re.sub("[^0-9]", "", match.group())
                yield Found(match.start(), match.end(), Kind.IBAN, digits, Weight.CONTEXT)
    yield from starred(reading, Kind.IBAN, Label.IBAN)


def _sized(reading: Reading, match: re.Match[str]) -> Found | None:
    """The candidate cut to its country's length, if it is an IBAN."""
    text, country = match.group(), match["country"]
    end, count = 0, 0
    while end < len(text) and count < _LENGTHS[country]:
        count += text[end].isalnum()
        end += 1
    value = re.sub(r"[^a-z0-9]", "", text[:end])
    body = value[4:]
    short = len(value) < _LENGTHS[country]
    looks = country in ("tr", "gr") and body.isdigit() and value[2:4].isdigit() and len(value) >= _LENGTHS[country] - 2
    if looks or (
        not short
        and value[2:4].isdigit()
        and _digits_fit(country, body)
        and reading.valid(iban.is_valid, value.upper())
    ):
        return Found(match.start(), match.start() + end, Kind.IBAN, value.upper(), Weight.SURE)
    return None


def _digits_fit(country: str, body: str) -> bool:
    return body.isdigit() if country in _DIGITS_ONLY else any(c.isdigit() for c in body)
