"""Where streets stand in a text, in the order Turkish, Greek and English write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from assistant.privacy.lexicon import Pattern, either, listed
from assistant.privacy.names.lists import NameLists
from assistant.privacy.reading import Reading

MOST = 2_000  # streets looked at one by one in a text
NUMBER = r"[1-9][0-9]{0,3}(?:[/\-][0-9]{1,4})?(?: ?[a-zα-ω](?![a-zα-ω]))?"
POSTAL = r"(?:[0-9]{5}|[0-9]{3} [0-9]{2})(?! ?[0-9])"
_ORDINAL = r"(?:ησ|η|ου|is|hs|os|i|th|st|nd|rd)"
_NOT_LETTER = r"(?![^\W\d_])"


@cache
def _words(key: str) -> tuple[str, ...]:
    return listed("addresses", key)


BEHIND = Pattern(lambda: rf"(?<![^\W\d_])(?P<word>{either([*_words('turkish'), *_words('english')])}){_NOT_LETTER}")
BEFORE = Pattern(lambda: rf"(?<![^\W\d_])(?P<word>{either(_words('greek'))})(?P<dot>\.?)(?=[ .])")
QUANTITY = Pattern(
    lambda: rf" ?(?:[€₺%$]|(?:{either([*_words('quantities'), *_words('months')])}){_NOT_LETTER}|[:/][0-9])"
)
_HOME = Pattern(lambda: rf"(?<![^\W\d_])(?:{either(_words('home'))}){_NOT_LETTER}")
_HOME_LINKS = Pattern(lambda: rf"(?:\W|\b(?:{either(_words('home_links'))})\b)*")
# Streets and quarters named after a day: 19 Mayıs, 23 Nisan, 15 Temmuz …
_HOLIDAY = Pattern(lambda: rf"(?<![0-9])(?P<day>[0-9]{{1,2}} )(?:{either(_words('months'))})\Z")
_WORD = re.compile(
    r"[^\W\d_]+(?:['-][^\W\d_]+)*|[0-9]{1,5}(?:/[0-9]{1,4})?(?=\. )|[0-9]{1,5}/[0-9]{1,4}(?= )|[0-9]{3,5}(?= )|[0-9]{1,3}(?:ησ|η|ου|th|st|nd|rd|inci|nci|uncu|ncu)"
)
_HOUSE_BEFORE = re.compile(r"(?<![\w.,])[0-9]{1,5}[a-z]?,? \Z")
_HOUSE_BEHIND = re.compile(r" (?:no\.? ?)?[0-9]{1,4}[a-z]?(?![0-9])")
_NAME_BEHIND = re.compile(rf"[ .]{{1,2}}((?:[0-9]{{1,2}}{_ORDINAL} )?[^\W\d_]{{2,}}\.?|[^\W\d_]\.)")
_NUMBER_BEHIND = re.compile(rf"[ ,]{{1,2}}(?:αρ\.? ?|no\.? ?)?{NUMBER}(?![0-9])")
_NUMBERED = re.compile(
    rf"(?<![\w.])(?P<street>(?:[0-9]{{1,2}}{_ORDINAL} )?[^\W\d_]{{3,}}(?:[ .]{{1,2}}[^\W\d_]{{2,}}){{0,3}}) {NUMBER}"
    rf"(?![0-9:%€₺]|[.,][0-9]|{_ORDINAL}{_NOT_LETTER})"
)
_NUMBER_FIRST = re.compile(
    rf"(?<![\w.,:/-])[1-9][0-9]{{0,3}}[a-z]? (?P<street>[^\W\d_]{{3,}}(?: [^\W\d_]{{3,}}){{0,2}}), ?"
    rf"(?:{POSTAL}|(?P<city>[^\W\d_]{{3,}}))"
)
_CITY_BEHIND = re.compile(
    rf"[ ,\-\n]{{1,3}}(?:τ\.? ?κ\.?|t\.?k\.?)?[ :.]{{0,2}}{POSTAL}|[ ,\-]{{1,3}}(?P<city>[^\W\d_]{{3,}})"
)


@dataclass(frozen=True, order=True, slots=True)
class Street:
    """A street at ``[start, end)``; ``firm`` when a house number stands with it."""

    start: int
    end: int
    firm: bool


def streets(reading: Reading, lists: NameLists) -> list[Street]:
    """Every street in the text, from left to right."""
    found = {*_named_before(reading, lists), *_named_behind(reading, lists)}
    if reading.has_digits:
        found |= {*_numbered(reading, lists), *_number_first(reading, lists)}
    return sorted(found)


def at_home(reading: Reading, start: int, end: int) -> bool:
    """Somebody lives or receives at ``[start, end)``: a word for it is near."""
    return bool(_HOME.search(reading.folded, max(0, start - 60), start) or _HOME.search(reading.folded, end, end + 40))


def _named_before(reading: Reading, lists: NameLists) -> Iterator[Street]:
    """The word for street behind its name: «Gül Sokak», "Elm Road"."""
    for match in islice(BEHIND.finditer(reading.folded), MOST):
        end = match.end() + (reading.plain[match.end() : match.end() + 1] == ".")
        english = match["word"] in _words("english")
        start = _name_start(reading, match.start(), lists, numbers=not english)
        if start < match.start():
            if english:
                yield from _english(reading, match, start, end)
            else:
                yield Street(start, end, False)


def _english(reading: Reading, match: re.Match[str], start: int, end: int) -> Iterator[Street]:
    """English ones need a house number, or capitals where the word is no everyday one."""
    house = _HOUSE_BEFORE.search(reading.folded, max(0, start - 8), start)
    behind = _HOUSE_BEHIND.match(reading.folded, end)
    capital = reading.plain[match.start()].isupper()
    if house:
        yield Street(house.start(), end, True)
    elif behind and capital and not QUANTITY.match(reading.folded, behind.end()):
        yield Street(start, behind.end(), True)
    elif match["word"] not in _words("english_weak") and capital and reading.plain[start].isupper():
        yield Street(start, end, False)


def _name_start(reading: Reading, end: int, lists: NameLists, *, numbers: bool) -> int:
    """Where the street's name begins that stands before ``end``; ``end`` if there is none. ``numbers`` may be names."""
    start, small = end, 0
    for _ in range(4):
        span = _word_before(reading, start)
        if span is None:
            break
        word = reading.folded[slice(*span)]
        number, capital = word[0].isdigit(), reading.plain[span[0]].isupper()
        if (number and not numbers) or BEHIND.fullmatch(word) or _HOME.fullmatch(word):
            break
        if not number and _everyday_here(reading, span, lists, first=start == end):
            break
        small += not capital and not number
        if small > 3 or (len(word) == 1 and not capital and not number):
            break
        start = span[0]
        holiday = None if number else _HOLIDAY.search(reading.folded, max(0, start - 4), span[1])
        start -= len(holiday["day"]) if holiday else 0
        if number and reading.plain[span[1] : span[1] + 1] != ".":
            break
    return start


