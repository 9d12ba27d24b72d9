"""A text as the recognisers read it: spelling tricks undone, every position traceable to the original.

Full-width digits, no-break spaces, zero-width and control characters, combining marks, HTML tags and entities and
the ``>`` of quoted mail are how a phone number stops looking like one; none of them survives here.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_INVISIBLE = (
    "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_INLINE = (
    "a|abbr|b|bdi|bdo|big|cite|code|del|em|font|i|img|ins|kbd|label|mark|q|s|small|span|strike|strong|sub|sup|u|wbr"
)
_BLOCK = (
    "address|article|blockquote|body|br|button|center|dd|div|dl|dt|footer|form|h[1-6]|head|header|hr|html|input|li|link"
    "|main|meta|nav|ol|option|p|pre|script|section|select|style|table|tbody|td|textarea|tfoot|th|thead|title|tr|ul"
)
_FEATURES: tuple[tuple[str, str], ...] = (
    ("gone", f"[{_INVISIBLE}{_MARKS}]+|=\n"),
    ("entity", r"&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}[0-9]{0,2});"),
    ("inline", rf"</?(?i:{_INLINE})(?:[\s/][^<>]{{0,2000}})?>|<!--[^<>]{{0,500}}>"),
    ("block", rf"</?(?i:{_BLOCK})(?:[\s/][^<>]{{0,2000}})?>"),
    ("quote", r"(?<=\n)[ ]{0,3}>[> ]*"),
)
_GONE = re.compile(_FEATURES[0][1])
_LOOKALIKES = str.maketrans("αβεζηικμνορτυχ" + "авекмнорстухіјѕ", "abezhikmnoptyx" + "abekmhopctyxijs")
_PLAIN = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63", "-"),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032`\u00b4\u0384", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\u2033", '"'),
    **dict.fromkeys("\u00b7\u0387\u2024\u3002", "."),
    **dict.fromkeys("\u2022\u25cf\u2217\u00d7\u2736\u25aa", "*"),
    **dict.fromkeys("\u2044\u2215", "/"),
    **dict.fromkeys("\r\u0085\u2028\u2029", "\n"),
    "\t": " ",
}


@lru_cache(maxsize=8192)
def _settled(char: str) -> str:
    """One character for ``char``: ASCII digit, plain space, dash, quote or its compatibility form."""
    if char in _PLAIN:
        return _PLAIN[char]
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    if category == "Pd":
        return "-"
    compatible = unicodedata.normalize("NFKC", char)
    return compatible if len(compatible) == 1 else char


@lru_cache(maxsize=8192)
def _folded(char: str) -> str:
    """Lower case without accents, one character for one; the four Turkish i are one, final sigma is sigma."""
    if char in "ıİ":
        return "i"
    bare = unicodedata.normalize("NFD", char)[0].lower()
    bare = {"ς": "σ", "ß": "s", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "a", "ı": "i"}.get(bare, bare)
    return bare if len(bare) == 1 else char


def fold(text: str) -> str:
    """Lower case without accents, for comparing words of any of the three languages.

    >>> fold("İADE Ağır ΣΥΓΓΝΏΜΗΣ")
    'iade agir συγγνωμησ'
    """
    text = unicodedata.normalize("NFC", text)
    return text.translate({ord(char): _folded(char) for char in set(text)})


def look_alike(folded: str) -> str:
    """Folded text with Greek and Cyrillic letters written as the Latin ones they look like in capitals.

    >>> look_alike("αφμ"), look_alike("ικα")
    ('aφm', 'ika')
    """
    return folded.translate(_LOOKALIKES)


@dataclass(frozen=True, slots=True)
class Surface:
    """``plain`` keeps case and accents; ``folded`` and ``latin`` run beside it, position by position.

    ``latin`` is ``folded`` with Greek and Cyrillic letters written as the Latin ones they look like in capitals.
    """

    plain: str
    folded: str
    latin: str
    _starts: list[int]  # where each piece begins in ``plain``
    _origins: list[int]  # where it begins in the original
    _sizes: list[int]  # 0: runs one to one; else this many original characters became one

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The original's ``[start, end)`` behind ``[start, end)`` of this surface (not empty)."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1) - 1
        low = self._origins[first] + start - self._starts[first]
        high = self._origins[last] + (self._sizes[last] or end - self._starts[last])
        return low, high


class _Builder:
    """Collects the pieces of one surface."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.origins: list[int] = []
        self.sizes: list[int] = []
        self.length = 0

    def add(self, text: str, origin: int, size: int = 0) -> None:
        if not text:
            return
        self.parts.append(text)
        self.starts.append(self.length)
        self.origins.append(origin)
        self.sizes.append(size)
        self.length += len(text)

    def surface(self) -> Surface:
        plain = "".join(self.parts)
        folded = plain.translate({ord(char): _folded(char) for char in set(plain)})
        latin = look_alike(folded)
        return Surface(plain, folded, latin, self.starts or [0], self.origins or [0], self.sizes or [0])


@lru_cache(maxsize=16)
def _special(tags: bool, entities: bool, quotes: bool) -> re.Pattern[str]:
    """What needs more than a one-to-one change, for a text with these features: the fewer, the faster.

    Case is ignored inside tags only: U+0345 is a mark whose other case is the letter iota.
    """
    wanted = {"gone": True, "entity": entities, "inline": tags, "block": tags, "quote": quotes}
    return re.compile("|".join(f"(?P<{name}>{rule})" for name, rule in _FEATURES if wanted[name]))


@lru_cache(maxsize=1024)
def _entity(text: str) -> str:
    """The character an HTML entity means, settled; the entity itself if it means none."""
    char = html.unescape(text)[:1]
    if char == "&" and text not in ("&amp;", "&#38;", "&#x26;"):
        return text
    return "" if _GONE.match(char) else _settled(char)


def surfaces(text: str) -> tuple[Surface, ...]:
    """``text`` as read, and, where it holds HTML tags, what stands inside the tags (links, attributes)."""
    settled = text.translate({ord(char): _settled(char) for char in set(text)})
    body, tags = _Builder(), _Builder()
    at = 0
    for match in _special("<" in settled, "&" in settled, ">" in settled).finditer(settled):
        start, end = match.span()
        body.add(settled[at:start], at)
        at = end
        if match.lastgroup == "entity":
            char = _entity(match.group())
            body.add(char, start, 0 if len(char) > 1 else end - start)
        elif match.lastgroup in ("inline", "block"):
            if match.lastgroup == "block":
                body.add("\n", start, end - start)
            tags.add(match.group(), start)
            tags.add("\n", end - 1, 1)
    body.add(settled[at:], at)
    return (body.surface(), tags.surface()) if tags.parts else (body.surface(),)


def trailing_marks(text: str, end: int) -> int:
    """Where the letter that ends at ``end`` really ends, with the combining marks that belong to it."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end
