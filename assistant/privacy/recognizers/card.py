"""Payment card numbers, their visible ends and security codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from stdnum import luhn

from assistant.privacy import context
from assistant.privacy.context import Label
from assistant.privacy.digits import Number
from assistant.privacy.kinds import Found, Kind, Weight
from assistant.privacy.lexicon import Pattern, either, hints, listed
from assistant.privacy.reading import Reading
from assistant.privacy.recognizers.hidden import starred

# Visa, Mastercard, Troy, American Express, Discover, UnionPay, JCB, Diners (issuer ranges, ISO/IEC 7812).
_ISSUER = re.compile(r"4|5[1-5]|2[2-7]|9792|3[47]|6(?:011|4|5|2)|35[2-8]|3[068]|50|5[6-8]|6[37]")
_LENGTHS = (16, 15, 14, 19, 18, 17)
# «sonu 4821», «son dört hanesi 7730», «τελευταία 4 ψηφία 3391», "ending in 9917".
_TAIL = Pattern(
    lambda: (
        rf"(?<![^\W\d_])(?:{either(listed('labels', 'card_ends'))})[\s:*x()'\"-]{{0,8}}{_links()}"
        r"[\s:*x-]{0,8}(?P<tail>[0-9]{4})(?![0-9])"
    )
)
_CODE = Pattern(
    lambda: (
        rf"(?<![^\W\d_])(?:{either(listed('labels', 'card_codes'))})[\s:=()'\"-]{{0,5}}{_links()}"
        r"[(]?(?P<tail>[0-9]{3,4})(?![0-9])"
    )
)


def _links() -> str:
    return rf"(?:(?:{either(listed('labels', 'card_links'))})[\s:]{{1,2}}){{0,3}}"


def find(reading: Reading, known: Sequence[str] = ()) -> Iterator[Found]:
    """Numbers that pass Luhn's test and begin like a card; any long number named as a card; ends and codes."""
    if not reading.has_digits:
        return
    for number in context.labelled(reading, Label.CARD, (*_LENGTHS, 13)):
        yield Found(number.start, number.end, Kind.CARD, number.digits, Weight.CONTEXT)
    for number in reading.numbers:
        likely = len(number.digits) in _LENGTHS and _shaped(number) and _ISSUER.match(number.digits)
        if likely and reading.valid(luhn.is_valid, number.digits):
            yield Found(number.start, number.end, Kind.CARD, number.digits, Weight.CHECKED)
    yield from _parts(reading)
    yield from starred(reading, Kind.CARD, None)


def _shaped(number: Number) -> bool:
    """Grouped as on a card: 4-4-4-4, 4-6-5, 8-8, unbroken or every digit apart."""
    return number.whole or number.apart or (min(number.groups) >= 3 and number.groups[0] in (4, 6, 8))


def _parts(reading: Reading) -> Iterator[Found]:
    """Last four digits near a word for a card, security codes anywhere."""
    if context.mentioned(reading, Label.CARD):
        for match in _TAIL.finditer(reading.folded):
            if context.near(reading, *match.span("tail"), Label.CARD, 80):
                yield Found(*match.span("tail"), Kind.CARD, match["tail"], Weight.SURE)
    if any(hint in reading.folded for hint in hints(listed("labels", "card_codes"))):
        for match in _CODE.finditer(reading.folded):
            yield Found(*match.span("tail"), Kind.CARD, match["tail"], Weight.SURE)
