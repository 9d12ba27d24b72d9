"""Where the search says «no entry», and that the line is drawn on labelled data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.abstention import Signs, calibrate, confidence, measured

EVIDENCE = st.floats(-10, 10).map(lambda value: round(value, 3))
SHARE = st.floats(0, 1)


@given(st.floats(0, 500), st.integers(1, 10_000), SHARE, SHARE)
def test_more_score_and_more_known_words_speak_for_an_answer_and_foreign_things_against(
    score: float, size: int, known: float, foreign: float
) -> None:
    evidence = Signs(score, size, known, foreign).evidence
    assert Signs(score + 10, size, known, foreign).evidence > evidence
    assert Signs(score, size, min(1.0, known + 0.1), foreign).evidence >= evidence
    assert Signs(score, size, known, min(1.0, foreign + 0.1)).evidence <= evidence


def test_an_index_without_passages_has_no_evidence() -> None:
    assert Signs(0.0, 0, 0.0, 0.0).evidence == 0.0


@given(EVIDENCE, EVIDENCE)
def test_confidence_is_one_half_at_the_threshold_and_grows_with_the_evidence(evidence: float, threshold: float) -> None:
    assert confidence(threshold, threshold) == 0.5
    assert 0.0 < confidence(evidence, threshold) < 1.0
    assert (confidence(evidence, threshold) >= 0.5) == (evidence >= threshold)


def test_the_calibration_counts_what_was_answered_and_what_declined() -> None:
    labelled = [
        (5.0, True),
        (4.0, True),
        (3.0, True),
        (1.0, True),
        (4.5, False),
        (0.5, False),
        (0.2, False),
        (0.1, False),
    ]
    found = measured(labelled, 3.0)
    assert (found.precision, found.coverage, found.abstained) == (0.75, 0.75, 0.75)


@given(st.lists(st.tuples(EVIDENCE, st.booleans()), min_size=1, max_size=60), st.floats(0.5, 1.0))
def test_a_calibrated_threshold_keeps_the_coverage_asked_for(labelled: list[tuple[float, bool]], wanted: float) -> None:
    if not any(has_entry for _, has_entry in labelled):
        with pytest.raises(ValueError, match="no covered question"):
            calibrate(labelled)
        return
    found = calibrate(labelled, coverage=wanted)
    assert found.coverage >= wanted - 1e-9
    assert measured(labelled, found.threshold) == found
