"""What the brand wants left as it is: its own numbers, addresses and names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.privacy.kinds import Found, Kind
from assistant.privacy.recognizers.phone import phone_key
from assistant.privacy.surface import Surface, fold


@dataclass(frozen=True)
class Keep:
    """The brand's contacts by what they are, and where its other texts stand in one surface."""

    phones: frozenset[str]
    mails: frozenset[str]
    places: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, keep: Sequence[str], surface: Surface) -> Keep:
        """The brand's own ``keep`` (numbers in any spelling, mail addresses, names, postal addresses)."""
        phones, mails, places = set(), set(), []
        for text in keep:
            folded = fold(text).strip()
            digits = "".join(c for c in folded if c.isdigit())
            if "@" in folded:
                mails.add(folded)
            elif len(digits) >= 6 and not any(c.isalpha() for c in folded):
                phones.add(phone_key(digits))
            elif len(folded) > 2:
                pattern = rf"(?<!\w){re.escape(folded)}(?![^\W_])"
                places += [match.span() for match in re.finditer(pattern, surface.folded)]
        return cls(frozenset(phones), frozenset(mails), tuple(places))

    def covers(self, found: Found) -> bool:
        """The finding is one of the brand's own contacts."""
        if found.kind is Kind.PHONE and found.key in self.phones:
            return True
        if found.kind is Kind.EMAIL and found.key in self.mails:
            return True
        return any(start <= found.start and found.end <= end for start, end in self.places)

    def cut(self, found: Found) -> Iterator[Found]:
        """The finding without the brand's texts inside it; a mail address at the brand's domain stays whole."""
        if not self.places or found.kind not in (Kind.NAME, Kind.ADDRESS):
            yield found
            return
        at = found.start
        for start, end in sorted(self.places):
            if start < found.end and end > at and start >= found.start:
                if start > at:
                    yield replace(found, start=at, end=start)
                at = end
        if at < found.end:
            yield replace(found, start=at)
