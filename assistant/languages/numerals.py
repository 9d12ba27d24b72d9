"""Numbers in a text, in digits and in words, and numbers spelled out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from assistant.domain import Language
from assistant.errors import InputError
from assistant.languages.lexicon import NEVER, WORD, Lexicon, lexicon
from assistant.languages.scanning import HALF, NUMBER, PLUS_HALF, Scan, scan

LARGEST_SPELLED = 9999
A_HALF = Decimal("0.5")
SPACES = "\u00a0\u202f\u2009"
DIGITS = rf"(?>\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*)"
# No number begins inside a word, a time, a date, or right behind the hyphen of a code (MLT-48213).
BEGINS = r"(?<!\w)(?<!\d[.,:/])(?<![^\W\d_]-)"
ENDS = r"(?![:/]\d)"


class NumberWord(NamedTuple):
    """A whole number written in words, with its span in code points."""

    start: int
    end: int
    value: int


@dataclass(frozen=True, slots=True)
class Part:
    """One number of a piece of text, with its place in the folded text."""

    value: Decimal
    start: int
    end: int


def read(text: str, language: Language) -> Scan:
    """A text ready for patterns: folded, its number words marked, phrases in which they count nothing blotted out."""
    words = lexicon(language)
    scanned = scan(text)
    scanned = scanned.without(found.span() for found in _idioms(language).finditer(scanned.folded))
    return words.mark(scanned)


@cache
def _idioms(language: Language) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{lexicon(language).patterns.get('idioms') or NEVER})")


def number_words(text: str, language: Language, *, articles: bool = False) -> list[NumberWord]:
    """Whole numbers up to 9999 written in words, also without accents or in Latin letters.

    A one that is mostly an article (bir, ένα, one) is left out unless something countable follows, or ``articles``.

    >>> number_words("on dört gün içinde", Language.TR)
    [NumberWord(start=0, end=7, value=14)]
    """
    scanned = read(text, language)
    parts = words_left(scanned, language, articles=articles)
    return [NumberWord(*scanned.span(part.start, part.end), int(part.value)) for part in parts]


def words_left(scanned: Scan, language: Language, *, articles: bool = False) -> Iterator[Part]:
    """The whole numbers in words that are still to be seen in a text's view."""
    words = lexicon(language)
    countable = _countable(language)
    for chunk in _chunks(language).finditer(scanned.view):
        for part in read_parts(scanned, chunk.span(), language):
            article = words.is_article(scanned.folded[part.start : part.end])
            bare = article and not countable.match(scanned.view, part.end)
            if part.value == int(part.value) <= LARGEST_SPELLED and (articles or not bare):
                yield part


@cache
def _chunks(language: Language) -> re.Pattern[str]:
    return re.compile(_in_words(language))


@cache
def _countable(language: Language) -> re.Pattern[str]:
    words = lexicon(language)
    units = "|".join(pattern for _, pattern in (*words.units, *words.currencies))
    return re.compile(rf"[\s-]*(?:{units})(?!\w)")


def read_digits(literal: str, language: Language, *, money: bool = False) -> Decimal | None:
    """The value of digits with separators: 1.249,90 and 1,249.90 and 1249.9 alike; ``None`` for what is no number.

    One separator before exactly three digits groups thousands where the language writes it so, and always for money;
    any other single separator is the decimal one.

    >>> read_digits("1.249,90", Language.TR), read_digits("1,249", Language.EN), read_digits("5.2.1", Language.EN)
    (Decimal('1249.90'), Decimal('1249'), None)
    """
    plain = re.sub(rf"[{SPACES}]", "", literal)
    separators = [char for char in plain if char in ".,"]
    groups = re.split(r"[.,]", plain)
    if not separators:
        return Decimal(plain)
    if len(set(separators)) == 2:
        if separators.count(separators[-1]) > 1 or not _is_grouped(groups[:-1]):
            return None
        return Decimal("".join(groups[:-1]) + "." + groups[-1])
    if len(separators) > 1:
        return Decimal("".join(groups)) if _is_grouped(groups) else None
    thousands = "," if language is Language.EN else "."
    if _is_grouped(groups) and groups[0] != "0" and (money or separators[0] == thousands):
        return Decimal("".join(groups))
    return Decimal(".".join(groups))


