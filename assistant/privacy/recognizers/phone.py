"""Phone numbers as they are typed in Turkey and Greece, international ones, and numbers written out in words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from assistant.privacy import context
from assistant.privacy.context import Label
from assistant.privacy.digits import Number, read
from assistant.privacy.kinds import Found, Kind, Weight
from assistant.privacy.reading import Reading
from assistant.privacy.recognizers.hidden import starred
from assistant.privacy.recognizers.spelled import spelled_numbers

_GAP = r"(?:[ \n.\-/()_*]{0,3}|,)"
# Area codes of Turkey (BTK numbering plan): the second digit of an area never is 0 for 2, 3 and 4; 5 is mobile.
_TR_AREA = r"(?:5[0-9]|2[1-8]|3[1-8]|4[1-8]|8[0-58]|90)"
_TRUNK = re.compile(rf"0(?:{_TR_AREA}|7[1-9]|2[03489]|1[1-9])")  # 07, 020 … are British
_TURKISH_TRUNK = re.compile(f"0{_TR_AREA}")
_COUNTRY = re.compile(r"905|30[26]")
_MOBILE_OR_GREEK = re.compile(r"69|2[1-8]|5[03-6]")
_AREA = re.compile(_TR_AREA)
_INTERNATIONAL = re.compile(rf"\+{_GAP}[1-9](?:{_GAP}[0-9]){{6,14}}(?![0-9])")
_LETTERS = re.compile(rf"[0o]{_GAP}5(?<![a-z0-9][\s\S]{{2}})[0-9oil](?:{_GAP}[0-9oil]){{8}}(?![a-z0-9])")
_DIGIT_LETTERS = str.maketrans("oil", "011")
_DATE = re.compile(r"[0-3]?[0-9][./-][01]?[0-9][./-](?:19|20)[0-9]{2}(?![0-9])")
_ANY_LENGTH = (11, 10, 12, 13, 14, 9, 8, 7)


def find(reading: Reading, known: Sequence[str] = ()) -> Iterator[Found]:
    """Phone numbers; what is only shaped like one gives way to an order number or a date."""
    for start, end in reading.endless:  # a table of numbers may hold any: all of it goes
        yield Found(start, end, Kind.PHONE, reading.plain[start:end], Weight.SURE)
    surest = [*_international(reading), *(f for number in reading.numbers for f in _domestic(reading, number))]
    yield from surest
    ends = sorted((found.end, found.start) for found in surest)
    for number in context.labelled(reading, Label.PHONE, _ANY_LENGTH):  # local, mistyped and cut ones
        i = bisect_left(ends, (number.start + 1, 0))
        if i == len(ends) or ends[i][1] >= number.end:
            yield _found(reading, number, Weight.CONTEXT)
    yield from _disguised(reading)
    yield from starred(reading, Kind.PHONE, Label.PHONE)


def phone_key(digits: str) -> str:
    """National digits, so that every spelling of one number has one key.

    >>> {phone_key("905321234567"), phone_key("05321234567"), phone_key("00905321234567"), phone_key("5321234567")}
    {'5321234567'}
    """
    digits = digits.removeprefix("00")
    if len(digits) == 12 and digits.startswith(("90", "30")):
        digits = digits[2:]
    if len(digits) == 11 and digits.startswith("0"):
        digits = digits[1:]
    return digits


def _found(reading: Reading, number: Number, weight: Weight) -> Found:
    """The number with the bracket that opens before it: «(0212) 293 …»."""
    opened = (
        number.start > 0 and reading.plain[number.start - 1] == "(" and ")" in reading.plain[number.start : number.end]
    )
    return Found(number.start - opened, number.end, Kind.PHONE, phone_key(number.digits), weight)


def _international(reading: Reading) -> Iterator[Found]:
    """Numbers with ``+``; those with ``00`` are among the domestic shapes."""
    for match in _INTERNATIONAL.finditer(reading.plain):
        text = match.group()
        ends = [m.end() for m in re.finditer(r"[0-9]+", text)][-6:]
        for end in reversed(ends):  # cut at a gap: a house number may follow
            number = read(match.start(), text[:end])
            if len(number.digits) >= 8 and reading.valid(_is_possible, number.digits):
                yield _found(reading, number, Weight.SURE)
                break
        else:
            if context.named(reading, *match.span(), Label.PHONE):
                yield _found(reading, read(match.start(), text), Weight.CONTEXT)


def _is_possible(digits: str) -> bool:
    import phonenumbers  # a tenth of a second to load

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse("+" + digits, None))
    except phonenumbers.NumberParseException:
        return False


def _domestic(reading: Reading, number: Number) -> Iterator[Found]:
    """The shapes of the two countries, and ``00`` with a country code."""
    digits, length = number.digits, len(number.digits)
    if length == 10 and digits[0] in "25689347" and _shaped(number):
        if context.named(reading, number.start, number.end, Label.PHONE):
            yield _found(reading, number, Weight.CONTEXT)
        elif _MOBILE_OR_GREEK.match(digits) or (not number.whole and _AREA.match(digits)):
            yield _found(reading, number, Weight.SHAPE)
    elif length == 11 and _TRUNK.match(digits):
        yield _found(reading, number, _trunk_weight(reading, number))
    elif length == 12 and _COUNTRY.match(digits):
        yield _found(reading, number, Weight.SURE if number.tidy else Weight.SHAPE)
    elif length == 7 and digits.startswith("444") and number.groups[0] in (3, 7):
        yield _found(reading, number, Weight.SHAPE)
    elif digits.startswith("00") and 10 <= length <= 16 and number.tidy and reading.valid(_is_possible, digits[2:]):
        yield _found(reading, number, Weight.SURE)


def _trunk_weight(reading: Reading, number: Number) -> Weight:
    if _DATE.match(reading.plain, number.start):  # «05.11.2026 184…»
        return Weight.SHAPE
    if number.digits.startswith("05") and (number.tidy or number.groups[0] == 1):
        return Weight.SURE
    return Weight.CHECKED if _TURKISH_TRUNK.match(number.digits) else Weight.SHAPE


def _shaped(number: Number) -> bool:
    """Grouped as a number without its zero is: 532 123 45 67, 210 1234567, 6944 123 456, 2310-554433."""
    if number.whole or number.apart:
        return True
    return 2 <= number.groups[0] <= 5 and len(number.groups) <= 5 and min(number.groups) >= 2


def _disguised(reading: Reading) -> Iterator[Found]:
    """«O532 4I1 22 36» and numbers in words."""
    if reading.has_digits:
        for match in _LETTERS.finditer(reading.folded):
            text = match.group()
            if sum(c.isdigit() for c in text) >= 7 and not all(c.isdigit() for c in text if c.isalnum()):
                yield _found(reading, read(match.start(), text.translate(_DIGIT_LETTERS)), Weight.CONTEXT)
    for start, end, digits in spelled_numbers(reading):
        if 10 <= len(digits) <= 14:
            yield Found(start, end, Kind.PHONE, phone_key(digits), Weight.CONTEXT)
