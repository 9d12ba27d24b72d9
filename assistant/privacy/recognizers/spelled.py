"""Numbers written out in words, as people do to get past filters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.privacy.reading import Reading

_UNITS = (
    "sifir bir iki uc dort bes alti yedi sekiz dokuz", "μηδεν ενα δυο τρια τεσσερα πεντε εξι επτα οκτω εννεα",
    "μηδεν ενασ δυο τρια τεσσερισ πεντε εξι εφτα οχτω εννια", "miden ena dyo tria tessera pente eksi efta oxto ennia",
    "mhden ena duo tria tesera pente exi epta okto ennea", "zero one two three four five six seven eight nine", "oh",
)  # fmt: skip
_TEENS = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "δεκα εντεκα δωδεκα δεκατρια δεκατεσσερα δεκαπεντε δεκαεξι δεκαεπτα δεκαοκτω δεκαεννεα",
    "δεκα ενδεκα δωδεκα δεκατρια δεκατεσσερα δεκαπεντε δεκαεξι δεκαεφτα δεκαοχτω δεκαεννια",
)
_TENS = (
    "on yirmi otuz kirk elli altmis yetmis seksen doksan", "ten twenty thirty forty fifty sixty seventy eighty ninety",
    "δεκα εικοσι τριαντα σαραντα πενηντα εξηντα εβδομηντα ογδοντα ενενηντα",
    "deka eikosi trianta saranta peninta exinta evdominta ogdonta eneninta",
)
_HUNDREDS = ("yuz", "hundred")
_GREEK_HUNDREDS = "εκατο διακοσια τριακοσια τετρακοσια πεντακοσια εξακοσια επτακοσια οκτακοσια εννιακοσια"

_COMMON_UNITS = (
    "sifir", "bir", "iki", "uc", "dort", "bes", "alti", "yedi", "sekiz", "dokuz", "zero", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "μηδεν", "ενα", "δυο", "τρια", "πεντε", "εξι", "επτα", "εφτα", "οκτω", "οχτω", "εννια", "ena", "dyo", "tria",
    "pente", "efta", "exi", "eksi", "oxto", "okto", "ennia",
)  # fmt: skip


@lru_cache(maxsize=1)
def _table() -> dict[str, int]:
    values = {word: n for row in _UNITS for n, word in enumerate(row.split())}
    values |= {word: 10 + n for row in _TEENS for n, word in enumerate(row.split())}
    values |= {word: 10 * (n + 1) for row in _TENS for n, word in enumerate(row.split())}
    values |= {word: 100 * (n + 1) for n, word in enumerate(_GREEK_HUNDREDS.split())}
    return values | {"εκατον": 100, "oh": 0} | dict.fromkeys(_HUNDREDS, -100)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    words = "|".join(sorted(_table(), key=len, reverse=True))
    return re.compile(rf"(?<![a-zα-ω])(?:(?:{words})(?:[ ,.\-]{{1,3}}|(?=[a-zα-ω])|(?![a-zα-ω]))){{5,26}}(?![a-zα-ω])")


def spelled_numbers(reading: Reading) -> Iterator[tuple[int, int, str]]:
    """Runs of number words as ``(start, end, digits)``: «beş yüz otuz iki dört yüz …» is 532400…"""
    if sum(word in reading.folded for word in _COMMON_UNITS) < 3:
        return
    splitter = re.compile("|".join(sorted(_table(), key=len, reverse=True)))
    for match in _pattern().finditer(reading.folded):
        text = match.group().rstrip(" ,.-")
        yield match.start(), match.start() + len(text), _digits([_table()[w] for w in splitter.findall(text)])


def _digits(values: list[int]) -> str:
    """Number words one after another as the digits somebody would dial; -100 is the bare word «hundred».

    >>> _digits([0, 5, -100, 30, 2, 4, -100, 10, 1, 20, 2, 30, 6])
    '05324112236'
    """
    groups: list[int] = []
    room = 0  # what the last group still takes: anything below; 1 stands for «only the word hundred»
    for value in values:
        if value == -100 and room == 1:
            groups[-1] *= 100
            room = 100
        elif 0 < value < room:
            groups[-1] += value
            room = 10 if value % 10 == 0 else 0
        else:
            groups.append(abs(value))
            room = 1 if 0 < value < 10 else 100 if abs(value) >= 100 else 10 if value and value % 10 == 0 else 0
    return "".join(map(str, groups))
