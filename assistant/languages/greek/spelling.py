"""How Greek words are typed in Latin letters (Greeklish): every usual spelling of a word, for looking one up."""

from __future__ import annotations

import re
import unicodedata
from itertools import product

from assistant.languages.greek.grammar import is_stressed, lower, without_stress

# After normalising both sides (w→o, y→i, ks→x, ph→f, doubled letters once) these are the ways that remain.
UNITS: dict[str, tuple[str, ...]] = {
    "ου": ("ou", "u"), "αι": ("ai", "e"), "ει": ("ei", "i"), "οι": ("oi", "i"), "υι": ("i", "ui"),
    "αυ": ("au", "av"), "ευ": ("eu", "ev"), "ηυ": ("iv",),
    "γγ": ("g", "ng"), "γκ": ("g", "gk"), "γχ": ("nch", "gx", "gch", "nh"), "μπ": ("b", "mp"), "ντ": ("d", "nt"),
    "τζ": ("tz", "j"), "γι": ("gi", "i"),
    "α": ("a",), "β": ("v", "b"), "γ": ("g",), "δ": ("d",), "ε": ("e",), "ζ": ("z",), "η": ("i", "h"),
    "θ": ("th", "8"), "ι": ("i",), "κ": ("k",), "λ": ("l",), "μ": ("m",), "ν": ("n",), "ξ": ("x", "3"), "ο": ("o",),
    "π": ("p",), "ρ": ("r",), "σ": ("s",), "τ": ("t",), "υ": ("i", "u"), "φ": ("f",), "χ": ("x", "ch", "h"),
    "ψ": ("ps", "4"), "ω": ("o",),
}  # fmt: skip
BEFORE_VOWEL_ONLY = frozenset({"γι"})
# These end in an f sound before a voiceless consonant, and are often typed so.
VOICELESS = {"αυ": "af", "ευ": "ef", "ηυ": "if"}
# What latin_key makes one: the ways behind it, for patterns that meet text as typed.
TYPED: dict[str, tuple[str, ...]] = {
    "o": ("o", "w"), "i": ("i", "y"), "x": ("x", "ks"), "f": ("f", "ph"), "k": ("k", "c"), "ou": ("ou", "oy"),
    "au": ("au", "ay"), "eu": ("eu", "ey"), "ai": ("ai", "ay"), "oi": ("oi", "oy"), "ei": ("ei", "ey"),
}  # fmt: skip
MOST_SPELLINGS = 512


def latin_key(word: str) -> str:
    """A Latin-script word in the one form its spellings are compared in.

    >>> latin_key("Kyriakos") == latin_key("KURIAKOS".replace("U", "Y"))
    True
    """
    text = unicodedata.normalize("NFD", word.lower())
    text = "".join(char for char in text if unicodedata.category(char) != "Mn")
    for typed, common in (("ph", "f"), ("ks", "x"), ("w", "o"), ("oy", "ou"), ("ay", "au"), ("ey", "eu"), ("y", "i")):
        text = text.replace(typed, common)
    text = re.sub(r"c(?!h)", "k", text)
    return re.sub(r"(.)\1+", r"\1", text)


def latin_keys(word: str) -> frozenset[str]:
    """The keys of every usual way to type a Greek word in Latin letters.

    >>> {latin_key("Xristos"), latin_key("Christos"), latin_key("Hristos")} <= latin_keys("Χρήστος")
    True
    """
    units = _units(word)
    ways = [_ways(unit, following) for unit, following in zip(units, [*units[1:], ""], strict=True)]
    spellings = (latin_key("".join(way)) for way, _ in zip(product(*ways), range(MOST_SPELLINGS), strict=False))
    return frozenset(spellings)


def latin_pattern(phrase: str) -> str:
    """A regular expression for a Greek phrase typed in small Latin letters, whichever way.

    >>> bool(re.fullmatch(latin_pattern("εργάσιμες"), "ergasimes"))
    True
    """
    return r"\s+".join(_word_pattern(word) for word in phrase.split())


def _word_pattern(word: str) -> str:
    units = _units(word)
    parts: list[str] = []
    for place, unit in enumerate(units):
        following = units[place + 1] if place + 1 < len(units) else ""
        if unit == following:
            continue
        ways = {way for spelled in _ways(unit, following) for way in TYPED.get(spelled, (spelled,))}
        pattern = "(?:" + "|".join(re.escape(way) for way in sorted(ways, key=lambda w: (-len(w), w))) + ")"
        parts.append(pattern + ("{1,2}" if place and units[place - 1] == unit else ""))
    return "".join(parts)


def _ways(unit: str, following: str) -> tuple[str, ...]:
    voiceless = unit in VOICELESS and following[:1] in set("θκξπστφχψ")
    return (*UNITS[unit], VOICELESS[unit]) if voiceless else UNITS.get(unit, (unit,))


def _units(word: str) -> list[str]:
    """Letters and letter pairs that make one sound; a stressed first vowel or a diaeresis keeps a pair apart."""
    marked = lower(word).replace("ς", "σ")
    letters = without_stress(marked).replace("ϊ", "ι").replace("ϋ", "υ")
    units: list[str] = []
    place = 0
    while place < len(letters):
        pair = letters[place : place + 2]
        apart = is_stressed(marked[place]) or marked[place + 1 : place + 2] in {"ϊ", "ϋ", "ΐ", "ΰ"}
        if pair in BEFORE_VOWEL_ONLY:
            apart = apart or letters[place + 2 : place + 3] not in set("αεηιουω")
        taken = 2 if pair in UNITS and not apart else 1
        units.append(letters[place : place + taken])
        place += taken
    return units
