"""Which complaints are most alike, by the words they share, whatever keyboard they were typed on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import log, sqrt

from assistant.domain import Language
from assistant.languages import analysis, key, words
from assistant.languages.analysis import stop_keys

READ = 1_500  # characters of a complaint: the beginning says what it is about
STEM = 6  # letters of a word's key that count, so that endings do not
LEAST = 0.2  # cosine below which two complaints merely speak the same language


def most_alike(text: str, others: Mapping[int, str], language: Language, top: int = 3) -> tuple[int, ...]:
    """The keys of the ``top`` texts most like this one, the most alike first; fewer where few are.

    A word counts for more the rarer it is among ``others``. Texts are of one language; nothing is kept.

    >>> past = {1: "the kettle is broken, it stopped", 2: "where is my parcel"}
    >>> most_alike("My kettle stopped working", past, Language.EN)
    (1,)
    """
    bags = {number: _bag(other, language) for number, other in others.items()}
    spread = Counter(word for bag in bags.values() for word in bag)
    weights = {word: log(1 + len(bags) / count) for word, count in spread.items()}
    asked = _bag(text, language)
    rare = log(1 + len(bags))  # what a word of the asker's weighs that nobody else used
    norm = sqrt(sum(weights.get(word, rare) ** 2 for word in asked))
    scores = {number: _cosine(asked & bag, bag, weights, norm) for number, bag in bags.items()}
    found = sorted((number for number, score in scores.items() if score >= LEAST), key=lambda n: (-scores[n], -n))
    return tuple(found[:top])


def _bag(text: str, language: Language) -> frozenset[str]:
    stops = stop_keys(analysis(language))
    keys = (key(word) for word in words(text[:READ]))
    return frozenset(one[:STEM] for one in keys if len(one) > 2 and one not in stops)


def _cosine(shared: frozenset[str], bag: frozenset[str], weights: Mapping[str, float], norm: float) -> float:
    own = sqrt(sum(weights[word] ** 2 for word in bag))
    return sum(weights[word] ** 2 for word in shared) / (own * norm) if own and norm else 0.0
