"""Reading a display name: whether one person stands behind it, and the words that are theirs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

from assistant.errors import KnowledgeError

Gender = Literal["f", "m"]

LONGEST_NAME = 60
MOST_WORDS = 5
FOLDER = Path(__file__).parent


class AddressReason(StrEnum):
    """Why a name is addressed as it is, or not at all; a code that the reviewer's desk puts into words."""

    # a form is given
    LISTED_NAME = "listed_name"
    CAPITALS_RESTORED = "capitals_restored"
    ASCII_RESTORED = "ascii_restored"
    ACCENTS_RESTORED = "accents_restored"
    LATIN_RESTORED = "latin_restored"
    SURNAME_FIRST = "surname_first"
    SURNAME_FORM = "surname_form"
    TITLE_GIVEN = "title_given"
    UNLISTED_NAME = "unlisted_name"
    # no form is given
    NO_NAME = "no_name"
    HANDLE = "handle"
    PLACEHOLDER = "placeholder"
    COMPANY = "company"
    SEVERAL_PEOPLE = "several_people"
    NOT_A_NAME = "not_a_name"
    INITIALS = "initials"
    UNKNOWN_NAME = "unknown_name"
    UNISEX = "unisex"
    MIXED_NAMES = "mixed_names"
    ORDER_UNCLEAR = "order_unclear"
    AMBIGUOUS_SPELLING = "ambiguous_spelling"
    FOREIGN_SCRIPT = "foreign_script"
    MIXED_SCRIPT = "mixed_script"
    LATIN_SCRIPT = "latin_script"
    SURNAME_UNLISTED = "surname_unlisted"
    SURNAME_UNCLEAR = "surname_unclear"
    SURNAME_VOCATIVE = "surname_vocative"
    SURNAME_MISMATCH = "surname_mismatch"


class Script(StrEnum):
    """The letters a name is written in."""

    LATIN = "latin"
    GREEK = "greek"
    OTHER = "other"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Address:
    """How a customer is addressed.

    ``form`` stands after the greeting («Ayşe Hanım», «κύριε Παπαδόπουλε», "Maria"), ``formal`` in a letter;
    both are ``None`` when the name does not allow one with certainty. ``gender`` is known or ``None``, never guessed.
    """

    form: str | None
    formal: str | None
    gender: Gender | None
    reason: AddressReason


@dataclass(frozen=True, slots=True)
class PersonName:
    """A display name taken apart: ``words`` in the order first names, family names, capitals as written.

    ``gender`` and ``title`` come from a title the customer wrote (Ms, Hanım, κα); ``turned`` says that the family name
    stood first, before a comma.
    """

    words: tuple[str, ...]
    script: Script
    gender: Gender | None = None
    title: str | None = None
    turned: bool = False


def no_form(reason: AddressReason, gender: Gender | None = None) -> Address:
    """The address of somebody whose name allows none: the plain greeting."""
    return Address(None, None, gender, reason)


def read_name(name: str | None) -> PersonName | AddressReason:
    """The person behind a display name, or the reason why there is none to address.

    >>> read_name("@ayse_34")
    <AddressReason.HANDLE: 'handle'>
    >>> read_name("Dr. Ayşe Yılmaz 🌸").words
    ('Ayşe', 'Yılmaz')
    """
    text = _cleaned(name or "")
    if not text:
        return AddressReason.NO_NAME
    if len(text) > LONGEST_NAME or "\n" in text:
        return AddressReason.NOT_A_NAME
    if _is_handle(text):
        return AddressReason.HANDLE
    text = re.sub(r"\([^)]*\)|\[[^]]*\]|[\"“”„«»]", " ", text)
    if found := _not_one_person(text):
        return found
    # «Ayşe Yılmaz | İstanbul»: what follows the stroke is no name. A dash may join two people.
    text = re.split(r"\s[|•·]+\s", text.strip(" |•·"))[0]
    words, turned = _in_order(_split(text))
    words, gender, title = _without_titles(words)
    if not words:
        return AddressReason.NO_NAME
    if _is_initial(words[0]) or (len(words) == 1 and _is_bare_initials(words[0])):
        return AddressReason.INITIALS
    words = tuple(word for word in words if not _is_initial(word))
    if len(words) > MOST_WORDS or not all(_is_word(word) for word in words):
        return AddressReason.NOT_A_NAME
    script = _script(words)
    if script is Script.MIXED:
        return AddressReason.MIXED_SCRIPT
    if script is Script.OTHER:
        return AddressReason.FOREIGN_SCRIPT
    return PersonName(words, script, gender, title, turned)


@cache
def read_words(file: str) -> dict[str, str | dict[str, str]]:
    """A word list of this package by its file name below ``languages/``: section -> words apart by spaces."""
    import yaml

    path = FOLDER / file
    try:
        loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, yaml.YAMLError) as error:
        raise KnowledgeError(f"{path}: cannot be read ({error}); install the package again") from error
    if not isinstance(loaded, dict):
        raise KnowledgeError(f"{path}:1: holds no sections; install the package again")
    return loaded


def section(file: str, name: str) -> tuple[str, ...]:
    """The words of one section of a word list."""
    found = read_words(file)[name]
    if not isinstance(found, str):
        raise KnowledgeError(f"{FOLDER / file}: {name} is not a list of words; write words apart by spaces")
    return tuple(found.split())


def mapping(file: str, name: str) -> dict[str, str]:
    """One section of a word list that holds a mapping."""
    found = read_words(file)[name]
    if not isinstance(found, dict):
        raise KnowledgeError(f"{FOLDER / file}: {name} is not a mapping; write `word: words` lines")
    return found


