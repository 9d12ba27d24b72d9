"""Folding: one spelling for every way a keyboard writes a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_PLACEHOLDER = re.compile(r"⟦[^⟧]*⟧")
# A word is a run of letters and digits; loose combining marks (Python's "İ".lower() leaves one) belong to it.
_WORD = re.compile("[^\\W_]+(?:[\u0300-\u036f]+[^\\W_]*)*")
_ADDRESS = re.compile(r"\w+://\S+|www\.\S+|\S+@\S+|@\w+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


class FoldTable(dict[int, str]):
    """A ``str.translate`` table that lowers a letter and takes off its marks, one code point for one.

    ``special`` lists the letters a language treats otherwise. Combining marks that stand loose are dropped;
    every other code point stays one code point, so that offsets into NFC text hold.
    """

    def __init__(self, special: Mapping[str, str]) -> None:
        super().__init__({ord(letter): folded for letter, folded in special.items()})

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_letter(chr(code))
        return folded


def _fold_letter(letter: str) -> str:
    if unicodedata.category(letter) == "Mn":
        return ""
    bare = "".join(c for c in unicodedata.normalize("NFD", letter.lower()) if unicodedata.category(c) != "Mn")
    bare = unicodedata.normalize("NFC", bare)
    if len(bare) != 1:
        return letter
    return "σ" if bare == "ς" else bare


_BARE = FoldTable({"ı": "i", "ß": "s", "æ": "e", "œ": "e", "ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d"})


def bare(text: str) -> str:
    """Lower case without any mark, whatever the language, in NFC.

    >>> bare("Şikâyet IĞDIR Ακύρωσης")
    'sikayet igdir ακυρωσησ'
    """
    return unicodedata.normalize("NFC", text).translate(_BARE)


def words(text: str) -> list[str]:
    """The words of ``text`` as written: runs of letters and digits; placeholders of masked data are left out.

    >>> words("NFL'de 1.249,90 TL #kargo_yok ⟦PHONE_1⟧")
    ['NFL', 'de', '1', '249', '90', 'TL', 'kargo', 'yok']
    """
    text = unicodedata.normalize("NFC", text)
    if not text.isascii():
        text = _INVISIBLE.sub("", _PLACEHOLDER.sub(" ", text))
    return _WORD.findall(text)


def without_addresses(text: str) -> str:
    """``text`` without web and mail addresses and @names, which are in no language.

    >>> without_addresses("@meltemia kargo nerede? https://x.example/a")
    ' kargo nerede? '
    """
    return _ADDRESS.sub("", text) if "@" in text or "://" in text or "www." in text else text


# Greek letters in the Latin spelling from which the rules below go on; u and y stay apart from i until the
# pairs ου, αυ, ευ are joined.
_GREEK = str.maketrans(dict(zip("αβγδεζηθικλμνξοπρστυφχω", "avgdeziqiklmnxoprstufxo", strict=True)) | {"ψ": "ps"})

# What the three Greeklish habits (by sound, by transliteration standard, by the look of the letter) write differently
# is made one, in this order. «υ» is y, u or i; «η» is i or h; «χ» is x, ch, h or kh; «θ» is th, 8, 9 or q.
_PHONETIC: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"th(?=[aeiouyw])", "q"),  # thelo, but "ths" is «της»
        (r"^([^w8]*)th(?=[rlnm][aeiouyw])([^w8]*)$", r"\1q\2"),  # athlitis, but "thlefwno" (with a w) is «τηλέφωνο»
        (r"ch|kh|ks", "x"),
        (r"ph(?=[aeiouyw])", "f"),
        (r"h(?=[aeiouyw])", "x"),  # ehw, hara
        (r"h", "i"),  # mhxanh
        (r"o[uy]", "U"),
        (r"([ae])[uy]", r"\1v"),
        (r"([ae])f(?=[^aeiouUyw]|$)", r"\1v"),  # afto is «αυτό»
        (r"[uy]", "i"),
        (r"ai", "e"),
        (r"[eo]i", "i"),
        (r"mp", "b"),
        (r"nt", "d"),
        (r"gk|gg|ng", "g"),
        (r"n(?=x)", "g"),
    )
)
_VOWELS = frozenset("aeiouyαεηιουω")
_LETTERS = str.maketrans({"w": "o", "8": "q", "9": "q", "3": "x", "j": "x", "b": "v", "U": "u"})
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=1 << 16)
def key(word: str) -> str:
    """The keyboard-neutral phonetic Latin key of one word: the same for every way of typing it.

    Numbers stay as they are.

    >>> {key(word) for word in ("παραγγελία", "ΠΑΡΑΓΓΕΛΙΑ", "paraggelia", "parangelia")}
    {'paragelia'}
    >>> {key(word) for word in ("θέλω", "8elw", "thelo", "thelw")}, {key(word) for word in ("şikâyet", "SIKAYET")}
    ({'qelo'}, {'sikavet'})
    """
    return _phonetic(bare(word).translate(_GREEK))


def _phonetic(latin: str) -> str:
    if latin.isdigit():
        return latin
    for pattern, spelling in _PHONETIC:
        latin = pattern.sub(spelling, latin)
    return join_doubled(latin.translate(_LETTERS))


@lru_cache(maxsize=1 << 16)
def spelling_key(word: str) -> str:
    """The key that keeps the Latin spelling apart from marks and doubled letters: for Turkish and English indexes.

    >>> spelling_key("ŞİKÂYETİİİM")
    'sikayetim'
    """
    folded = bare(word)
    return folded if folded.isdigit() else join_doubled(folded)


def key_of_start(start: str) -> str:
    """The key of the beginning of a word: what the keys of all words that go on after a consonant begin with.

    >>> key("διαγραφ"), key_of_start("διαγραφ"), key("διαγραφή")
    ('diagrav', 'diagraf', 'diagrafi')
    """
    bare_start = bare(start)
    return key(start) if bare_start[-1:] in _VOWELS else key(bare_start + "a")[:-1]


def join_doubled(word: str) -> str:
    """Every run of one letter as one letter."""
    return _DOUBLED.sub(r"\1", word)


# Where Greeklish leaves a choice, the reading that ``key`` does not take: "thn" typed by look is «την»,
# "hronia" by sound is «χρόνια», "uelw" on the Greek keyboard's places is «θέλω».
_OTHER_READINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"th", "ti"),
        (r"th", "q"),
        (r"(?<![tcpk])h(?=[aeiouyw])", "i"),
        (r"(?<![tcpk])h(?=[^aeiouyw])", "x"),
        (r"ph", "pi"),
        (r"x", "ks"),
        (r"c", "s"),
        (r"c", "k"),
        (r"u", "q"),
        (r"v", "n"),
        (r"b", "mp"),
        (r"d", "nt"),
    )
)


@lru_cache(maxsize=1 << 14)
def other_readings(word: str) -> tuple[str, ...]:
    """Further keys a word in Latin letters may stand for in Greek, likeliest first; ask them of a lexicon.

    >>> key("χρόνια") in other_readings("hronia"), other_readings("χρόνια")
    (True, ())
    """
    folded = bare(word)
    if not folded.isascii() or folded.isdigit():
        return ()
    first = key(word)
    keys = (_phonetic(pattern.sub(spelling, folded)) for pattern, spelling in _OTHER_READINGS)
    return tuple(dict.fromkeys(found for found in keys if found != first))
