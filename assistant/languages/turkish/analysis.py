"""How Turkish words fold, stem and end, with diacritics and without."""

from __future__ import annotations

from assistant.domain import Language
from assistant.languages.analysis import Analysis, Endings, snowball
from assistant.languages.folding import FoldTable, spelling_key

# The letters of the alphabet keep their marks; a circumflex goes, since «şikâyet» is mostly written «şikayet».
_OWN_LETTERS = {letter: letter for letter in "çğıöşü"} | dict(zip("ÇĞIİÖŞÜ", "çğıiöşü", strict=True))
_TABLE = FoldTable(_OWN_LETTERS)

_VOWELS = "aeiou"


def _joins(stem: str, ending: str) -> bool:
    """The sounds at a Turkish seam: vowel meets consonant, d and t follow the sound before them."""
    after_vowel = stem[-1] in _VOWELS
    match ending[0]:
        case "a" | "e" | "i" | "u":
            return not after_vowel
        case "y" | "s" | "n":
            return after_vowel
        case "m":
            return after_vowel or ending[1:2] in ("a", "e", "i", "u", "s")
        case "t":
            return stem[-1] in "pctkfhs"
        case "d":
            return stem[-1] not in "ptkfhs"
    return True


# Final g, b, d harden when the ending goes: «kitabım» -> "kitab" -> "kitap".
_ENDINGS = Endings("turkish", shortest=4, rounds=2, joins=_joins, final={"g": "k", "b": "p", "d": "t"})


def spelled_stem(word: str) -> str:
    """Snowball's stem of a Turkish word in its own spelling, as a key."""
    return spelling_key(snowball("turkish", word.translate(_TABLE)))


def stem(word: str) -> str:
    """The key of a Turkish word without its endings, whatever keyboard it came from."""
    return _ENDINGS.trim(spelling_key(word))


ANALYSIS = Analysis(
    language=Language.TR,
    folder="turkish",
    table=_TABLE,
    key=spelling_key,
    key_of_start=spelling_key,
    spelled_stem=spelled_stem,
    stem=stem,
)
