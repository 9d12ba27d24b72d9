"""Whether the best passage answers at all: the evidence for it, and where each language draws the line."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain import Language

# Fitted by logistic regression on complaints with and without an entry, then rounded. A language's threshold is the
# evidence that the best passage of one covered complaint in thirty stays below.
_STRENGTH, _KNOWN, _FOREIGN, _NEARNESS = 0.8, 2.0, 7.5, 1.0
THRESHOLDS: Mapping[Language, float] = {Language.TR: 4.45, Language.EL: 4.45, Language.EN: 4.45}


@dataclass(frozen=True, slots=True)
class Signs:
    """What a search noticed: the best raw ``score`` among ``size`` passages, and two shares from 0 to 1.

    ``known`` is how much of the question's words the index knows, ``foreign`` how much of what it is about are things
    few brands have an entry on (jobs, shares, another trade) and this one has none. ``nearness`` is the cosine between
    what the question and the nearest entry are about.
    """

    score: float
    size: int
    known: float
    foreign: float
    nearness: float = 0.0

    @property
    def evidence(self) -> float:
        """How much speaks for an answer; comparable between brands with few entries and with many."""
        if not self.size:
            return 0.0
        unit = math.log1p((self.size - 0.5) / 1.5)  # BM25's weight of a word that one passage alone has
        strength = math.log1p(self.score / unit)
        for_it = _STRENGTH * strength + _KNOWN * self.known + _NEARNESS * self.nearness
        return for_it - _FOREIGN * self.foreign


def confidence(evidence: float, threshold: float) -> float:
    """From 0 to 1, one half at the threshold."""
    return 1.0 / (1.0 + math.exp(threshold - evidence))


@dataclass(frozen=True, slots=True)
class Calibration:
    """A threshold with what it does on the labelled questions.

    ``precision``: of the questions answered, the share that has an entry. ``coverage``: of the questions that have
    an entry, the share answered. ``abstained``: of those that have none, the share declined.
    """

    threshold: float
    precision: float
    coverage: float
    abstained: float


def calibrate(labelled: Iterable[tuple[float, bool]], *, coverage: float = 0.95) -> Calibration:
    """The highest threshold that still answers ``coverage`` of the questions that have an entry.

    ``labelled``: for each question its evidence and whether an entry covers it. ValueError without a covered one.
    """
    pairs = list(labelled)
    covered = sorted(evidence for evidence, has_entry in pairs if has_entry)
    if not covered:
        raise ValueError("no covered question to calibrate on")
    threshold = covered[math.floor(len(covered) * (1.0 - coverage))]
    return measured(pairs, threshold)


def measured(pairs: Sequence[tuple[float, bool]], threshold: float) -> Calibration:
    """What ``threshold`` does on labelled questions; shares of nothing are 1."""
    answered = [has_entry for evidence, has_entry in pairs if evidence >= threshold]
    covered = sum(has_entry for _, has_entry in pairs)
    uncovered = len(pairs) - covered
    right = sum(answered)
    declined = uncovered - (len(answered) - right)
    return Calibration(threshold, _share(right, len(answered)), _share(right, covered), _share(declined, uncovered))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
