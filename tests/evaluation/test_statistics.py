"""The statistics against known answers: hand-computed, scipy's own, and what resampling must never do."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from assistant.evaluation.statistics import (
    Verdict,
    binary_p,
    detectable,
    gather,
    holm,
    interval,
    judge,
    mcnemar,
    more_cases,
    p_value,
    standard_error,
    wilson,
)

FEW = 999
NUMBERS = st.lists(st.integers(-4, 4).map(float), min_size=2, max_size=12)


def each(count: int) -> list[str]:
    return [str(number) for number in range(count)]


def test_the_interval_is_scipys_own_where_every_case_is_its_own_story() -> None:
    differences = np.random.default_rng(3).normal(0.3, 1.0, 60)
    wanted = stats.bootstrap((differences,), np.mean, n_resamples=9_999, method="BCa", rng=np.random.default_rng(1))
    low, high = interval(gather(list(differences), each(60)), 4.0)
    assert low == pytest.approx(wanted.confidence_interval.low, abs=0.02)
    assert high == pytest.approx(wanted.confidence_interval.high, abs=0.02)


def test_one_story_in_three_languages_counts_once() -> None:
    stories = np.random.default_rng(4).normal(0, 1, 40)
    tripled, clusters = list(np.repeat(stories, 3)), [str(index // 3) for index in range(120)]
    once, thrice = gather(list(stories), each(40)), gather(tripled, clusters)
    assert interval(thrice, 4.0) == pytest.approx(interval(once, 4.0), abs=1e-9)
    assert detectable(thrice) == pytest.approx(detectable(once))
    assert detectable(gather(tripled, each(120))) < 0.7 * detectable(once)


def test_the_standard_error_is_that_of_a_mean_by_hand() -> None:
    data = gather([1.0, 2.0, 3.0, 6.0], each(4))
    assert standard_error(data) == pytest.approx(np.std([1, 2, 3, 6], ddof=1) / 2)


def test_signs_flipped_by_hand_give_the_exact_p() -> None:
    # Of the eight ways to sign 1, 2 and 3 one reaches the sum 6 and one reaches -6.
    assert p_value(gather([1.0, 2.0, 3.0], each(3))) == pytest.approx(2 / 8)


@pytest.mark.parametrize(("better", "worse"), [(0, 0), (1, 9), (5, 5), (0, 6), (12, 3)])
def test_mcnemar_is_the_exact_binomial_test_of_the_changed_pairs(better: int, worse: int) -> None:
    wanted = 1.0 if better + worse == 0 else stats.binomtest(better, better + worse).pvalue
    assert mcnemar(better, worse) == pytest.approx(wanted)


def test_pairs_of_one_story_are_not_tested_as_if_they_were_independent() -> None:
    nine = [-1.0] * 9
    assert binary_p(nine, each(9)) == pytest.approx(mcnemar(0, 9))
    assert binary_p(nine, ["a"] * 5 + ["b"] * 4) > 0.05


def test_holm_by_hand() -> None:
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005}) == pytest.approx(
        {"a": 0.03, "b": 0.06, "c": 0.06, "d": 0.02}
    )


@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1), max_size=8))
def test_holm_never_makes_a_p_smaller_nor_more_than_one_and_keeps_their_order(ps: dict[str, float]) -> None:
    adjusted = holm(ps)
    assert all(ps[name] <= adjusted[name] <= 1 for name in ps)
    ranked = sorted(ps, key=lambda name: (ps[name], name))
    assert [adjusted[name] for name in ranked] == sorted(adjusted.values())


@pytest.mark.parametrize(("cases", "least"), [(60, 0.29), (120, 0.21), (240, 0.15), (360, 0.12), (1000, 0.07)])
def test_the_detectable_difference_is_that_of_the_published_table(cases: int, least: float) -> None:
    spread = np.tile([-0.8, 0.8], cases // 2)  # standard deviation 0.8
    assert detectable(gather(list(spread), each(cases))) == pytest.approx(least, abs=0.006)


def test_as_many_more_cases_as_are_asked_for_would_show_the_difference() -> None:
    spread = list(np.tile([-0.8, 0.8], 30))
    more = more_cases(gather(spread, each(60)), 0.1)
    assert more is not None
    grown = list(np.tile([-0.8, 0.8], (60 + more) // 2))
    assert detectable(gather(grown, each(len(grown)))) == pytest.approx(0.1, abs=0.002)


def test_cases_that_never_differ_are_not_taken_for_proof() -> None:
    low, high = interval(gather([0.0] * 30, each(30)), 4.0)
    assert (low, high) == (-0.4, 0.4)
    assert judge(low, high, 1.0, 0.1) is Verdict.UNKNOWN
    assert judge(*interval(gather([0.0] * 360, each(360)), 4.0), 1.0, 0.1) is Verdict.EQUIVALENT


@settings(max_examples=25, deadline=None)
@given(NUMBERS)
def test_the_interval_is_finite_ordered_and_turns_round_with_the_runs(differences: list[float]) -> None:
    low, high = interval(gather(differences, each(len(differences))), 8.0, resamples=FEW)
    assert math.isfinite(low)
    assert math.isfinite(high)
    assert low <= high
    turned = interval(gather([-d for d in differences], each(len(differences))), 8.0, resamples=FEW)
    assert turned == pytest.approx((-high, -low), abs=0.6)  # the same resamples, ranked from the other end


@settings(max_examples=25, deadline=None)
@given(NUMBERS)
def test_p_is_a_probability_and_does_not_know_which_run_came_first(differences: list[float]) -> None:
    clusters = each(len(differences))
    p = p_value(gather(differences, clusters), resamples=FEW)
    assert 0 < p <= 1
    assert p_value(gather([-d for d in differences], clusters), resamples=FEW) == pytest.approx(p, abs=0.05)


@pytest.mark.parametrize(
    ("low", "high", "p", "verdict"),
    [
        (0.2, 0.6, 0.001, Verdict.BETTER),
        (-0.6, -0.2, 0.001, Verdict.WORSE),
        (-0.05, 0.08, 0.6, Verdict.EQUIVALENT),
        (0.02, 0.08, 0.001, Verdict.EQUIVALENT),  # sure, and too small to matter
        (-0.3, 0.4, 0.7, Verdict.UNKNOWN),
        (0.2, 0.6, 0.2, Verdict.UNKNOWN),  # not after the correction for many tests
    ],
)
def test_a_verdict_needs_both_the_interval_and_the_test(low: float, high: float, p: float, verdict: Verdict) -> None:
    assert judge(low, high, p, 0.1) is verdict


def test_zero_of_none_says_nothing_and_all_of_sixty_is_not_certain() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(60, 60)
    assert 0.93 < low < 0.95
    assert high == 1.0


@pytest.mark.parametrize("values", [[], [math.nan], [math.inf, 1.0]])
def test_no_difference_and_no_number_are_refused(values: list[float]) -> None:
    with pytest.raises(ValueError, match="finite"):
        gather(values, each(len(values)))