def plain(text: str) -> str:
    """Lower case without accents or dots, for comparing words of any of the three languages.

    >>> plain("Şti"), plain("ΕΤΑΙΡΕΊΑ"), plain("HANIM")
    ('sti', 'εταιρεια', 'hanim')
    """
    letters = unicodedata.normalize("NFD", text.replace("ı", "i").replace("İ", "I").lower())
    return "".join(c for c in letters if unicodedata.category(c) != "Mn").replace("ς", "σ")


def _cleaned(name: str) -> str:
    """One-line text without emoji and invisible characters; decorative letters become plain ones."""
    kept: list[str] = []
    for char in unicodedata.normalize("NFC", name.strip()):
        category = unicodedata.category(char)
        if char != "\n" and (category in {"So", "Sk", "Cn", "Co", "Cs", "Me"} or char in "~*#^=<>"):
            kept.append(" ")
        elif category in {"Cf", "Mn"} or 0xFE00 <= ord(char) <= 0xFE0F:
            continue
        else:
            kept.append(unicodedata.normalize("NFKC", char) if ord(char) > 0xFFFF else char)
    return "\n".join(" ".join(line.split()) for line in "".join(kept).strip().splitlines())


def _is_handle(text: str) -> bool:
    if re.search(r"[@_\d]|https?:|www\.", text):
        return True
    if " " in text:
        return False
    inner = re.fullmatch(r"([^\W\d_]{2,})\.([^\W\d_]{2,})", text)
    if inner and plain(inner[1]) not in _titles():
        return True
    joined = re.sub(r"^(?:Mc|Mac|De|Di|Le|La)(?=[A-Z])", "", text)
    return any(before.islower() and after.isupper() for before, after in pairwise(joined))


def _not_one_person(text: str) -> AddressReason | None:
    words = [plain(word).strip(".,;:!?'’") for word in text.replace(",", " ").split()]
    file = "display_names.yaml"
    if any(word in _plain_section(file, "companies") for word in words):
        return AddressReason.COMPANY
    if any(word in _plain_section(file, "placeholders") for word in words):
        return AddressReason.PLACEHOLDER
    joiners = _plain_section(file, "joiners")
    if any(word in joiners for word in words[1:-1]) or re.search(r"[&+/]", text):
        return AddressReason.SEVERAL_PEOPLE
    if any(word in _plain_section(file, "relations") for word in words):
        return AddressReason.SEVERAL_PEOPLE
    return None


def _split(text: str) -> list[str]:
    """Words and commas; a dot closes its word («Dr.Ayşe»)."""
    return re.sub(r"\.(?=[^\W\d_])", ". ", text).replace(",", " , ").split()


def _in_order(words: list[str]) -> tuple[tuple[str, ...], bool]:
    """First names before family names: «Yılmaz, Ayşe» is turned round; other commas stay and make it no name."""
    if words.count(",") != 1:
        return tuple(words), False
    comma = words.index(",")
    before, after = words[:comma], words[comma + 1 :]
    if not after or all(plain(word).strip(".") in _plain_section("display_names.yaml", "suffixes") for word in after):
        return tuple(before), False
    if not before or len(before) > 2 or len(after) > 2:
        return tuple(words), False
    return (*after, *before), True


def _without_titles(words: tuple[str, ...]) -> tuple[tuple[str, ...], Gender | None, str | None]:
    gender: Gender | None = None
    title: str | None = None
    rest = list(words)
    while rest and (key := plain(rest[0]).strip(".")) in _titles() and (len(rest) > 1 or rest[0].endswith(".")):
        gender, title = _titles()[key] or gender, rest[0] if _titles()[key] else title
        rest.pop(0)
    suffixes = _plain_section("display_names.yaml", "suffixes")
    while len(rest) > 1 and plain(rest[-1]).strip(".") in suffixes:
        rest.pop()
    if len(rest) > 1 and (key := plain(rest[-1]).strip(".")) in _honorifics():
        gender, title = _honorifics()[key], rest[-1]
        rest.pop()
    return tuple(rest), gender, title


@cache
def _titles() -> dict[str, Gender | None]:
    lists = mapping("display_names.yaml", "titles")
    genders: tuple[tuple[str, Gender | None], ...] = (("f", "f"), ("m", "m"), ("none", None))
    return {plain(word): gender for name, gender in genders for word in lists[name].split()}


@cache
def _honorifics() -> dict[str, Gender]:
    lists = mapping("display_names.yaml", "honorifics")
    genders: tuple[Gender, ...] = ("f", "m")
    return {plain(word): gender for gender in genders for word in lists[gender].split()}


@cache
def _plain_section(file: str, name: str) -> frozenset[str]:
    return frozenset(plain(word).strip(".") for word in section(file, name))


def _is_initial(word: str) -> bool:
    """«A.», «A», «Γ.», and shortened names («Παν.»)."""
    return word.endswith(".") or (len(word) == 1 and word.isalpha())


def _is_bare_initials(word: str) -> bool:
    return len(word) in {2, 3} and word.isupper() and not re.search(r"[AEIİOÖUÜYΑΕΗΙΟΥΩ]", word)


def _is_word(word: str) -> bool:
    return bool(re.fullmatch(r"[^\W\d_]+(?:['’‐-][^\W\d_]+)*", word))


def _script(words: tuple[str, ...]) -> Script:
    """One script for all words; mixed when words or the letters of one word differ."""
    found = {_letter_script(char) for word in words for char in word if char.isalpha()}
    return found.pop() if len(found) == 1 else Script.MIXED


def _letter_script(char: str) -> Script:
    name = unicodedata.name(char, "")
    if name.startswith("LATIN"):
        return Script.LATIN
    return Script.GREEK if name.startswith("GREEK") else Script.OTHER
