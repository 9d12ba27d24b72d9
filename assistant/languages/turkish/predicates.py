"""A Turkish predicate told back to the customer: «aldım» -> «almışsınız», «göndermediniz» -> «göndermemişiz»."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from assistant.languages.names import section
from assistant.languages.turkish.grammar import HARD, ROUNDED, VOWELS

WORDS = "turkish/turning.yaml"
EXISTS = {"var": "var", "yok": "yok", "vardı": "varmış", "yoktu": "yokmuş", "varmış": "varmış", "yokmuş": "yokmuş"}

ASKING = ("sor", "öğren", "yaz", "söyle", "iste", "et", "danış")  # «soracaktım» asks

_PAST = re.compile(r"(?P<base>.+)[dt](?P<vowel>[ıiuü])(?P<person>m|k|n[ıiuü]z|l[ae]r|)")
_TOLD = re.compile(
    r"(?P<base>.+)m(?P<vowel>[ıiuü])ş(?P<person>[ıiuü][mz]|t[ıiuü][mk]|t[ıiuü]n[ıiuü]z|s[ıiuü]n[ıiuü]z|t[ıiuü]r?|"
    r"l[ae]r(?:d[ıi]r?)?|)"
)
_GOING_ON = re.compile(r"(?P<base>.*)(?P<vowel>[ıiuü])yor(?P<person>um|uz|dum|duk|du|lar|lard[ıi]|dular|)")
_PLANNED = re.compile(r"(?P<base>.+?)(?P<y>y?)(?P<will>[ae]c[ae]kt)(?P<vowel>[ıi])(?P<person>m|k|n[ıi]z|l[ae]r|)")
_FORMAL = re.compile(r"(?P<base>.+)(?P<in>m[ae]kt[ae])(?P<person>y[ıi]m|y[ıi]z|d[ıi]r)")
_WHERE = re.compile(r"(?P<base>.+[dt][ae])yd(?P<vowel>[ıi])(?P<person>m|k|)")


class Says(StrEnum):
    """Of whom a predicate says something."""

    CUSTOMER = "customer"
    BRAND = "brand"
    ONE = "one"
    SOME = "some"


class Noun(StrEnum):
    """How a known noun stands in its clause; only these can be its subject."""

    NAMED = "named"
    ITS = "its"


@dataclass(frozen=True, slots=True)
class Turned:
    """A word as it is said to the customer; ``says`` for a predicate, ``noun`` and ``stem`` for a known noun."""

    form: str
    says: Says | None = None
    doing: bool = False
    stem: str = ""
    noun: Noun | None = None


@cache
def listed(*names: str) -> frozenset[str]:
    """The words of some sections of ``turning.yaml``."""
    return frozenset(word for name in names for word in section(WORDS, name))


def verbs() -> frozenset[str]:
    """Every verb that may be told."""
    return listed("doing", "happening", "acting", "said")


@cache
def acting() -> frozenset[str]:
    """Verbs of what only people do, with or without an object."""
    return listed("acting") - listed("doing", "happening")


def predicate(word: str) -> Turned | None:
    """A finite verb or a state, told of the customer, of us, or of somebody else."""
    if word.removesuffix("mış").removesuffix("miş").removesuffix("muş").removesuffix("müş") in listed("states"):
        return Turned(word, Says.ONE)
    for pattern, tell in _TENSES:
        found = pattern.fullmatch(word)
        if found and (told := tell(found)):
            return told
    return None


def _past(found: re.Match[str]) -> Turned | None:
    """-DI and -mIş, which are both told as heard: «aldım», «almıştım» -> «almışsınız»."""
    base, person = found["base"], found["person"]
    if found["vowel"] != _high(base):
        return None
    heard = f"{base}m{found['vowel']}ş"
    if base in listed("states") or (base.endswith("y") and base[:-1] in listed("states")):
        return Turned(heard, Says.ONE) if not person else None
    if found.re is _PAST and (found.string[len(base)] != ("t" if base[-1] in HARD else "d")):
        return None
    verb = known_verb(base)
    if verb is None:
        return None
    high = found["vowel"]
    if person in ("m", "k") or re.fullmatch(r"[ıiuü][mz]|t[ıiuü][mk]", person):
        return Turned(f"{heard}s{high}n{high}z", Says.CUSTOMER, stem=verb)
    if person.endswith("z"):
        return Turned(f"{heard}{high}z", Says.BRAND, stem=verb)
    if "l" in person:
        return Turned(f"{heard}l{_low(high)}r", Says.SOME, verb in listed("doing"), verb)
    return Turned(heard, Says.ONE, verb in listed("doing"), verb)


def _going_on(found: re.Match[str]) -> Turned | None:
    base, vowel, person = found["base"], found["vowel"], found["person"]
    verb = next((stem for stem in (base + vowel, base + "a", base + "e") if stem in verbs()), None)
    if verb is None:
        verb = _before_vowel(base) or known_verb(base + _low(vowel) if base.endswith("m") else "")
    if verb is None or (base and any(letter in VOWELS for letter in base) and vowel != _high(base)):
        return None
    start = f"{base}{vowel}yor"
    match person:
        case "um" | "uz":
            return Turned(start + "sunuz", Says.CUSTOMER, stem=verb)
        case "dum" | "duk":
            return Turned(start + "dunuz", Says.CUSTOMER, stem=verb)
    if person in ("", "du"):
        return Turned(start + ("muş" if person else ""), Says.ONE, verb in listed("doing"), verb)
    return Turned(start + ("lar" if person == "lar" else "larmış"), Says.SOME, verb in listed("doing"), verb)


def _before_vowel(base: str) -> str | None:
    """A stem with its last consonant, as it stands before -Iyor; a vowel there would have gone."""
    return base if base in verbs() and base[-1] not in VOWELS else None


def _planned(found: re.Match[str]) -> Turned | None:
    base, person = found["base"], found["person"]
    verb = known_verb(base)
    if verb in ASKING or verb is None or bool(found["y"]) != (base[-1] in VOWELS):
        return None
    start = found.string[: found.end("vowel")]
    if person in ("m", "k"):
        return Turned(f"{start}n{found['vowel']}z", Says.CUSTOMER, stem=verb)
    if person.endswith("z"):
        return Turned(start + "k", Says.BRAND, stem=verb)
    return Turned(found.string, Says.SOME if person else Says.ONE, verb in listed("doing"), verb)


def _formal(found: re.Match[str]) -> Turned | None:
    verb = known_verb(found["base"])
    if verb is None:
        return None
    if found["person"].startswith("y"):
        high = ROUNDED[found["in"][-1]]
        return Turned(f"{found['base']}{found['in']}s{high}n{high}z", Says.CUSTOMER, stem=verb)
    return Turned(found.string, Says.ONE, verb in listed("doing"), verb)


def _where(found: re.Match[str]) -> Turned | None:
    """«evdeydim» -> «evdeymişsiniz»."""
    if not found["person"]:
        return None
    high = found["vowel"]
    return Turned(f"{found['base']}ym{high}şs{high}n{high}z", Says.CUSTOMER)


_TENSES = (
    (_PAST, _past), (_TOLD, _past), (_GOING_ON, _going_on), (_PLANNED, _planned), (_FORMAL, _formal), (_WHERE, _where)
)  # fmt: skip


def known_verb(base: str) -> str | None:
    """The listed verb behind a stem that may say «not», «cannot» or «can»."""
    if base in verbs():
        return base
    for ending in (r"m[ae]", r"y?[ae]m[ae]", r"y?[ae]bil"):
        stem = re.sub(ending + "$", "", base)
        if stem != base and stem in verbs():
            return stem
    return None


def _high(base: str) -> str:
    return ROUNDED[next((letter for letter in reversed(base) if letter in VOWELS), "e")]


def _low(high: str) -> str:
    return "a" if high in "ıu" else "e"
