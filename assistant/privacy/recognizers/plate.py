"""Vehicle plates of Turkey and Greece."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.privacy import context
from assistant.privacy.context import Label
from assistant.privacy.kinds import Found, Kind, Weight
from assistant.privacy.lexicon import listed
from assistant.privacy.reading import Reading

_GAP = r"[ .\-_]{0,2}"
_TURKISH = re.compile(
    rf"(?P<city>[0-8][0-9])(?<![a-z0-9][\s\S]{{2}})(?<!00)(?<!8[2-9]){_GAP}"
    rf"(?P<letters>[a-pr-vyz]{{1,3}}){_GAP}(?P<number>[0-9]{{2,5}})(?![a-z0-9]*[0-9])"
)
# The fourteen letters Greek plates use are those both alphabets share.
_GREEK = re.compile(rf"(?<![a-z0-9])(?P<letters>[abehikmnoptxyz]{{3}}){_GAP}(?P<number>[1-9][0-9]{{3}})(?![a-z0-9])")
_LENGTHS = {1: (4, 5), 2: (3, 4), 3: (2, 3)}  # letters -> digits (Karayolları Trafik Yönetmeliği, art. 53)


def find(reading: Reading, known: Sequence[str] = ()) -> Iterator[Found]:
    """Turkish plates with gaps by their look, the others beside a word for a vehicle."""
    if not reading.has_digits:
        return
    for match in _TURKISH.finditer(reading.latin):
        letters, number = match["letters"], match["number"]
        fits = len(number) in _LENGTHS[len(letters)] or (len(letters) == 3 and len(number) == 4)
        if not fits or (letters in listed("labels", "units") and not _in_company(reading, match)):
            continue
        if _in_company(reading, match):
            yield _found(match, Weight.CONTEXT)
        elif _written_as_plate(reading, match):
            yield _found(match, Weight.SHAPE)
    if not context.mentioned(reading, Label.PLATE):
        return
    for match in _GREEK.finditer(reading.latin):
        if _in_company(reading, match):
            yield _found(match, Weight.CONTEXT)


def _in_company(reading: Reading, match: re.Match[str]) -> bool:
    return context.near(reading, match.start(), match.end(), Label.PLATE)


def _written_as_plate(reading: Reading, match: re.Match[str]) -> bool:
    """Gaps on both sides of capital letters: «34 ABC 123» and no product code."""
    letters = reading.plain[match.start("letters") : match.end("letters")]
    spaced = match.start("letters") > match.end("city") and match.start("number") > match.end("letters")
    return (
        spaced and letters.isupper() and "-" not in match.group() and match["letters"] not in listed("labels", "units")
    )


def _found(match: re.Match[str], weight: Weight) -> Found:
    key = (match.groupdict().get("city") or "") + match["letters"].upper() + match["number"]
    return Found(match.start(), match.end(), Kind.PLATE, key, weight)
