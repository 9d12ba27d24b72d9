"""Counting a text in the unit its channel counts in."""

from __future__ import annotations

import math
import re
import unicodedata

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
# One emoji as people see it: skin tones, joined families and flags count once.
EMOJI = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff]{2}|[\u2600-\u27bf\U0001f300-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*"
    "(?:\u200d[\u2600-\u27bf\U0001f300-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*)*)"
)
# 3GPP TS 23.038: the GSM 7-bit default alphabet, and the characters that cost two.
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_TWICE = frozenset("^{}\\[~]|€\f")


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
    """How many SMS a text takes: 160 septets, 153 a part beyond; 70 and 67 once a letter is outside GSM-7."""
    if all(c in GSM_7 or c in GSM_7_TWICE for c in text):
        septets = sum(2 if c in GSM_7_TWICE else 1 for c in text)
        return 1 if septets <= 160 else math.ceil(septets / 153)
    units = len(text.encode("utf-16-le")) // 2
    return 1 if units <= 70 else math.ceil(units / 67)
