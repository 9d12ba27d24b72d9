"""A Turkish word of the first or second person, said to the customer: «kartımdan» -> «kartınızdan»."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from assistant.languages.folding import bare
from assistant.languages.turkish.grammar import ROUNDED, VOWELS, softened
from assistant.languages.turkish.predicates import EXISTS, Noun, Says, Turned, known_verb, listed, predicate, verbs

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

_CASE = r"(?P<case>[ıiuü]|[ae]|d[ae]n?|d[ae]ki|[ıiuü]n|l[ae]|)"
_PERSON = r"(?P<person>m[ıiuü]z|n[ıiuü]z|m)"
_OWNED = re.compile(rf"(?P<base>.*[aeıioöuü]){_PERSON}{_CASE}")
_PARTICIPLE = re.compile(rf"(?P<base>.{{2,}}(?:[dt][ıiuü]|[ae]c[ae])ğ[ıiuü]){_PERSON}{_CASE}")
_GERUND = re.compile(rf"(?P<stem>.+)(?P<not>m[ae])??(?P<noun>m[ae]){_PERSON}{_CASE}")
_MINE = re.compile(r"(ben|biz|siz)[iı][mn]ki(|ni|ne|nde|nden|nin|ler|lerden|leri|lerin|lere|lerde)")
_ACT = re.compile(r"(?P<stem>.+?)m[ae](?P<rest>.*)")
_REQUEST = re.compile(r"(?P<stem>.+?)y?[ıiuü]n(?:[ıiuü]z)?")
_NOUN_ENDING = re.compile(
    r"(?P<many>l[ae]r)?(?P<third>s?[ıiuü])?"
    r"(?:[yn]?[ıiuüae]|n?[dt][ae]n?(?:ki)?|n?[ıiuü]n|y?l[ae]|s[ıiuü]z|l[ıiuü]|c[ae])?"
)
# Endings by which a word may speak of the writer, of the reader, or of what is not so: only a known word may have them.
_DOUBTFUL = re.compile(
    r".*(?:[aeıioöuüâ]m(?:[ıiuüae]|d[ae]n?|d[ae]ki|[ıiuü]n|l[ae])?"
    r"|[mn][ıiuü]z(?:[ıiuüae]|d[ae]n?|d[ae]ki|[ıiuü]n|l[ae])?|s[ıiuü]n[ıiuü]z|[dt][ıiuü](?:k|n|n[ıiuü]z|l[ae]r|r)?"
    r"|yor.*|[ae]c[ae][kğ].*|s[ae](?:m|k|n|n[ıiuü]z|l[ae]r|yd[ıi])?|m[ae]z(?:l[ae]r)?|[ıiuüae]r[ıiuü][mz]|yo|"
    r"y[ıiuü]z|[aeıiuü]ml[ae]r.*|s[ıiuü]n(?:l[ae]r)?|m[ıiuü]ş[ıiuü][mz]|y[ae]l?[ıi]m)"
)


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
    return predicate(word) or _noun(word) or _person_in(word) or _plain(word)


def _plain(word: str) -> Turned | None:
    """A word that stays as it is, unless it looks like one that cannot."""
    if word in listed("kept"):
        return Turned(word)
    root = next((word[:size] for size in range(len(word) - 1, 1, -1) if word[:size] in listed("kept")), None)
    if root and _NOUN_ENDING.fullmatch(word[len(root) :]):
        return Turned(word)
    return None if _is_doubtful(word) or _typed_in_ascii(word) else Turned(word)


def _is_doubtful(word: str) -> bool:
    """Whether a word may say «I», «we», «you» or «do»; the name of an act («arama», «yıkamayı») says none of them."""
    request = _REQUEST.fullmatch(word)
    if request and known_verb(request["stem"]):
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
    if found and known_verb(found["stem"]) and not (found["person"] == "m" and found["case"] in ("", "a", "e")):
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
        *listed("kept"),
        *listed("states"),
        *["için", "çok", "gün", "dün", "üç", "dört", "ürün", "değil", "çünkü", "şey", "iş", "kış", "yıl"],
    ]
    worn = {bare(word) for word in words if len(word) > 3 or word in ("çok", "gün", "dün")}
    return frozenset(worn - set(words) - {"on", "kol", "is", "kat"})


@cache
def nouns() -> dict[str, str]:
    """Known nouns as they stand before any ending, and before a vowel."""
    return {form: noun for noun in listed("owned", "ours", "others") for form in (softened(noun), noun)}
