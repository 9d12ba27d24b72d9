"""Folding: one spelling for every way a keyboard writes a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_PLACEHOLDER = re.compile(r"⟦[^⟧]{0,40}⟧")
# A word is a run of letters and digits; loose combining marks (Python's "İ".lower() leaves one) belong to it.
# What runs on for longer than any word is cut, so that a hostile text cannot make one of a hundred thousand letters.
_LONGEST = 64
_WORD = re.compile(f"[^\\W_]{{1,{_LONGEST}}}")
_LOOSE_MARK = re.compile("[\u0300-\u036f]")
_MARKED_WORD = re.compile(f"[^\\W_]{{1,{_LONGEST}}}(?:[\u0300-\u036f]{{1,8}}[^\\W_]{{0,{_LONGEST}}}){{0,8}}")
_ADDRESS = re.compile(r"\w{1,20}://\S+|www\.\S+|\S{1,64}@\S+|@\w+")
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


_BARE = FoldTable(
    dict(zip("ıßẞæÆœŒøØłŁđĐ", "isseeeeoolldd", strict=True))  # letters that Unicode does not take apart
)


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
    return list(_words(text))


@lru_cache(maxsize=1024)  # search, drafting and the checks ask it of the same message and the same sentences
def _words(text: str) -> tuple[str, ...]:
    if text.isascii():
        return tuple(_WORD.findall(text))
    text = unicodedata.normalize("NFC", text)
    if "⟦" in text:
        text = _PLACEHOLDER.sub(" ", text)
    text = _INVISIBLE.sub("", text)
    return tuple((_MARKED_WORD if _LOOSE_MARK.search(text) else _WORD).findall(text))


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
_WITH_H: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"th(?=[aeiouyw])", "q"),  # thelo, but "ths" is «της»
        # athlitis; but "thlefwno" (a w) is «τηλέφωνο», "synthrhsh" (a lone h) «συντήρηση», "katasthma" «κατάστημα»
        (r"^(?!.*(?:[w8]|(?<![tcpk])h(?![aeiouyw])))(.*)(?<!s)th(?=[rlnm][aeiouyw])", r"\1q"),
        (r"ch|kh", "x"),
        (r"ph(?=[aeiouyw])", "f"),
        (r"h(?=[aeiouyw])", "x"),  # ehw, hara
        (r"h", "i"),  # mhxanh
    )
)
_JOINED = (("ks", "x"), ("ou", "U"), ("oy", "U"), ("au", "av"), ("ay", "av"), ("eu", "ev"), ("ey", "ev"))
_F_FOR_V = re.compile(r"([ae])f(?=[^aeiouUyw]|$)")  # afto is «αυτό»
_TO_I = str.maketrans("uy", "ii")
_JOINED_LATER = (
    ("ai", "e"), ("ei", "i"), ("oi", "i"), ("mp", "b"), ("nt", "d"), ("gk", "g"), ("ng", "g"), ("nx", "gx")
)  # fmt: skip
_VOWELS = frozenset("aeiouyαεηιουω")
_LETTERS = str.maketrans({"w": "o", "8": "q", "9": "q", "3": "x", "j": "x", "b": "v", "U": "u"})
_DOUBLED = re.compile(r"(.)\1+")


def key(word: str) -> str:
    """The keyboard-neutral phonetic Latin key of one word: the same for every way of typing it.

    Numbers stay as they are.

    >>> {key(word) for word in ("παραγγελία", "ΠΑΡΑΓΓΕΛΙΑ", "paraggelia", "parangelia")}
    {'paragelia'}
    >>> {key(word) for word in ("θέλω", "8elw", "thelo", "thelw")}, {key(word) for word in ("şikâyet", "SIKAYET")}
    ({'qelo'}, {'sikavet'})
    """
    return _key(word[:_LONGEST])


@lru_cache(maxsize=1 << 16)
def _key(word: str) -> str:
    return _phonetic(bare(word).translate(_GREEK))


def _phonetic(latin: str) -> str:
    if latin.isdigit():
        return latin
    if "h" in latin:
        for pattern, spelling in _WITH_H:
            latin = pattern.sub(spelling, latin)
    for pair, spelling in _JOINED:
        latin = latin.replace(pair, spelling)
    if "f" in latin:
        latin = _F_FOR_V.sub(r"\1v", latin)
    latin = latin.translate(_TO_I)
    for pair, spelling in _JOINED_LATER:
        latin = latin.replace(pair, spelling)
    return join_doubled(latin.translate(_LETTERS))


def spelling_key(word: str) -> str:
    """The key that keeps the Latin spelling apart from marks and doubled letters: for Turkish and English indexes.

    >>> spelling_key("ŞİKÂYETİİİM")
    'sikayetim'
    """
    return _spelling_key(word[:_LONGEST])


@lru_cache(maxsize=1 << 16)
def _spelling_key(word: str) -> str:
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


@lru_cache(maxsize=1 << 15)
def other_readings(word: str) -> tuple[str, ...]:
    """Further keys a word in Latin letters may stand for in Greek, likeliest first; ask them of a lexicon.

    >>> key("χρόνια") in other_readings("hronia"), other_readings("χρόνια")
    (True, ())
    """
    folded = bare(word[:_LONGEST])
    if not folded.isascii() or folded.isdigit():
        return ()
    first = key(word)
    keys = (_phonetic(pattern.sub(spelling, folded)) for pattern, spelling in _OTHER_READINGS)
    return tuple(dict.fromkeys(found for found in keys if found != first))
