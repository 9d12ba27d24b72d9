"""How a customer is addressed in each language, and which forms of address a written reply uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import NamedTuple

from assistant.domain import Language
from assistant.languages.english import address as english
from assistant.languages.greek import address as greek
from assistant.languages.greek import names as greek_names
from assistant.languages.names import Address, AddressReason, PersonName, no_form, plain, read_name, section
from assistant.languages.turkish import address as turkish
from assistant.languages.turkish import names as turkish_names

__all__ = ["Address", "AddressReason", "Mention", "address", "mentions"]

ENGINES: Mapping[Language, Callable[[PersonName], Address]] = {
    Language.TR: turkish.address,
    Language.EL: greek.address,
    Language.EN: english.address,
}
FOLDERS = {Language.TR: "turkish", Language.EL: "greek", Language.EN: "english"}
WORD = re.compile(r"[^\W\d_]+(?:['’‐-][^\W\d_]+)*\.?")
# What may stand between two words of one form of address.
GAP = re.compile(r"[ \t\u00a0]+")
CLOSES = re.compile(r"[ \t\u00a0]*(?:[,!;:.·\n–—]| -|$)")
MOST_NAME_WORDS = 4


class Mention(NamedTuple):
    """A form of address found in a reply: its span in code points, and the form as written."""

    start: int
    end: int
    form: str


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a reply, its place, and its letters for comparing."""

    text: str
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cues:
    """Words that show a form of address in one language."""

    before: frozenset[str]
    after: frozenset[str]
    alone: frozenset[str]
    greetings: frozenset[str]
    greeting_heads: frozenset[str]
    greeting_tails: frozenset[str]
    letters: frozenset[str]
    not_names: frozenset[str]
    third_person: frozenset[str]


def address(name: str | None, language: Language) -> Address:
    """The form of address a display name allows in a reply of this language; abstains rather than guesses.

    >>> address("AYŞE YILMAZ", Language.TR).form, address("Deniz Yılmaz", Language.TR).reason.value
    ('Ayşe Hanım', 'unisex')
    """
    person = read_name(name)
    if isinstance(person, AddressReason):
        return no_form(person)
    return ENGINES[language](person)


def mentions(text: str, language: Language) -> list[Mention]:
    """Every form of address in a reply, right or wrong, in order: «Ayşe Yılmaz Hanım», «κύριε Παπαδόπουλος», "Mr Kaya".

    Found are a title or honorific with its name anywhere in the text, and a name after a greeting that opens a line.

    >>> mentions("Merhaba Ayşe Yılmaz Hanım, siparişiniz yolda.", Language.TR)
    [Mention(start=8, end=25, form='Ayşe Yılmaz Hanım')]
    """
    cues = _cues(language)
    tokens = [Token(m[0], plain(m[0]).rstrip("."), m.start(), m.end()) for m in WORD.finditer(text)]
    found = [*_with_honorific(text, tokens, cues, language), *_after_greeting(text, tokens, cues, language)]
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _with_honorific(text: str, tokens: Sequence[Token], cues: Cues, language: Language) -> list[Mention]:
    found: list[Mention] = []
    for place, token in enumerate(tokens):
        word = re.split(r"['’.]", token.text)[0]
        first = _name_back(text, tokens, place, cues, language) if plain(word) in cues.after else place
        last = _name_on(text, tokens, place) if token.key in cues.before else place
        if first < place:
            found.append(_mention(text, tokens[first].start, token.start + len(word)))
        elif last > place and _is_spoken_to(text, tokens, place, last, cues, language):
            found.append(_mention(text, token.start, _end(tokens[last], language)))
        elif token.key in cues.alone and _is_call(text, tokens, place, cues):
            found.append(_mention(text, token.start, token.end))
    return found


def _name_back(text: str, tokens: Sequence[Token], place: int, cues: Cues, language: Language) -> int:
    """Where the name before an honorific begins; ``place`` itself when no name stands there.

    A capital at the beginning of a sentence is no name («Teşekkürler Fatma Hanım»); a small «bey» follows listed
    names only, for it is an everyday word as well.
    """
    first = place
    while first and place - first < MOST_NAME_WORDS and _joined(text, tokens, first - 1):
        word = tokens[first - 1]
        if word.key in cues.greetings | cues.greeting_tails | cues.letters | cues.before:
            break
        near = first == place and _is_listed(word, language)
        if not near and not (_is_capital(word) and _is_capital(tokens[place])):
            break
        first -= 1
    known = [at for at in range(first, place) if _is_listed(tokens[at], language)]
    if known:
        return known[0]
    return first + 1 if place - first > 1 and _opens_sentence(text, tokens[first]) else first


def _name_on(text: str, tokens: Sequence[Token], place: int) -> int:
    """Where the name after a title ends; ``place`` itself when no name follows."""
    last = place
    while last + 1 < len(tokens) and last - place < MOST_NAME_WORDS and _joined(text, tokens, last):
        ended = last > place and tokens[last].text.endswith(".")
        if ended or not _is_capital(tokens[last + 1]):
            break
        last += 1
    return last


