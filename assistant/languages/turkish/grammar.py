"""Turkish word forms: letters in upper and lower case, and the case endings a reply needs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from assistant.errors import KnowledgeError
from assistant.languages.names import mapping, section

WORDS = "turkish/grammar.yaml"
NAME_PART = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
VOWELS = "aeıioöuüâîû"
HARD = "fstkçşhp"
ROUNDED = {"a": "ı", "ı": "ı", "â": "ı", "e": "i", "i": "i", "î": "i", "o": "u", "u": "u", "ö": "ü", "ü": "ü", "û": "ü"}
THIN = {"ı": "i", "u": "ü"}
SOFTENED = {"p": "b", "ç": "c", "k": "ğ"}
ONES = ("sıfır", "bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz")
TENS = ("on", "yirmi", "otuz", "kırk", "elli", "altmış", "yetmiş", "seksen", "doksan")

# The endings of names, by how people write them, rightly or not; see ``_sounded`` for the capitals.
ENDINGS = {
    "[yn]?[ıiuü]n": "NIn",
    "y?[ıiuü]": "YI",
    "y?[ae]": "YA",
    "[dt][ae]": "DA",
    "[dt][ae]n": "DAn",
    "[dt][ae]ki": "DAki",
    "y?l[ae]": "YlA",
    "[dt][ıiuü]r": "DIr",
}


class Case(StrEnum):
    """The cases that carry an ending."""

    ACC = "acc"
    GEN = "gen"
    DAT = "dat"
    LOC = "loc"
    ABL = "abl"


@dataclass(frozen=True, slots=True)
class ProductForms:
    """A thing of the customer's in every case («makineniz», «makinenizi»); ``bare`` only where it was given."""

    bare: str | None
    yours: str
    acc: str
    gen: str
    dat: str
    loc: str
    abl: str


def lower(text: str) -> str:
    """Lower case with İ/i and I/ı kept apart.

    >>> lower("İADE ILIK")
    'iade ılık'
    """
    return unicodedata.normalize("NFC", text).replace("İ", "i").replace("I", "ı").lower()


def upper(text: str) -> str:
    """Upper case with i/İ and ı/I kept apart."""
    return unicodedata.normalize("NFC", text).replace("i", "İ").replace("ı", "I").upper()


def upper_first(text: str) -> str:
    """The first letter raised, the rest as it is.

    >>> upper_first("iade ekibimiz")
    'İade ekibimiz'
    """
    return upper(text[:1]) + text[1:]


def title_case(text: str) -> str:
    """Each word with a capital and small letters, also after a hyphen; not after an apostrophe."""
    return NAME_PART.sub(lambda word: upper_first(lower(word[0])), unicodedata.normalize("NFC", text))


def suffix(word: str, case: Case | str, *, proper: bool = False, possessed: bool = False) -> str:
    """The word with a case ending: vowel harmony, buffer letter, hardening and softening.

    ``proper`` sets an apostrophe and keeps the name's own letters (Ayşe Hanım'ın, Meltemia'dan, 18.00'e); ``possessed``
    is for words that already end in a third person's -(s)i (iş günü, iş gününde).

    >>> suffix("Meltemia", "abl", proper=True), suffix("kitap", "acc"), suffix("iş günü", "loc", possessed=True)
    ("Meltemia'dan", 'kitabı', 'iş gününde')
    """
    case = Case(case)
    spoken = _spoken(word.rstrip())
    high, low = _harmony(spoken)
    core = {Case.ACC: high, Case.GEN: high + "n", Case.DAT: low, Case.LOC: "d" + low, Case.ABL: "d" + low + "n"}[case]
    if possessed:
        ending = "n" + core
    elif case in {Case.LOC, Case.ABL}:
        ending = "t" + core[1:] if spoken[-1] in HARD else core
    else:
        buffer = ("n" if case is Case.GEN and spoken not in _with_y() else "y") if spoken[-1] in VOWELS else ""
        ending = buffer + core
    if proper:
        return f"{word}'{ending}"
    return (_before_vowel(word) if ending[0] in VOWELS else word) + ending


def ending_of(word: str, written: str) -> str | None:
    """An ending as it was written behind a word, put right by the word's sounds; ``None`` for what is no such ending.

    Known are the endings a name takes in a reply: the cases, -daki, -(y)la and -dır.

    >>> ending_of("Meltemia", "den"), ending_of("Ahmet", "ye"), ending_of("Meltemia", "club")
    ('dan', 'e', None)
    """
    spoken = _spoken(word.rstrip())
    for pattern, ending in ENDINGS.items():
        if re.fullmatch(pattern, written):
            return _sounded(ending, spoken)
    return None


