"""Finding the phrases of a lexicon in a message."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain import Language
from assistant.triage.patterns import Pattern, Variant
from assistant.triage.reading import LINK, Reading, keys
from assistant.triage.spelling import Spelling

NEAR, WIDE = 10, 30  # words between the parts of «a & b», of «a && b»
CACHED_WORDS = 50_000


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of a lexicon: what it speaks for, how strongly, and whether it only takes other hits back."""

    topic: str
    code: str
    weight: int
    pattern: Pattern
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: positions of its words; ``said`` those of what happened (all but the subject of ``a & b``)."""

    phrase: Phrase
    tokens: tuple[int, ...]
    said: tuple[int, ...]

    @property
    def span(self) -> int:
        """How many words it stretches over."""
        return max(self.tokens) - min(self.tokens) + 1


class Matcher:
    """All phrases of one language, indexed by their first words; remembers which words fit which elements."""

    def __init__(self, phrases: Iterable[Phrase], language: Language, known: Collection[str] = ()) -> None:
        self._language = language
        self._by_first: dict[str, list[Phrase]] = {}
        vocabulary: set[str] = set()
        for phrase in phrases:
            first: set[str] = set()
            for number, part in enumerate(phrase.pattern.parts):
                for variant in part:
                    vocabulary.update(*(slot.elements for slot in variant))
                    if number == 0:
                        first |= variant[0].elements
            for element in first:
                self._by_first.setdefault(element, []).append(phrase)
        self._spelling = Spelling(vocabulary, known)
        self._elements: dict[str, frozenset[str]] = {}

    def find(self, reading: Reading, products: Collection[int] = ()) -> list[Hit]:
        """Every place where a phrase stands; ``products`` are the positions of words that name a product."""
        fits = [self._fitting(word) for word in reading.words]
        for position in products:
            fits[position] = fits[position] | {"PRODUCT"}
        where: dict[str, list[int]] = {}
        for position, elements in enumerate(fits):
            for element in elements:
                where.setdefault(element, []).append(position)
        candidates = {id(phrase): phrase for element in where for phrase in self._by_first.get(element, ())}
        page = _Page(reading.sentences, fits, where)
        return [hit for phrase in candidates.values() for hit in page.hits(phrase)]

    def _fitting(self, word: str) -> frozenset[str]:
        found = self._elements.get(word)
        if found is None:
            found = self._spelled(word) | {"ANY"}
            if len(self._elements) < CACHED_WORDS:
                self._elements[word] = found
        return found

    def _spelled(self, word: str) -> frozenset[str]:
        if word[0] == "⟨":
            return frozenset({"LINK"} if word == LINK else {"MASKED", word.strip("⟨⟩").upper()})
        if word[0].isdigit() and word.replace(".", "").replace(",", "").isdigit():
            return self._spelling.elements(word) | {"NUM"}
        first, *others = keys(word, self._language)
        found = self._spelling.elements(first)
        for other in others:
            found |= self._spelling.exact(other)
        return found


@dataclass(frozen=True, slots=True)
class _Page:
    """One message laid open for searching."""

    sentences: Sequence[int]
    fits: Sequence[frozenset[str]]
    where: Mapping[str, list[int]]

    def hits(self, phrase: Phrase) -> Iterable[Hit]:
        parts = phrase.pattern.parts
        if not all(any(self._possible(variant) for variant in part) for part in parts):
            return
        seen: set[tuple[int, ...]] = set()
        for first in self._all(parts[0]):
            tokens, said = first, first if len(parts) == 1 else ()
            for part in parts[1:]:
                found = self._nearest(part, tokens, phrase.pattern.wide)
                if found is None:
                    break
                tokens, said = (*tokens, *found), (*said, *found)
            else:
                if tokens not in seen:
                    seen.add(tokens)
                    yield Hit(phrase, tokens, said)

    def _possible(self, variant: Variant) -> bool:
        return all(not self.where.keys().isdisjoint(slot.elements) for slot in variant)

    def _all(self, part: Sequence[Variant]) -> Iterable[tuple[int, ...]]:
        for variant in part:
            if self._possible(variant):
                for position in self._starts(variant):
                    found = self._follow(variant, position)
                    if found is not None:
                        yield found

    def _starts(self, variant: Variant) -> list[int]:
        return sorted({p for element in variant[0].elements for p in self.where.get(element, ())})

    def _follow(self, variant: Variant, start: int) -> tuple[int, ...] | None:
        """The rest of a variant after its first word stands at ``start``; the nearest words win, with a way back."""
        return self._rest(variant, 1, (start,))

    def _rest(self, variant: Variant, index: int, found: tuple[int, ...]) -> tuple[int, ...] | None:
        if index == len(variant):
            return found
        slot, last = variant[index], found[-1]
        for position in range(last + 1, min(last + 2 + slot.gap, len(self.fits))):
            if self.sentences[position] != self.sentences[last]:
                return None
            if not self.fits[position].isdisjoint(slot.elements):
                rest = self._rest(variant, index + 1, (*found, position))
                if rest is not None:
                    return rest
        return None

    def _nearest(self, part: Sequence[Variant], tokens: tuple[int, ...], wide: bool) -> tuple[int, ...] | None:
        low, high, sentence = min(tokens), max(tokens), self.sentences[tokens[0]]
        best: tuple[int, ...] | None = None
        best_distance = (WIDE if wide else NEAR) + 1
        for variant in part:
            if not self._possible(variant):
                continue
            for start in self._starts(variant):
                distance = low - start if start < low else start - high
                if distance >= best_distance or not (wide or self.sentences[start] == sentence):
                    continue
                found = self._follow(variant, start)
                if found is not None and not set(found) & set(tokens):
                    best, best_distance = found, max(distance, 1)
        return best
