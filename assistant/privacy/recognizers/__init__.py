"""One file a kind of personal data; adding a kind is adding a file and a line here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from assistant.privacy.kinds import Found, Kind
from assistant.privacy.reading import Reading
from assistant.privacy.recognizers import (
    address,
    afm,
    amka,
    card,
    email,
    iban,
    name,
    passport,
    phone,
    plate,
    tckn,
    vkn,
)


class Recognizer(Protocol):
    """Finds one kind in a text; ``known`` are the people of the case, which only names need."""

    def __call__(self, reading: Reading, known: Sequence[str] = ()) -> Iterable[Found]: ...


RECOGNIZERS: tuple[tuple[Kind, Recognizer], ...] = (
    (Kind.EMAIL, email.find),
    (Kind.IBAN, iban.find),
    (Kind.CARD, card.find),
    (Kind.TCKN, tckn.find),
    (Kind.AFM, afm.find),
    (Kind.AMKA, amka.find),
    (Kind.VKN, vkn.find),
    (Kind.PASSPORT, passport.find),
    (Kind.PHONE, phone.find),
    (Kind.PLATE, plate.find),
    (Kind.ADDRESS, address.find),
    (Kind.NAME, name.find),
)
"""In the order of who wins where two are equally sure of overlapping text."""