def _is_spoken_to(text: str, tokens: Sequence[Token], place: int, last: int, cues: Cues, language: Language) -> bool:
    """Whether a title with a name calls somebody: not after an article, and in English set off or after a greeting."""
    before = tokens[place - 1].key if place and _joined(text, tokens, place - 1) else ""
    if before in cues.third_person:
        return False
    if language is not Language.EN or _opens_line(text, tokens[place]):
        return True
    greeted = before in cues.greetings | cues.letters | cues.greeting_tails
    return greeted or (not before and CLOSES.match(text, tokens[last].end) is not None)


def _after_greeting(text: str, tokens: Sequence[Token], cues: Cues, language: Language) -> list[Mention]:
    found: list[Mention] = []
    for place, token in enumerate(tokens):
        if not _opens_line(text, token):
            continue
        greeting = place
        letter = token.key in cues.letters
        if not letter and token.key not in cues.greetings and not _is_second_greeting(tokens, place, cues):
            continue
        while greeting + 1 < len(tokens) and tokens[greeting + 1].key in cues.greetings | cues.greeting_tails:
            greeting += 1
        letter = letter or (greeting + 1 < len(tokens) and tokens[greeting + 1].key in cues.letters)
        if mention := _named(text, tokens, greeting + 1, cues, language, letter=letter):
            found.append(mention)
    return found


def _is_second_greeting(tokens: Sequence[Token], place: int, cues: Cues) -> bool:
    following = tokens[place + 1].key if place + 1 < len(tokens) else ""
    return tokens[place].key in cues.greeting_heads and following in cues.greetings | cues.greeting_tails


def _named(
    text: str, tokens: Sequence[Token], place: int, cues: Cues, language: Language, *, letter: bool
) -> Mention | None:
    """The name after a greeting: capitalised words up to the punctuation, or a single listed name in any case."""
    if place >= len(tokens):
        return None
    if letter and tokens[place].key in cues.letters:
        place += 1
    if place >= len(tokens):
        return None
    comma = text[tokens[place - 1].end : tokens[place].start].strip(" \t\u00a0")
    if comma not in {"", ","} or tokens[place].key in cues.before | cues.not_names:
        return None
    last = place
    while last + 1 < len(tokens) and _joined(text, tokens, last) and last - place < MOST_NAME_WORDS:
        last += 1
    words = tokens[place : last + 1]
    closed = CLOSES.match(text, tokens[last].end) is not None
    listed = _is_listed(words[0], language)
    looks_so = letter or all(map(_is_capital, words)) or (listed and len(words) == 1)
    if closed and looks_so and not comma and len(words) <= MOST_NAME_WORDS:
        return _mention(text, words[0].start, _end(words[-1], language))
    if listed and _is_capital(words[0]) and (not comma or CLOSES.match(text, words[0].end)):
        return _mention(text, words[0].start, _end(words[0], language))
    return None


def _is_listed(token: Token, language: Language) -> bool:
    word = token.text.rstrip(".")
    if language is Language.TR:
        return turkish_names.first_name(word) is not None
    if language is Language.EL:
        return greek_names.first_name(word) is not None or plain(word) in _greek_vocatives()
    return english.is_listed(word)


@cache
def _greek_vocatives() -> frozenset[str]:
    return frozenset(plain(name) for name in greek_names.vocatives())


def _is_call(text: str, tokens: Sequence[Token], place: int, cues: Cues) -> bool:
    """A nameless «Beyefendi,» or "Sir/Madam": after a greeting, or opening a line and set off by a comma."""
    token = tokens[place]
    if place and tokens[place - 1].key in cues.greetings | cues.greeting_tails | cues.letters | cues.alone:
        return True
    return _opens_line(text, token) and text[token.end : token.end + 1] in {",", "!", "/"}


def _joined(text: str, tokens: Sequence[Token], place: int) -> bool:
    return GAP.fullmatch(text, tokens[place].end, tokens[place + 1].start) is not None


def _opens_line(text: str, token: Token) -> bool:
    return not text[: token.start].rpartition("\n")[2].strip(' \t\u00a0«"“*>')


def _opens_sentence(text: str, token: Token) -> bool:
    return text[: token.start].rstrip(' \t\u00a0«"“')[-1:] in {"", ".", "!", "?", ";", ":", "\n"}


def _is_capital(token: Token) -> bool:
    return token.text[0].isupper()


def _end(token: Token, language: Language) -> int:
    """Where a name ends: a full stop of the sentence and a Turkish ending after an apostrophe are not part of it."""
    text = token.text.rstrip(".") if len(token.text) > 2 else token.text
    if language is Language.TR:
        text = re.split(r"['’]", text)[0]
    return token.start + len(text)


def _mention(text: str, start: int, end: int) -> Mention:
    return Mention(start, end, text[start:end])


@cache
def _cues(language: Language) -> Cues:
    file = f"{FOLDERS[language]}/address.yaml"

    def words(name: str) -> frozenset[str]:
        return frozenset(plain(word) for word in section(file, name))

    return Cues(**{name: words(name) for name in (field.name for field in fields(Cues))})
