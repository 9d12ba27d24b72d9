"""The small language in which the lexicons name what people say.

======================  =================================================================
``kargom nerede``       these words, one after the other, in one sentence
``gelmedi*``            any word that begins like this
``(geç|gec) geldi``     one of these; an alternative may have several words, groups and gaps of its own
``hala? gelmedi``       a word or group that may be missing
``a .. b`` ``a ... b``  up to three, up to six other words between
``a & b``               both in one sentence within ten words, in any order: subject & what happened to it
``a && b``              both within thirty words, in any order, across sentences
``$parcel``             a group of words named in the file of words
``NUM`` ``PRODUCT``     a number; a product the brand sells
``NAME`` ``MASKED``     a masked name (``AFM``, ``TCKN`` …); any masked datum
``LINK`` ``ANY``        a page's address; whatever word stands there (not first)
======================  =================================================================

Words are compared by their keyboard-neutral keys, so they are written here as one writes them properly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.domain import Language
from assistant.errors import KnowledgeError
from assistant.triage.reading import plain_key, read

GAPS = {"..": 3, "...": 6}
MASKED_KINDS = frozenset({"NAME", "TCKN", "VKN", "AFM", "AMKA"})
SPECIAL = MASKED_KINDS | {"NUM", "PRODUCT", "MASKED", "LINK", "ANY"}
SIGN = re.compile(r"[()|?]|[^\s()|?]+")
MOST_VARIANTS = 900


@dataclass(frozen=True, slots=True)
class Slot:
    """One word of a pattern: any of ``elements``, after at most ``gap`` other words."""

    elements: frozenset[str]
    gap: int = 0


Variant = tuple[Slot, ...]
Groups = Mapping[str, Sequence[str]]
Known = dict[str, list["Variant"]]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A parsed phrase: every part must be found near the first; a part is found when one of its variants is."""

    source: str
    parts: tuple[tuple[Variant, ...], ...]
    wide: bool = False


def parse(source: str, groups: Groups, language: Language, known: Known | None = None) -> Pattern:
    """Read one phrase of a language; raises ``KnowledgeError`` that quotes it when it cannot be read.

    ``known`` keeps the groups already read, for whoever reads many phrases.
    """
    known = {} if known is None else known
    parts = []
    wide = " && " in source
    for part in source.split(" && " if wide else " & "):
        reader = _Reader(source, SIGN.findall(part), groups, language, known)
        variants = reader.alternatives()
        if reader.rest or not all(variants) or any("ANY" in variant[0].elements for variant in variants):
            raise KnowledgeError(f"the phrase «{source}» cannot be read; check brackets and let it begin with a word")
        parts.append(tuple(variants))
    return Pattern(source, tuple(parts), wide)


class _Reader:
    """Reads one part from left to right; ``rest`` are the signs still to come."""

    def __init__(self, source: str, signs: list[str], groups: Groups, language: Language, known: Known) -> None:
        self.source = source
        self.rest = signs
        self.groups = groups
        self.language = language
        self.known = known

    def alternatives(self) -> list[Variant]:
        found = self._sequence()
        while self._next("|"):
            found += self._sequence()
        return _merged(found)

    def _sequence(self) -> list[Variant]:
        found: list[Variant] = [()]
        gap = 0
        while self.rest and self.rest[0] not in {")", "|"}:
            sign = self.rest.pop(0)
            if sign in GAPS:
                gap = GAPS[sign]
                continue
            choices = self._choices(sign)
            found = [(*before, *_after(gap, choice)) for before in found for choice in choices]
            if len(found) > MOST_VARIANTS:
                raise KnowledgeError(f"the phrase «{self.source}» has more than {MOST_VARIANTS} readings; split it")
            gap = 0
        return found

    def _choices(self, sign: str) -> list[Variant]:
        if sign == "(":
            choices = self.alternatives()
            if not self._next(")"):
                raise KnowledgeError(f"the phrase «{self.source}» opens a bracket that is never closed")
        elif sign.startswith("$"):
            if sign[1:] not in self.groups:
                raise KnowledgeError(f"the phrase «{self.source}» names {sign}; write the group into the file of words")
            if sign not in self.known:
                signs = [s for member in self.groups[sign[1:]] for s in ("|", *SIGN.findall(member))][1:]
                reader = _Reader(self.source, signs, self.groups, self.language, self.known)
                self.known[sign] = reader.alternatives()
            choices = self.known[sign]
        else:
            choices = [tuple(Slot(frozenset({element})) for element in self._elements(sign))]
        return [*choices, ()] if self._next("?") else choices

    def _elements(self, word: str) -> tuple[str, ...]:
        if word in SPECIAL:
            return (word,)
        found = _spelled(word, self.language)
        if not found:
            raise KnowledgeError(f"the phrase «{self.source}» holds «{word}», which is no word of two letters or more")
        return found

    def _next(self, sign: str) -> bool:
        if self.rest and self.rest[0] == sign:
            self.rest.pop(0)
            return True
        return False


@lru_cache(maxsize=1 << 15)
def _spelled(word: str, language: Language) -> tuple[str, ...]:
    """The elements a word of a phrase stands for; none when it is no word."""
    plain = word.removesuffix("*")
    parts = (plain,) if plain.isalpha() else read(plain).words
    found = tuple(plain_key(part, language) for part in parts)
    if set(word[:-1]) & set("&$*") or not found or (word.endswith("*") and len(found[-1]) < 2):
        return ()
    return (*found[:-1], found[-1] + "*") if word.endswith("*") else found


def _after(gap: int, variant: Variant) -> Variant:
    return (replace(variant[0], gap=gap), *variant[1:]) if variant and gap else variant


def _merged(variants: list[Variant]) -> list[Variant]:
    """One-word variants joined into one slot, so that a long list of words costs one look."""
    single = frozenset().union(*(v[0].elements for v in variants if len(v) == 1))
    longer = list(dict.fromkeys(v for v in variants if len(v) != 1))
    return [(Slot(single),), *longer] if single else longer
