"""The lists of Turkish first and family names, and which listed name a written one stands for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from assistant.languages.names import AddressReason, Gender, plain, read_words, section
from assistant.languages.turkish.grammar import lower, title_case

FILE = "turkish/names.yaml"
# Letters that an English keyboard cannot type; İ is left out, because capitals turn a worn-down i into it (SİLA, Sıla).
TURKISH_ONLY = frozenset("çğışöüâîûÇĞŞÖÜÂÎÛ")
WITHOUT_HAT = str.maketrans("âîûÂÎÛ", "aiuAİU")


@dataclass(frozen=True, slots=True)
class FirstName:
    """A listed first name as it is spelled; ``gender`` is ``None`` for one that women and men carry.

    ``reason`` says what had to be restored to reach it.
    """

    spelling: str
    gender: Gender | None
    reason: AddressReason


def first_name(word: str) -> FirstName | AddressReason | None:
    """The listed first name behind a word; a reason where two spellings fit, ``None`` where none does.

    >>> first_name("SUKRU").spelling, first_name("Işıl").gender
    ('Şükrü', 'f')
    """
    genders = _genders()
    written = title_case(word)
    listed = written.translate(WITHOUT_HAT)
    if listed in genders:
        as_typed = word in {written, lower(word)}
        reason = AddressReason.LISTED_NAME if as_typed else AddressReason.CAPITALS_RESTORED
        return FirstName(written, genders[listed], reason)
    found = [name for name in _by_plain().get(plain(word), ()) if _is_worn_down(word, name)]
    if not found:
        return None
    if len(found) > 1:
        return AddressReason.AMBIGUOUS_SPELLING
    restored = AddressReason.CAPITALS_RESTORED if word.isupper() else AddressReason.ASCII_RESTORED
    return FirstName(found[0], genders[found[0]], restored)


def is_family_name(word: str) -> bool:
    """Whether a word is listed as a family name, however it is typed."""
    return plain(word) in _family_names()


def may_be_family_name(word: str) -> bool:
    """Whether a word behind a first name may be a family name, though in front it would be a first name (Selim)."""
    return is_family_name(word) or plain(word) in _second_family_names()


def is_pair(first: str, second: str) -> bool:
    """Whether two first names belong together with no family name after them («Ali Rıza»)."""
    return (first, second) in _pairs()


def _is_worn_down(word: str, name: str) -> bool:
    """Whether a word is the name with Turkish letters lost (Sukru), never with letters it does not have (Şelin)."""
    pairs = zip(word, name, strict=True)
    return len(word) == len(name) and not any(t in TURKISH_ONLY and lower(t) != lower(m) for t, m in pairs)


@cache
def _genders() -> dict[str, Gender | None]:
    lists: tuple[tuple[str, Gender | None], ...] = (("unisex", None), ("female", "f"), ("male", "m"))
    return {name: gender for kind, gender in lists for name in section(FILE, kind)}


@cache
def _by_plain() -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in _genders():
        found[plain(name)].append(name)
    return {key: tuple(names) for key, names in found.items()}


@cache
def _family_names() -> frozenset[str]:
    return frozenset(plain(name) for name in section(FILE, "surnames"))


@cache
def _second_family_names() -> frozenset[str]:
    return frozenset(plain(name) for name in section(FILE, "second_surnames"))


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    listed = str(read_words(FILE)["compounds"])
    pairs = [pair.split() for pair in listed.split(",")]
    return frozenset((pair[0], pair[1]) for pair in pairs if len(pair) == 2)
