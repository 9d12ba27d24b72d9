"""Whether a Turkish reply says «Ayşe Hanım», «Mehmet Bey» or no name at all."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.languages.names import Address, AddressReason, Gender, PersonName, Script, mapping, no_form
from assistant.languages.turkish.grammar import title_case
from assistant.languages.turkish.names import FirstName, first_name, is_family_name, is_pair, may_be_family_name

# Greek family names in Latin letters: their owners are no Hanım or Bey even where a first name is on the Turkish list.
GREEK_ENDINGS = ("opoulos", "opulos", "opoulou", "opulu", "iadis", "iadou", "ellis", "oglou", "idou", "tzis", "atos")

Slot = FirstName | AddressReason | None


def address(person: PersonName) -> Address:
    """First name + Hanım/Bey, or no form; never a family name, never a guessed gender (rules: domain, section 5)."""
    if person.script is not Script.LATIN:
        return no_form(AddressReason.FOREIGN_SCRIPT)
    if len(person.words) > 1 and person.words[-1].lower().endswith(GREEK_ENDINGS):
        return no_form(AddressReason.UNKNOWN_NAME)
    slots = tuple(first_name(word) for word in person.words)
    given = _given(person, slots)
    if isinstance(given, AddressReason):
        return _by_title(person, given)
    names, turned = given
    genders = _genders(names) | ({person.gender} if person.gender else set())
    if len(genders) > 1:
        return no_form(AddressReason.MIXED_NAMES)
    known = next(iter(genders), None)
    if known is None:
        return no_form(AddressReason.UNISEX)
    form = _with_honorific(" ".join(name.spelling for name in names), known)
    return Address(form, form, known, _reason(person, names, turned))


def _given(person: PersonName, slots: Sequence[Slot]) -> tuple[tuple[FirstName, ...], bool] | AddressReason:
    """The first names among the words and whether they stood last, or why they cannot be told."""
    words, first = person.words, slots[0]
    if isinstance(first, AddressReason):
        return first
    if len(words) == 1:
        if first is None:
            return AddressReason.UNKNOWN_NAME
        family = is_family_name(words[0]) and first.gender and not person.gender
        return AddressReason.ORDER_UNCLEAR if family else ((first,), False)
    last_is_given = isinstance(slots[-1], FirstName) and not may_be_family_name(words[-1]) and not person.turned
    if first is None:
        turned = is_family_name(words[0]) and last_is_given and all(isinstance(slot, FirstName) for slot in slots[1:])
        return (_leading(words[1:], slots[1:], alone=True), True) if turned else AddressReason.UNKNOWN_NAME
    if last_is_given and is_family_name(words[0]):
        return AddressReason.ORDER_UNCLEAR
    return _leading(words, slots, alone=False), person.turned


def _leading(words: Sequence[str], slots: Sequence[Slot], *, alone: bool) -> tuple[FirstName, ...]:
    """The first name, with the second one where it surely is one: a middle word that is no family name, a known pair.

    ``alone``: the words hold no family name. A second name of the other gender is kept, so that the two are seen to
    disagree: it may be a couple's account.
    """
    names = [slot for slot in slots[:2] if isinstance(slot, FirstName)]
    if len(names) < 2:
        return tuple(names)
    first, second = names
    if is_pair(first.spelling, second.spelling):
        return first, second
    if may_be_family_name(words[1]):
        return (first,)
    disagree = bool(first.gender and second.gender and first.gender != second.gender)
    return (first, second) if len(words) > 2 or alone or disagree else (first,)


def _genders(names: Sequence[FirstName]) -> set[Gender]:
    """The genders the names tell; «Nur» and the like tell nothing, nor anything against the name beside them."""
    return {name.gender for name in names if name.gender}


def _by_title(person: PersonName, reason: AddressReason) -> Address:
    """«Zümrütnaz Hanım» written by the customer stands, though the name is on no list; a family name alone does not."""
    own = person.title and person.gender and len(person.words) == 1 and reason is AddressReason.UNKNOWN_NAME
    if not own or is_family_name(person.words[0]) or person.title is None or person.gender is None:
        return no_form(reason)
    if not person.title.lower().startswith(("han", "hn", "bey")):
        return no_form(reason)
    form = _with_honorific(title_case(person.words[0]), person.gender)
    return Address(form, form, person.gender, AddressReason.TITLE_GIVEN)


def _with_honorific(name: str, gender: Gender) -> str:
    return f"{name} {mapping('turkish/address.yaml', 'honorifics')[gender]}"


def _reason(person: PersonName, names: Sequence[FirstName], turned: bool) -> AddressReason:
    if person.gender and not _genders(names):
        return AddressReason.TITLE_GIVEN
    if turned:
        return AddressReason.SURNAME_FIRST
    restored = [name.reason for name in names if name.reason is not AddressReason.LISTED_NAME]
    return restored[0] if restored else AddressReason.LISTED_NAME
