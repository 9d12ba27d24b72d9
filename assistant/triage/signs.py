"""What of a message the learnt weights look at: the lexicon's finds, notions, concepts and stems, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.domain import Category, Language
from assistant.languages import analysis, stem
from assistant.retrieval.concepts import concepts
from assistant.triage.categories import Classified, points
from assistant.triage.lexicon import Found
from assistant.triage.notions import notions

# How much one sign of each kind counts before any weight is learnt; notions hold across languages, stems do not.
POINT, RISK, MOOD, CONCLUDED, NOTION, CONCEPT, STEM, MASKED = 1 / 3, 0.7, 0.4, 0.7, 1.0, 0.7, 0.5, 0.5
LONG = 60  # words from which a message counts as long
SHORTEST_STEM = 3


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
    said: dict[str, tuple[int, ...]] = {f"notion:{name}": at for name, at in notions(language).of(reading).items()}
    values |= dict.fromkeys(said, NOTION)
    spoken = analysis(language)
    concept_names = concepts(spoken).of([spoken.key(word) for word in reading.words])
    values |= {f"concept:{name}": CONCEPT for name in concept_names}
    stems = _stems(reading.words, language)
    values |= dict.fromkeys(stems, STEM)
    return Signs(values, said | stems)


def _stems(words: Sequence[str], language: Language) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for position, word in enumerate(words):
        if not word.startswith("⟨") and not word.isdigit():
            cut = stem(word, language)
            if len(cut) >= SHORTEST_STEM:
                found.setdefault(f"stem:{language}:{cut}", (position,))
    return found
