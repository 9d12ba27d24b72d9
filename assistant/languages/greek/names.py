"""The lists of Greek first and family names, and which listed name a written one stands for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar

from assistant.languages.greek.grammar import (
    is_stressed,
    stress_from_end,
    syllables,
    title_case,
    vocative,
    without_stress,
)
from assistant.languages.greek.spelling import latin_key, latin_keys
from assistant.languages.names import AddressReason, Gender, mapping, plain, section

FIRST, FAMILY = "greek/names.yaml", "greek/surnames.yaml"
# Endings whose stress never moves, so that capitals and accentless spelling lose nothing; typed -> spelled.
SURE_ENDINGS = {
    "οπουλος": "όπουλος", "οπουλου": "οπούλου", "ιαδης": "ιάδης", "ιαδου": "ιάδου", "ακης": "άκης", "ακη": "άκη",
    "ιδης": "ίδης", "ιδου": "ίδου",
}  # fmt: skip
WOMEN_ONLY = ("οπούλου", "ίδου", "ιάδου", "άδου", "ούλα")
LEFT_OF_ENDING = 3


@dataclass(frozen=True, slots=True)
class FirstName:
    """A listed first name: ``vocative`` after a greeting, ``formal`` in a letter, ``gender`` ``None`` for both."""

    spelling: str
    gender: Gender | None
    vocative: str
    formal: str
    reason: AddressReason


@dataclass(frozen=True, slots=True)
class Surname:
    """A family name as it is spelled: whose form it is (``None``: either), and how a man is called by it, if sure."""

    spelling: str
    gender: Gender | None
    vocative: str | None
    reason: AddressReason


Name = TypeVar("Name", FirstName, Surname)


def first_name(word: str) -> FirstName | AddressReason | None:
    """The listed first name behind a word in either script; a reason where two fit, ``None`` where none does.

    >>> first_name("ΓΙΩΡΓΟΣ").vocative, first_name("Katerina").spelling
    ('Γιώργο', 'Κατερίνα')
    """
    parts = word.split("-")
    found = [_looked_up(part, _first_names(), _first_by_plain(), _first_by_latin()) for part in parts]
    names = [name for name in found if isinstance(name, FirstName)]
    if len(found) == 1 or len(names) < len(found) or len({name.gender for name in names}) > 1:
        return found[0] if len(found) == 1 else None
    spelling, called, formal = (
        "-".join(forms) for forms in zip(*((n.spelling, n.vocative, n.formal) for n in names), strict=True)
    )
    return FirstName(spelling, names[0].gender, called, formal, names[0].reason)


def gender_of(word: str) -> Gender | None:
    """The gender a first name tells even where its spelling is unsure: «Natalia», whichever way it is stressed."""
    found = first_name(word)
    if isinstance(found, FirstName):
        return found.gender
    by_sound = _first_by_plain().get(plain(word), ()) or _first_by_latin().get(latin_key(word), ())
    genders = {_first_names()[name].gender for name in by_sound} if found else set()
    return genders.pop() if len(genders) == 1 else latin_genders().get(word.lower())


def surname(word: str) -> Surname | AddressReason | None:
    """The family name behind a word: as written when it shows its stress, else from the lists and the sure endings.

    >>> surname("ΠΑΠΑΔΟΠΟΥΛΟΥ").spelling, surname("Venizelos").vocative, surname("Rossi")
    ('Παπαδοπούλου', 'Βενιζέλο', None)
    """
    parts = word.split("-")
    if len(parts) == 1:
        return _single_surname(word)
    found = [_single_surname(part) for part in parts]
    names = [part for part in found if isinstance(part, Surname)]
    if len(names) < len(found):
        return next((part for part in found if isinstance(part, AddressReason)), None)
    genders = {name.gender for name in names if name.gender}
    calls = [name.vocative for name in names]
    whole = "-".join(call for call in calls if call) if all(calls) else None
    joined = "-".join(name.spelling for name in names)
    return Surname(joined, genders.pop() if len(genders) == 1 else None, whole, names[-1].reason)


def is_listed_surname(word: str) -> bool:
    """Whether a word, or each part of a double one, is on the list of family names, in either script."""
    parts = word.split("-")
    return all(_looked_up(part, _surnames(), _surname_by_plain(), _surname_by_latin()) is not None for part in parts)


@cache
def latin_genders() -> dict[str, Gender]:
    """First names in their English form (George, Helen) and the gender they tell."""
    lists = mapping(FIRST, "latin")
    pairs: tuple[tuple[str, Gender], ...] = (("female", "f"), ("male", "m"))
    return {name.lower(): gender for kind, gender in pairs for name in lists[kind].split()}


def vocatives() -> frozenset[str]:
    """Every first name as it is called, for finding one in a reply."""
    return frozenset(name.vocative for name in _first_names().values())


def _single_surname(word: str) -> Surname | AddressReason | None:
    found = _looked_up(word, _surnames(), _surname_by_plain(), _surname_by_latin())
    if found is not None or not _is_greek(word):
        return found
    if is_stressed(word) and not word.isupper():
        return _spelled(title_case(word), AddressReason.LISTED_NAME)
    return _by_ending(word)


def _spelled(spelling: str, reason: AddressReason) -> Surname:
    """A family name from its own letters."""
    if spelling.endswith("ς"):
        return Surname(spelling, "m", vocative(spelling), reason)
    gender: Gender | None = "f" if spelling.endswith(WOMEN_ONLY) else None
    return Surname(spelling, gender, spelling if gender is None else None, reason)


def _by_ending(word: str) -> Surname | None:
    """«ΠΑΠΑΔΟΠΟΥΛΟΣ» off the list: its ending alone says where the stress belongs."""
    typed = without_stress(title_case(word))
    for ending, stressed in SURE_ENDINGS.items():
        stem = typed.removesuffix(ending)
        # After a vowel the ending's first letter may belong to a pair (Μαΐδης): then capitals do lose something.
        if stem != typed and len(stem) >= LEFT_OF_ENDING and plain(stem[-1]) not in "αεηιουω":
            reason = AddressReason.CAPITALS_RESTORED if word.isupper() else AddressReason.ACCENTS_RESTORED
            return _spelled(stem + stressed, reason)
    return None


def _looked_up(
    word: str, names: dict[str, Name], by_plain: dict[str, tuple[str, ...]], by_latin: dict[str, tuple[str, ...]]
) -> Name | AddressReason | None:
    """Exactly as written, else what is left after losing capitals, stress or script; two candidates are a reason."""
    written = title_case(word)
    if not word.isupper() and written in names:
        return names[written]
    if not _is_greek(word):
        # A letter such as ş or é belongs to another language's name.
        spellings = by_latin.get(latin_key(word), ()) if word.isascii() else ()
        return _only(spellings, names, AddressReason.LATIN_RESTORED)
    if is_stressed(word) and not word.isupper():
        return None
    reason = AddressReason.CAPITALS_RESTORED if word.isupper() else AddressReason.ACCENTS_RESTORED
    return _only(by_plain.get(plain(word), ()), names, reason)


def _only(spellings: tuple[str, ...], names: dict[str, Name], reason: AddressReason) -> Name | AddressReason | None:
    if len(spellings) > 1:
        return AddressReason.AMBIGUOUS_SPELLING
    return replace(names[spellings[0]], reason=reason) if spellings else None


def _is_greek(word: str) -> bool:
    return all("α" <= letter <= "ω" for letter in plain(word) if letter.isalpha())


@cache
def _first_names() -> dict[str, FirstName]:
    formal = mapping(FIRST, "formal")
    found: dict[str, FirstName] = {}
    kinds: tuple[tuple[str, Gender | None], ...] = (
        ("female", "f"),
        ("unisex", None),
        ("male", "m"),
        ("male_e", "m"),
        ("male_o", "m"),
    )
    for kind, gender in kinds:
        for name in section(FIRST, kind):
            called = _called(name, kind)
            found[name] = FirstName(name, gender, called, formal.get(name, called), AddressReason.LISTED_NAME)
    return found


def _called(name: str, kind: str) -> str:
    """The vocative of a first name by the section it is listed in."""
    if kind in {"male_e", "male_o"}:
        return name[:-2] + ("έ" if stress_from_end(name) == 1 else kind[-1].replace("e", "ε").replace("o", "ο"))
    return name.removesuffix("ς") if kind == "male" else name


@cache
def _surnames() -> dict[str, Surname]:
    """Men's forms with their vocative, women's forms made from them for recognising only, and shared genitives."""
    listed = AddressReason.LISTED_NAME
    found: dict[str, Surname] = {}
    for name in section(FAMILY, "genitive"):
        found[name] = Surname(name, None, name, listed)
    for kind in ("men", "men_e", "men_o", "unclear"):
        for name in section(FAMILY, kind):
            calls = {"men": vocative(name), "men_e": name[:-2] + "ε", "men_o": name[:-2] + "ο"}
            found[name] = Surname(name, "m", calls.get(kind), listed)
            for hers in _womens_forms(name):
                found.setdefault(hers, _spelled(hers, listed))
    return found


def _womens_forms(name: str) -> Iterable[str]:
    """The forms a woman of the family may carry; where the stress may or may not move, both."""
    if name.endswith("όπουλος"):
        return (name.removesuffix("όπουλος") + "οπούλου",)
    if name.endswith(("ίδης", "άδης")):
        return name[:-1], name[:-2] + "ου"
    if name.endswith("ός"):
        return (name[:-2] + "ού",)
    if name.endswith("ος"):
        kept = name[:-1] + "υ"
        return (kept,) if stress_from_end(name) == 2 else (kept, _stress_moved(kept))
    return (name[:-1],)


def _stress_moved(word: str) -> str:
    """«Κόκκινου» as «Κοκκίνου»: the stress one syllable further on."""
    parts = syllables(word)
    place = len(parts) - 2
    bare = without_stress(word)
    vowel = without_stress(parts[place])
    start = bare.lower().rfind(vowel, 0, bare.lower().rfind(without_stress(parts[-1])))
    marked = {"α": "ά", "ε": "έ", "η": "ή", "ι": "ί", "ο": "ό", "υ": "ύ", "ω": "ώ"}[vowel[-1]]
    return title_case(bare[: start + len(vowel) - 1] + marked + bare[start + len(vowel) :])


@cache
def _first_by_plain() -> dict[str, tuple[str, ...]]:
    return _grouped((plain(name), name) for name in _restored_to())


@cache
def _first_by_latin() -> dict[str, tuple[str, ...]]:
    greek_only = frozenset(section(FIRST, "greek_letters_only"))
    return _grouped((key, name) for name in _restored_to() - greek_only for key in latin_keys(name))


def _restored_to() -> frozenset[str]:
    return frozenset(_first_names()) - frozenset(section(FIRST, "rare"))


@cache
def _surname_by_plain() -> dict[str, tuple[str, ...]]:
    return _grouped((plain(name), name) for name in _surnames())


@cache
def _surname_by_latin() -> dict[str, tuple[str, ...]]:
    return _grouped((key, name) for name in _surnames() for key in latin_keys(name))


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, name in pairs:
        if name not in found[key]:
            found[key].append(name)
    return {key: tuple(names) for key, names in found.items()}
