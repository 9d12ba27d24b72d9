"""Greek word forms: letters in upper and lower case, stress, and the vocative."""

from __future__ import annotations

import re
import unicodedata

ACUTE = "\u0301"
NAME_PART = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
VOWELS = "αεηιουω"
# Two vowel letters that make one sound, unless the first is stressed or the second carries a diaeresis.
DIGRAPHS = frozenset({"αι", "ει", "οι", "ου", "υι", "αυ", "ευ", "ηυ"})
# Endings of men's family names with the vocative that does not depend on where the stress falls.
VOCATIVE_E = ("όπουλος", "ανός", "αίος")
VOCATIVE_O = ("άκος", "ίτσος", "ούκος")


def lower(text: str) -> str:
    """Lower case with a final sigma at the end of words.

    >>> lower("ΓΙΏΡΓΟΣ ΣΟΦΌΣ")
    'γιώργος σοφός'
    """
    return unicodedata.normalize("NFC", text).lower()


def upper(text: str) -> str:
    """Upper case without stress marks, as Greek capitals are written; a diaeresis stays.

    >>> upper("Μαΐου")
    'ΜΑΪΟΥ'
    """
    return without_stress(text).upper()


def upper_first(text: str) -> str:
    """The first letter raised with its stress mark, the rest as it is.

    >>> upper_first("έως αύριο")
    'Έως αύριο'
    """
    text = unicodedata.normalize("NFC", text)
    return text[:1].upper() + text[1:]


def title_case(text: str) -> str:
    """Each word with a capital and small letters, also after a hyphen."""
    return NAME_PART.sub(lambda word: upper_first(lower(word[0])), unicodedata.normalize("NFC", text))


def without_stress(text: str) -> str:
    """The text without stress marks; a diaeresis stays, for it keeps vowels apart."""
    marks = unicodedata.normalize("NFD", text).replace(ACUTE, "")
    return unicodedata.normalize("NFC", marks)


def is_stressed(text: str) -> bool:
    """Whether a word shows where its stress falls."""
    return ACUTE in unicodedata.normalize("NFD", text)


def syllables(word: str) -> tuple[str, ...]:
    """The vowels of a word, one entry a syllable as it is spelled.

    >>> syllables("Μάιος"), syllables("Παπαϊωάννου")
    (('ά', 'ι', 'ο'), ('α', 'α', 'ϊ', 'ω', 'ά', 'ου'))
    """
    found: list[str] = []
    previous = -2
    for place, letter in enumerate(lower(word)):
        if without_stress(letter).replace("ϊ", "ι").replace("ϋ", "υ") not in VOWELS:
            continue
        joins = previous == place - 1 and found and found[-1] + without_stress(letter) in DIGRAPHS
        if joins:
            found[-1] += letter
        else:
            found.append(letter)
        previous = place
    return tuple(found)


def stress_from_end(word: str) -> int | None:
    """Which syllable is stressed, counted from the end (1 to 3); ``None`` for a word without a mark."""
    parts = syllables(word)
    return next((len(parts) - place for place, part in enumerate(parts) if is_stressed(part)), None)


def vocative(surname: str) -> str | None:
    """The vocative of a man's family name, or ``None`` where usage wavers (rules: domain, section 5).

    A final -ς goes; -ος becomes -ε, or -ο after -άκ-, -ίτσ-, -ούκ-; stressed on the last syllable but one it is left to
    the lists. A name that has no final -ς (a genitive, a foreign one) stays as it is.

    >>> vocative("Παπαδόπουλος"), vocative("Γεωργιάδης"), vocative("Σαραντάκος"), vocative("Κορδάτος")
    ('Παπαδόπουλε', 'Γεωργιάδη', 'Σαραντάκο', None)
    """
    if not surname.endswith("ς"):
        return surname
    if surname.endswith("ως"):
        return None
    if not surname.endswith(("ος", "ός")):
        return surname[:-1]
    if surname.endswith(VOCATIVE_O):
        return surname[:-2] + "ο"
    stressed = stress_from_end(surname)
    if stressed == 1:
        return surname[:-2] + "έ"
    if surname.endswith(VOCATIVE_E) or (stressed == 3 and not _may_be_short(surname)):
        return surname[:-2] + "ε"
    return None


def _may_be_short(surname: str) -> bool:
    """«Τσέλιος»: spelled with three syllables, said with two, and then -ο is as likely."""
    return surname.endswith("ιος") and len(syllables(surname)) == 3
