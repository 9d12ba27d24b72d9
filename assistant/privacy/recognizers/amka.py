"""Greek social security numbers (ΑΜΚΑ): date of birth, four digits, Luhn's check digit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stdnum.gr import amka

from assistant.privacy import context
from assistant.privacy.context import Label
from assistant.privacy.kinds import Found, Kind, Weight
from assistant.privacy.reading import Reading
from assistant.privacy.recognizers.hidden import starred


def find(reading: Reading, known: Sequence[str] = ()) -> Iterator[Found]:
    """Valid numbers anywhere; mistyped ones (10-12 digits) where the words say what they are."""
    for number in context.labelled(reading, Label.AMKA, (11, 10, 12)):
        yield Found(number.start, number.end, Kind.AMKA, number.digits, Weight.CONTEXT)
    for number in reading.numbers:
        if len(number.digits) == 11 and number.tidy and reading.valid(amka.is_valid, number.digits):
            weight = Weight.CHECKED if number.whole else Weight.SHAPE
            yield Found(number.start, number.end, Kind.AMKA, number.digits, weight)
    yield from starred(reading, Kind.AMKA, Label.AMKA)
