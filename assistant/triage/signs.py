"""What of a message the learnt weights look at: the lexicon's finds, notions, concepts, stems and letters, by name."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass
from functools import lru_cache

from assistant.domain import Category, Language
from assistant.languages import analysis, stem
from assistant.retrieval.concepts import concepts
from assistant.triage.categories import Classified, points
from assistant.triage.lexicon import Found
from assistant.triage.notions import notions
from assistant.triage.reading import Reading, plain_key

# How much one sign of each kind counts before any weight is learnt; notions hold across languages, stems do not.
POINT, RISK, MOOD, CONCLUDED, NOTION, CONCEPT, STEM, MASKED = 1 / 3, 0.7, 0.4, 0.7, 1.0, 0.7, 0.5, 0.5
# From so many of a kind on each counts less: a long message says more, but is not more certainly about something.
MANY_NOTIONS, MANY_CONCEPTS, MANY_STEMS = 5, 4, 10
LONG = 60  # words from which a message counts as long
SHORTEST_STEM = 3
# Runs of letters inside words catch endings, compounds and slips of the finger. All of a message together have the
# length ``LETTERS``, so that a long message does not shout.
LETTERS = 3.0
SHORTEST_RUN, LONGEST_RUN = 3, 5
LONGEST_WORD = 20
LETTERS_PREFIX = "letters:"


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of a message with their strengths, and where those that are words stand in it."""

    values: Mapping[str, float]
    said: Mapping[str, tuple[int, ...]]


def signs(found: Found, concluded: Classified, language: Language) -> Signs:
    """The signs of a message written in ``language``; ``concluded`` is what the lexicon makes of it."""
    reading = found.reading
    values: dict[str, float] = {f"lexicon:{code}": POINT * value for code, value in points(found).items()}
    values |= {f"flag:{code}": RISK for code in found.codes("flags")}
    values |= {f"emotion:{code}": MOOD for code in found.codes("emotions")}
    values |= {f"cue:{code}": MOOD for code in found.codes("cues")}
    values |= {f"masked:{word.strip('⟨⟩')}": MASKED for word in reading.words if word.startswith("⟨")}
    first = concluded.categories[0][0] if concluded.categories else Category.OTHER
    values[f"concluded:{first}"] = CONCLUDED
    values["asked"] = len(reading.asked) / max(1, len(set(reading.sentences)))
    values["long"] = min(1.0, len(reading.words) / LONG)
    words = _words(reading, language)
    return Signs({**values, **words.values}, words.said)


def spoken(reading: Reading, language: Language) -> Mapping[str, float]:
    """The signs that the words of a text are, without anything the lexicon makes of them: for a part of a message."""
    return _words(reading, language).values


def _words(reading: Reading, language: Language) -> Signs:
    said: dict[str, tuple[int, ...]] = {f"notion:{name}": at for name, at in notions(language).of(reading).items()}
    values = dict.fromkeys(said, NOTION * _thinned(said, MANY_NOTIONS))
    reader = analysis(language)
    concept_names = concepts(reader).of([reader.key(word) for word in reading.words])
    share = _thinned(concept_names, MANY_CONCEPTS)
    values |= {f"concept:{name}": CONCEPT * share for name in concept_names}
    stems = _stems(reading.words, language)
    values |= dict.fromkeys(stems, STEM * _thinned(stems, MANY_STEMS))
    values |= _letters(reading.words, language)
    return Signs(values, said | stems)


def _thinned(found: Sized, many: int) -> float:
    """The share each of many signs of a kind keeps, so that together they have the length of ``many``."""
    return min(1.0, math.sqrt(many / max(1, len(found))))


def _stems(words: Sequence[str], language: Language) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for position, word in enumerate(words):
        if not word.startswith("⟨") and not word.isdigit():
            cut = stem(word, language)
            if len(cut) >= SHORTEST_STEM:
                found.setdefault(f"stem:{language}:{cut}", (position,))
    return found


def _letters(words: Sequence[str], language: Language) -> Mapping[str, float]:
    """The runs of letters in the words' keys, the words' edges marked with ``_``."""
    runs = frozenset[str]().union(*(_runs(word, language) for word in words if not word.startswith("⟨")))
    return dict.fromkeys(runs, LETTERS / math.sqrt(len(runs))) if runs else {}


@lru_cache(maxsize=1 << 15)
def _runs(word: str, language: Language) -> frozenset[str]:
    """The runs of one word, interned: to look one up among the weights then needs no look at its letters."""
    edged = f"_{plain_key(word, language)[:LONGEST_WORD]}_"
    return frozenset(
        sys.intern(f"{LETTERS_PREFIX}{edged[start : start + length]}")
        for length in range(SHORTEST_RUN, LONGEST_RUN + 1)
        for start in range(len(edged) - length + 1)
    )
