"""Reading the brand's folder: the sample is sound, and each mistake is named by file and line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant.domain import Language, Market
from assistant.errors import KnowledgeError
from assistant.knowledge import read, survey
from assistant.knowledge.checking import check

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "knowledge"
Edit = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "knowledge")
    return tmp_path / "knowledge"


@pytest.fixture
def edit(folder: Path) -> Edit:
    def change(file: str, old: str, new: str) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def test_the_sample_brand_has_no_mistake() -> None:
    knowledge, problems = survey(SAMPLE)
    assert knowledge is not None
    assert [str(problem) for problem in (*problems, *check(knowledge))] == []


def test_every_topic_stands_in_all_three_languages() -> None:
    knowledge = read(SAMPLE)
    slugs = {language: {e.slug for e in knowledge.entries if e.language is language} for language in Language}
    assert slugs[Language.TR] == slugs[Language.EL] == slugs[Language.EN]
    assert {e.card.topic for e in knowledge.entries} == set(range(1, 69))


def test_an_answer_follows_the_market_and_not_the_language() -> None:
    entry = read(SAMPLE).entry_by_id["faq/tr/delivery-time-parcels"]
    assert "2-4 iş günü" in entry.text(Market.GR)
    assert "1-3 iş günü" not in entry.text(Market.GR)


def test_expired_and_superseded_entries_are_not_usable() -> None:
    usable = {entry.slug for entry in read(SAMPLE).usable(date(2026, 11, 20))}
    assert "change-of-mind-return" in usable
    assert not usable & {"delivery-fee-2025", "return-window-2024", "black-friday-terms-2025", "arbitration-limit-2025"}


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("tone/tr.md", 'line: "^{agent_initials}"', "line: 3", "sign_off.line"),
        ("faq/tr/refund-time.md", "topic: 18", "topic: many", "topic"),
        ("faq/tr/refund-time.md", "market: [tr, gr]", "market: [de]", "market.0"),
        ("faq/en/refund-time.md", "## gr", "## de", "«## de» is no market"),
        ("brand.yaml", "teams:\n", "teems:\n", "teems: is not a field of this file"),
        ("sla.yaml", "within: 60, unit: minute", "within: 0, unit: minute", "within"),
        ("faq/el/refund-time.md", "---\ntopic", "topic", "there is no front matter"),
        ("phrases/en.yaml", "restate:\n", "restate: [\n", "this is not YAML"),
        ("channels.yaml", "x_dm: ", "x: ", "x stands twice"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_what_to_do(
    folder: Path, edit: Edit, file: str, old: str, new: str, said: str
) -> None:
    edit(file, old, new)
    _, problems = survey(folder)
    found = [problem for problem in problems if said in problem.what]
    assert found, [str(problem) for problem in problems]
    assert found[0].file == f"knowledge/{file}"
    assert found[0].todo


def test_the_line_named_is_the_line_of_the_mistake(folder: Path, edit: Edit) -> None:
    edit("faq/tr/refund-time.md", "owner: finance", "owner: 7")
    _, problems = survey(folder)
    lines = (folder / "faq/tr/refund-time.md").read_text(encoding="utf-8").split("\n")
    assert lines[problems[0].line - 1] == "owner: 7"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("faq/tr/refund-time.md", "owner: finance", "owner: nobody", "owner 'nobody' is no team"),
        ("faq/tr/refund-time.md", "topic: 18", "topic: 19", "topic differs"),
        ("sla.yaml", "follow-up-care: {team: care", "follow-up-care: {team: cares", "names team 'cares'"),
        ("channels.yaml", "bridge: x_dm", "bridge: x_dn", "leads to 'x_dn'"),
        ("texts/tr/safety.md", "{{ safety_line }}", "{{ safty_line }}", "safty_line is no contact"),
        ("phrases/en.yaml", "{{ days }} days", "{{ dayz }} days", "uses dayz"),
    ],
)
def test_what_must_agree_between_files_is_checked(
    folder: Path, edit: Edit, file: str, old: str, new: str, said: str
) -> None:
    edit(file, old, new)
    knowledge, problems = survey(folder)
    assert knowledge is not None, problems
    assert any(said in problem.what for problem in check(knowledge))


def test_a_missing_sibling_is_named(folder: Path) -> None:
    (folder / "faq/el/refund-time.md").unlink()
    knowledge, _ = survey(folder)
    assert knowledge is not None
    assert any("there is no el version of refund-time" in problem.what for problem in check(knowledge))


def test_a_folder_with_mistakes_is_not_read(folder: Path, edit: Edit) -> None:
    edit("faq/tr/refund-time.md", "owner: finance", "owner: 7")
    with pytest.raises(KnowledgeError, match=r"knowledge/faq/tr/refund-time\.md:\d+: owner"):
        read(folder)


def test_the_fingerprint_changes_with_any_file(folder: Path, edit: Edit) -> None:
    before = read(folder).fingerprint
    edit("faq/tr/refund-time.md", "topic: 18", "topic: 18 ")
    assert read(folder).fingerprint != before
