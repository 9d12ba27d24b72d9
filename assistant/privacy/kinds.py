"""The vocabulary of masking: kinds of personal data, what a recogniser finds, what a caller sees."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Kind(StrEnum):
    """A kind of personal data, as it stands in placeholders (in capitals) and in spans."""

    EMAIL = "email"
    IBAN = "iban"
    CARD = "card"
    TCKN = "tckn"  # Turkish identity number
    VKN = "vkn"  # Turkish tax number
    AFM = "afm"  # Greek tax number (ΑΦΜ)
    AMKA = "amka"  # Greek social security number (ΑΜΚΑ)
    PHONE = "phone"
    PASSPORT = "passport"  # and identity cards: ΑΔΤ, serial number of a Turkish card
    PLATE = "plate"
    ADDRESS = "address"
    NAME = "name"


HARD = frozenset({Kind.EMAIL, Kind.IBAN, Kind.CARD, Kind.TCKN, Kind.AFM, Kind.AMKA, Kind.PHONE})
"""Kinds of which not one may ever leave (reliability goal P1)."""


class Weight(IntEnum):
    """How much a finding can be trusted; decides who wins where findings or survivors overlap."""

    SHAPE = 1  # looks like it
    CHECKED = 2  # the checksum holds
    CONTEXT = 3  # a word next to it says so
    SURE = 4  # cannot be anything else: never given up for an order number or a date


@dataclass(frozen=True, slots=True)
class Found:
    """Personal data at ``[start, end)`` of a surface; ``key`` is the value freed of its spelling."""

    start: int
    end: int
    kind: Kind
    key: str
    weight: Weight = Weight.SHAPE


@dataclass(frozen=True, slots=True)
class Span:
    """Personal data at ``[start, end)`` of the original text, in code points, and what stands for it."""

    start: int
    end: int
    kind: Kind
    placeholder: str
