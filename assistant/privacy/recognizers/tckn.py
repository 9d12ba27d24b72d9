"""Turkish identity numbers: eleven digits, two of them check digits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stdnum.tr import tckimlik

from assistant.privacy import context
from assistant.privacy.context import Label
from assistant.privacy.kinds import Found, Kind, Weight
from assistant.privacy.reading import Reading
from assistant.privacy.recognizers.hidden import starred


def find(reading: Reading, known: Sequence[str] = ()) -> Iterator[Found]:
    """Valid numbers anywhere; mistyped ones (9-12 digits, any checksum) where the words say what they are."""
    for number in context.labelled(reading, Label.TCKN, (11, 10, 12, 9)):
        tax = len(number.digits) < 11 and context.led(reading, number.start, Label.VKN)  # «vergi kimlik no»
        if not tax and not number.digits.startswith(("05", "905")):  # a phone number given instead
            yield Found(number.start, number.end, Kind.TCKN, number.digits, Weight.CONTEXT)
    for number in reading.numbers:
        if len(number.digits) == 11 and number.tidy and reading.valid(tckimlik.is_valid, number.digits):
            weight = Weight.CHECKED if number.whole else Weight.SHAPE
            yield Found(number.start, number.end, Kind.TCKN, number.digits, weight)
    yield from starred(reading, Kind.TCKN, Label.TCKN)
