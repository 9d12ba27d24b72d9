"""The counts per cell are the data's own, and the README says what they are today."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.domain import Flag
from assistant.errors import InputError
from assistant.evaluation.counting import Count, counted
from assistant.knowledge import Knowledge
from tests.conftest import ROOT


def case(id_: str, language: str, topics: list[str], flags: list[str], slices: list[str]) -> str:
    complaint = {"id": id_, "channel": "x", "text": "a text nobody counts"}
    expect = {"language": language, "market": None, "action": "escalate", "flags": flags, "topics": topics}
    return json.dumps({"id": id_, "complaint": complaint, "expect": expect, "slices": slices, "cluster": "c1"})


@pytest.fixture
def evals(tmp_path: Path) -> Path:
    (tmp_path / "suites").mkdir()
    (tmp_path / "suites/one.yaml").write_text("name: one\ncases: [one.jsonl]\n", encoding="utf-8")
    lines = [case("1", "tr", ["refund-time"], ["minors"], ["ascii", "long"]), case("2", "el", [], [], [])]
    (tmp_path / "one.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def table(found: list[Count], name: str) -> dict[str, tuple[int, ...]]:
    (count,) = [count for count in found if count.cell == name]
    assert count.columns[:3] == ("tr", "el", "en")
    return dict(count.rows)


def test_a_case_counts_in_every_cell_it_belongs_to(knowledge: Knowledge, evals: Path) -> None:
    found = counted(knowledge, evals)
    assert table(found, "cases")["all"] == (1, 1, 0, 2)
    assert table(found, "slice") == {"ascii": (1, 0, 0, 1), "long": (1, 0, 0, 1), "(none)": (0, 1, 0, 1)}
    assert table(found, "flag") == {"minors": (1, 0, 0, 1), "(none)": (0, 1, 0, 1)}
    assert table(found, "topic")["18 refund-time"] == (1, 0, 0, 1)
    assert table(found, "market") == {"(none)": (1, 1, 0, 2)}


def test_a_case_of_two_suites_is_one_case_of_its_language(knowledge: Knowledge, evals: Path) -> None:
    (evals / "suites/two.yaml").write_text("name: two\ncases: [one.jsonl]\n", encoding="utf-8")
    assert table(counted(knowledge, evals), "cases")["all"] == (1, 1, 0, 2, 2)


def test_entries_are_counted_by_what_may_be_done_with_them(knowledge: Knowledge, evals: Path) -> None:
    found = table(counted(knowledge, evals), "entries")
    assert found["agent-only"] == (10, 10, 10)  # four answers and the six policies
    assert found["of them policies"] == (6, 6, 6)
    assert found["ended"] == (3, 3, 3)
    assert found["superseded"] == (2, 2, 2)


def test_a_case_that_cannot_be_read_is_named_by_file_and_line(knowledge: Knowledge, evals: Path) -> None:
    (evals / "one.jsonl").write_text('{"id": "1"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"one\.jsonl:1: "):
        counted(knowledge, evals)


def test_the_texts_of_cases_are_never_printed() -> None:
    shown = CliRunner().invoke(app, ["knowledge", "counts", "--workspace", str(ROOT)])
    assert shown.exit_code == 0
    open_cases = (ROOT / "evals/cases/open/tr.jsonl").read_text(encoding="utf-8").splitlines()
    assert not any(json.loads(line)["complaint"]["text"][:40] in shown.output for line in open_cases if line)


def test_every_risk_has_a_case_in_every_language(knowledge: Knowledge) -> None:
    flags = table(counted(knowledge, ROOT / "evals"), "flag")
    assert {flag: flags.get(flag, (0, 0, 0))[:3] for flag in Flag if not all(flags.get(flag, (0, 0, 0))[:3])} == {}


def test_the_counts_in_the_readme_are_the_programs_own() -> None:
    made = CliRunner().invoke(app, ["knowledge", "counts", "--markdown", "--workspace", str(ROOT)]).stdout.strip()
    readme = (ROOT / "evals/README.md").read_text(encoding="utf-8")
    assert made in readme, "run `assistant knowledge counts --markdown` and put its output below «Counts»"
