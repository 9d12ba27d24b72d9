"""A Turkish word of the first or second person, said to the customer: «kartımdan» -> «kartınızdan»."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from assistant.languages.folding import bare
from assistant.languages.names import section
from assistant.languages.turkish.grammar import HARD, ROUNDED, VOWELS, softened

WORDS = "turkish/turning.yaml"
PRONOUNS = {
    **dict.fromkeys(("ben", "biz"), "siz"),
    **dict.fromkeys(("bana", "bize"), "size"),
    **dict.fromkeys(("beni", "bizi"), "sizi"),
    **dict.fromkeys(("benim", "bizim"), "sizin"),
    **dict.fromkeys(("benden", "bizden"), "sizden"),
    **dict.fromkeys(("benimle", "bizimle"), "sizinle"),
    "siz": "biz",
    "size": "bize",
    "sizi": "bizi",
    "sizin": "bizim",
    "sizden": "bizden",
    "sizde": "bizde",
    "sizinle": "bizimle",
    "kendim": "kendiniz",
    "kendimi": "kendinizi",
    "kendime": "kendinize",
    "kendimiz": "kendiniz",
    "hala": "hâlâ",
}
EXISTS = {"var": "var", "yok": "yok", "vardı": "varmış", "yoktu": "yokmuş", "varmış": "varmış", "yokmuş": "yokmuş"}

_CASE = r"(?P<case>[ıiuü]|[ae]|d[ae]n?|d[ae]ki|[ıiuü]n|l[ae]|)"
_PERSON = r"(?P<person>m[ıiuü]z|n[ıiuü]z|m)"
_OWNED = re.compile(rf"(?P<base>.*[aeıioöuü]){_PERSON}{_CASE}")
_PARTICIPLE = re.compile(rf"(?P<base>.{{2,}}(?:[dt][ıiuü]|[ae]c[ae])ğ[ıiuü]){_PERSON}{_CASE}")
_GERUND = re.compile(rf"(?P<stem>.+)(?P<not>m[ae])??(?P<noun>m[ae]){_PERSON}{_CASE}")
_MINE = re.compile(r"(ben|biz|siz)[iı][mn]ki(|ni|ne|nde|nden|nin|ler|lerden|leri)")
_ACT = re.compile(r"(?P<stem>.+?)m[ae](?P<rest>.*)")
_REQUEST = re.compile(r"(?P<stem>.+?)y?[ıiuü]n(?:[ıiuü]z)?")
_NOUN_ENDING = re.compile(
    r"(?P<many>l[ae]r)?(?P<third>s?[ıiuü])?"
    r"(?:[yn]?[ıiuüae]|n?[dt][ae]n?(?:ki)?|n?[ıiuü]n|y?l[ae]|s[ıiuü]z|l[ıiuü]|c[ae])?"
)
_PAST = re.compile(r"(?P<base>.+)[dt](?P<vowel>[ıiuü])(?P<person>m|k|n[ıiuü]z|l[ae]r|)")
_TOLD = re.compile(
    r"(?P<base>.+)m(?P<vowel>[ıiuü])ş(?P<person>[ıiuü][mz]|t[ıiuü][mk]|t[ıiuü]n[ıiuü]z|s[ıiuü]n[ıiuü]z|t[ıiuü]r?|"
    r"l[ae]r(?:d[ıi]r?)?|)"
)
_GOING_ON = re.compile(r"(?P<base>.*)(?P<vowel>[ıiuü])yor(?P<person>um|uz|dum|duk|du|lar|lard[ıi]|dular|)")
_PLANNED = re.compile(r"(?P<base>.+?)(?P<y>y?)(?P<will>[ae]c[ae]kt)(?P<vowel>[ıi])(?P<person>m|k|n[ıi]z|l[ae]r|)")
_FORMAL = re.compile(r"(?P<base>.+)(?P<in>m[ae]kt[ae])(?P<person>y[ıi]m|y[ıi]z|d[ıi]r)")
_WHERE = re.compile(r"(?P<base>.+[dt][ae])yd(?P<vowel>[ıi])(?P<person>m|k|)")
# Endings by which a word may speak of the writer, of the reader, or of what is not so: only a known word may have them.
_DOUBTFUL = re.compile(
    r".*(?:[aeıioöuüâ]m(?:[ıiuüae]|d[ae]n?|d[ae]ki|[ıiuü]n|l[ae])?"
    r"|[mn][ıiuü]z(?:[ıiuüae]|d[ae]n?|d[ae]ki|[ıiuü]n|l[ae])?|s[ıiuü]n[ıiuü]z|[dt][ıiuü](?:k|n|n[ıiuü]z|l[ae]r|r)?"
    r"|yor.*|[ae]c[ae][kğ].*|s[ae](?:m|k|n|n[ıiuü]z|l[ae]r|yd[ıi])?|m[ae]z(?:l[ae]r)?|[ıiuüae]r[ıiuü][mz]|yo|"
    r"y[ıiuü]z|[aeıiuü]ml[ae]r.*|s[ıiuü]n(?:l[ae]r)?|m[ıiuü]ş[ıiuü][mz]|y[ae]l?[ıi]m)"
)


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


@lru_cache(maxsize=1 << 14)
def turned(word: str) -> Turned | None:
    """A word in lower case, turned; ``None`` where it may have to change and it is not sure how.

    >>> turned("kartımdan").form, turned("mağazanıza").form, turned("bekleyemedik").form, turned("kırıktım")
    ('kartınızdan', 'mağazamıza', 'bekleyememişsiniz', None)
    """
    if word in PRONOUNS:
        return Turned(PRONOUNS[word])
    if mine := _MINE.fullmatch(word):
        return Turned(("bizimki" if mine[1] == "siz" else "sizinki") + mine[2])
    if word == "yedi":  # the number; who ate is told by nobody
        return Turned(word)
    if word in EXISTS:
        return Turned(EXISTS[word], Says.ONE)
    return _predicate(word) or _noun(word) or _person_in(word) or _plain(word)


def _plain(word: str) -> Turned | None:
    """A word that stays as it is, unless it looks like one that cannot."""
    if word in kept():
        return Turned(word)
    root = next((word[:size] for size in range(len(word) - 1, 1, -1) if word[:size] in kept()), None)
    if root and _NOUN_ENDING.fullmatch(word[len(root) :]):
        return Turned(word)
    return None if _is_doubtful(word) or _typed_in_ascii(word) else Turned(word)


def _is_doubtful(word: str) -> bool:
    """Whether a word may say «I», «we», «you» or «do»; the name of an act («arama», «yıkamayı») says none of them."""
    request = _REQUEST.fullmatch(word)
    if request and _verb(request["stem"]):
        return True
    act = _ACT.fullmatch(word)
    if (
        act
        and act["stem"] in verbs()
        and _NOUN_ENDING.fullmatch(act["rest"])
        and not re.fullmatch("m[ae]", act["rest"])
    ):
        return False
    return bool(_DOUBTFUL.fullmatch(word))


def _predicate(word: str) -> Turned | None:
    """A finite verb or a state, told of the customer, of us, or of somebody else."""
    if word.removesuffix("mış").removesuffix("miş").removesuffix("muş").removesuffix("müş") in states():
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
    if base in states() or (base.endswith("y") and base[:-1] in states()):
        return Turned(heard, Says.ONE) if not person else None
    if found.re is _PAST and (word_at(found, "d") != ("t" if base[-1] in HARD else "d")):
        return None
    verb = _verb(base)
    if verb is None:
        return None
    high = found["vowel"]
    if person in ("m", "k") or re.fullmatch(r"[ıiuü][mz]|t[ıiuü][mk]", person):
        return Turned(f"{heard}s{high}n{high}z", Says.CUSTOMER, stem=verb)
    if person.endswith("z"):
        return Turned(f"{heard}{high}z", Says.BRAND, stem=verb)
    if "l" in person:
        return Turned(f"{heard}l{_low(high)}r", Says.SOME, verb in doing(), verb)
    return Turned(heard, Says.ONE, verb in doing(), verb)


def word_at(found: re.Match[str], group: str) -> str:
    """The letter with which the ending begins."""
    return found.string[found.end("base")]


def _going_on(found: re.Match[str]) -> Turned | None:
    base, vowel, person = found["base"], found["vowel"], found["person"]
    verb = next((stem for stem in (base + vowel, base + "a", base + "e") if stem in verbs()), None)
    if verb is None:
        verb = verbs_before_vowel(base) or _verb(base + _low(vowel) if base.endswith("m") else "")
    if verb is None or (base and any(letter in VOWELS for letter in base) and vowel != _high(base)):
        return None
    start = f"{base}{vowel}yor"
    match person:
        case "um" | "uz":
            return Turned(start + "sunuz", Says.CUSTOMER, stem=verb)
        case "dum" | "duk":
            return Turned(start + "dunuz", Says.CUSTOMER, stem=verb)
    if person in ("", "du"):
        return Turned(start + ("muş" if person else ""), Says.ONE, verb in doing(), verb)
    return Turned(start + ("lar" if person == "lar" else "larmış"), Says.SOME, verb in doing(), verb)


def verbs_before_vowel(base: str) -> str | None:
    """A stem with its last consonant, as it stands before -Iyor; a vowel there would have gone."""
    return base if base in verbs() and base[-1] not in VOWELS else None


def _planned(found: re.Match[str]) -> Turned | None:
    base, person = found["base"], found["person"]
    verb = _verb(base)
    if verb is None or bool(found["y"]) != (base[-1] in VOWELS):
        return None
    start = found.string[: found.end("vowel")]
    if person in ("m", "k"):
        return Turned(f"{start}n{found['vowel']}z", Says.CUSTOMER, stem=verb)
    if person.endswith("z"):
        return Turned(start + "k", Says.BRAND, stem=verb)
    return Turned(found.string, Says.SOME if person else Says.ONE, verb in doing(), verb)


def _formal(found: re.Match[str]) -> Turned | None:
    verb = _verb(found["base"])
    if verb is None:
        return None
    if found["person"].startswith("y"):
        high = ROUNDED[found["in"][-1]]
        return Turned(f"{found['base']}{found['in']}s{high}n{high}z", Says.CUSTOMER, stem=verb)
    return Turned(found.string, Says.ONE, verb in doing(), verb)


def _where(found: re.Match[str]) -> Turned | None:
    """«evdeydim» -> «evdeymişsiniz»."""
    if not found["person"]:
        return None
    high = found["vowel"]
    return Turned(f"{found['base']}ym{high}şs{high}n{high}z", Says.CUSTOMER)


_TENSES = (
    (_PAST, _past), (_TOLD, _past), (_GOING_ON, _going_on), (_PLANNED, _planned), (_FORMAL, _formal), (_WHERE, _where)
)  # fmt: skip


def _verb(base: str) -> str | None:
    """The listed verb behind a stem that may say «not», «cannot» or «can»."""
    if base in verbs():
        return base
    for ending in (r"m[ae]", r"y?[ae]m[ae]", r"y?[ae]bil"):
        stem = re.sub(ending + "$", "", base)
        if stem != base and stem in verbs():
            return stem
    return None


def _noun(word: str) -> Turned | None:
    """A known noun, with the owner turned: «siparişimi» -> «siparişinizi», «kuryeniz» -> «kuryemiz»."""
    for size in range(len(word), 1, -1):
        stem = nouns().get(word[:size])
        if stem is None:
            continue
        rest = word[size:]
        ending = _NOUN_ENDING.fullmatch(rest)
        if ending and not re.fullmatch(r"(?:l[ae]r)?s?[ıiuü]?m.*", rest):
            bare_form = rest in ("", "lar", "ler") and word[:size] == stem
            its = re.fullmatch(r"(?:l[ae]r)?s?[ıiuü]", rest)
            return Turned(word, stem=stem, noun=Noun.NAMED if bare_form else Noun.ITS if its else None)
        owned = _OWNED.fullmatch(word)
        if owned and _owner_follows(owned["base"], word[:size]):
            return Turned(_turn_owner(owned), stem=stem, noun=None if owned["case"] else Noun.NAMED)
    return None


def _owner_follows(base: str, stem: str) -> bool:
    """Whether between a noun and its owner stand at most the plural and the vowel that belongs there."""
    between = base[len(stem) :]
    if not base.startswith(stem):
        return False
    if re.fullmatch(r"l[ae]r[ıi]", between):
        return True
    return between == "" if stem[-1] in VOWELS else between in ("ı", "i", "u", "ü")


def _person_in(word: str) -> Turned | None:
    """«aldığım» -> «aldığınız», «göndermenizi» -> «göndermemizi», «tarafıma»."""
    found = _PARTICIPLE.fullmatch(word)
    if found:
        return Turned(_turn_owner(found))
    found = _GERUND.fullmatch(word)
    # «almama» is also «not taking», which turns to nobody.
    if found and _verb(found["stem"]) and not (found["person"] == "m" and found["case"] in ("", "a", "e")):
        return Turned(_turn_owner(found))
    return None


def _turn_owner(found: re.Match[str]) -> str:
    """The first person's ending becomes yours, yours becomes ours; the case stays as it sounds behind z."""
    start = found.string[: found.start("person")]
    high = ROUNDED[start[-1]]
    letter = "m" if found["person"].startswith("n") else "n"
    return f"{start}{letter}{high}z{found['case']}"


