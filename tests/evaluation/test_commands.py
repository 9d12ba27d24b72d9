"""`assistant eval` as an evaluator types it: run, resume, compare, report, preview an edit; exit codes as documented."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from tests.conftest import ROOT

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample brand with a suite of five of its samples, none of which a check blocks."""
    home = tmp_path_factory.mktemp("brand")
    for part in ("knowledge", "prompts"):
        shutil.copytree(ROOT / part, home / part)
    (home / "evals" / "suites").mkdir(parents=True)
    for name in ("scorecard.yaml", "gate.yaml", "prices.yaml"):
        shutil.copy(ROOT / "evals" / name, home / "evals" / name)
    lines = [
        line
        for language in ("tr", "el", "en")
        for line in (ROOT / "evals" / "samples" / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()[:2]
    ]
    (home / "evals" / "few.jsonl").write_text("\n".join(lines[:5]) + "\n", encoding="utf-8")
    suite = "name: few\ncases: [few.jsonl]\nnow: 2026-11-20T10:00:00+03:00\n"
    (home / "evals" / "suites" / "few.yaml").write_text(suite, encoding="utf-8")
    return home


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, brand: Path) -> None:
    monkeypatch.setenv("ASSISTANT_WORKSPACE", str(brand))
    monkeypatch.setenv("ASSISTANT_DATA", str(brand / "data"))
    monkeypatch.setenv("ASSISTANT_MODEL", "composer")


def run(*words: str) -> Result:
    return RUNNER.invoke(app, ["eval", *words])


def told(result: Result) -> dict[str, object]:
    found = json.loads(result.stdout.splitlines()[-1])
    assert isinstance(found, dict)
    return found


def test_the_first_ten_minutes_of_an_evaluator(brand: Path, tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    first = run("run", "few", "--out", str(before), "--limit", "3")
    assert first.exit_code in (0, 3), first.output
    assert told(first)["cases"] == 3
    shutil.rmtree(before)
    whole = run("run", "few", "--out", str(before))
    assert told(whole)["cases"] == 5
    again = run("run", "few", "--out", str(before))
    assert {k: v for k, v in told(again).items() if k != "effort"} == {
        k: v for k, v in told(whole).items() if k != "effort"
    }
    run("run", "few", "--out", str(after), "--seed", "1")
    compared = run("compare", str(before), str(after), "--strict")
    assert compared.exit_code in (0, 4, 7), compared.output
    assert told(compared)["paired"] == 5
    reported = run("report", str(after), "--against", str(before), "--language", "tr")
    assert reported.exit_code == 0, reported.output
    assert Path(reported.stdout.splitlines()[0]).read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_run_is_the_same_as_itself_and_too_few_cases_prove_nothing(tmp_path: Path) -> None:
    run("run", "few", "--out", str(tmp_path / "a"))
    same = run("compare", str(tmp_path / "a"), str(tmp_path / "a"))
    assert (same.exit_code, told(same)["verdict"]) == (0, "NOT ENOUGH EVIDENCE")
    assert run("compare", str(tmp_path / "a"), str(tmp_path / "a"), "--strict").exit_code == 7


def test_a_baseline_holds_numbers_and_no_text(brand: Path, tmp_path: Path) -> None:
    run("run", "few", "--out", str(tmp_path / "a"))
    assert run("baseline", str(tmp_path / "a")).exit_code == 0
    kept = brand / "evals" / "baselines" / "few"
    assert "text" not in (kept / "results.jsonl").read_text(encoding="utf-8")
    assert told(run("compare", str(kept), str(tmp_path / "a")))["paired"] == 5
    shutil.rmtree(kept.parent)


def test_an_edited_greeting_is_told_before_it_is_published(brand: Path, tmp_path: Path) -> None:
    edited = tmp_path / "edited"
    shutil.copytree(brand, edited, ignore=shutil.ignore_patterns("data"))
    guideline = edited / "knowledge" / "tone" / "tr.md"
    text = guideline.read_text(encoding="utf-8")
    guideline.write_text(text.replace('"Merhaba {name},"', '"Değerli müşterimiz! {name},"'), encoding="utf-8")
    found = run("tone", "--workspace", str(edited), "--against", str(brand), "--suite", "few", "--only", "tr")
    assert found.exit_code in (0, 4), found.output
    said = told(found)["said"]
    assert isinstance(said, dict)
    assert any("no-cliche" in sentence for sentence in said["en"])
    assert any("Türkçe" in sentence for sentence in said["tr"])
    assert "[-Merhaba" in found.stderr


def test_without_the_faq_nothing_is_found(tmp_path: Path) -> None:
    run("run", "few", "--out", str(tmp_path / "a"), "--without", "faq")
    rows = map(json.loads, (tmp_path / "a" / "results.jsonl").read_text(encoding="utf-8").splitlines())
    assert [source["score"] for row in rows for source in row["proposal"]["sources"] if source["score"]] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("run", "few", "--without", "kindness"), 2),
        (("run", "few", "--limit", "0"), 2),
        (("report", "nowhere"), 1),
        (("compare", "nowhere", "nowhere"), 1),
        (("run", "few", "--without", "tone"), 1),
    ],
)
def test_what_cannot_be_done_ends_with_the_documented_code(words: tuple[str, ...], code: int) -> None:
    assert run(*words).exit_code == code


def test_a_selftest_that_holds_ends_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_WORKSPACE", str(ROOT))
    from assistant.evaluation import simulating

    assert simulating.simulate(10, 0.4).worse >= 9
    assert simulating.simulate(10, 0.0).worse <= 2
