"""A run of a suite: every case once, resumed after a cut, never mixed with another version's rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain import Proposal, Severity
from assistant.errors import InputError
from assistant.evaluation.cases import EvaluationCase, Suite, read_suite
from assistant.evaluation.gate import Exit, read_gate
from assistant.evaluation.runs import Answering, open_run, run
from assistant.evaluation.scorecard import Scorecard, read_scorecard
from assistant.evaluation.summary import summarise, summary_json
from assistant.workflow.propose import Proposer
from tests.conftest import NOW, ROOT

GATE = read_gate(ROOT / "evals")
Propose = Callable[[EvaluationCase], Proposal]


@pytest.fixture(scope="module")
def card() -> Scorecard:
    return read_scorecard(ROOT / "evals")


@pytest.fixture(scope="module")
def suite(samples: dict[str, EvaluationCase]) -> Suite:
    return Suite("few", tuple(samples[name] for name in ("tr-s01", "tr-s10", "el-s04", "en-s08")), NOW)


@pytest.fixture(scope="module")
def propose(proposer: Proposer) -> Propose:
    known: dict[str, Proposal] = {}

    def answer(case: EvaluationCase) -> Proposal:
        if case.id not in known:
            known[case.id] = proposer.propose(case.complaint)[0]
        return known[case.id]

    return answer


def never(case: EvaluationCase) -> Proposal:
    raise AssertionError(case.id)


def test_a_run_cut_in_the_middle_of_a_line_goes_on_where_it_stopped(
    suite: Suite, propose: Propose, card: Scorecard, tmp_path: Path
) -> None:
    asked: list[str] = []

    def noted(case: EvaluationCase) -> Proposal:
        asked.append(case.id)
        return propose(case)

    whole = run(suite, Answering(noted, card), tmp_path / "whole", {"model": "composer"})
    cut = tmp_path / "cut"
    run(suite, Answering(noted, card), cut, {"model": "composer"})
    lines = (cut / "results.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (cut / "results.jsonl").write_text("".join(lines[:2])[:-40], encoding="utf-8")
    (cut / "timings.jsonl").write_text('{"id": "tr-s0', encoding="utf-8")
    asked.clear()
    resumed = run(suite, Answering(noted, card), cut, {"model": "composer"})
    assert asked == ["tr-s10", "el-s04", "en-s08"]
    assert (cut / "results.jsonl").read_bytes() == (tmp_path / "whole" / "results.jsonl").read_bytes()
    assert summary_json(summarise(resumed, GATE)) == summary_json(summarise(whole, GATE))


def test_equal_input_gives_byte_identical_results_however_the_work_is_spread(
    suite: Suite, proposer: Proposer, card: Scorecard, tmp_path: Path
) -> None:
    for name, threads in (("one", 1), ("many", 3)):
        answering = Answering(lambda case: proposer.propose(case.complaint)[0], card, threads=threads)
        found = run(suite, answering, tmp_path / name, {})
        (tmp_path / name / "told").write_text(json.dumps(summary_json(summarise(found, GATE))), encoding="utf-8")
    for file in ("results.jsonl", "manifest.json", "told"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "many" / file).read_bytes()


def test_a_finished_run_asks_nobody_again(suite: Suite, propose: Propose, card: Scorecard, tmp_path: Path) -> None:
    run(suite, Answering(propose, card), tmp_path, {})
    again = run(suite, Answering(never, card), tmp_path, {})
    assert all(row.scored for row in again.rows)
    assert open_run(tmp_path).rows == again.rows


def test_fresh_answers_every_case_again(suite: Suite, propose: Propose, card: Scorecard, tmp_path: Path) -> None:
    run(suite, Answering(propose, card), tmp_path, {"seed": 0})
    again = run(suite, Answering(never, card), tmp_path, {"seed": 1}, fresh=True)
    assert not any(row.scored for row in again.rows)


def test_a_folder_of_another_version_is_refused_with_what_changed(
    suite: Suite, propose: Propose, card: Scorecard, tmp_path: Path
) -> None:
    run(suite, Answering(propose, card), tmp_path, {"knowledge": "a"})
    with pytest.raises(InputError, match=r"other versions \(knowledge\)"):
        run(suite, Answering(propose, card), tmp_path, {"knowledge": "b"})


def test_a_case_that_breaks_is_counted_as_failed_and_asked_again_next_time(
    suite: Suite, propose: Propose, card: Scorecard, tmp_path: Path
) -> None:
    def broken(case: EvaluationCase) -> Proposal:
        if case.id == "tr-s10":
            raise ValueError("broken")
        return propose(case)

    first = summarise(run(suite, Answering(broken, card), tmp_path, {}), GATE)
    assert (first.failed, first.outcomes["scored"], first.code(GATE)) == (("tr-s10",), 3, Exit.INVALID)
    second = summarise(run(suite, Answering(propose, card), tmp_path, {}), GATE)
    assert (second.failed, second.cases) == ((), 4)


def test_a_model_that_gave_no_draft_fails_its_case_instead_of_being_judged_by_the_composers(
    suite: Suite, propose: Propose, card: Scorecard, tmp_path: Path
) -> None:
    def fallen_back(case: EvaluationCase) -> Proposal:
        proposal = propose(case)
        return replace(proposal, draft=replace(proposal.draft, fallback="rate_limited"))

    found = run(suite, Answering(fallen_back, card), tmp_path, {})
    assert [row.outcome for row in found.rows] == ["failed"] * 4
    assert "rate_limited" in str(found.rows[0].error)


def test_no_number_of_a_run_is_none_or_not_a_number(
    suite: Suite, propose: Propose, card: Scorecard, tmp_path: Path
) -> None:
    found = run(suite, Answering(propose, card), tmp_path, {})
    text = (tmp_path / "results.jsonl").read_text(encoding="utf-8") + json.dumps(summary_json(summarise(found, GATE)))
    assert "NaN" not in text
    assert "Infinity" not in text
    assert all(value is not None for row in found.rows for value in (row.scores or {}).values())


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