@cache
def numeral_pattern(language: Language) -> str:
    """A pattern, on a view, for one number in digits or words (or several words for several: «üç beş gün»)."""
    large = "|".join(pattern for _, pattern in lexicon(language).large)
    digits = rf"{DIGITS}{ENDS}(?:\s?(?:{large})(?!\w)(?:\s\d{{1,3}}(?![\d.,:/]))?)?"
    return rf"{BEGINS}(?:{digits}(?:\s{PLUS_HALF}+)?|{_in_words(language)})"


def read_parts(scanned: Scan, span: tuple[int, int], language: Language, *, money: bool = False) -> list[Part]:
    """The numbers at a range of the folded text that ``numeral_pattern`` matched."""
    words = lexicon(language)
    start, end = span
    chunk = scanned.folded[start:end]
    if not chunk[:1].isdigit():
        return _word_parts(scanned, span, words)
    literal = re.match(DIGITS, chunk)
    value = read_digits(literal[0], language, money=money) if literal else None
    if literal is None or value is None:
        return []
    rest = chunk[literal.end() :].strip()
    for factor, pattern in words.large:
        if many := re.match(rf"(?:{pattern})(?!\w)\s?(\d*)", rest):
            value = value * factor + Decimal(many[1] or 0)
            break
    if PLUS_HALF in scanned.view[start:end]:
        value += A_HALF
    return [Part(value, start, end)]


def spell_number(number: int, language: Language, *, feminine: bool = False) -> str:
    """A whole number from 0 to 9999 in words; ``feminine`` as Greek counts days and weeks (δεκατέσσερις ημέρες).

    >>> spell_number(14, Language.TR), spell_number(14, Language.EL, feminine=True), spell_number(125, Language.EN)
    ('on dört', 'δεκατέσσερις', 'one hundred and twenty-five')
    """
    if not 0 <= number <= LARGEST_SPELLED:
        raise InputError(f"{number} cannot be spelled out: only 0 to {LARGEST_SPELLED}; write it in digits")
    spelled = {Language.TR: _turkish, Language.EL: _greek, Language.EN: _english}[language]
    return spelled(number, lexicon(language), feminine)


def _is_grouped(groups: Sequence[str]) -> bool:
    return 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])


@cache
def _in_words(language: Language) -> str:
    joint = r"(?:[\s-]| and )" if language is Language.EN else r"\s"
    article = "(?:an? )?" if language is Language.EN else ""
    return rf"(?<!\w)(?:{article}{NUMBER}+(?:{joint}{NUMBER}+)*(?:\s{PLUS_HALF}+)?|{HALF}+)(?!\w)"


def _word_parts(scanned: Scan, span: tuple[int, int], words: Lexicon) -> list[Part]:
    """Number words cut where no number goes on: «on dört» is one number, «üç beş» are two."""
    start, end = span
    half = words.half_in(scanned.folded[start:end])
    if half is not None:
        return [Part(half, start, end)]
    spoken = [found for found in WORD.finditer(scanned.folded, start, end) if scanned.view[found.start()] == NUMBER]
    values = [(value, found) for found in spoken for value in words.values_in(found[0])]
    numbers = [value for value, _ in values]
    parts: list[Part] = []
    place = 0
    while place < len(values):
        value, after = _longest(numbers, place, words)
        parts.append(Part(value, values[place][1].start() if parts else start, values[after - 1][1].end()))
        place = after
    if parts and PLUS_HALF in scanned.view[start:end]:
        last = parts.pop()
        parts.append(Part(last.value + A_HALF, last.start, end))
    return parts