def _sounded(ending: str, spoken: str) -> str:
    """An ending as it sounds behind a word; in capitals what changes: A I by harmony, D by hardening, Y N after vowels.

    >>> _sounded("NIn", "meltemia"), _sounded("DA", "ahmet")
    ('nın', 'te')
    """
    high, low = _harmony(spoken)
    buffer = {"Y": "y", "N": "y" if spoken in _with_y() else "n"} if spoken[-1] in VOWELS else {"Y": "", "N": ""}
    sounds = {"A": low, "I": high, "D": "t" if spoken[-1] in HARD else "d", **buffer}
    return "".join(sounds.get(letter, letter) for letter in ending)


def softened(word: str) -> str:
    """A word as it stands before a vowel, where that changes it: koltuğ-, kitab-, kayd-."""
    return _before_vowel(word)


def cases(yours: str, bare: str | None = None) -> ProductForms:
    """All cases of a possessed form that ends in -iniz; the editor's mistake is a ``KnowledgeError``.

    >>> cases("çamaşır makineniz").abl
    'çamaşır makinenizden'
    """
    if not re.search(r"[^\W\d_]{3,}n[ıiuü]z$", lower(yours)):
        raise KnowledgeError(
            f"«{yours}» does not end in -iniz, -ınız, -unuz or -ünüz; write the customer's own («koltuğunuz»)"
        )
    return ProductForms(bare, yours, *(suffix(yours, case) for case in Case))


def _spoken(word: str) -> str:
    """The last word as it is read aloud, for its last sounds: numbers and abbreviations included."""
    last = re.split(r"[\s\-/]", word)[-1].rstrip(".,;:!?)»\"'’")
    if re.search(r"\d$", last):
        return _spoken_number(last)
    reading = mapping(WORDS, "readings").get(last)
    if reading:
        return reading
    letters = lower(re.sub(r"[\W\d_]+", "", last))
    if not letters:
        raise KnowledgeError(f"«{word}» has no letters to put an ending on; write a word or a number")
    # An abbreviation without vowels is read by its letters, whose names end in e (TL, te-le).
    return letters if any(letter in VOWELS for letter in letters) else letters + "e"


def _spoken_number(numeral: str) -> str:
    """The last word of a number read aloud: «18.00» on sekiz, «1.249,90» doksan, «2.000» bin."""
    groups = re.findall(r"\d+", numeral)
    clock = re.search(r"(?:^|\D)\d{1,2}[.:](\d\d)$", numeral)
    if len(groups) > 1 and (clock or "," in numeral):
        groups = groups[:-1] if int(groups[-1]) == 0 else groups[-1:]
    digits = "".join(groups).lstrip("0")
    if not digits:
        return ONES[0]
    zeros = len(digits) - len(digits.rstrip("0"))
    if zeros == 0:
        return ONES[int(digits[-1])]
    if zeros == 1:
        return TENS[int(digits[-2]) - 1]
    return "yüz" if zeros == 2 else "bin" if zeros < 6 else "milyon"


def _harmony(spoken: str) -> tuple[str, str]:
    """The high (ı i u ü) and low (a e) vowel that follow a word."""
    last = next((letter for letter in reversed(spoken) if letter in VOWELS), "e")
    high = ROUNDED[last]
    if spoken in _thin():
        high = THIN.get(high, high)
    return high, "a" if high in "ıu" else "e"


def _before_vowel(word: str) -> str:
    """The word as it stands before a vowel: kitap, kitab-; kayıt, kayd-; names and one-syllable words stay."""
    last = re.split(r"[\s\-/]", word)[-1]
    key = lower(last)
    changed = mapping(WORDS, "before_vowel").get(key)
    if changed:
        return word[: len(word) - len(last) + 1] + changed[1:]
    several = sum(letter in VOWELS for letter in key) > 1
    if not several or key in _hard() or key[-1:] not in SOFTENED:
        return word
    soft = "g" if key.endswith("nk") else SOFTENED[key[-1]]
    return word[:-1] + soft


@cache
def _thin() -> frozenset[str]:
    return frozenset(section(WORDS, "thin"))


@cache
def _with_y() -> frozenset[str]:
    return frozenset(section(WORDS, "y_genitive"))


@cache
def _hard() -> frozenset[str]:
    return frozenset(section(WORDS, "hard"))
