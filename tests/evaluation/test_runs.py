"""A run of a suite: every case once, resumed after a cut, never mixed with another version's rows."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain import Proposal, Severity
from assistant.errors import InputError
from assistant.evaluation.cases import EvaluationCase, Suite, read_suite
from assistant.evaluation.runs import interval, run, summary_json
from assistant.workflow.propose import Proposer
from tests.conftest import NOW


@pytest.fixture(scope="module")
def suite(samples: dict[str, EvaluationCase]) -> Suite:
    return Suite("few", tuple(samples[name] for name in ("tr-s01", "tr-s10", "el-s04", "en-s08")), NOW)


def test_a_run_cut_in_the_middle_of_a_line_goes_on_where_it_stopped(
    suite: Suite, proposer: Proposer, tmp_path: Path
) -> None:
    asked: list[str] = []

    def propose(case: EvaluationCase) -> Proposal:
        asked.append(case.id)
        return replace(proposer.propose(case.complaint)[0], elapsed_ms=0)

    whole = run(suite, propose, tmp_path / "whole", {"model": "composer"})
    file = tmp_path / "cut" / "results.jsonl"
    run(replace(suite, cases=suite.cases[:2]), propose, file.parent, {"model": "composer"})
    file.write_text(file.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    asked.clear()
    resumed = run(suite, propose, file.parent, {"model": "composer"})
    assert asked == ["tr-s10", "el-s04", "en-s08"]
    assert summary_json(resumed) == summary_json(whole)


def test_a_finished_run_asks_nobody_again(suite: Suite, proposer: Proposer, tmp_path: Path) -> None:
    run(suite, lambda case: proposer.propose(case.complaint)[0], tmp_path, {})

    def never(case: EvaluationCase) -> Proposal:
        raise AssertionError(case.id)

    assert not run(suite, never, tmp_path, {}).failed


def test_a_folder_of_another_version_is_refused(suite: Suite, proposer: Proposer, tmp_path: Path) -> None:
    run(suite, lambda case: proposer.propose(case.complaint)[0], tmp_path, {"knowledge": "a"})
    with pytest.raises(InputError, match="other versions"):
        run(suite, lambda case: proposer.propose(case.complaint)[0], tmp_path, {"knowledge": "b"})


def test_a_case_that_breaks_is_counted_as_failed_and_the_rest_goes_on(
    suite: Suite, proposer: Proposer, tmp_path: Path
) -> None:
    def propose(case: EvaluationCase) -> Proposal:
        if case.id == "tr-s10":
            raise ValueError("broken")
        return proposer.propose(case.complaint)[0]

    summary = run(suite, propose, tmp_path, {})
    assert summary.failed == ("tr-s10",)
    assert len(summary.rows) == 4


def test_zero_of_none_says_nothing_and_all_of_sixty_is_not_certain() -> None:
    assert interval(0, 0) == (0.0, 1.0)
    low, high = interval(60, 60)
    assert 0.93 < low < 0.95
    assert high == 1.0


def test_a_broken_case_file_names_its_line(tmp_path: Path, product: object) -> None:
    (tmp_path / "suites").mkdir()
    (tmp_path / "suites" / "s.yaml").write_text(
        "name: s\ncases: [c.jsonl]\nnow: 2026-11-20T10:00:00+03:00\n", encoding="utf-8"
    )
    (tmp_path / "c.jsonl").write_text('{"id": "1"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"c\.jsonl:1: "):
        read_suite(tmp_path, "s", {})


def test_a_suite_that_does_not_exist_is_answered_with_those_that_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="known are none"):
        read_suite(tmp_path, "nope", {})


@pytest.fixture(scope="module")
def proposals(samples: dict[str, EvaluationCase], proposer: Proposer) -> dict[str, Proposal]:
    return {name: proposer.propose(case.complaint)[0] for name, case in samples.items()}


def test_every_sample_is_answered_in_the_language_it_should_be(
    proposals: dict[str, Proposal], samples: dict[str, EvaluationCase]
) -> None:
    wrong = [name for name, found in proposals.items() if found.language != samples[name].expected.language]
    mixed = [name for name, found in proposals.items() if any(f.check == "language" for f in found.findings)]
    assert (wrong, mixed) == ([], [])


def test_no_draft_of_the_composer_states_a_fact_or_a_promise_without_its_source(proposals: dict[str, Proposal]) -> None:
    guarded = {"facts", "contact", "support", "address", "placeholder", "public_data_request", "public_data_echo"}
    found = {
        name: sorted({f.check for f in p.findings if f.check in guarded and f.severity is Severity.BLOCK})
        for name, p in proposals.items()
    }
    assert {name: checks for name, checks in found.items() if checks} == {}


def test_no_draft_is_longer_than_its_channel_allows(proposals: dict[str, Proposal]) -> None:
    assert [
        n for n, p in proposals.items() if any(f.check == "length" and f.severity is Severity.BLOCK for f in p.findings)
    ] == []


def test_another_attempt_gives_other_words(samples: dict[str, EvaluationCase], proposer: Proposer) -> None:
    complaint = samples["tr-s01"].complaint
    said = {proposer.propose(complaint, attempt=attempt)[0].private for attempt in range(20)}
    assert len(said) > 12


def test_the_same_complaint_gives_the_same_draft(samples: dict[str, EvaluationCase], proposer: Proposer) -> None:
    first, again = (json.dumps(proposer.propose(samples["el-s04"].complaint)[0].private) for _ in range(2))
    assert first == again


def test_the_locked_half_of_the_cases_is_as_it_was_written() -> None:
    import hashlib

    from tests.conftest import ROOT

    folder = ROOT / "evals" / "cases" / "locked"
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.jsonl"))}
    kept = dict(reversed(line.split()) for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    assert found == kept
