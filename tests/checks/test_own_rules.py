"""An editor adds a rule without code, and tries the guideline on their own words."""

from __future__ import annotations

import shutil
from pathlib import Path

from assistant.checks.examples import check_rules
from assistant.checks.trying import on_own_words, unchecked
from assistant.domain import Language
from assistant.knowledge import Knowledge, read

ROOT = Path(__file__).parents[2]
RULE = """  - id: no-neighbour
    statement: "Komşudan söz edilmez."
    severity: warn
    scope: {}
    owner: brand voice
    version: 1
    check: {kind: words, words: [komşu*]}
    good: ["Size yazacağım."]
    bad: ["Komşunuza bıraktık."]
"""


def test_a_rule_written_into_the_guideline_runs_at_once(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    file = tmp_path / "knowledge" / "tone" / "tr.md"
    head, _, body = file.read_text(encoding="utf-8").partition("\n---\n")
    file.write_text(f"{head}\n{RULE.rstrip()}\n---\n{body}", encoding="utf-8")
    knowledge = read(tmp_path / "knowledge")
    fired = on_own_words("Paketi komşunuza verebiliriz.", knowledge.tone[Language.TR])
    assert [(f.rule.id, f.span) for f in fired] == [("no-neighbour", (7, 16))]


def test_proud_replies_pass_and_regretted_ones_show_which_rule_fires_where(knowledge: Knowledge) -> None:
    guideline = knowledge.tone[Language.EN]
    assert on_own_words("I'm sorry you've been without a fridge for nine days.", guideline) == ()
    text = "The courier let you down, and we've refunded you already."
    fired = {f.rule.id: text[slice(*f.span)] for f in on_own_words(text, guideline) if f.span}
    assert set(fired) == {"no-blame", "no-completed-action"}
    assert "courier let you down" in fired["no-blame"].lower()


def test_what_only_a_judge_can_tell_is_named_as_not_checked(knowledge: Knowledge) -> None:
    assert "active-voice" in {rule.id for rule in unchecked(knowledge.tone[Language.TR])}


def test_the_examples_of_the_sample_brand_are_judged_as_they_are_labelled(knowledge: Knowledge) -> None:
    assert check_rules(knowledge) == []
