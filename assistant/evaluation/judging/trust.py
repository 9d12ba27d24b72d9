"""Whether a judge may be believed, by language and dimension: measured against people, never assumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from assistant.domain import Language
from assistant.evaluation.judging.pairs import Preference, Winner, length_controlled
from assistant.evaluation.judging.rubric import Trust
from assistant.evaluation.judging.verdicts import HIGHEST, LOWEST, Standing, Verdict
from assistant.evaluation.statistics import SEED, wilson

RESAMPLES = 1_999


@dataclass(frozen=True, slots=True)
class Label:
    """A person's score of one dimension of one reply."""

    id: str
    language: Language
    dimension: str
    rater: str
    score: int


@dataclass(frozen=True, slots=True)
class Card:
    """A judge in one language and dimension: agreement with people and its interval, people's own with each other,
    how often it could not tell or was invalid, how often a repeat said something else, and whether it is believed.
    """

    language: Language
    dimension: str
    labels: int
    kappa: float | None
    low: float | None
    high: float | None
    ceiling: float | None
    unsure: int
    invalid: int
    flips: float | None
    believed: bool


@dataclass(frozen=True, slots=True)
class Orders:
    """A judge of pairs in one language: consistency over both orders, the lean to the first, the pull of length."""

    language: Language
    pairs: int
    consistency: float
    low: float
    high: float
    first_lean: float
    length_slope: float
    believed: bool