def _everyday_here(reading: Reading, span: tuple[int, int], lists: NameLists, *, first: bool) -> bool:
    """An everyday word before the street, not a part of its name; the ``first`` word before «Sok.» nearly always is."""
    word = reading.folded[slice(*span)]
    if word in lists.places or not lists.is_everyday(word):
        return False
    if not reading.plain[span[0]].isupper():
        return not first or word in lists.common or word in lists.function
    opens = span[0] == 0 or reading.plain[span[0] - 2 : span[0]].strip() in ("", ".", "!", "?", ",")
    return not first and (opens or word in lists.common)


def _word_before(reading: Reading, end: int) -> tuple[int, int] | None:
    """The word (or street number) that ends just before ``end``, on the same line."""
    low = max(0, end - 40)
    words = list(_WORD.finditer(reading.folded, low, end))
    if not words or (words[-1].start() == low and low > 0):
        return None
    start, stop = words[-1].span()
    if start and reading.plain[start - 1].isalnum():
        return None
    return (start, stop) if reading.plain[stop:end] in (" ", "  ", ". ", ".", "-", "") else None


def _named_behind(reading: Reading, lists: NameLists) -> Iterator[Street]:
    """The word for street before its name: «οδός Ερμού 12», «Λεωφ. Κηφισίας»."""
    for match in islice(BEFORE.finditer(reading.folded), MOST):
        if len(match["word"]) < 4 and not match["dot"] and match["word"] not in ("οδο", "odo"):
            continue
        end, count = match.end(), 0
        while count < 4 and (word := _NAME_BEHIND.match(reading.folded, end)):
            first = reading.plain[word.start(1)]
            shouted = reading.plain[match.start()].isupper()
            if not (first.isupper() or first.isdigit()) and (count > 1 or lists.is_common(word[1]) or shouted):
                break
            end, count = word.end(), count + 1
        number = _NUMBER_BEHIND.match(reading.folded, end)
        if count and number and not QUANTITY.match(reading.folded, number.end()):
            yield Street(match.start(), number.end(), True)
        elif count and not reading.plain[match.start() : end].islower():
            yield Street(match.start(), end, False)


