"""Postal addresses: a street with everything around it, and what stands in a field for an address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from assistant.privacy.kinds import Found, Kind, Weight
from assistant.privacy.lexicon import Pattern, either, listed
from assistant.privacy.names.lists import NameLists, name_lists
from assistant.privacy.reading import Reading
from assistant.privacy.streets import BEFORE, BEHIND, MOST, NUMBER, POSTAL, QUANTITY, at_home, streets

_LONGEST = 220  # characters an address runs on


def _any(key: str) -> str:
    return either(listed("addresses", key))


_GAP = re.compile(r"[\s,;.:/()\-]{0,4}")
_UNIT = Pattern(
    lambda: (
        rf"(?:{_any('units')})\.?[\s:.\-#]{{0,3}}[0-9]{{1,5}}(?:[/\-][0-9]{{1,4}})?(?: ?[0-9]{{2}}(?![0-9]))?"
        r"(?:[ /]?[a-zα-ω](?![a-zα-ω]))?"
    )
)
_STOREY = Pattern(
    lambda: (
        rf"[0-9]{{1,2}}(?:οσ|ο|ησ|η|os|o|th|st|nd|rd|\.)? ?(?:{_any('storeys')})(?![^\W\d_])"
        rf"|(?:{_any('whole_storeys')})(?![^\W\d_])|[0-9]{{1,2}}(?:οσ|ησ|ο)(?= ?[,.\n])"
    )
)
_BLOCK = re.compile(
    r"[a-z0-9]{1,2}[ \-]?(?:blok|block)u?\b|(?:blok|block)[ :]{1,2}[a-z0-9]{1,2}(?![a-z0-9])"
    r"|kat[ :.]{0,2}[a-z0-9]{1,2}(?![a-z])"
)
_POSTCODE = re.compile(rf"{POSTAL}|[a-z]{{1,2}}[0-9][a-z0-9]? [0-9][a-z]{{2}}(?![a-z0-9])")
_NEXT_STREET = Pattern(
    lambda: (
        rf"(?P<names>(?:(?:[0-9]{{1,5}}(?:/[0-9]{{1,4}})?|[^\W\d_]+)\.? ){{1,3}}?)(?:{_any('turkish')})(?![^\W\d_])\.?"
    )
)
_POSTED = re.compile(rf"(?:[^\W\d_.]{{1,8}}[ .:]{{0,3}})?(?:{_POSTCODE.pattern})")  # «ΤΚ 17563»
_BARE_NUMBER = re.compile(rf"{NUMBER}(?![0-9.]*[0-9])")
_PLACE = re.compile(r"[^\W\d_]{2,}")
_NEXT_PLACE = re.compile(r"[ ,/\-]{1,3}([^\W\d_]{3,})")
_PLACE_ENDS = re.compile(r"\s*(?:[.,;!?)\n]|\Z)")
_SHOP = Pattern(lambda: rf".{{0,3}}(?:'?[a-z]{{0,6}}\W{{1,2}})?(?:{_any('shops')})")
_LEADING = re.compile(
    r"(?:(?<![\w.,])[0-9]{1,4}[a-z]? "
    r"|(?<!\w)(?:flat|apt|apartment|unit|suite|floor|po box|daire|no|kat|blok)\.?[ :]{0,2}"
    r"[0-9]{1,4}[a-z]?[, ]{1,3}(?:[0-9]{1,4}[a-z]? )?|(?<![\w.])[0-9]{5}[, ]{1,2})\Z"
)
_LABEL = Pattern(
    lambda: (
        rf"(?<![^\W\d_])(?:(?:{_any('label_owners')})\s)?(?:{_any('labels')})(?: (?:{_any('label_uses')}))?"
        r"\s{0,2}(?:is|su|einai|ειναι|:)?\s{0,2}[:=\-]\s{0,3}(?=\S)"
    )
)
_STOP = Pattern(lambda: rf"\s(?:{_any('fields')})\b|[.!?] (?=[^\W\d_]{{3,}} )|;|\n|\s{{3,}}|$")


def find(reading: Reading, known: Sequence[str] = ()) -> Iterator[Found]:
    """Addresses; a street without a number counts where somebody lives or receives, not where a shop is."""
    lists = name_lists()
    yield from _too_many(reading)
    covered = -1
    for street in streets(reading, lists):
        if street.end <= covered:
            continue
        start = _leading(reading, street.start)
        stop, parts = _extended(reading, street.end, lists)
        shop = _SHOP.match(reading.folded, stop) is not None
        if not street.firm and parts == 0 and (shop or not at_home(reading, start, stop)):
            continue
        covered = stop
        yield _found(reading, start, stop)
    if reading.has_digits and any(hint in reading.folded for hint in listed("addresses", "labels")):
        yield from _labelled(reading)


def _too_many(reading: Reading) -> Iterator[Found]:
    """A text with thousands of streets is masked from where looking at each stops to the last of them."""
    for pattern in (BEHIND, BEFORE, _LABEL):
        places = [match.span() for match in pattern.finditer(reading.folded)]
        if len(places) > MOST:
            start, end = places[MOST][0], places[-1][1]
            yield Found(start, end, Kind.ADDRESS, f"{start}-{end}", Weight.CONTEXT)


def _found(reading: Reading, start: int, end: int) -> Found:
    text = reading.folded[start:end].rstrip(" ,;:-/(\n")
    return Found(start, start + len(text), Kind.ADDRESS, " ".join(re.findall(r"\w+", text)), Weight.CONTEXT)


def _leading(reading: Reading, start: int) -> int:
    """«Flat 3B, », «Apt 12, 8 », «35220 » before the street belong to it."""
    match = _LEADING.search(reading.folded, max(0, start - 50), start)
    return match.start() if match else start


def _extended(reading: Reading, end: int, lists: NameLists) -> tuple[int, int]:
    """How far the address runs on behind its street, and over how many parts."""
    first, parts, posted = end, 0, False
    while end - first < _LONGEST:
        gap_match = _GAP.match(reading.folded, end)
        at = gap_match.end() if gap_match else end
        gap = reading.plain[end:at]
        if "\n\n" in gap or (at == end and at and reading.folded[at - 1].isalnum()):
            break
        stop = _part(reading, at, gap, lists)
        if stop is None and posted:
            stop = _city(reading, at, gap, lists)
        if stop is None:
            break
        posted = _POSTED.fullmatch(reading.folded, at, stop) is not None
        end, parts = stop, parts + 1
    return end, parts


def _part(reading: Reading, at: int, gap: str, lists: NameLists) -> int | None:
    """The end of the next part of an address at ``at``: a unit, a storey, a code, a street, a number or a place."""
    folded = reading.folded
    for pattern in (_STOREY, _UNIT, _BLOCK, _POSTCODE):
        match = pattern.match(folded, at)
        if match and not folded[match.end() : match.end() + 1].isdigit():
            return match.end()
    street = _NEXT_STREET.match(folded, at)
    if street and "\n" not in street[0] and _names_street(reading, at, street["names"], lists):
        return street.end()
    number = _BARE_NUMBER.match(folded, at)
    if number and "\n" not in gap and not gap.strip(". ").count(".") and not QUANTITY.match(folded, number.end()):
        return number.end() if folded[number.end() : number.end() + 1] not in ("-", "€") else None
    return _place(reading, at, gap, lists)


def _names_street(reading: Reading, at: int, names: str, lists: NameLists) -> bool:
    """No everyday word in small letters among the words before «Cad.»."""
    words = [(at + m.start(), m.group()) for m in re.finditer(r"[^\W\d_]+", names)]
    return all(reading.plain[start].isupper() or not lists.is_common(word) for start, word in words)


def _place(reading: Reading, at: int, gap: str, lists: NameLists) -> int | None:
    """A district or city: a listed one in any letters, another only with a capital and a comma or a slash before it."""
    match = _PLACE.match(reading.folded, at)
    if match is None:
        return None
    if match[0] in lists.places:
        return match.end()
    word = reading.plain[at : match.end()]
    sentence = "." in gap and " " in gap
    if not word[0].isupper() or word.isupper() or sentence or "\n" in gap:
        return None
    if lists.is_common(match[0]) or lists.is_role(match[0]):
        return None
    follows = _NEXT_PLACE.match(reading.folded, match.end())
    before_city = follows is not None and follows[1] in lists.places
    ends = _PLACE_ENDS.match(reading.folded, match.end()) is not None
    behind_number = (
        gap == " " and reading.folded[at - 2 : at - 1].isdigit() and ends and not lists.is_everyday(match[0])
    )
    return match.end() if before_city or behind_number or any(c in gap for c in ",/(-") else None


def _city(reading: Reading, at: int, gap: str, lists: NameLists) -> int | None:
    """Any capitalised word right behind a postal code, and a listed place with a word before it («Παλαιό Φάληρο»)."""
    match = _PLACE.match(reading.folded, at)
    if match is None or gap not in (" ", ", ") or not reading.plain[at].isupper():
        return None
    second = _NEXT_PLACE.match(reading.folded, match.end())
    if second and second[1] in lists.places and reading.plain[match.end() : second.start(1)] == " ":
        return second.end()
    return None if lists.is_everyday(match[0]) else match.end()


def _labelled(reading: Reading) -> Iterator[Found]:
    """What stands behind «Adres:» up to the end of the thought, if there is a number in it."""
    for match in islice(_LABEL.finditer(reading.folded), MOST):
        stop = _STOP.search(reading.folded, match.end(), match.end() + _LONGEST)
        end = stop.start() if stop else min(len(reading.folded), match.end() + _LONGEST)
        text = reading.folded[match.end() : end]
        if re.search(r"\d", text) and len(text.split()) >= 2 and "@" not in text and "http" not in text:
            yield _found(reading, match.end(), end)
