"""Two runs compared: paired by case, one verdict, exit codes a pipeline can tell apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.errors import InputError
from assistant.evaluation.comparing import Comparison, compare, comparison_json
from assistant.evaluation.gate import Exit, Gate, Metric
from assistant.evaluation.rows import Outcome, Row
from assistant.evaluation.statistics import Verdict

GATE = Gate(primary=Metric(metric="scorecard", margin=2.0, reach=100.0), guards=(Metric(metric="named", margin=0.03),))


def rows(scores: list[float], named: list[bool] | None = None) -> list[Row]:
    return [
        Row(
            f"c{place}", Outcome.SCORED, f"c{place}", {"language": ("tr", "el", "en")[place % 3]}, (), None,
            {"named": named[place] if named else True}, {"scorecard": score},
        )
        for place, score in enumerate(scores)
    ]  # fmt: skip


BASE = list(np.random.default_rng(1).normal(80, 5, 360))


def against(shift: float, spread: float = 5.0) -> Comparison:
    noise = np.random.default_rng(2).normal(shift, spread, 360)
    return compare(rows(BASE), rows(list(np.asarray(BASE) + noise)), GATE, resamples=999)


@pytest.mark.parametrize(
    ("shift", "spread", "verdict", "code"),
    [
        (-5.0, 5.0, Verdict.WORSE, Exit.REGRESSION),
        (5.0, 5.0, Verdict.BETTER, Exit.OK),
        (0.0, 5.0, Verdict.EQUIVALENT, Exit.OK),
        (0.5, 40.0, Verdict.UNKNOWN, Exit.OK),
    ],
)
def test_the_verdict_is_the_primary_metrics(shift: float, spread: float, verdict: Verdict, code: Exit) -> None:
    found = against(shift, spread)
    assert (found.verdict, found.code()) == (verdict, code)


def test_too_little_evidence_fails_only_when_strict_and_says_how_many_more_cases() -> None:
    found = against(0.5, 40.0)
    assert found.code(strict=True) is Exit.INCONCLUSIVE
    assert found.primary is not None
    assert found.primary.more is not None
    assert found.primary.more > 360


def test_a_guard_that_breaks_is_worse_though_the_primary_metric_is_not() -> None:
    lost = [place % 8 != 0 for place in range(360)]
    found = compare(rows(BASE), rows(BASE, lost), GATE, resamples=999)
    assert found.primary is not None
    assert found.primary.verdict is Verdict.EQUIVALENT
    assert found.verdict is Verdict.WORSE
    (guard,) = [line for line in found.family if line.metric == "named"]
    assert (guard.better, guard.worse) == (0, 45)


def test_runs_are_paired_by_case_whatever_their_order() -> None:
    before, after = rows(BASE), rows([score - 5 for score in BASE])
    turned = compare(before, after[::-1], GATE, resamples=999)
    assert comparison_json(turned)["primary"] == comparison_json(compare(before, after, GATE, resamples=999))["primary"]


def test_too_many_cases_that_cannot_be_compared_make_the_comparison_invalid() -> None:
    after = rows(BASE)
    broken = [replace(row, outcome=Outcome.FAILED) if place % 10 == 0 else row for place, row in enumerate(after)]
    found = compare(rows(BASE), broken, GATE, resamples=999)
    assert (found.verdict, found.code()) == (Verdict.INVALID, Exit.INVALID)
    assert len(found.invalid) == 36


def test_runs_without_a_common_case_are_refused() -> None:
    with pytest.raises(InputError, match="share no case"):
        compare(rows(BASE)[:10], rows(BASE)[10:20], GATE)


def test_the_cases_that_changed_most_come_first() -> None:
    after = rows(BASE)
    after[7] = replace(after[7], scores={"scorecard": BASE[7] - 60}, measures={"named": False})
    after[9] = replace(after[9], scores={"scorecard": BASE[9] + 10}, measures={"named": False})
    found = compare(rows(BASE), after, GATE, resamples=999)
    assert [new.id for _, new in found.changed] == ["c7", "c9"]


def test_equal_input_gives_an_equal_comparison() -> None:
    assert comparison_json(against(1.0)) == comparison_json(against(1.0))
