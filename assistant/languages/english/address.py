"""Whether an English reply says "Hi Maria" or no name; a letter takes the full name, a title only if one was given."""

from __future__ import annotations

import re
from functools import cache

from assistant.languages.english.grammar import capitals_are_sure, title_case
from assistant.languages.greek import names as greek
from assistant.languages.names import Address, AddressReason, PersonName, Script, no_form, plain, section
from assistant.languages.turkish import names as turkish
from assistant.languages.turkish.grammar import title_case as turkish_title_case

LETTERS_TURKISH = re.compile(r"[çğıöşüÇĞİÖŞÜ]")
FILE = "english/names.yaml"


def address(person: PersonName) -> Address:
    """The first name as written with its capitals mended, if it looks like one; the full name in a letter."""
    words, turned = _first_name_first(person)
    if isinstance(words, AddressReason):
        return no_form(words)
    if person.title and (title := _english_title(person.title)) and len(words) == 1:
        form = f"{title} {_mended_surname(words[0], turkish_letters=False) or words[0]}"
        return Address(form, form, person.gender, AddressReason.TITLE_GIVEN)
    listed = is_listed(words[0])
    if any(plain(word) in section(FILE, "sentence") for word in words[listed:]):
        return no_form(AddressReason.NOT_A_NAME)
    if not listed and (reason := _unlike_a_name(words, person)):
        return no_form(reason)
    if listed and len(words) > 2 and any(_is_ordinary(word) for word in words[1:]):
        return no_form(AddressReason.NOT_A_NAME)
    turkish_letters = any(LETTERS_TURKISH.search(word) for word in words)
    first = _mended(words[0], turkish_letters)
    if first is None:
        return no_form(AddressReason.UNKNOWN_NAME)
    family = [_mended_surname(word, turkish_letters) for word in words[1:]]
    formal = " ".join([first, *(word for word in family if word)]) if all(family) else first
    if person.title and person.gender and (mr_or_ms := _english_title(person.title)):
        formal = f"{mr_or_ms} {family[-1]}" if family and family[-1] else formal
    return Address(first, formal, person.gender, _reason(words[0], first, listed, turned, person))


def is_listed(word: str) -> bool:
    """Whether a word, or each part of a double one, is a first name on the English, Turkish or Greek list."""
    return all(plain(part) in _names() or _is_from_here(part) for part in word.split("-"))


def _first_name_first(person: PersonName) -> tuple[tuple[str, ...] | AddressReason, bool]:
    """The words with a family name that stands in front («Papadopoulos Giorgos») moved behind."""
    words = person.words
    if len(words) != 2 or person.turned or not _is_from_here(words[1]) or _is_family(words[1]):
        return words, person.turned
    if is_listed(words[0]):
        return (AddressReason.ORDER_UNCLEAR if _is_family(words[0]) else words), False
    sure = _is_family(words[0]) or person.script is Script.GREEK
    return ((words[1], words[0]), True) if sure else (AddressReason.ORDER_UNCLEAR, False)


def _is_from_here(word: str) -> bool:
    """On the Turkish or the Greek list; an English word only as that list spells it («Can», not "done" for Döne)."""
    ours, theirs = turkish.first_name(word), greek.first_name(word)
    if plain(word) in _ordinary() or plain(word) in section(FILE, "sentence"):
        return isinstance(ours, turkish.FirstName) and ours.reason is AddressReason.LISTED_NAME
    return ours is not None or theirs is not None


def _is_family(word: str) -> bool:
    return turkish.is_family_name(word) or greek.is_listed_surname(word)


def _unlike_a_name(words: tuple[str, ...], person: PersonName) -> AddressReason | None:
    """Why an unlisted word is not taken for a first name; two words that both look like names are."""
    if any(_is_ordinary(word) for word in words):
        return AddressReason.NOT_A_NAME
    if len(words) == 1 and person.gender is None:
        return AddressReason.UNKNOWN_NAME
    if len(words) > 2 or person.script is not Script.LATIN:
        return AddressReason.UNKNOWN_NAME
    if len(words) == 2 and is_listed(words[1]) and not _is_family(words[1]):
        return AddressReason.ORDER_UNCLEAR
    return None if all(_has_name_shape(word) for word in words) else AddressReason.UNKNOWN_NAME


def _has_name_shape(word: str) -> bool:
    letters = plain(word)
    vowels = re.search(r"[aeiouyıöü]", letters)
    return bool(vowels) and 2 <= len(letters) <= 15 and not re.search(r"(.)\1\1|[^aeiouy\W]{5}", letters)


def _mended(word: str, turkish_letters: bool) -> str | None:
    """A first name with its capitals: as written when it has some, else by the rules of its own script and language."""
    if any("α" <= letter <= "ω" for letter in plain(word)):
        known = greek.first_name(word)
        return known.spelling if isinstance(known, greek.FirstName) else None
    if not word.isupper() and not word.islower():
        return word
    return turkish_title_case(word) if turkish_letters else title_case(word)


def _mended_surname(word: str, turkish_letters: bool) -> str | None:
    """A family name with its capitals, or ``None`` where all capitals leave more than one spelling."""
    if word in section(FILE, "particles") or not (word.isupper() or word.islower()):
        return word
    if any("α" <= letter <= "ω" for letter in plain(word)):
        known = greek.surname(word)
        return known.spelling if isinstance(known, greek.Surname) else None
    if not capitals_are_sure(word):
        return None
    return turkish_title_case(word) if turkish_letters else title_case(word)


def _english_title(title: str) -> str | None:
    """Mr, Ms and the like as the customer wrote it; titles of other languages are not translated."""
    word = title.rstrip(".").capitalize()
    return word if word in {"Mr", "Ms", "Mrs", "Miss"} else None


def _reason(written: str, first: str, listed: bool, turned: bool, person: PersonName) -> AddressReason:
    if person.title and _english_title(person.title):
        return AddressReason.TITLE_GIVEN
    if turned:
        return AddressReason.SURNAME_FIRST
    if written != first:
        return AddressReason.CAPITALS_RESTORED
    return AddressReason.LISTED_NAME if listed else AddressReason.UNLISTED_NAME


def _is_ordinary(word: str) -> bool:
    return plain(word) in _ordinary()


@cache
def _names() -> frozenset[str]:
    return frozenset(plain(name) for name in section(FILE, "names"))


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(section(FILE, "ordinary"))
