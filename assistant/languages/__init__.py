"""What depends on the language and nothing else: folding, keys, words, stems, sentences, and which language it is."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from assistant.domain import Language
from assistant.languages.analysis import Analysis
from assistant.languages.english.analysis import ANALYSIS as ENGLISH
from assistant.languages.folding import key, words
from assistant.languages.greek.analysis import ANALYSIS as GREEK
from assistant.languages.guessing import LanguageGuess, guess_language
from assistant.languages.splitting import split
from assistant.languages.turkish.analysis import ANALYSIS as TURKISH

__all__ = [
    "LANGUAGES",
    "LanguageGuess",
    "analysis",
    "fold",
    "guess_language",
    "key",
    "sentences",
    "stem",
    "words",
]

LANGUAGES: tuple[Analysis, ...] = (TURKISH, GREEK, ENGLISH)
_BY_LANGUAGE = {entry.language: entry for entry in LANGUAGES}


def analysis(language: Language) -> Analysis:
    """The entry of ``LANGUAGES`` for ``language``."""
    return _BY_LANGUAGE[language]


@lru_cache(maxsize=4096)  # every check folds the same reply and the same sentences
def fold(text: str, language: Language) -> str:
    """``text`` for comparison, lower case as ``language`` has it, in NFC.

    Turkish keeps its letters (İ is i, I is ı) and loses the circumflex; Greek loses accents and final sigma;
    English loses marks. One code point stays one code point, so offsets into NFC text without loose marks hold.

    >>> fold("ŞİKÂYET IĞDIR", Language.TR), fold("Ακύρωσης", Language.EL)
    ('şikayet ığdır', 'ακυρωσησ')
    """
    return unicodedata.normalize("NFC", text).translate(analysis(language).table)


def stem(word: str, language: Language) -> str:
    """The key of ``word`` without its endings: the same with diacritics and without, in Greek letters and in Latin.

    >>> stem("şikâyetlerimizden", Language.TR), stem("sikayetim", Language.TR)
    ('sikayet', 'sikayet')
    """
    return analysis(language).stem(word)


def sentences(text: str, language: Language) -> list[str]:
    """``text`` cut into its sentences, without the white space between them; nothing else is lost or changed.

    >>> sentences("Kargo 18.00'de gelmedi. Dr. Ayşe aradı!", Language.TR)
    ["Kargo 18.00'de gelmedi.", 'Dr. Ayşe aradı!']
    """
    return list(_sentences(text, language))


@lru_cache(maxsize=512)  # search, drafting and several checks cut the same message and the same replies
def _sentences(text: str, language: Language) -> tuple[str, ...]:
    return tuple(split(text, analysis(language)))
