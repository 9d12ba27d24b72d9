"""Turkish tax numbers: ten digits; every tenth number passes the checksum, so the words must agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stdnum.tr import vkn

from assistant.privacy import context
from assistant.privacy.context import Label
from assistant.privacy.kinds import Found, Kind, Weight
from assistant.privacy.reading import Reading


def find(reading: Reading, known: Sequence[str] = ()) -> Iterator[Found]:
    """Numbers named as tax numbers, and valid ones with such a word nearby."""
    if not context.mentioned(reading, Label.VKN):
        return
    for number in context.labelled(reading, Label.VKN, (10, 9)):
        yield Found(number.start, number.end, Kind.VKN, number.digits, Weight.CONTEXT)
    for number in reading.numbers:
        if len(number.digits) != 10 or not number.tidy or not reading.valid(vkn.is_valid, number.digits):
            continue
        if context.near(reading, number.start, number.end, Label.VKN):
            yield Found(number.start, number.end, Kind.VKN, number.digits, Weight.CHECKED)
