"""The brand's own words stand under its own rules: what is planted into them is found where it stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.checks.examples import check_rules
from assistant.checks.own_texts import check_own_texts
from assistant.knowledge import Problem, survey
from tests.knowledge.conftest import small, spoil

__all__ = ["small", "spoil"]  # fixtures of this file as well
Edit = Callable[[str, str, str], int]
PUBLIC = "## public\n"


def found(folder: Path) -> list[Problem]:
    knowledge, problems = survey(folder)
    assert knowledge is not None, problems
    return [*check_own_texts(knowledge), *check_rules(knowledge)]


PLANTED = [
    # a cliché, capitals, a long sentence, a promise and a foreign contact, each where the brand itself would say it
    ("faq/en/refund-time.md", "The fee is 79.90 TL and", "Rest assured the fee is 79.90 TL and", "rule no-cliche"),
    ("faq/tr/refund-time.md", "Ücret 79,90 TL'dir", "DİKKAT ÜCRETLİDİR: ücret 79,90 TL'dir", "rule calm-punctuation"),
    ("faq/en/refund-time.md", 'tr: "We refund you within 14 days."', 'tr: "We refund you within 14 days!!"', "rule calm-punctuation"),
    ("faq/en/refund-time.md", "0850 000 00 00.", "0850 111 22 33.", "names «0850 111 22 33»"),
    ("faq/en/refund-time.md", "0850 000 00 00.", "help@other.example.", "names «help@other.example»"),
    ("faq/en/refund-time.md", "0850 000 00 00.", "https://other.example/help.", "names «https://other.example/help»"),
    ("texts/en/safety.md", PUBLIC, PUBLIC + "Please be advised to wait. ", "the public part breaks the rule no-cliche"),
    ("phrases/en.yaml", "close:\n", 'close:\n  - text: "Thank you for your patience."\n', "rule no-cliche"),
    ("tone/en.md", "\"Hi Tom, you ordered curtains", "\"Hi Tom, rest assured you ordered curtains", "the model reply for answer breaks the rule no-cliche"),
    ("faq/en/refund-time.md", 'title: "When do I get', 'title: "How do I open a franchise and get', "is about franchise"),
    ("faq/tr/refund-time.md", "ücret 79,90 TL, %5", "kripto ile ödeme, ücret 79,90 TL, %5", "is about crypto payment"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said"), PLANTED)
def test_what_breaks_a_rule_in_the_brands_own_words_is_found_where_it_stands(
    small: Path, spoil: Edit, file: str, old: str, new: str, said: str
) -> None:
    line = spoil(file, old, new)
    here = [problem for problem in found(small) if said in problem.what and problem.file == f"knowledge/{file}"]
    assert any(line <= problem.line <= line + 1 for problem in here), here


def test_a_rule_holds_only_where_its_scope_says(small: Path, spoil: Edit) -> None:
    spoil("phrases/en.yaml", "praise:\n", 'praise:\n  - text: "Thank you, that is lovely 😊"\n')
    assert not any("😊" in problem.what for problem in found(small))
    spoil("phrases/en.yaml", "close:\n", 'close:\n  - text: "Thank you, that is lovely 😊"\n')
    assert any("😊" in problem.what and "rule emoji" in problem.what for problem in found(small))


def test_what_is_never_quoted_is_not_judged_as_a_reply(small: Path, spoil: Edit) -> None:
    for language in ("tr", "el", "en"):
        spoil(f"faq/{language}/refund-time.md", "audience: public", "audience: agent")
    spoil("faq/en/refund-time.md", "The fee is 79.90 TL and", "Rest assured the fee is 79.90 TL and")
    assert not any("refund-time" in problem.file for problem in found(small))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('good: ["I\'m sorry you\'ve been without a washing machine for 9 days."', 'good: ["Rest assured."', "the good example «Rest assured.» breaks it"),
        ('bad: ["Dear valued customer, your feedback is important to us."', 'bad: ["All is well."', "the bad example «All is well.» passes it"),
    ],
)  # fmt: skip
def test_an_example_that_its_rule_judges_wrongly_is_named_on_its_line(
    small: Path, spoil: Edit, old: str, new: str, said: str
) -> None:
    line = spoil("tone/en.md", old, new)
    assert [p.line for p in found(small) if said in p.what and "no-cliche" in p.what] == [line]


def test_the_sample_brand_breaks_none_of_its_own_rules() -> None:
    assert [str(problem) for problem in found(Path(__file__).parents[2] / "knowledge")] == []
