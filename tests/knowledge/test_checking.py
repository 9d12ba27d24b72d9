"""Every kind of mistake an editor can make, planted into a sound folder, is found on its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.knowledge import Problem, survey
from assistant.knowledge.checking import check
from tests.knowledge.conftest import Edit

TR, EL, EN = (f"faq/{language}/refund-time.md" for language in ("tr", "el", "en"))


def mistakes(folder: Path) -> list[Problem]:
    """All of them but those of the sample's own sheets and phrases."""
    knowledge, problems = survey(folder)
    assert knowledge is not None, problems
    return [*problems, *check(knowledge)]


def of_entries(folder: Path) -> list[str]:
    return [
        str(problem) for problem in mistakes(folder) if problem.file.startswith(("knowledge/faq", "knowledge/policy"))
    ]


def test_three_siblings_that_say_the_same_each_in_its_own_way_are_sound(small: Path) -> None:
    assert of_entries(small) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (EN, "The fee is 79.90 TL", "The fee is TL 79.90"),
        (EN, "Until 6 pm", "Until 18:00"),
        (TR, "%5 indirimle", "yüzde 5 indirimle"),
        (EN, "## tr\nWe refund you within 14 days.", "## tr\nWe refund you within fourteen days."),
        (EL, "0850 000 00 00", "0850 0000000"),
    ],
)
def test_the_same_quantity_written_another_way_is_no_mistake(
    small: Path, spoil: Edit, file: str, old: str, new: str
) -> None:
    spoil(file, old, new)
    assert of_entries(small) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (EN, "The fee is 79.90 TL", "The fee is 89.90 TL", "«89.90 TL»"),
        (TR, "ve %5 indirimle", "ve %6 indirimle", "«%6» of"),
        (EL, "Έως τις 18:00", "Έως τις 19:00", "«6 pm» of"),
        (EN, "## gr\nWe refund you within 20 days.", "## gr\nWe refund you within 21 days.", "«20 ημέρες» of"),
        (TR, "0850 000 00 00", "0850 000 00 01", "«0850 000 00 00» of"),
        (EL, "## tr\nΤα χρήματα επιστρέφονται σε 14 ημέρες.", "## tr\nΤα χρήματα επιστρέφονται σε 14 μήνες.", "«14"),
        (EN, 'title: "When do I', 'title: "In 2025, when did I', "«2025» of"),
    ],
)
def test_a_quantity_that_one_language_says_otherwise_is_named_with_both_places(
    small: Path, spoil: Edit, file: str, old: str, new: str, said: str
) -> None:
    spoil(file, old, new)
    found = [problem for problem in mistakes(small) if said in problem.what and "is not said here" in problem.what]
    assert found, of_entries(small)
    assert all("say it here too, or mend knowledge/faq/" in problem.todo for problem in found)


def test_a_market_is_compared_with_itself_alone(small: Path, spoil: Edit) -> None:
    spoil(EN, "## tr\nWe refund you within 14 days.", "## tr\nWe refund you within 20 days.")
    found = [problem for problem in mistakes(small) if "is not said here" in problem.what]
    assert found
    assert all("for market tr" in problem.what for problem in found)


def test_an_approved_text_says_the_same_in_every_language(small: Path) -> None:
    path = small / "texts/en/holding-general.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nIt costs €77.\n", encoding="utf-8")
    assert any("«€77» of knowledge/texts/en/holding-general.md" in str(problem) for problem in mistakes(small))


