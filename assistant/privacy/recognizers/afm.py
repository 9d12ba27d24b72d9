"""Greek tax numbers (ΑΦΜ): nine digits, one of them a check digit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from stdnum.gr import vat

from assistant.privacy import context
from assistant.privacy.context import Label
from assistant.privacy.kinds import Found, Kind, Weight
from assistant.privacy.reading import Reading

_GREEK = re.compile(r"[α-ω]{3}|\b(?:mou|sas|paraggelia|paraggeleia|einai|afm|greece|greek|athens|timologio)\b")


def find(reading: Reading, known: Sequence[str] = ()) -> Iterator[Found]:
    """Numbers named as ΑΦΜ whatever their checksum; valid nine-digit numbers in Greek texts."""
    if not reading.numbers:
        return
    for number in context.labelled(reading, Label.AFM, (9, 8, 10)):
        yield Found(number.start, number.end, Kind.AFM, number.digits, Weight.CONTEXT)
    if not _GREEK.search(reading.folded):
        return
    for number in reading.numbers:
        if len(number.digits) == 9 and number.whole and reading.valid(vat.is_valid, number.digits):
            yield Found(number.start, number.end, Kind.AFM, number.digits, Weight.CHECKED)
