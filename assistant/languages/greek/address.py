"""Whether a Greek reply says «κύριε Παπαδόπουλε», «κυρία Παπαδοπούλου», «Μαρία» or no name at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.languages.greek.names import FirstName, Surname, first_name, gender_of, is_listed_surname, surname
from assistant.languages.names import Address, AddressReason, Gender, PersonName, Script, mapping, no_form, plain

PATRONYMIC = "του"


@dataclass(frozen=True, slots=True)
class Roles:
    """What the words of a name are: ``given`` first names, ``family`` the rest; ``turned``: family name first."""

    given: tuple[FirstName, ...]
    family: tuple[str, ...]
    turned: bool = False


def address(person: PersonName) -> Address:
    """κύριε/κυρία and the family name, the first name alone when no other is known, or no form (domain, section 5)."""
    words = _without_patronymic(person.words)
    found = [first_name(word) for word in words]
    roles = _roles(words, found, person)
    if isinstance(roles, AddressReason):
        return _latin_or(person, roles)
    genders = {name.gender for name in roles.given if name.gender} | ({person.gender} if person.gender else set())
    if len(genders) > 1:
        return no_form(AddressReason.MIXED_NAMES)
    gender = next(iter(genders), None)
    if roles.family:
        return _by_surname(roles, gender, person)
    return _by_first_name(roles.given, gender)


def _without_patronymic(words: tuple[str, ...]) -> tuple[str, ...]:
    """«Παπαδόπουλος Γιώργος του Νικολάου», as on lists: the father's name is not theirs."""
    lowered = [plain(word) for word in words]
    return words[: lowered.index(PATRONYMIC)] if PATRONYMIC in lowered[1:] else words


def _roles(
    words: tuple[str, ...], found: Sequence[FirstName | AddressReason | None], person: PersonName
) -> Roles | AddressReason:
    """Which words are first names: those in front, or those at the end when none stands in front."""
    listed = [isinstance(name, FirstName) for name in found]
    if len(words) == 1:
        return _single(words[0], found[0])
    if all(listed):
        return _all_given(words, found, person)
    in_front = listed.index(False)
    if in_front:
        if any(listed[in_front:]):
            return AddressReason.ORDER_UNCLEAR
        return Roles(_names(found[:in_front]), words[in_front:], person.turned)
    behind = len(listed) - listed[::-1].index(False)
    if behind < len(listed):
        if any(listed[:behind]):
            return AddressReason.ORDER_UNCLEAR
        return Roles(_names(found[behind:]), words[:behind], turned=True)
    if any(listed):
        return AddressReason.ORDER_UNCLEAR
    unclear = next((reason for reason in found if isinstance(reason, AddressReason)), None)
    return _gender_only(words) or unclear or AddressReason.UNKNOWN_NAME


def _single(word: str, found: FirstName | AddressReason | None) -> Roles | AddressReason:
    """One word: a first name, or a family name whose form tells the gender."""
    if isinstance(found, FirstName):
        return Roles((found,), ())
    return found or Roles((), (word,))


def _all_given(
    words: tuple[str, ...], found: Sequence[FirstName | AddressReason | None], person: PersonName
) -> Roles | AddressReason:
    """Only first names: the last may be a family name as well; two men's names in a row cannot be told apart."""
    names = _names(found)
    if is_listed_surname(words[-1]) and not is_listed_surname(words[0]):
        return Roles(names[:-1], words[-1:], person.turned)
    if person.turned:
        return Roles(names[:-1], words[-1:], True)
    women = all(name.gender == "f" for name in names)
    if women and len(names) == 2:
        return Roles(names, ())
    genders = {name.gender for name in names}
    return AddressReason.ORDER_UNCLEAR if len(genders) == 1 else AddressReason.MIXED_NAMES


def _gender_only(words: tuple[str, ...]) -> Roles | None:
    """«George Papadopoulos», «Natalia Papadopoulou»: the first name tells the gender, its spelling is not needed."""
    gender = gender_of(words[0])
    if gender is None or len(words) != 2:
        return None
    return Roles((FirstName(words[0], gender, "", "", AddressReason.LATIN_RESTORED),), words[1:])


def _names(found: Sequence[FirstName | AddressReason | None]) -> tuple[FirstName, ...]:
    return tuple(name for name in found if isinstance(name, FirstName))


def _by_first_name(given: Sequence[FirstName], gender: Gender | None) -> Address:
    if gender is None:
        return no_form(AddressReason.UNISEX)
    form = " ".join(name.vocative for name in given)
    formal = " ".join(name.formal for name in given)
    return Address(form, formal, gender, given[0].reason)


def _by_surname(roles: Roles, gender: Gender | None, person: PersonName) -> Address:
    """κύριε or κυρία and the family name, which must be a form that a person of this gender carries."""
    found = [surname(word) for word in roles.family]
    names = [name for name in found if isinstance(name, Surname)]
    if len(names) < len(found) or len(names) > 2:
        return no_form(_missing(found, roles, person), gender)
    known = gender or _told_by(names)
    if known is None:
        return no_form(AddressReason.UNISEX if roles.given else AddressReason.UNKNOWN_NAME)
    if any(name.gender and name.gender != known for name in names):
        return no_form(AddressReason.SURNAME_MISMATCH, known)
    if known == "m" and len(names) == 2:
        return no_form(AddressReason.SURNAME_UNCLEAR, known)
    calls = [name.spelling if known == "f" else name.vocative for name in names]
    if None in calls:
        return no_form(AddressReason.SURNAME_VOCATIVE, known)
    form = f"{mapping('greek/address.yaml', 'honorifics')[known]} {' '.join(call for call in calls if call)}"
    return Address(form, form, known, _surname_reason(roles, names, person))


def _told_by(names: Sequence[Surname]) -> Gender | None:
    """A family name alone tells the gender only where its ending belongs to one (-όπουλος, -οπούλου, -άκης, -ίδου)."""
    sure = ("όπουλος", "οπούλου", "ίδης", "ίδου", "ιάδης", "ιάδου", "άκης")
    return names[0].gender if len(names) == 1 and names[0].spelling.endswith(sure) else None


def _missing(found: Sequence[Surname | AddressReason | None], roles: Roles, person: PersonName) -> AddressReason:
    """Why a family name could not be read."""
    unclear = next((reason for reason in found if isinstance(reason, AddressReason)), None)
    if unclear:
        return unclear
    if len(roles.family) > 2:
        return AddressReason.NOT_A_NAME
    if not roles.given:
        return AddressReason.LATIN_SCRIPT if person.script is Script.LATIN else AddressReason.UNKNOWN_NAME
    return AddressReason.LATIN_SCRIPT if person.script is Script.LATIN else AddressReason.SURNAME_UNLISTED


def _surname_reason(roles: Roles, names: Sequence[Surname], person: PersonName) -> AddressReason:
    if not roles.given:
        return AddressReason.TITLE_GIVEN if person.gender else AddressReason.SURNAME_FORM
    restored = [name.reason for name in names if name.reason is not AddressReason.LISTED_NAME]
    if roles.turned:
        return AddressReason.SURNAME_FIRST
    return restored[0] if restored else roles.given[0].reason


def _latin_or(person: PersonName, reason: AddressReason) -> Address:
    """A foreign name in Latin letters is only that, not an unknown Greek one."""
    foreign = person.script is Script.LATIN and reason is AddressReason.UNKNOWN_NAME
    return no_form(AddressReason.LATIN_SCRIPT if foreign else reason)
