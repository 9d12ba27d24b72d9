"""Turkish endings in a written text that stand wrong: on names without an apostrophe or harmony, on things with one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.languages.names import section
from assistant.languages.turkish.grammar import WORDS, ending_of, lower, softened, upper_first
from assistant.languages.turkish.names import FirstName, first_name

LETTERS = "[a-zçğıöşüâîû]"
HONORIFIC = re.compile(rf"(?<!\w)[A-ZÇĞİÖŞÜ]{LETTERS}+[ \u00a0](Hanım|Bey)(['’ʼ]?)({LETTERS}+)(?!\w)")
# Possessives and cases behind a thing's last consonant, where that is soft before a vowel: «koltuğunuzu».
VOWEL_ENDING = r"[ıiuü](?:m|n)?(?:[ıiuü]z)?(?:[ıiuüae]|[dt][ae]n?|[ıiuü]n)?|[ae]"
QUOTES = ("'", "’", "‘", '"', "“", "«")
JOINED, PART = re.compile(rf"(['’ʼ]?)({LETTERS}+)(?!\w)"), re.compile(r"[\w@.]")
SHORTEST = 4
YOURS = re.compile(r"n[ıiuü]z$")


class Slip(NamedTuple):
    """A form that stands wrong: its span in code points, and how it should be written."""

    start: int
    end: int
    wanted: str


def slips(text: str, names: Sequence[str] = (), things: Sequence[str] = (), reads: str | None = None) -> list[Slip]:
    """Wrong endings on names (the brand's first, read aloud as ``reads``), on «... Hanım/Bey», and on things.

    >>> [slip.wanted for slip in slips("Meltemiadan Ayşe Hanımın buzdolabı'nı aldık.", ["Meltemia"], ["buzdolabı"])]
    ["Meltemia'dan", "Hanım'ın", 'buzdolabını']
    """
    found = [*_of_honorifics(text), *_of_things(text, tuple(things))]
    for place, name in enumerate(names):
        found += _of_name(text, name, reads if place == 0 and reads else name, brand=place == 0)
    return sorted(set(found))


def _of_honorifics(text: str) -> Iterator[Slip]:
    """«Ayşe Hanımın», «Mehmet Bey'a»: whoever it is about."""
    for match in HONORIFIC.finditer(text):
        title, mark, written = match.groups()
        ending = ending_of(title, written)
        if ending is not None and (not mark or ending != written):
            yield Slip(match.start(1), match.end(), f"{title}'{ending}")


def _of_name(text: str, name: str, reads: str, *, brand: bool) -> Iterator[Slip]:
    """A name with an ending; without the apostrophe it must be no other name and no word that opens a sentence."""
    for match in _ended(text, name):
        mark, written = match.groups()
        ending = ending_of(reads, written)
        if ending is None or (mark and ending == written):
            continue
        joined = name + written
        opens = _opens(text, match.start() - len(name))
        if not mark and not brand and (opens or isinstance(first_name(joined), FirstName)):
            continue
        yield Slip(match.start() - len(name), match.end(), f"{name}'{ending}")


def _ended(text: str, name: str) -> Iterator[re.Match[str]]:
    """What is joined to a name, wherever it stands: every customer has another, so no pattern is made of it."""
    at = text.find(name)
    while at >= 0:
        after = at + len(name)
        match = JOINED.match(text, after) if not PART.match(text[at - 1 : at]) else None
        if match:
            yield match
        at = text.find(name, match.end() if match else at + 1)


def _of_things(text: str, things: tuple[str, ...]) -> Iterator[Slip]:
    """«sipariş'iniz», «koltukunuz», «makinenizda»: a thing is no name, softens, and keeps the harmony.

    A capital inside a sentence makes a name of it (Yurtiçi Kargo'dan), a quotation mark before it a quotation.
    """
    for match in _things(things).finditer(text):
        word, _, written = match.groups()
        if text[: match.start()].endswith(QUOTES) or (word[0].isupper() and not _opens(text, match.start())):
            continue
        wanted = _joined(word, written)
        if wanted is not None and wanted != match.group():
            yield Slip(match.start(), match.end(), wanted)


def _opens(text: str, place: int) -> bool:
    """Whether a sentence begins at a place."""
    return text[:place].rstrip(" \u00a0«\"'(")[-1:] in ("", ".", "!", "?", ":", "\n")


def _joined(word: str, written: str) -> str | None:
    """A thing with its ending as it should stand; ``None`` where the ending is none that can be judged."""
    if YOURS.search(word):
        ending = ending_of(word, written)
        return None if ending is None else word + ending
    if re.fullmatch(VOWEL_ENDING, written):
        return softened(word) + written
    return word + written


@lru_cache(maxsize=8)
def _things(things: tuple[str, ...]) -> re.Pattern[str]:
    """Things with an apostrophe, and those whose ending shows without one whether it is right."""
    named = {part for thing in things for part in (thing, thing.split()[-1]) if len(part) >= SHORTEST}
    listed = {lower(thing) for thing in named} | set(section(WORDS, "things"))
    plain = [thing for thing in listed if YOURS.search(thing) or softened(thing) != thing]
    marked, bare = (_either(found) for found in ({*listed, *map(softened, listed)}, plain))
    with_mark = rf"(?:{marked})(?:[ıiuü]?[nm][ıiuü]z)?(?=['’ʼ])"
    return re.compile(rf"(?<![\w@.])({with_mark}|(?:{bare})(?={LETTERS}))(['’ʼ]?)({LETTERS}{{1,8}})(?!\w)")


def _either(words: Iterable[str]) -> str:
    """The words as alternatives of a pattern, the longest first, with a small or a capital first letter."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(form) for word in ordered for form in (word, upper_first(word))) or "(?!)"
