"""Counting a text in the unit its channel counts in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

# X makes a link of an address without «https://» too, where its ending is a country's or a common one; the full stop
# behind it belongs to the sentence, and what follows an @ is a mailbox, which is no link.
LINK = re.compile(
    r"(?:https?://|www\.)\S*[^\s.,;:!?)»”\"]"
    r"|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:com|net|org|info|biz|app|shop|store|online|site|blog|[a-z]{2})(?![\w@-]|\.\w)"
    r"(?:/\S*[^\s.,;:!?)»”\"])?",
    re.IGNORECASE | re.ASCII,
)
# docs.x.com, "Counting characters": these ranges weigh 1, everything else 2; a link counts 23.
LIGHT = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
LINK_WEIGHT = 23
# One emoji as people see it: skin tones, joined families, flags of countries and their parts, and keycaps count once;
# signs that are letters by themselves (©, ↗) are emoji only with the selector behind them.
PICTURE = (
    "[\u231a\u231b\u23e9-\u23f3\u2600-\u27bf\u2b1b\u2b1c\u2b50\u2b55"
    "\U0001f004\U0001f0cf\U0001f170-\U0001f251\U0001f300-\U0001faff]"
)
SIGN = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2328\u23cf\u23f8-\u23fa"
    "\u25aa-\u25fe\u2b05-\u2b07\u2934\u2935\u3030\u303d\u3297\u3299]"
)
TONED = f"(?:{PICTURE}[\ufe0f\U0001f3fb-\U0001f3ff]*|{SIGN}\ufe0f)"
EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}|[0-9#*]\ufe0f?\u20e3|\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
    f"|{TONED}(?:\u200d{TONED})*"
)
# 3GPP TS 23.038: the GSM 7-bit default alphabet, and the characters that cost two.
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_TWICE = frozenset("^{}\\[~]|€\f")
SMS, SMS_GSM_7 = (70, 67), (160, 153)  # letters of one SMS alone, and of each of several joined
Figures = Mapping[str, str | int | Sequence[int] | Sequence[Sequence[int]]]


def figures() -> Figures:
    """What is counted by, for a page that counts while somebody types: patterns, weights and alphabets by name.

    ``link`` is written for JavaScript without its ``u`` flag, ``emoji`` for one with it.
    """
    blank = " \\t\\n\\r\\f\\v"  # JavaScript takes more for a blank
    return {
        "link": LINK.pattern.replace(r"\S", f"[^{blank}]").replace(r"\s", blank), "link_weight": LINK_WEIGHT,
        "emoji": EMOJI.pattern, "light": LIGHT, "gsm": "".join(sorted(GSM_7)),
        "gsm_twice": "".join(sorted(GSM_7_TWICE)), "sms": SMS, "sms_gsm": SMS_GSM_7,
    }  # fmt: skip


def measure(text: str, unit: str) -> int:
    """How much of the channel's limit a text takes, in ``characters``, ``x_weighted``, ``bytes`` or ``sms_parts``.

    >>> measure("Γεια σας", "bytes"), measure("10 €", "x_weighted"), measure("şikâyet", "sms_parts")
    (15, 5, 1)
    """
    counts = {"x_weighted": x_weighted, "bytes": lambda t: len(t.encode("utf-8")), "sms_parts": sms_parts}
    return counts.get(unit, len)(unicodedata.normalize("NFC", text))


def x_weighted(text: str) -> int:
    """X's weighted length: most letters 1; €, ₺, … and polytonic Greek 2; an emoji 2; a link 23.

    >>> x_weighted("bakın https://meltemia.example/yardim 🙏")
    32
    """
    without_links, links = LINK.subn("", text)
    without_emoji, emoji = EMOJI.subn("", without_links)
    letters = sum(1 if any(low <= ord(c) <= high for low, high in LIGHT) else 2 for c in without_emoji)
    return letters + 2 * emoji + LINK_WEIGHT * links


def sms_parts(text: str) -> int:
    """How many SMS a text takes: 160 septets, 153 a part beyond; 70 and 67 once a letter is outside GSM-7.

    A character of two septets, or an emoji of two units, is not cut in half: it opens the next part.
    """
    if all(c in GSM_7 or c in GSM_7_TWICE for c in text):
        return _parts([2 if c in GSM_7_TWICE else 1 for c in text], *SMS_GSM_7)
    return _parts([len(c.encode("utf-16-le")) // 2 for c in text], *SMS)


def _parts(sizes: Sequence[int], alone: int, joined: int) -> int:
    if sum(sizes) <= alone:
        return 1
    parts, room = 1, joined
    for size in sizes:
        if size > room:
            parts, room = parts + 1, joined
        room -= size
    return parts
