"""E-mail addresses, also spelled out to hide them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.privacy.kinds import Found, Kind, Weight
from assistant.privacy.reading import Reading

_LOCAL_SIGNS = "._+-%&~='"
_DOMAIN = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}")
_SPACED_LOCAL = re.compile(r"[\w.+\-]{2,64} {1,2}\Z")
_SPACED_DOMAIN = re.compile(r" {0,2}[\w-]{1,63}(?: {0,1}[.,] {0,1}[\w-]{2,63}){1,4}")
# Behind a blank «Bravo @brand, my parcel» is somebody's handle; an address is written in one there.
_JOINED_DOMAIN = re.compile(r"[\w-]{1,63}(?:[.,][\w-]{2,63}){1,4}")
_TYPED_COMMA = re.compile(r",(?:com|net|org|gr|tr|co|example)(?:[.,](?:tr|gr|uk|cy))?\b")
_AT = r"(?:[(\[{<] ?(?:at|et|a|παπακι|papaki|kuyruklu a) ?[)\]}>]| (?:at|et|kuyruklu a|παπακι|papaki|@ isareti) |%40)"
_DOT = r"(?:[(\[{<] ?(?:dot|nokta|τελεια|teleia|\.) ?[)\]}>]| (?:dot|nokta|τελεια|teleia) |\.)"
_PAD = r" {0,2}"
_HIDDEN = re.compile(
    rf"(?P<local>(?<![\w+-])[\w+-]{{1,40}}(?:{_PAD}{_DOT}{_PAD}[\w+-]{{1,40}}){{0,3}}){_PAD}{_AT}{_PAD}"
    rf"(?P<domain>[\w-]{{1,60}}(?:{_PAD}{_DOT}{_PAD}[\w-]{{2,40}}){{1,4}})"
)
_HINT = re.compile(r"\b(?:at|et|kuyruklu|papaki)\b|[(\[{<]a[t)]|παπακι|%40")
# «ayse yilmaz at gmail nokta com» needs a known provider or an ending, or every "at home. thanks" would be an address.
_ENDING = re.compile(r"(?:com|net|org|gr|tr|eu|de|uk|cy|edu|gov|info|io|co|me|fr|example|test)\Z")


def find(reading: Reading, known: Sequence[str] = ()) -> Iterator[Found]:
    """Everything around an ``@`` that reads as an address, then the spelled-out ones."""
    plain = reading.plain
    last = 0
    at = plain.find("@")
    while at >= 0:
        span = _around(plain, at, last)
        if span:
            last = span[1]
            yield Found(*span, Kind.EMAIL, _key(reading.folded[span[0] : span[1]]), Weight.SURE)
        at = plain.find("@", max(at + 1, last))
    if _HINT.search(reading.folded):
        yield from _spelled_out(reading)


def _around(plain: str, at: int, floor: int) -> tuple[int, int] | None:
    """The address whose ``@`` stands at ``at``."""
    start, low = at, max(floor, at - 64)
    while start > low and (plain[start - 1].isalnum() or plain[start - 1] in _LOCAL_SIGNS):
        start -= 1
    domain = _DOMAIN.match(plain, at + 1)
    if start < at and domain:
        while start < at and plain[start] in ".=&~-%'":
            start += 1
        name, host = plain[start:at], domain.group().rstrip("-")
        comma = _TYPED_COMMA.match(plain, at + 1 + len(host)) if "." not in host else None
        end = comma.end() if comma else at + 1 + len(host)
        if name and any(c.isalpha() for c in host) and (len(host) > 1):
            return start, end
    return _spaced(plain, at, start, floor)


def _spaced(plain: str, at: int, start: int, floor: int) -> tuple[int, int] | None:
    """«melis @ kutu . example»: the same with blanks around the ``@`` and the dots."""
    handle = start == at and plain[at + 1 : at + 2] != " "
    host = (_JOINED_DOMAIN if handle else _SPACED_DOMAIN).match(plain, at + 1)
    if host is None or not any(c.isalpha() for c in host.group()):
        return None
    if start == at:
        local = _SPACED_LOCAL.search(plain, max(floor, at - 66), at) if plain[at - 1 : at] == " " else None
        if local is None:
            return None
        start = local.start()
    return start, host.end()


def _spelled_out(reading: Reading) -> Iterator[Found]:
    match = _HIDDEN.search(reading.folded)
    while match:
        tail = re.split(r"[^\w-]+", match["domain"])[-1]
        if _ENDING.search(tail):
            yield Found(match.start(), match.end(), Kind.EMAIL, _key(match.group()), Weight.SURE)
        # «me at nora dot lind at mail dot com»: the address may begin inside a match that is none
        match = _HIDDEN.search(reading.folded, match.end() if _ENDING.search(tail) else match.start("domain"))


def _key(folded: str) -> str:
    """The address as it would be written: «ayse (at) posta nokta example» is ayse@posta.example."""
    return re.sub(r"\s+", "", re.sub(_DOT, ".", re.sub(_AT, "@", folded)))
