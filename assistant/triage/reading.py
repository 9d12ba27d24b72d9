"""Cutting a message into numbered words that lexicons can be compared with."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from assistant.domain import Language
from assistant.languages import key
from assistant.languages.folding import other_readings, spelling_key

# Longest text that is read word by word; what follows a novel's first chapters does not change what it is about.
READ_AT_MOST = 20_000
LINK = "⟨link⟩"

_UNITS = (
    r"g[uü]n|hafta|ay(?![^\W\d_])|ayd|saat|dk|tl|lira|days?|weeks?|months?|hours?|hrs?|euros?|eur"
    r"|k(?![^\W\d_])|m[eé]res|μ[εέ]ρ|ημ[εέ]ρ|[εe]?βδομ|ωρ|ώρ|μ[ηή]ν|[xXχΧ](?![^\W\d_])"
    r"|['’]?(?:nc|inci|üncü|uncu|ncu|st|nd|rd|th|η|ος|ο)(?![^\W_])"
)
TOKEN = re.compile(
    r"⟦(?P<masked>[A-Z]+)_\d+⟧"
    r"|(?P<link>(?:https?://|www\.)\S+)"
    r"|(?P<number>\d+(?:[.,]\d+)*)(?![^\W_])(?:\.(?= [a-zçğıöşüα-ωά-ώ]))?"
    rf"|(?P<counted>\d+)(?={_UNITS})"
    "|(?P<word>[^\\W_][^\\W_\u0300-\u036f]*(?:(?:['’ʼ´`](?=[^\\W_])|[\u0300-\u036f]+)[^\\W_\u0300-\u036f]*)*)"
    r"|(?P<stop>(?!(?<=\b(?:no|nr|αρ|νο))\.\s?\d)[.!?;…\n·:\[\]|]+|-{2,})",
    re.IGNORECASE,
)
GREEK = re.compile("[α-ωά-ώΑ-Ω]")
APOSTROPHES = re.compile(r"['’ʼ´`]")
INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as words, in order.

    ``words`` are ready for comparison: numbers as digits, masked data as ``⟨phone⟩``, pages' addresses as
    ``⟨link⟩``, apostrophes joined. ``texts`` are the same words as written; ``sentences`` each one's sentence number;
    ``asked`` the sentences that end with a question mark.
    """

    text: str
    words: tuple[str, ...]
    texts: tuple[str, ...]
    sentences: tuple[int, ...]
    asked: frozenset[int] = frozenset()

    def quote(self, positions: tuple[int, ...]) -> str:
        """The words at these positions as the customer wrote them, with … where others stand between."""
        parts: list[str] = []
        before = None
        for position in sorted(positions):
            if before is not None and position > before + 1:
                parts.append("…")
            parts.append(self.texts[position])
            before = position
        return " ".join(parts)


@lru_cache(maxsize=256)  # triage, drafting and several checks of what is told read the same message and its parts
def read(text: str) -> Reading:
    """Cut a message into words.

    >>> read("Kargom GELMEDİ!! 3gündür MLT-12345'i bekliyorum").words
    ('Kargom', 'GELMEDİ', '3', 'gündür', 'MLT', '12345', 'i', 'bekliyorum')
    """
    plain = INVISIBLE.sub("", unicodedata.normalize("NFC", text[:READ_AT_MOST]))
    words: list[str] = []
    texts: list[str] = []
    sentences: list[int] = []
    sentence, asked = 0, set()
    greek = bool(GREEK.search(plain))
    for match in TOKEN.finditer(plain):
        if match.lastgroup == "stop":
            if "?" in match.group() or "\u037e" in match.group() or (greek and ";" in match.group()):
                asked.add(sentence)
            sentence += 1
            continue
        words.append(_comparable(match))
        texts.append(match.group().rstrip("."))
        sentences.append(sentence)
    return Reading(plain, tuple(words), tuple(texts), tuple(sentences), frozenset(asked) & frozenset(sentences))


def _comparable(match: re.Match[str]) -> str:
    if match.lastgroup == "masked":
        return f"⟨{match.group('masked').lower()}⟩"
    if match.lastgroup == "link":
        return LINK
    return APOSTROPHES.sub("", match.group()).rstrip(".")


@lru_cache(maxsize=1 << 15)
def plain_key(word: str, language: Language) -> str:
    """The keyboard-neutral key of one word as this language writes it.

    Greek is compared by sound, so that Greeklish of every habit is found.

    >>> plain_key("ŞİKÂYET", Language.TR), plain_key("8elw", Language.EL) == plain_key("θέλω", Language.EL)
    ('sikayet', True)
    """
    return key(word) if language is Language.EL else spelling_key(word)


@lru_cache(maxsize=1 << 15)
def keys(word: str, language: Language) -> tuple[str, ...]:
    """Every key a typed word may stand for, the likeliest first: a word in Latin letters has several in Greek."""
    if language is not Language.EL:
        return (spelling_key(word),)
    return (key(word), *other_readings(word))


def names(text: str, brand: str) -> bool:
    """Whether a text names the brand, in any keyboard's letters and with any ending, or as a handle.

    >>> names("Μελτέμια, πού είναι το δέμα μου;", "Meltemia"), names("meltem esiyor", "Meltemia")
    (True, False)
    """
    wanted = key(brand)
    return any(key(word).startswith(wanted) for word in read(text).words)
