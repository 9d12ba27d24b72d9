"""What an entry is about in every language at once: how near a question's concepts are to those of its cards."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from assistant.languages import analysis, words
from assistant.retrieval.concepts import concepts
from assistant.retrieval.passages import Indexable

# A concept that three examples name is more typical of an entry than one that a single example names, but not three
# times as much.
_DAMPING = 0.7


class Topics:
    """The concepts of entries, gathered over the titles and example questions of an entry in all its languages.

    Concepts bear the same names in every language, so what a Greek editor wrote helps to find the Turkish sibling.
    An entry is a vector of length 1: one that is about more than the question (refunds of cash payments, where nobody
    spoke of cash) is further from it than one about just that.
    """

    def __init__(self, entries: Iterable[Indexable]) -> None:
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        topics = {}
        for entry in entries:
            topics[entry.id] = entry.topic
            for text in (entry.title, *entry.examples):
                counts[entry.topic].update(concepts_in(text, entry))
        totals = sum(counts.values(), Counter())
        self._weights = {
            name: _rarity([count[name] / total for count in counts.values()], len(counts))
            for name, total in totals.items()
        }
        vectors = {topic: self._unit(count) for topic, count in counts.items() if count}
        self._vectors = {id_: vectors[topic] for id_, topic in topics.items() if topic in vectors}

    def __bool__(self) -> bool:
        return bool(self._vectors)

    def nearness(self, spoken_of: Sequence[str], entries: Mapping[int, Indexable]) -> dict[int, float]:
        """The cosine, 0-1, between the concepts of a question and each of the entries, by their position."""
        wanted = {name: self._weights[name] for name in spoken_of if name in self._weights}
        length = math.hypot(*wanted.values())
        if not length:
            return {}
        nothing: Mapping[str, float] = {}
        found = {}
        for at, entry in entries.items():
            vector = self._vectors.get(entry.id, nothing)
            found[at] = sum([weight * vector[name] for name, weight in wanted.items() if name in vector]) / length
        return found

    def _unit(self, count: Mapping[str, int]) -> dict[str, float]:
        vector = {name: math.log1p(times) ** _DAMPING * self._weights[name] for name, times in count.items()}
        length = math.hypot(*vector.values())
        return {name: weight / length for name, weight in vector.items()}


def concepts_in(text: str, entry: Indexable) -> list[str]:
    """What one text of a card speaks of, read in the entry's language."""
    language = analysis(entry.language)
    return concepts(language).of([language.key(word) for word in words(text)])


def _rarity(shares: Sequence[float], entries: int) -> float:
    """How much a concept tells, given each entry's share of its uses: few entries with most of them, much."""
    spread = 1.0 / sum(share * share for share in shares)
    return math.log1p(entries / spread)
