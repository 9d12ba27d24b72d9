"""The words by which an English clause is judged and turned, and how a word is rightly spelled."""

from __future__ import annotations

from functools import cache

from assistant.languages.analysis import word_list
from assistant.languages.names import mapping, section

FILE = "english/turning.yaml"


def listed(words_apart: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(words_apart.split())


NUMBERS = listed("one two three four five six seven eight nine ten half both")
SAYING = listed("said says say")
_ORDERED = listed("my our your me us it the this that them")
_REMARKS = listed("fine yes sorry right alas")
_WANTS_ARTICLE = listed(
    "in on at from about of for with bought ordered made opened got received found have has had paid sent took "
    "cancelled put into"
)
_AFTER_SO = listed("i we you my our your the he she it they that far nobody there a an in on")
_NO_ENGLISH = frozenset(("in home", "without to", "before two", "before three", "before four"))
_LEFT_OUT = frozenset(("well done", "lost me", "the following", "had enough", "reason to", "such thing"))


@cache
def words(name: str) -> frozenset[str]:
    """One list of ``turning.yaml``."""
    return frozenset(section(FILE, name))


@cache
def spellings() -> frozenset[str]:
    """Words known to be spelled rightly."""
    return frozenset(word_list("english", "spellings"))


@cache
def apostrophes() -> dict[str, str]:
    """Words typed without their apostrophe."""
    return mapping(FILE, "apostrophes")


@cache
def _known_capitals() -> dict[str, str]:
    names = {name: name.capitalize() for name in words("days") | words("places")}
    return names | {"tv": "TV", "sms": "SMS", "tl": "TL", "iban": "IBAN", "wifi": "wifi", "a&e": "A&E"}


def capital(text: str, low: str, *, first: bool) -> str:
    """The word with the capital it lacks: «monday» becomes «Monday»; the first word of a sentence loses its own."""
    if low in _known_capitals():
        return _known_capitals()[low]
    if low in words("proper") and low not in ("may", "march", "black"):
        return text
    return low if first else text


def is_spelled(text: str, low: str, *, first: bool) -> bool:
    """Whether a word is a known one, rightly spelled and no name."""
    if low in words("proper") or low in _known_capitals():
        return True
    if text[0].isupper() and not first and text != "I" and not text.startswith(("I'", "I’")):
        return False  # a name
    if len(text) > 1 and text.isupper():
        return False
    return low in spellings() or all(_is_known(part) for part in low.split("-"))


def is_idiomatic(low: str, before: str, following: str, third: str) -> bool:
    """Whether a word stands as the English put it, not in haste nor in a foreign tongue, and is no remark or order."""
    if low in words("orders") and (before in SAYING or (before == "," and following in _ORDERED)):
        return False
    if low in _REMARKS and before in (",", "and", ""):
        return False
    if low in words("countable") and before in _WANTS_ARTICLE and not following.endswith("s"):
        return False
    if low in ("don't", "do", "have", "haven't") and before in ("it", "he", "she", "nobody"):
        return False
    if low == "supposed" and following != "to":
        return False
    if low == "say" and following in (",", "."):
        return False  # «a contract is a contract, my father used to say,»
    if low == "since" and following in NUMBERS and third in words("spans"):
        return False  # «since one year»
    if f"{before} {low}" in _NO_ENGLISH or f"{low} {following}" in _LEFT_OUT:
        return False
    return low != "so" or following not in spellings() or following in _AFTER_SO


def _is_known(low: str) -> bool:
    known = spellings()
    if low in known:
        return True
    stem, _, ending = low.partition("'")
    if ending:
        return ending in ("s", "t", "ve", "re", "d", "m") and (stem in known or ending == "t")
    if low.endswith("s") and not low.endswith("ss"):
        return len(low) > 4 and low[:-1] in known and low[:-1] not in words("no_plural")
    return (low.endswith("ing") and low[:-3] in known and len(low) > 7) or (low.endswith("ly") and low[:-2] in known)