def _longest(values: Sequence[Decimal], place: int, words: Lexicon) -> tuple[Decimal, int]:
    """The number that begins at a word, as far as it goes: a group below a thousand, a thousand, another group."""
    value, after = _group(values, place, words)
    following = values[after] if after < len(values) else None
    if following == 1000 and value != 1000 and (1000 in words.multiplies):
        rest, end = _group(values, after + 1, words) if after + 1 < len(values) else (Decimal(0), after + 1)
        return (value * 1000 + rest, end) if 0 < rest < 1000 else (value * 1000, after + 1)
    if value == 1000 and after < len(values):
        rest, end = _group(values, after, words)
        return (value + rest, end) if 0 < rest < 1000 else (value, after)
    return value, after


def _group(values: Sequence[Decimal], place: int, words: Lexicon) -> tuple[Decimal, int]:
    """A number below a thousand: hundreds, then tens, then ones, each at most once; any other word by itself."""
    first = values[place]
    after = place + 1
    if first == 0 or first >= 1000 or first != int(first):
        return first, after
    total = first
    follows = values[after] if after < len(values) else None
    if follows == 100 and first < 10 and 100 in words.multiplies:
        total, after = first * 100, after + 1
    for step in (100, 10):
        follows = values[after] if after < len(values) else None
        if follows and step <= total and total % step == 0 and follows < step and _fits(total, follows, words):
            total, after = total + follows, after + 1
    return total, after


def _fits(total: Decimal, follows: Decimal, words: Lexicon) -> bool:
    """Tens take ones; ten itself takes them where the language says on dört, δέκα τέσσερα; hundreds take anything."""
    if follows != int(follows):
        return False
    tens = total % 100
    if tens == 0:
        return True
    return follows < 10 and (tens >= 20 or words.language is not Language.EN)


def _pieces(number: int) -> tuple[int, int, int, int]:
    return number // 1000, number // 100 % 10, number % 100 // 10 * 10, number % 10


def _turkish(number: int, words: Lexicon, feminine: bool) -> str:
    thousands, hundreds, tens, ones = _pieces(number)
    found: list[int] = []
    for count, value in ((thousands, 1000), (hundreds, 100)):
        found += [count, value] if count > 1 else [value] * count
    found += [piece for piece in (tens, ones) if piece]
    return " ".join(words.spelled[value][0] for value in found or [0])


def _english(number: int, words: Lexicon, feminine: bool) -> str:
    thousands, hundreds, _, _ = _pieces(number)
    name = {value: spelled[0] for value, spelled in words.spelled.items()}
    found: list[str] = []
    for count, value in ((thousands, 1000), (hundreds, 100)):
        found += [name[count], name[value]] if count else []
    below = number % 100
    if below or not found:
        exact = name.get(below)
        found += ["and"] if found else []
        found.append(exact or f"{name[below // 10 * 10]}-{name[below % 10]}")
    return " ".join(found)


def _greek(number: int, words: Lexicon, feminine: bool) -> str:
    thousands, hundreds, _, _ = _pieces(number)
    found: list[str] = []
    if thousands == 1:
        found.append("χίλιες" if feminine else "χίλια")
    elif thousands:
        found += [_greek_word(thousands, words, True), "χιλιάδες"]
    below = number % 100
    if hundreds == 1:
        found.append("εκατόν" if below else "εκατό")
    elif hundreds:
        found.append(_greek_word(hundreds * 100, words, feminine))
    if below in words.spelled and (below or not found):
        found.append(_greek_word(below, words, feminine))
    elif below:
        found += [_greek_word(below // 10 * 10, words, feminine), _greek_word(below % 10, words, feminine)]
    return " ".join(found)


def _greek_word(value: int, words: Lexicon, feminine: bool) -> str:
    """The word as it counts things of neuter or feminine gender; the feminine ones end in -εις, -ις, -ες, μία."""
    spelled = words.spelled[value]
    changes = value in {1, 3, 4, 13, 14} or 200 <= value < 1000
    if not feminine or not changes:
        return spelled[0]
    return next(word for word in spelled if word.endswith(("εις", "είς", "ερις", "σιες", "μία")))
