"""Senses: what a sentence does (blames, promises, admits), told by its words and their endings, in three languages.

A sense is a list of signs in ``<language>.yaml``. A sign is ``any`` of some phrases, or ``all`` of them in one
sentence, ``unless`` another stands there. Phrases are written as the language writes them:

``word*``      any ending                  ``a|b``, ``( )``   one of several
``..``         up to four words between    ``...``            up to nine
``<class>``    a class of the same file    ``?``              the letter or bracket before may be missing
``^``          the sentence begins here    ``#``              the clause ends here
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from assistant.checks.reading import Said, folded, said
from assistant.domain import Language
from assistant.errors import InputError

FOLDER = Path(__file__).parent
NEAR, FAR = 4, 9
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sign:
    """One way a sentence shows a sense."""

    every: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None

    def find(self, sentence: str) -> Span | None:
        """Where the sign stands in a folded sentence; the first place that shows all of it."""
        places = []
        for pattern in self.every:
            match = pattern.search(sentence)
            if match is None:
                return None
            places.append(match.span())
        if self.unless is not None and self.unless.search(sentence):
            return None
        return min(start for start, _ in places), max(end for _, end in places)


def names(language: Language) -> frozenset[str]:
    """The senses a language has."""
    return frozenset(_senses(language))


@lru_cache(maxsize=16384)
def sense(name: str, text: str, language: Language) -> tuple[tuple[Span, Said], ...]:
    """Each sentence of a text that shows a sense, with the place of the words that show it (code points of the text).

    Raises ``InputError`` for a sense that is not known.

    >>> [place for place, _ in sense("no_blame", "Üzgünüz. Bu sizin hatanız.", Language.TR)]
    [(12, 25)]
    """
    senses = _senses(language)
    if name not in senses:
        raise InputError(f"there is no sense {name!r}; known are {', '.join(sorted(senses))}")
    return tuple(_found(name, text, language))


def shows(name: str, sentence: str, language: Language) -> bool:
    """Whether one sentence shows a sense."""
    return _place(name, folded(sentence, language), language) is not None


def _found(name: str, text: str, language: Language) -> Iterator[tuple[Span, Said]]:
    for sentence in said(text, language):
        place = _place(name, sentence.folded, language)
        if place:
            yield (sentence.start + place[0], sentence.start + place[1]), sentence


@lru_cache(maxsize=1 << 15)  # the brand's own sentences stand in many replies
def _place(name: str, sentence: str, language: Language) -> Span | None:
    """Where a folded sentence shows a sense, by the first sign that does."""
    return next((place for sign in _senses(language)[name] if (place := sign.find(sentence))), None)


@cache
def _senses(language: Language) -> Mapping[str, tuple[Sign, ...]]:
    raw = yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    classes = {name: str(words) for name, words in raw.pop("classes").items()}
    return {name: tuple(_sign(group, classes, language) for group in groups) for name, groups in raw.items()}


def _sign(group: Mapping[str, list[str]], classes: Mapping[str, str], language: Language) -> Sign:
    unless = _pattern(group["unless"], classes, language) if group.get("unless") else None
    if "any" in group:
        return Sign((_pattern(group["any"], classes, language),), unless)
    return Sign(tuple(_pattern([phrase], classes, language) for phrase in group["all"]), unless)


def _pattern(phrases: list[str], classes: Mapping[str, str], language: Language) -> re.Pattern[str]:
    joined = "|".join(_expression(phrase, classes, language) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)")


def _expression(phrase: str, classes: Mapping[str, str], language: Language) -> str:
    """A phrase as a regular expression on folded text."""
    while found := re.search(r"<(\w+)>", phrase):
        if found[1] not in classes:
            raise InputError(f"senses/{language}.yaml: there is no class <{found[1]}>")
        phrase = phrase.replace(found[0], f"({classes[found[1]]})")
    plain = re.sub(r"\((?!\?)", "(?:", folded(phrase, language)).replace(r"\w*", "*").replace(".", "\\.")
    plain = plain.replace("*", r"\w*")
    plain = plain.replace("^", r"^\W*").replace("#", r"(?=\s*(?:[.!?;:,]|$))")
    parts = re.split(r"\s+", plain.strip())
    written = ""
    for part in parts:
        if part == r"\.\.\.":
            written += rf"(?:[\s,:]+[^\s,:;!?]+){{0,{FAR}}}?"
        elif part == r"\.\.":
            written += rf"(?:[\s,:]+[^\s,:;!?]+){{0,{NEAR}}}?"
        else:
            written += (r"[\s,:«»\"-]+" if written else "") + part
    return written
