"""Runs that never happened, with a known truth: how often the verdict finds what is there and what is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.comparing import compare
from assistant.evaluation.gate import Gate, Metric
from assistant.evaluation.rows import Outcome, Row
from assistant.evaluation.statistics import Verdict, wilson
from assistant.evaluation.work import Spread

LANGUAGES = ("tr", "el", "en")
# A judge's score of 1-5, differences spread by 0.8 of which a third is the story's; two checks nearly always met.
SPREAD, SHARED = 0.8, 1 / 3
GATE = Gate(
    primary=Metric(metric="score", margin=0.1, reach=4.0),
    guards=(Metric(metric="polite", margin=0.02, reach=1.0), Metric(metric="sourced", margin=0.02, reach=1.0)),
    slices=("language",),
    smallest_slice=12,
    most_invalid=0.02,
    near_duplicate=0.9,
)
RESAMPLES = 1_999  # four hundred comparisons in a minute; the verdict of a run uses 9,999


@dataclass(frozen=True, slots=True)
class Found:
    """How many of the simulated comparisons ended with WORSE, with the 95 % interval of that share."""

    worse: int
    runs: int

    def to_dict(self) -> dict[str, object]:
        """As the self-test tells it."""
        low, high = wilson(self.worse, self.runs)
        return {
            "worse": self.worse,
            "runs": self.runs,
            "share": round(self.worse / self.runs, 4),
            "interval": [round(low, 4), round(high, 4)],
        }


def simulate(runs: int, loss: float, *, cases: int = 360, seed: int = 7, processes: int = 1) -> Found:
    """Compare pairs of runs whose true difference is ``-loss`` points; ``loss`` 0 is the same product twice."""
    spread: Spread[int, bool] = Spread(lambda number: _worse(number, loss, cases, seed), processes=processes)
    return Found(sum(spread.over(range(runs))), runs)


def _worse(number: int, loss: float, cases: int, seed: int) -> bool:
    rng = np.random.default_rng((seed, number, round(loss * 1_000)))
    stories = cases // len(LANGUAGES)
    quality = np.repeat(rng.normal(3.4, 0.6, stories), len(LANGUAGES)) + rng.normal(0, 0.3, cases)
    before, after = _run(rng, quality, stories), _run(rng, quality - loss, stories)
    return compare(before, after, GATE, gallery=0, resamples=RESAMPLES).verdict is Verdict.WORSE


def _run(rng: np.random.Generator, quality: NDArray[np.float64], stories: int) -> list[Row]:
    """One run: quality seen through noise of which a part belongs to the whole story; each run halves the variance."""
    variance = SPREAD**2 / 2
    shared = np.repeat(rng.normal(0, np.sqrt(variance * SHARED), stories), len(LANGUAGES))
    scores = quality + shared + rng.normal(0, np.sqrt(variance * (1 - SHARED)), len(quality))
    met = rng.random((2, len(quality))) < 0.97
    return list(_rows(scores, met))


def _rows(scores: NDArray[np.float64], met: NDArray[np.bool_]) -> Iterable[Row]:
    for place, score in enumerate(scores):
        measures = {"polite": bool(met[0, place]), "sourced": bool(met[1, place])}
        language = LANGUAGES[place % len(LANGUAGES)]
        yield Row(
            f"{place:04}", Outcome.SCORED, f"story-{place // len(LANGUAGES)}", {"language": language}, (), None,
            measures, {"score": float(score)},
        )  # fmt: skip