PLANTED = [
    # entries
    (TR, "owner: finance", "owner: nobody", "owner 'nobody' is no team"),
    (TR, "owner: finance", "owner: returns", "owner differs"),
    (TR, "topic: 1", "topic: 2", "topic differs"),
    (TR, "market: [tr, gr]", "market: [tr]", "market differs"),
    (TR, "audience: public", "audience: agent", "audience differs"),
    (TR, "valid_from: 2026-01-01", "valid_from: 2025-01-01", "valid_from differs"),
    (TR, "valid_to: null", "valid_to: 2027-01-01", "valid_to differs"),
    (TR, "valid_to: null", "valid_to: 2020-01-01", "valid_to lies before valid_from"),
    (TR, 'source: "Terms, section 1"', 'source: "Terms, section 2"', "source differs"),
    (TR, "supersedes: null", "supersedes: refund-2020", "which does not exist in tr"),
    (TR, "supersedes: null", "supersedes: refund-time", "which is not older"),
    (EN, 'facts: ["tr: 14 days"', 'facts: ["tr: 13 days"', "«13 days» stands in facts but not in the answer for market tr"),
    (EN, "exceptions: []", 'exceptions: ["outlet: 9 days"]', "«9 days» stands in exceptions"),
    (EN, 'tr: "We refund you within 14', 'tr: "We refund you within 12', "«12 days» stands in short"),
    # sheets
    ("sla.yaml", "follow-up-care: {team: care", "follow-up-care: {team: cares", "names team 'cares'"),
    ("playbooks.yaml", "{team: warehouse", "{team: house", "names team 'house'"),
    ("playbooks.yaml", "follow_up: follow-up-service", "follow_up: follow-up-servise", "names 'follow-up-servise'"),
    ("playbooks.yaml", "topics: []", "topics: [refunds]", "names the entry 'refunds', which does not exist"),
    ("channels.yaml", "bridge: x_dm", "bridge: x_dn", "leads to 'x_dn'"),
    ("channels.yaml", "link_to: [help_page]", "link_to: [help_side]", "links to 'help_side', which is no contact"),
    ("channels.yaml", "hashtags: 0, signature: name_and_team", "hashtags: 0, signature: initials", "is signed with initials"),
    # texts and phrases
    ("texts/tr/safety.md", "owner: safety", "owner: safty", "owner 'safty' is no team"),
    ("texts/tr/safety.md", "{{ safety_line }}", "{{ safty_line }}", "safty_line is no contact"),
    ("phrases/en.yaml", "{{ days }} days", "{{ dayz }} days", "uses dayz"),
    ("phrases/en.yaml", "{{ days }} days", "{{ days } days", "is no template"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said"), PLANTED)
def test_a_planted_mistake_is_found_on_its_line(
    small: Path, spoil: Edit, file: str, old: str, new: str, said: str
) -> None:
    line = spoil(file, old, new)
    found = [problem for problem in mistakes(small) if said in problem.what]
    assert found, of_entries(small)
    places = {(problem.file, problem.line) for problem in found}
    # Of two siblings that differ the one is named that comes later.
    assert places & {(f"knowledge/{file}", line), (f"knowledge/{EN}", line)}, places
    assert all(problem.todo for problem in found)


def test_a_missing_sibling_is_named_in_each_kind_of_entry(small: Path) -> None:
    shutil.copytree(small / "faq", small / "policy")
    for kind in ("faq", "policy"):
        (small / kind / "el/refund-time.md").unlink()
    found = [problem for problem in of_entries(small) if "there is no el version of refund-time" in problem]
    assert [problem.split("/")[1] for problem in found] == ["faq", "policy"]


def test_a_market_without_an_answer_is_named(small: Path, spoil: Edit) -> None:
    spoil(EN, "The fee is 79.90 TL and is paid with a discount of 5%.\nUntil 6 pm we answer on 0850 000 00 00.\n", "")
    spoil(EN, "\n## gr\nWe refund you within 20 days.\n", "\n")
    _, problems = survey(small)
    assert any("there is no answer for market gr" in problem.what for problem in problems)


def test_a_missing_text_phrase_or_rule_is_named(small: Path, spoil: Edit) -> None:
    (small / "texts/el/safety.md").unlink()
    spoil("tone/en.md", "  - id: no-cliche", "  - id: no-platitudes")
    spoil("phrases/tr.yaml", "\nway_out:", "\nway_outside:")
    said = [str(problem) for problem in mistakes(small)]
    for wanted in (
        "knowledge/texts/el/safety.md:1: this approved text is missing",
        "the rule no-cliche is missing here",
        "there is no phrase for the move way_out",
    ):
        assert any(wanted in problem for problem in said), wanted


@pytest.mark.parametrize(
    ("file", "lines", "said"),
    [
        (TR, ["param nerde", "Üç hafta oldu!", "para yatmadı", "kac gun surer"], "there are 4 example questions"),
        (TR, ["param nerde", "Üç hafta oldu!", "para yatmadı", "kac gun", "PARAM NERDE?"], "is «param nerde» again"),
        (TR, ["param nerde", "Üç hafta!", "yatmadı", "kac gun", "Param ne zaman iade ediliyor"], "is the title said again"),
        (TR, ["paramı verin", "Üç hafta!", "para yatmadı", "kaç gün", "bankam görmüyor"], "without Turkish letters"),
        (EL, ["τα λεφτά μου", "Τρεις εβδομάδες!", "δεν μπήκαν", "πόσο κάνει", "πότε επιτέλους"], "in Latin letters"),
    ],
)  # fmt: skip
def test_example_questions_that_nobody_types_are_named(small: Path, file: str, lines: list[str], said: str) -> None:
    path = small / file
    text = path.read_text(encoding="utf-8").split("\n")
    at = next(number for number, line in enumerate(text) if line.startswith("examples:"))
    text[at] = "examples: [" + ", ".join(f'"{line}"' for line in lines) + "]"
    path.write_text("\n".join(text), encoding="utf-8")
    found = [problem for problem in mistakes(small) if problem.file == f"knowledge/{file}"]
    assert [problem.line for problem in found] == [at + 1], found
    assert said in found[0].what
