"""Replies laid out blind: nobody can tell the runs apart, and what people prefer is counted for the right one."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from assistant.cli import app
from assistant.errors import InputError
from assistant.evaluation.blind import (
    PAIRS,
    BlindPair,
    Choice,
    Layout,
    lay_out,
    layouts,
    open_layout,
    print_of,
    read_pair_labels,
    write_label,
)
from assistant.evaluation.judging.pairs import Winner
from assistant.evaluation.preferred import read_preferred
from assistant.evaluation.rows import Outcome, Row
from assistant.evaluation.runs import open_run
from tests.conftest import ROOT

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
CASES = 40


def a_run(folder: Path, words: str, cases: int = CASES) -> Path:
    """A run whose replies to even cases hold other words, to odd ones the same."""
    rows = [
        Row(str(n), Outcome.SCORED, f"story-{n % 20}", {"language": ("tr", "el", "en")[n % 3], "channel": "email"}, (),
            None, {"named": True}, {"quality": 90.0}, (), {"channel": "email", "text": f"Complaint {n}."},
            {"replies": {"private": f"Answer {n}{words if n % 2 == 0 else ''}."}, "findings": [], "sources": []})
        for n in range(cases)
    ]  # fmt: skip
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text('{"suite": "few", "model": "composer"}', encoding="utf-8")
    (folder / "results.jsonl").write_text("".join(row.line() for row in rows), encoding="utf-8")
    return folder


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    return a_run(tmp_path / "first", ""), a_run(tmp_path / "second", " with more care")


@pytest.fixture
def layout(runs: tuple[Path, Path], tmp_path: Path) -> Layout:
    first, second = map(open_run, runs)
    return lay_out(first, second, tmp_path / "blind", "november")


def choose(layout: Layout, rater: str, wanted: Winner) -> None:
    """Somebody who always prefers one run, whichever side it stands on."""
    for side in layout.order(rater):
        choice = next(choice for choice in Choice if side.winner(choice) is wanted)
        write_label(layout, rater, side.pair.id, choice, NOW)


def test_only_replies_that_differ_are_laid_out_and_read_back(layout: Layout) -> None:
    assert {pair.id for pair in layout.pairs} == {str(n) for n in range(0, CASES, 2)}
    assert open_layout(layout.folder) == layout
    assert layouts(layout.folder.parent) == ["november"]


def test_sides_and_order_are_the_persons_own_and_stay(layout: Layout) -> None:
    assert layout.order("elif") == open_layout(layout.folder).order("elif")
    assert [s.pair.id for s in layout.order("elif")] != [s.pair.id for s in layout.order("nikos")]
    lefts = Counter(side.a_left for name in map(str, range(50)) for side in layout.order(name))
    assert 0.45 < lefts[True] / sum(lefts.values()) < 0.55


@given(st.text(min_size=1, max_size=20))
def test_a_choice_of_a_side_counts_for_the_run_that_stood_there(rater: str) -> None:
    pairs = tuple(BlindPair(str(n), str(n), "en", "email", "Late.", "of a", "of b") for n in range(8))
    for side in Layout(Path("x"), pairs, {"a": "1", "b": "2"}).order(rater):
        assert side.left == {Winner.A: "of a", Winner.B: "of b"}[side.winner(Choice.LEFT)]
        assert side.right == {Winner.A: "of a", Winner.B: "of b"}[side.winner(Choice.RIGHT)]
        assert side.winner(Choice.TIE) is Winner.TIE


def test_what_people_prefer_is_counted_for_the_run_and_not_for_the_side(
    layout: Layout, runs: tuple[Path, Path]
) -> None:
    choose(layout, "elif", Winner.B)
    choose(layout, "nikos", Winner.B)
    found = read_preferred(layout.folder, *runs)
    assert found is not None
    assert (found.rates["all"].rate, found.people, found.pairs) == (1.0, 2, CASES // 2)
    assert (found.alike, found.several) == (CASES // 2, CASES // 2)
    assert found.left is not None
    assert found.left[1] < 0.5 < found.left[2]
    turned = read_preferred(layout.folder, *reversed(runs))
    assert turned is not None
    assert turned.rates["all"].rate == 0.0


def test_a_preference_can_be_taken_back_and_the_last_word_counts(layout: Layout, runs: tuple[Path, Path]) -> None:
    pair = layout.pairs[0].id
    write_label(layout, "elif", pair, Choice.LEFT, NOW)
    write_label(layout, "elif", pair, Choice.TIE, NOW)
    assert [label.winner for label in read_pair_labels(layout)] == [Winner.TIE]
    write_label(layout, "elif", pair, None, NOW)
    assert read_pair_labels(layout) == []
    assert read_preferred(layout.folder, *runs) is None


def test_labels_of_other_runs_and_pairs_that_are_not_there_are_refused(
    layout: Layout, runs: tuple[Path, Path], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="not in november"):
        write_label(layout, "elif", "nowhere", Choice.LEFT, NOW)
    other = a_run(tmp_path / "third", " otherwise")
    choose(layout, "elif", Winner.A)
    with pytest.raises(InputError, match="compares other runs"):
        read_preferred(layout.folder, runs[0], other)
    labels = layout.folder / "labels.jsonl"
    labels.write_text(labels.read_text(encoding="utf-8") + "{}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"labels\.jsonl:21"):
        read_pair_labels(layout)


@pytest.mark.parametrize("name", ["", "../x", "A", "a/b", ".hidden"])
def test_a_comparison_has_a_plain_name(runs: tuple[Path, Path], tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="is no name"):
        lay_out(*map(open_run, runs), tmp_path / "blind", name)
    assert not (tmp_path / "blind").exists()


def test_what_is_shown_of_a_comparison_does_not_say_which_run_a_reply_is_of(layout: Layout) -> None:
    told = (layout.folder / PAIRS).read_text(encoding="utf-8")
    assert "first" not in told
    assert "second" not in told
    assert layout.name == "november"


def test_comparison_and_report_tell_what_people_preferred(
    runs: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ASSISTANT_WORKSPACE", str(ROOT))
    first, second = map(str, runs)
    runner = CliRunner()
    laid = json.loads(runner.invoke(app, ["eval", "blind", first, second, "--name", "week-3"]).stdout.splitlines()[-1])
    layout = open_layout(Path(laid["folder"]))
    assert layout.runs == {"a": print_of(runs[0]), "b": print_of(runs[1])}
    choose(layout, "elif", Winner.B)
    compared = runner.invoke(app, ["eval", "compare", first, second, "--labels", laid["folder"]])
    told = json.loads(compared.stdout.splitlines()[-1])["people"]
    assert (told["people"], told["rates"]["all"]["rate"]) == (1, 1.0)
    assert "later run wins" in compared.stderr
    made = runner.invoke(app, ["eval", "report", second, "--against", first, "--labels", laid["folder"]])
    assert made.exit_code == 0, made.output
    assert "What people preferred" in (runs[1] / "report.html").read_text(encoding="utf-8")
    assert "| preferred by people |" in (runs[1] / "report.md").read_text(encoding="utf-8")
