"""English word forms: letters in upper and lower case, and names with inner capitals."""

from __future__ import annotations

import re
import unicodedata

from assistant.languages.names import section

# Family names whose capital letters cannot be told from all capitals: MACKENZIE may be Mackenzie or MacKenzie.
UNSURE_IN_CAPITALS = re.compile(r"(?:mac|de|di|la|le|van|von|fitz|st)[^\W\d_]{3,}", re.IGNORECASE)


def lower(text: str) -> str:
    """Lower case."""
    return unicodedata.normalize("NFC", text).lower()


def upper_first(text: str) -> str:
    """The first letter raised, the rest as it is."""
    text = unicodedata.normalize("NFC", text)
    return text[:1].upper() + text[1:]


def title_case(text: str) -> str:
    """Names with their capitals: also after a hyphen, after O' and D', and after Mc.

    >>> title_case("mary o'brien-MCDONALD"), title_case("maria de souza")
    ("Mary O'Brien-McDonald", 'Maria de Souza')
    """
    words = unicodedata.normalize("NFC", text).split(" ")
    small = frozenset(section("english/names.yaml", "particles"))
    first, *rest = words
    return " ".join([_capitals(first), *(lower(word) if lower(word) in small else _capitals(word) for word in rest)])


def capitals_are_sure(word: str) -> bool:
    """Whether a family name written without capitals, or in capitals only, has just one usual spelling.

    >>> capitals_are_sure("KAYA"), capitals_are_sure("MACKENZIE")
    (True, False)
    """
    return UNSURE_IN_CAPITALS.fullmatch(word) is None


def _capitals(word: str) -> str:
    word = re.sub(r"[^\W\d_]+", lambda part: upper_first(lower(part[0])), word)
    word = re.sub(r"\bMc([^\W\d_])", lambda part: "Mc" + part[1].upper(), word)
    return re.sub(r"(?<=[^\W\d_]{2})(['’])([^\W\d_])", lambda part: part[1] + part[2].lower(), word)
