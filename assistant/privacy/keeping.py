"""What the brand wants left as it is: its own numbers, addresses and names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.privacy.kinds import Found, Kind
from assistant.privacy.recognizers.phone import phone_key
from assistant.privacy.surface import Surface, fold

_SHORTEST_PHONE = 6  # digits
_DOMAIN = re.compile(r"(?:@|//)(?:www\.)?(?P<name>[\w-]{4,63})\.")


@dataclass(frozen=True)
class Keep:
    """The brand's contacts by what they are, and where its other texts stand in one surface."""

    phones: frozenset[str]
    mails: frozenset[str]
    places: tuple[tuple[int, int], ...]
    contacts: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, keep: Sequence[str], surface: Surface) -> Keep:
        """The brand's own ``keep``: numbers in any spelling, mail addresses, links, names, postal addresses.

        The name in a mail address or a link (``help@meltemia.example``) is the brand's and kept as a word too.
        """
        phones, mails, patterns = _kept(tuple(keep))
        places = (match.span() for pattern in patterns for match in pattern.finditer(surface.folded))
        return cls(phones, mails, tuple(sorted(places)))

    def having(self, founds: Iterable[Found]) -> Keep:
        """The same with the places where a contact of the brand was found: no part of one is anybody else's."""
        contacts = [(found.start, found.end) for found in founds if self._is_contact(found)]
        return replace(self, contacts=tuple(contacts))

    def _is_contact(self, found: Found) -> bool:
        phone = found.kind is Kind.PHONE and found.key in self.phones
        return phone or (found.kind is Kind.EMAIL and found.key in self.mails)

    def covers(self, found: Found) -> bool:
        """The finding is one of the brand's own contacts, or lies inside one."""
        inside = any(start <= found.start and found.end <= end for start, end in (*self.contacts, *self.places))
        return inside or self._is_contact(found)

    def cut(self, found: Found) -> Iterator[Found]:
        """The finding without the brand's texts inside it; a mail address at the brand's domain stays whole."""
        if not self.places or found.kind not in (Kind.NAME, Kind.ADDRESS):
            yield found
            return
        at = found.start
        for start, end in self.places:
            if start < found.end and end > at and start >= found.start:
                if start > at:
                    yield replace(found, start=at, end=start)
                at = end
        if at < found.end:
            yield replace(found, start=at)


@lru_cache(maxsize=32)  # a brand's contacts are the same for every message
def _kept(keep: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str], tuple[re.Pattern[str], ...]]:
    """The keys of the telephones, the mail addresses, and what finds the other texts."""
    phones, mails, words = set(), set(), set()
    for text in keep:
        folded = fold(text).strip()
        digits = "".join(c for c in folded if c.isdigit())
        if digits and not any(c.isalpha() for c in folded):
            # A short one («112») is nothing masking takes for a telephone, and in an address it is a house.
            phones.update([phone_key(digits)] if len(digits) >= _SHORTEST_PHONE else [])
            continue
        domain = _DOMAIN.search(folded)
        words.add(domain["name"] if domain else "")
        if "@" in folded:
            mails.add(folded)
        else:
            words.add(folded)
    patterns = (re.compile(rf"(?<!\w){re.escape(word)}(?![^\W_])") for word in words if len(word) > 2)
    return frozenset(phones), frozenset(mails), tuple(patterns)