def _numbered(reading: Reading, lists: NameLists) -> Iterator[Street]:
    """No word for street: «Πατησίων 210, Αθήνα», "Ermou 42, Athens 105 63", «μένω Ερμού 12»."""
    for match in _NUMBERED.finditer(reading.folded):
        city = _CITY_BEHIND.match(reading.folded, match.end())
        placed = city is not None and (city["city"] is None or city["city"] in lists.places)
        if not placed and not _HOME.search(reading.folded, max(0, match.end() - 90), match.end()):
            continue
        start = _proper_start(reading, match, lists)
        if start is None and placed:
            start = _small_start(reading, match, lists)
        if start is None or QUANTITY.match(reading.folded, match.end()):
            continue
        if placed or _home_leads(reading, start):
            yield Street(start, match.end(), True)


def _number_first(reading: Reading, lists: NameLists) -> Iterator[Street]:
    """ "9 Davaki, Kallithea": a number and capitals in front of a city or a postal code."""
    for match in _NUMBER_FIRST.finditer(reading.folded):
        words = reading.plain[slice(*match.span("street"))].split()
        placed = match["city"] is None or match["city"] in lists.places
        everyday = lists.is_everyday(reading.folded[slice(*match.span("street"))].split()[0])
        if placed and not everyday and all(word[0].isupper() for word in words):
            yield Street(match.start(), match.end("street"), True)


def _proper_start(reading: Reading, match: re.Match[str], lists: NameLists) -> int | None:
    """Where the capitalised words before the number begin; none if there are none."""
    dated = reading.plain[match.start()].isdigit()  # «28ης Οκτωβρίου»
    start = None
    for word in reversed(list(re.finditer(r"[^\W\d_]+", reading.plain[match.start("street") : match.end("street")]))):
        at = match.start("street") + word.start()
        folded = reading.folded[at : match.start("street") + word.end()]
        everyday = lists.is_everyday(folded) and folded not in lists.places
        if not word[0][0].isupper() or folded in lists.function or _HOME.fullmatch(folded):
            break
        if everyday and start is None and not dated:
            break
        start = at
    return match.start() if dated and start is not None else start


def _small_start(reading: Reading, match: re.Match[str], lists: NameLists) -> int | None:
    """The same where nothing has a capital: the words between «μένω» and the number, if none of them is everyday."""
    start = None
    for word in reversed(list(re.finditer(r"[^\W\d_]+", match["street"]))):
        if lists.is_everyday(word[0]) or word[0] in lists.function or _HOME.fullmatch(word[0]):
            break
        start = match.start("street") + word.start()
    return start if start is not None and _home_leads(reading, start) else None


def _home_leads(reading: Reading, start: int) -> bool:
    """«μένω», «διεύθυνση», "address" just before, with nothing but small words between."""
    window = reading.folded[max(0, start - 40) : start]
    return any(_HOME_LINKS.fullmatch(window, match.end()) for match in _HOME.finditer(window))
