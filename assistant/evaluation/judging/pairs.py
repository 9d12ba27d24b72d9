"""Two replies compared by a judge in both orders: a preference that does not survive the exchange is a tie."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from assistant.domain import Language
from assistant.errors import ModelError
from assistant.evaluation.judging.rubric import Rubric
from assistant.evaluation.judging.verdicts import Judged, ask
from assistant.evaluation.statistics import gather, interval
from assistant.llm import ChatModel
from assistant.prompting import fence


class Winner(StrEnum):
    """Who is preferred."""

    A = "a"
    B = "b"
    TIE = "tie"


@dataclass(frozen=True, slots=True)
class Preference:
    """Two replies to one complaint: what the judge said with A first, and with B first; ``None`` for no valid answer.

    ``longer`` is by how many words B is longer than A.
    """

    id: str
    language: Language
    with_a_first: Winner | None
    with_b_first: Winner | None
    longer: int
    cluster: str

    @property
    def valid(self) -> bool:
        """Whether both orders were answered."""
        return self.with_a_first is not None and self.with_b_first is not None

    @property
    def consistent(self) -> bool:
        """Whether both orders say the same."""
        return self.valid and self.with_a_first is self.with_b_first

    @property
    def winner(self) -> Winner | None:
        """The preference both orders share, else a tie; ``None`` where one was not answered."""
        if not self.valid:
            return None
        return self.with_a_first if self.consistent else Winner.TIE


@dataclass(frozen=True, slots=True)
class WinRate:
    """How often B is preferred to A, ties half: with its interval, and at equal length; ``slope`` a word."""

    rate: float
    low: float
    high: float
    at_equal_length: float
    slope: float
    pairs: int


def prefer(model: ChatModel, rubric: Rubric, a: Judged, b: Judged, mark: str, cluster: str | None = None) -> Preference:
    """Ask the judge twice, the second time with the replies exchanged."""
    longer = len(b.reply.text.split()) - len(a.reply.text.split())
    forward, back = _asked(model, rubric, a, b, mark), _asked(model, rubric, b, a, mark)
    named = {"first": Winner.B, "second": Winner.A, "neither": Winner.TIE}
    straight = {"first": Winner.A, "second": Winner.B, "neither": Winner.TIE}
    return Preference(
        a.id, a.language, straight[forward] if forward else None, named[back] if back else None, longer, cluster or a.id
    )


def win_rate(preferences: Sequence[Preference]) -> WinRate | None:
    """B's win rate over valid pairs; ``None`` for none."""
    valid = [preference for preference in preferences if preference.valid]
    if not valid:
        return None
    wins = [{Winner.B: 1.0, Winner.TIE: 0.5, Winner.A: 0.0}[p.winner or Winner.TIE] for p in valid]
    data = gather([win - 0.5 for win in wins], [p.cluster for p in valid])
    low, high = interval(data, 0.5)
    middle, slope = length_controlled(wins, [p.longer for p in valid])
    return WinRate(data.mean + 0.5, max(0.0, low + 0.5), min(1.0, high + 0.5), middle, slope, len(valid))


def length_controlled(wins: Sequence[float], longer: Sequence[int]) -> tuple[float, float]:
    """The win rate at equal length, and the slope of its logit a word: a logistic line through wins by length.

    A ridge keeps it finite where length tells the winner without fail.
    """
    from scipy.optimize import minimize  # type: ignore[import-untyped, unused-ignore]

    y = np.asarray(wins, dtype=np.float64)
    x = np.asarray(longer, dtype=np.float64)
    scale = float(x.std()) or 1.0
    x = x / scale

    def loss(line: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        z = line[0] + line[1] * x
        return float(np.sum(np.logaddexp(0.0, z) - y * z) + 0.05 * (line[0] ** 2 + line[1] ** 2))

    a, b = (float(value) for value in minimize(loss, np.zeros(2), method="BFGS").x)
    return 1 / (1 + math.exp(-a)), b / scale


def _asked(model: ChatModel, rubric: Rubric, first: Judged, second: Judged, mark: str) -> str | None:
    given = {
        "language_name": rubric.name_of(first.language),
        "complaint": fence(first.complaint.text, mark, "complaint"),
        "first": fence(first.reply.text, mark, "first"),
        "second": fence(second.reply.text, mark, "second"),
    }
    try:
        answer = ask(model, rubric, "preference", given)
    except ModelError:
        return None
    better, quote = str(answer.get("better")), str(answer.get("quote") or "")
    if better == "neither":
        return better
    chosen = {"first": first, "second": second}.get(better)
    return better if chosen is not None and quote and quote in chosen.reply.text else None
