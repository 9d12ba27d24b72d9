"""Payment card numbers, their visible ends and security codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from stdnum import luhn

from assistant.privacy import context
from assistant.privacy.digits import Number
from assistant.privacy.kinds import Found, Kind, Weight
from assistant.privacy.reading import Reading
from assistant.privacy.recognizers.hidden import starred

# Visa, Mastercard, Troy, American Express, Discover, UnionPay, JCB, Diners (issuer ranges, ISO/IEC 7812).
_ISSUER = re.compile(r"4|5[1-5]|2[2-7]|9792|3[47]|6(?:011|4|5|2)|35[2-8]|3[068]|50|5[6-8]|6[37]")
_LENGTHS = (16, 15, 14, 19, 18, 17)
# «sonu 4821», «son dört hanesi 7730», «τελευταία 4 ψηφία 3391», "ending in 9917".
_TAIL = re.compile(
    r"(?:\bsonu\b|\bson (?:dort|4) (?:hane|rakam|haneli|basamak)\w*|\bend(?:ing|s)(?: in| with)?|\blast (?:four|4)(?: digits)?"
    r"|ληγει σε|που ληγει (?:σε|με)|τελευται\w* (?:τεσσερα |4 )?ψηφι\w*|\bligei se|\bteleutaia (?:4 )?psifia|\bteleftaia (?:4 )?psifia)"
    r"[\s:*x()'\"-]{0,8}(?:(?:are|is|of|my|card|ειναι|τησ|καρτασ|μου|olan)\s){0,3}[\s:*x-]{0,8}(?P<tail>[0-9]{4})(?![0-9])"
)
_CODE = re.compile(
    r"\b(?:cvv2?|cvc2?|guvenlik kod\w*|security code|κωδικ\w* ασφαλειασ)[\s:=()'\"-]{0,5}(?:(?:is|my|mou|μου|ειναι|no|numara\w*|olan)[\s:]{1,2}){0,2}"
    r"[(]?(?P<tail>[0-9]{3,4})(?![0-9])"
)
_CODE_HINTS = ("cvv", "cvc", "guvenlik kod", "security code", "ασφαλειασ")


def find(reading: Reading, known: Sequence[str] = ()) -> Iterator[Found]:
    """Numbers that pass Luhn's test and begin like a card; any long number named as a card; ends and codes."""
    if not reading.has_digits:
        return
    for number in context.labelled(reading, context.CARD, (*_LENGTHS, 13)):
        yield Found(number.start, number.end, Kind.CARD, number.digits, Weight.CONTEXT)
    for number in reading.numbers:
        if len(number.digits) in _LENGTHS and _shaped(number) and _ISSUER.match(number.digits):
            if reading.valid(luhn.is_valid, number.digits):
                yield Found(number.start, number.end, Kind.CARD, number.digits, Weight.CHECKED)
    yield from _parts(reading)
    yield from starred(reading, Kind.CARD, None)


def _shaped(number: Number) -> bool:
    """Grouped as on a card: 4-4-4-4, 4-6-5, 8-8, unbroken or every digit apart."""
    return number.whole or number.apart or (min(number.groups) >= 3 and number.groups[0] in (4, 6, 8))


def _parts(reading: Reading) -> Iterator[Found]:
    """Last four digits near a word for a card, security codes anywhere."""
    if context.mentioned(reading, context.CARD):
        for match in _TAIL.finditer(reading.folded):
            if context.near(reading, *match.span("tail"), context.CARD, 80):
                yield Found(*match.span("tail"), Kind.CARD, match["tail"], Weight.SURE)
    if any(hint in reading.folded for hint in _CODE_HINTS):
        for match in _CODE.finditer(reading.folded):
            yield Found(*match.span("tail"), Kind.CARD, match["tail"], Weight.SURE)
