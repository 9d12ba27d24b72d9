"""What a difference between two runs of the same cases is worth: intervals, tests, and what could have been seen.

Every function takes the differences of paired cases with the cluster of each (one story told in three languages is one
cluster), because cases that share a story are not independent.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

SEED = 20261120
RESAMPLES = 9_999
ALPHA = 0.05
POWER = 0.80
Floats = NDArray[np.float64]


class Verdict(StrEnum):
    """What may be said of a difference."""

    BETTER = "BETTER"
    WORSE = "WORSE"
    EQUIVALENT = "EQUIVALENT"
    UNKNOWN = "NOT ENOUGH EVIDENCE"
    INVALID = "INVALID"


@dataclass(frozen=True, slots=True)
class Clustered:
    """Differences summed by cluster; ``sums`` and ``counts`` run in parallel, one place a cluster."""

    sums: Floats
    counts: Floats

    @property
    def mean(self) -> float:
        """The mean difference of a case."""
        return float(self.sums.sum() / self.counts.sum())

    @property
    def constant(self) -> bool:
        """Whether every cluster says the same, so that resampling could not show any spread."""
        return bool(np.ptp(self.sums / self.counts) < 1e-12)


def gather(differences: Sequence[float], clusters: Sequence[str]) -> Clustered:
    """Differences by cluster; raises ``ValueError`` for none or for a number that is not finite."""
    values = np.asarray(differences, dtype=np.float64)
    if not values.size or not np.isfinite(values).all():
        raise ValueError("differences must be at least one finite number")
    _, place = np.unique(np.asarray(clusters, dtype=np.str_), return_inverse=True)
    return Clustered(np.bincount(place, weights=values).astype(np.float64), np.bincount(place).astype(np.float64))


def interval(data: Clustered, reach: float, *, resamples: int = RESAMPLES, seed: int = SEED) -> tuple[float, float]:
    """The 95 % interval of the mean difference: BCa bootstrap over clusters.

    ``reach`` is the largest difference a case can have. Where no cluster differs from another the bootstrap would claim
    certainty; then the rule of three bounds what the next case could do: ``reach * 3 / clusters``.
    """
    from scipy.stats import bootstrap  # type: ignore[import-untyped, unused-ignore]

    if data.constant:
        half = min(reach, reach * 3 / len(data.sums))
        return data.mean - half, data.mean + half
    for method in ("BCa", "percentile"):
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")  # a degenerate BCa announces itself by NaN, which is looked for below
            found = bootstrap(
                (data.sums, data.counts),
                _ratio,
                paired=True,
                vectorized=True,
                n_resamples=resamples,
                batch=2_000,
                method=method,
                rng=np.random.default_rng(seed),
            ).confidence_interval
        if math.isfinite(found.low) and math.isfinite(found.high):
            return float(found.low), float(found.high)
    raise ValueError("the interval of these differences cannot be found")


def p_value(data: Clustered, *, resamples: int = RESAMPLES, seed: int = SEED) -> float:
    """Two-sided p that the mean is zero: the signs of whole clusters are flipped (exact where there are few)."""
    from scipy.stats import permutation_test  # type: ignore[import-untyped, unused-ignore]

    moved = data.sums[np.abs(data.sums) > 1e-12]
    if not moved.size:
        return 1.0
    if moved.size == 1:
        return 1.0  # one cluster, two signs: nothing can be told
    found = permutation_test(
        (moved,),
        _total,
        permutation_type="samples",
        vectorized=True,
        n_resamples=resamples,
        batch=2_000,
        rng=np.random.default_rng(seed),
    )
    return float(min(1.0, found.pvalue))


def mcnemar(better: int, worse: int) -> float:
    """Exact two-sided McNemar test on the pairs that changed.

    >>> round(mcnemar(1, 9), 4)
    0.0215
    """
    from scipy.stats import binomtest  # type: ignore[import-untyped, unused-ignore]

    return float(binomtest(worse, better + worse, 0.5).pvalue) if better + worse else 1.0


def binary_p(differences: Sequence[float], clusters: Sequence[str]) -> float:
    """p of a true/false measure: McNemar where each changed pair is its own cluster, else signs of clusters."""
    changed = [(d, cluster) for d, cluster in zip(differences, clusters, strict=True) if d]
    if len({cluster for _, cluster in changed}) == len(changed):
        return mcnemar(sum(d > 0 for d, _ in changed), sum(d < 0 for d, _ in changed))
    return p_value(gather(differences, clusters))


def holm(ps: Mapping[str, float]) -> dict[str, float]:
    """Holm's adjusted p of a family of tests, in the family's order.

    >>> holm({"a": 0.01, "b": 0.04, "c": 0.03})
    {'a': 0.03, 'b': 0.06, 'c': 0.06}
    """
    adjusted: dict[str, float] = {}
    highest = 0.0
    for rank, name in enumerate(sorted(ps, key=lambda key: (ps[key], key))):
        highest = max(highest, min(1.0, (len(ps) - rank) * ps[name]))
        adjusted[name] = highest
    return {name: adjusted[name] for name in ps}


def standard_error(data: Clustered) -> float:
    """The cluster-robust standard error of the mean difference; infinite for one cluster."""
    many = len(data.sums)
    if many < 2:
        return math.inf
    residual = data.sums - data.mean * data.counts
    return float(math.sqrt(float((residual**2).sum()) * many / (many - 1)) / data.counts.sum())


def detectable(data: Clustered) -> float:
    """The smallest true difference that this many cases show with 80 % power at a two-sided 5 %."""
    from scipy.stats import norm  # type: ignore[import-untyped, unused-ignore]

    return float((norm.ppf(1 - ALPHA / 2) + norm.ppf(POWER)) * standard_error(data))


def more_cases(data: Clustered, target: float) -> int | None:
    """How many more cases, spread as these are, would show a difference of ``target``; ``None``: cannot be told."""
    least = detectable(data)
    if not math.isfinite(least) or target <= 0:
        return None
    cases = int(data.counts.sum())
    return max(0, math.ceil(cases * (least / target) ** 2) - cases)


def judge(low: float, high: float, p: float, margin: float) -> Verdict:
    """The verdict for an interval (higher is better) and its p; a difference within ``margin`` does not matter."""
    if -margin <= low and high <= margin:
        return Verdict.EQUIVALENT
    if p < ALPHA and low > 0:
        return Verdict.BETTER
    if p < ALPHA and high < 0:
        return Verdict.WORSE
    return Verdict.UNKNOWN


def wilson(right: int, judged: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a share.

    >>> [round(bound, 3) for bound in wilson(60, 60)]
    [0.94, 1.0]
    """
    if not judged:
        return 0.0, 1.0
    z, share = 1.959964, right / judged
    middle = (share + z * z / (2 * judged)) / (1 + z * z / judged)
    half = z * math.sqrt(share * (1 - share) / judged + z * z / (4 * judged * judged)) / (1 + z * z / judged)
    return max(0.0, middle - half), min(1.0, middle + half)


def _ratio(sums: Floats, counts: Floats, axis: int = -1) -> Floats:
    return np.asarray(sums.sum(axis=axis) / counts.sum(axis=axis))


def _total(sums: Floats, axis: int = -1) -> Floats:
    return np.asarray(sums.sum(axis=axis))
