"""How much a text of the brand's speaks of what the customer wrote: what they share, the rare counting more."""

from __future__ import annotations

import math
import re
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from assistant.domain import Language
from assistant.knowledge import Entry, Knowledge
from assistant.languages import analysis, sentences, words
from assistant.languages.analysis import stop_keys
from assistant.retrieval.concepts import concepts

Features = frozenset[str]
ASKED_TWICE = 2.0  # what stands in a question counts double: it is what the answer is for
COMMON = 0.5  # the weight of a word that no entry uses
_READ = 6_000  # characters of a message that are compared; nobody asks more
_QUESTION = re.compile(r"[?;;]+[\"»”')\]]*\s*$")
_KEPT = 8  # brands whose rarities are remembered


@dataclass(frozen=True, slots=True)
class Asked:
    """What a customer wrote, as features with their weights, and each of their questions by itself."""

    weights: Mapping[str, float]
    questions: tuple[Features, ...]

    def shared(self, said: Features) -> float:
        """How much of ``said`` the customer wrote about; 0 for nothing in common.

        Summed exactly: features come in no order, and the last digit of a sum must not depend on one.
        """
        return math.fsum(map(self.weights.__getitem__, said.intersection(self.weights)))

    def part(self, said: Features) -> Asked:
        """What stands in one sentence of it."""
        return Asked({feature: self.weights[feature] for feature in said if feature in self.weights}, ())


def asked(text: str, knowledge: Knowledge, language: Language) -> Asked:
    """What a message asks, weighed by how rare each word is among the brand's entries."""
    rare = rarity(knowledge, language)
    weights: dict[str, float] = {}
    questions: list[Features] = []
    for sentence in sentences(text[:_READ], language):
        said = features(sentence, language)
        question = (bool(_QUESTION.search(sentence)) and language is not Language.EN) or sentence.rstrip().endswith("?")
        if question and said:
            questions.append(said)
        factor = ASKED_TWICE if question else 1.0
        for feature in said:
            weights[feature] = max(weights.get(feature, 0.0), factor * rare.get(feature, COMMON))
    return Asked(weights, tuple(questions))


def about(entry: Entry) -> Features:
    """What an entry is about: its title, the questions people type, its facts and its answer."""
    return _about(entry.card.title, entry.card.examples, tuple(entry.sections.values()), entry.language)


@lru_cache(maxsize=50_000)
def features(text: str, language: Language) -> Features:
    """The stems of a text's words and the matters they speak of, common words left out."""
    reader = analysis(language)
    written = words(text)
    keys = [reader.key(word) for word in written]
    stops = stop_keys(reader)
    stems = {reader.stem(word) for word, key in zip(written, keys, strict=True) if key not in stops and len(key) > 1}
    return frozenset(stems | {f"@{name}" for name in concepts(reader).of(keys)})


def rarity(knowledge: Knowledge, language: Language) -> Mapping[str, float]:
    """How telling each feature is in this language's entries: the logarithm of how seldom it occurs."""
    place = (knowledge.fingerprint, language)
    if place not in _RARITIES:
        texts = [about(entry) for entry in knowledge.entries if entry.language is language]
        counts = Counter(feature for text in texts for feature in text)
        _RARITIES[place] = {feature: math.log(1 + len(texts) / count) for feature, count in counts.items()}
        while len(_RARITIES) > _KEPT * len(Language):
            _RARITIES.popitem(last=False)
    return _RARITIES[place]


_RARITIES: OrderedDict[tuple[str, Language], Mapping[str, float]] = OrderedDict()


@lru_cache(maxsize=2_000)
def _about(title: str, examples: tuple[str, ...], texts: tuple[str, ...], language: Language) -> Features:
    return frozenset[str]().union(*(features(text, language) for text in (title, *examples, *texts)))