def _typed_in_ascii(word: str) -> bool:
    """Whether a word is one of ours without its marks: «siparis», «magazadan», «cok»."""
    return word in _worn() or (word.isascii() and any(word[:size] in _worn() for size in range(4, len(word))))


@cache
def _worn() -> frozenset[str]:
    words = [
        *nouns(),
        *verbs(),
        *kept(),
        *states(),
        *["için", "çok", "gün", "dün", "üç", "dört", "ürün", "değil", "çünkü", "şey", "iş", "kış", "yıl"],
    ]
    worn = {bare(word) for word in words if len(word) > 3 or word in ("çok", "gün", "dün")}
    return frozenset(worn - set(words) - {"on", "kol", "is", "kat"})


def _high(base: str) -> str:
    return ROUNDED[next((letter for letter in reversed(base) if letter in VOWELS), "e")]


def _low(high: str) -> str:
    return "a" if high in "ıu" else "e"


def _set(*names: str) -> frozenset[str]:
    return frozenset(word for name in names for word in section(WORDS, name))


@cache
def doing() -> frozenset[str]:
    """Verbs that somebody does to something."""
    return _set("doing")


@cache
def acting() -> frozenset[str]:
    """Verbs that say what people do, also without an object."""
    return _set("acting") - _set("doing", "happening")


@cache
def verbs() -> frozenset[str]:
    """Every verb that may be told."""
    return _set("doing", "happening", "acting", "said")


@cache
def states() -> frozenset[str]:
    """What a thing is said to be."""
    return _set("states")


@cache
def kept() -> frozenset[str]:
    """Words that only look as if they had a person."""
    return _set("kept")


@cache
def nouns() -> dict[str, str]:
    """Known nouns as they stand before any ending, and before a vowel."""
    listed: Iterable[str] = _set("owned", "ours", "others")
    return {form: noun for noun in listed for form in (softened(noun), noun)}
