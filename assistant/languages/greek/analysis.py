"""How Greek words fold, stem and end, in Greek and in Latin letters."""

from __future__ import annotations

from assistant.domain import Language
from assistant.languages.analysis import Analysis, Endings, snowball
from assistant.languages.folding import FoldTable, key, key_of_start, other_readings

_TABLE = FoldTable({"ς": "σ"})
_ENDINGS = Endings("greek", shortest=3, rounds=1)


def spelled_stem(word: str) -> str:
    """Snowball's stem of a Greek word in its own spelling, as a key."""
    return key(snowball("greek", word.translate(_TABLE)))


def stem(word: str) -> str:
    """The key of a Greek word without its endings, whatever keyboard it came from."""
    return _ENDINGS.trim(key(word))


ANALYSIS = Analysis(
    language=Language.EL,
    folder="greek",
    table=_TABLE,
    key=key,
    key_of_start=key_of_start,
    spelled_stem=spelled_stem,
    stem=stem,
    other_readings=other_readings,
)
