"""How English words fold, stem and end."""

from __future__ import annotations

from assistant.domain import Language
from assistant.languages.analysis import Analysis, snowball
from assistant.languages.folding import FoldTable, spelling_key

_TABLE = FoldTable({})


def spelled_stem(word: str) -> str:
    """Snowball's stem of an English word, as a key; English is typed without marks anyway."""
    return spelling_key(snowball("english", word.translate(_TABLE)))


ANALYSIS = Analysis(
    language=Language.EN,
    folder="english",
    table=_TABLE,
    key=spelling_key,
    key_of_start=spelling_key,
    spelled_stem=spelled_stem,
    stem=spelled_stem,
)