def weighted_kappa(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Cohen's kappa with quadratic weights on the scale 1-5; ``None`` where nobody varies.

    >>> weighted_kappa([1, 3, 5], [1, 3, 5])
    1.0
    """
    table = np.zeros((HIGHEST, HIGHEST))
    for a, b in zip(one, other, strict=True):
        table[round(a) - LOWEST, round(b) - LOWEST] += 1
    return _kappa(table)


def cards(
    verdicts: Sequence[Verdict],
    labels: Sequence[Label],
    trust: Trust,
    repeats: Sequence[Verdict] = (),
) -> list[Card]:
    """A card for every language and dimension that people labelled; ``repeats`` are the same questions asked again."""
    found = []
    for language, dimension in sorted({(label.language, label.dimension) for label in labels}):
        people: dict[str, dict[str, int]] = {}
        for label in labels:
            if (label.language, label.dimension) == (language, dimension):
                people.setdefault(label.id, {})[label.rater] = label.score
        judged = {v.id: v for v in verdicts if (v.language, v.dimension) == (language, dimension)}
        again = {v.id: v for v in repeats if (v.language, v.dimension) == (language, dimension)}
        found.append(_card(language, dimension, people, judged, again, trust))
    return found


def orders(preferences: Sequence[Preference], trust: Trust) -> list[Orders]:
    """How a judge of pairs bears the exchange of the two, by language."""
    found = []
    for language in sorted({preference.language for preference in preferences}):
        valid = [p for p in preferences if p.language is language and p.valid]
        if not valid:
            continue
        same = sum(p.consistent for p in valid)
        low, high = wilson(same, len(valid))
        firsts = [(p.with_a_first is Winner.A) + (p.with_b_first is Winner.B) for p in valid]
        seconds = [(p.with_a_first is Winner.B) + (p.with_b_first is Winner.A) for p in valid]
        lean = (sum(firsts) - sum(seconds)) / (2 * len(valid))
        wins = [{Winner.B: 1.0, Winner.TIE: 0.5, Winner.A: 0.0}[p.winner or Winner.TIE] for p in valid]
        _, slope = length_controlled(wins, [p.longer for p in valid])
        share = same / len(valid)
        believed = len(valid) >= trust.least_labels and share >= trust.least_consistency
        found.append(Orders(language, len(valid), share, low, high, lean, slope, believed))
    return found


def believed(found: Sequence[Card]) -> frozenset[tuple[Language, str]]:
    """Where a judged number may be shown."""
    return frozenset((card.language, card.dimension) for card in found if card.believed)


def cards_json(found: Sequence[Card], pairs: Sequence[Orders], judge: str) -> dict[str, object]:
    """The cards as JSON, with the judge they are of."""
    return {"judge": judge, "cards": [_round(asdict(c)) for c in found], "orders": [_round(asdict(o)) for o in pairs]}


def corrected(share: float, sensitivity: float, specificity: float) -> float | None:
    """A judged share corrected for the judge's errors; ``None`` where it is no better than chance (near 1 in sum).

    After Rogan and Gladen: ``(p + q0 - 1) / (q0 + q1 - 1)``, kept within 0 and 1.
    """
    better = sensitivity + specificity - 1
    if better < 0.1:
        return None
    return min(1.0, max(0.0, (share + specificity - 1) / better))


def _card(
    language: Language,
    dimension: str,
    people: Mapping[str, Mapping[str, int]],
    judged: Mapping[str, Verdict],
    again: Mapping[str, Verdict],
    trust: Trust,
) -> Card:
    pairs = [
        (float(np.mean(list(scores.values()))), float(judged[id_].score or 0))
        for id_, scores in people.items()
        if id_ in judged and judged[id_].standing is Standing.SCORED
    ]
    both = [
        (float(a), float(b))
        for scores in people.values()
        for a, b in combinations([scores[r] for r in sorted(scores)], 2)
    ]
    kappa, low, high = _agreement(pairs)
    ceiling = _agreement(both)[0]
    # What people reach among themselves is all that can be asked; one person alone sets no ceiling.
    wanted = trust.least_kappa if ceiling is None else max(trust.of_ceiling * ceiling, trust.least_kappa / 2)
    repeated = [
        judged[id_].score != again[id_].score
        for id_ in judged.keys() & again.keys()
        if judged[id_].standing is Standing.SCORED and again[id_].standing is Standing.SCORED
    ]
    return Card(
        language, dimension, len(pairs), kappa, low, high, ceiling,
        sum(v.standing is Standing.UNSURE for v in judged.values()),
        sum(v.standing is Standing.INVALID for v in judged.values()),
        sum(repeated) / len(repeated) if repeated else None,
        # The whole interval must speak for agreement, and the middle of it must reach what is asked.
        len(pairs) >= trust.least_labels and kappa is not None and low is not None and kappa >= wanted and low > 0,
    )  # fmt: skip


def _agreement(pairs: Sequence[tuple[float, float]]) -> tuple[float | None, float | None, float | None]:
    """Kappa with its 95 % percentile interval over resampled replies."""
    if not pairs:
        return None, None, None
    found = weighted_kappa([a for a, _ in pairs], [b for _, b in pairs])
    if found is None:
        return None, None, None
    rng = np.random.default_rng(SEED)
    places = np.asarray([(round(a) - LOWEST) * HIGHEST + round(b) - LOWEST for a, b in pairs])
    drawn = []
    for _ in range(RESAMPLES):
        picked = places[rng.integers(0, len(places), len(places))]
        kappa = _kappa(np.bincount(picked, minlength=HIGHEST * HIGHEST).reshape(HIGHEST, HIGHEST).astype(np.float64))
        if kappa is not None:
            drawn.append(kappa)
    low, high = (float(np.quantile(drawn, q)) for q in (0.025, 0.975)) if drawn else (found, found)
    return found, low, high


def _kappa(table: NDArray[np.float64]) -> float | None:
    total = table.sum()
    steps = np.arange(HIGHEST)
    cost = (steps[:, None] - steps[None, :]) ** 2
    by_chance = float((cost * np.outer(table.sum(axis=1), table.sum(axis=0))).sum() / total) if total else 0.0
    return None if by_chance == 0 else float(1 - (cost * table).sum() / by_chance)


def _round(told: dict[str, object]) -> dict[str, object]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in told.items()}
