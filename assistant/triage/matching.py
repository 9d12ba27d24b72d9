"""Finding the phrases of a lexicon in a message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from assistant.domain import Language
from assistant.triage.patterns import Pattern, Variant
from assistant.triage.reading import LINK, Reading, keys, plain_key
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


@dataclass(frozen=True, slots=True)
class Run:
    """A variant with its slots numbered: the same list of words is looked up once, however many phrases use it."""

    slots: tuple[int, ...]
    gaps: tuple[int, ...]
    needed: frozenset[int]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A phrase ready to be searched for; ``always`` are the slots that every way of saying it has."""

    phrase: Phrase
    parts: tuple[tuple[Run, ...], ...]
    always: frozenset[int]

    @classmethod
    def of(cls, phrase: Phrase, parts: tuple[tuple[Run, ...], ...]) -> Compiled:
        """A phrase with its runs."""
        shared = (frozenset.intersection(*(run.needed for run in runs)) for runs in parts)
        return cls(phrase, parts, frozenset[int]().union(*shared))


# What a word fits: the numbers of the slots, and of the phrases that one of these slots may lead to. Plain tuples,
# because the garbage collector looks through everything else that is remembered again and again.
Fit = tuple[tuple[int, ...], tuple[int, ...]]


class Matcher:
    """All phrases of one language, indexed by their words; remembers which words fit which slots."""

    def __init__(self, phrases: Iterable[Phrase], language: Language, known: Collection[str] = ()) -> None:
        self._language = language
        self._numbers: dict[frozenset[str], int] = {}
        self._runs: dict[Variant, Run] = {}
        self._compiled = [
            Compiled.of(p, tuple(tuple(map(self._run, part)) for part in p.pattern.parts)) for p in phrases
        ]
        self._by_rarest: dict[int, list[int]] = {}
        often = Counter(slot for item in self._compiled for run in item.parts[0] for slot in run.needed)
        for number, item in enumerate(self._compiled):
            for slot in {min(run.needed, key=lambda slot: (often[slot], slot)) for run in item.parts[0]}:
                self._by_rarest.setdefault(slot, []).append(number)
        self._by_element: dict[str, list[int]] = {}
        for elements, number in self._numbers.items():
            for element in elements:
                self._by_element.setdefault(element, []).append(number)
        self._spelling = Spelling(self._by_element.keys(), known)
        self._nothing = {product: self._fit_of(frozenset(), product=product) for product in (False, True)}
        self._fitting = lru_cache(CACHED_WORDS)(self._fit)

    def find(self, reading: Reading, products: Collection[int] = (), *, foreign: bool = False) -> list[Hit]:
        """Every place where a phrase stands; ``products`` are the positions of words that name a product.

        In a text certainly ``foreign`` to the phrases nothing is put down to a slip or to another keyboard.
        """
        fits = [self._fitting(word, foreign, at in products) for at, word in enumerate(reading.words)]
        plain = self._nothing[False]  # what most words fit, and nearly always it leads to no phrase
        telling = fits if plain[1] else [fit for fit in fits if fit is not plain]
        if not telling:
            return []
        present = frozenset(plain[0]).union(*(slots for slots, _ in telling))
        likely: list[tuple[Phrase, list[list[Run]]]] = []
        for number in dict.fromkeys(chain.from_iterable(leads_to for _, leads_to in telling)):
            item = self._compiled[number]
            if not item.always <= present:
                continue
            parts: list[list[Run]] = []
            for runs in item.parts:
                possible = [run for run in runs if run.needed <= present]
                if not possible:
                    break
                parts.append(possible)
            else:
                likely.append((item.phrase, parts))
        if not likely:
            return []
        needed = frozenset(slot for _, parts in likely for runs in parts for run in runs for slot in run.needed)
        where: dict[int, list[int]] = {}
        for position, (slots, _) in enumerate(fits):
            for slot in needed.intersection(slots):
                where.setdefault(slot, []).append(position)
        page = _Page(reading.sentences, where)
        return [hit for phrase, parts in likely for hit in page.hits(phrase, parts)]

    def _run(self, variant: Variant) -> Run:
        run = self._runs.get(variant)
        if run is None:
            slots = tuple(self._numbers.setdefault(slot.elements, len(self._numbers)) for slot in variant)
            run = self._runs[variant] = Run(slots, tuple(slot.gap for slot in variant), frozenset(slots))
        return run

    def _fit(self, word: str, foreign: bool, product: bool) -> Fit:
        """What a word fits, one that names a product anything that asks for a product too."""
        elements = self._spelled(word, foreign)
        return self._fit_of(elements, product=product) if elements else self._nothing[product]

    def _fit_of(self, spelled: frozenset[str], *, product: bool) -> Fit:
        elements = spelled | ({"ANY", "PRODUCT"} if product else {"ANY"})
        slots = {number for element in sorted(elements) for number in self._by_element.get(element, ())}
        return tuple(slots), tuple(item for slot in slots for item in self._by_rarest.get(slot, ()))

    def _spelled(self, word: str, foreign: bool) -> frozenset[str]:
        if word[0] == "⟨":
            return frozenset({"LINK"} if word == LINK else {"MASKED", word.strip("⟨⟩").upper()})
        if word[0].isdigit() and word.replace(".", "").replace(",", "").isdigit():
            return self._spelling.exact(word) | {"NUM"}
        if foreign:
            return self._spelling.exact(plain_key(word, self._language))
        first, *others = keys(word, self._language)
        found = self._spelling.elements(first)
        for other in others:
            found |= self._spelling.exact(other)
        return found


@dataclass(frozen=True, slots=True)
class _Page:
    """One message laid open for searching: ``where`` gives the positions, in order, of a slot."""

    sentences: Sequence[int]
    where: Mapping[int, list[int]]

    def hits(self, phrase: Phrase, parts: Sequence[Sequence[Run]]) -> Iterator[Hit]:
        """The places of a phrase, given of each part the runs whose slots are all there."""
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

    def _all(self, part: Sequence[Run]) -> Iterator[tuple[int, ...]]:
        for run in part:
            for start in self.where[run.slots[0]]:
                found = self._rest(run, 1, (start,))
                if found is not None:
                    yield found

    def _rest(self, run: Run, index: int, found: tuple[int, ...]) -> tuple[int, ...] | None:
        """The words after the first: each the nearest within its gap and sentence, with a way back."""
        if index == len(run.slots):
            return found
        last = found[-1]
        for position in self.where[run.slots[index]]:
            if position <= last:
                continue
            if position > last + 1 + run.gaps[index] or self.sentences[position] != self.sentences[last]:
                return None
            rest = self._rest(run, index + 1, (*found, position))
            if rest is not None:
                return rest
        return None

    def _nearest(self, part: Sequence[Run], tokens: tuple[int, ...], wide: bool) -> tuple[int, ...] | None:
        low, high, sentence = min(tokens), max(tokens), self.sentences[tokens[0]]
        best: tuple[int, ...] | None = None
        best_distance = (WIDE if wide else NEAR) + 1
        for run in part:
            for start in self.where[run.slots[0]]:
                distance = low - start if start < low else start - high
                if distance >= best_distance or not (wide or self.sentences[start] == sentence):
                    continue
                found = self._rest(run, 1, (start,))
                if found is not None and not set(found) & set(tokens):
                    best, best_distance = found, max(distance, 1)
        return best
