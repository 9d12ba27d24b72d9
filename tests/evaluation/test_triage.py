"""The tables of `assistant eval triage` count what they say, and the locked half opens only to those who ask."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.bootstrap import Product
from assistant.cli import app
from assistant.domain import Action, Category, Flag, Triage
from assistant.errors import InputError
from assistant.evaluation.cases import EvaluationCase
from assistant.evaluation.refining import Readings, write_prompts
from assistant.evaluation.triage import FlagCount, confusions, measure, part_json
from assistant.llm import ScriptedModel
from assistant.privacy import Vault, mask
from assistant.workflow.propose import Proposer
from tests.conftest import NOW


@pytest.fixture(scope="session")
def understood(samples: dict[str, EvaluationCase], proposer: Proposer) -> tuple[EvaluationCase, Triage]:
    """One sample with a triage that agrees with all its labels."""
    case = samples["tr-01"] if "tr-01" in samples else next(iter(samples.values()))
    triage = proposer.understand(case.complaint)[0].triage
    agreed = replace(
        case.expected,
        language=str(triage.language),
        market=triage.market and str(triage.market),
        categories=(str(triage.category),),
        flags=tuple(str(flag) for flag in triage.flags),
        action=str(triage.action),
    )
    return replace(case, expected=agreed), triage


def test_what_agrees_is_right_in_every_table(understood: tuple[EvaluationCase, Triage]) -> None:
    case, triage = understood
    part = measure([case, case], lambda _: triage)["all"]
    assert set(part.right.values()) == {(2, 2)}
    assert all(not confusions(part, name) for name in part.tables)


def test_what_differs_is_counted_as_wanted_and_given(understood: tuple[EvaluationCase, Triage]) -> None:
    case, triage = understood
    other = replace(triage, categories=((Category.SPAM, 0.9),), action=Action.NO_REPLY)
    part = measure([case, case, case], lambda _: other)["all"]
    assert confusions(part, "category") == [(case.expected.categories[0], "spam", 3)]
    assert part.right["action"] == (0, 3)


def test_any_of_the_labelled_categories_is_right(understood: tuple[EvaluationCase, Triage]) -> None:
    case, triage = understood
    both = replace(case, expected=replace(case.expected, categories=("spam", str(triage.category))))
    assert measure([both], lambda _: triage)["all"].right["category"] == (1, 1)


def test_a_look_alike_that_fires_is_no_find(understood: tuple[EvaluationCase, Triage]) -> None:
    case, triage = understood
    due = replace(case, expected=replace(case.expected, flags=("legal_threat",)))
    quiet = replace(case, expected=replace(case.expected, flags=()))
    raised = replace(triage, flags=(Flag.LEGAL_THREAT,))
    part = measure([due, quiet, quiet], lambda _: raised)["all"]
    assert part.flags["legal_threat"] == FlagCount(due=1, found=1, false=2, quiet=0)
    assert part.recall == (1, 1)


def test_text_typed_in_latin_letters_is_shown_apart(understood: tuple[EvaluationCase, Triage]) -> None:
    case, triage = understood
    cases = [replace(case, slices=slices) for slices in (("greeklish",), ("ascii",), ("ascii", "caps"), ())]
    parts = measure(cases, lambda _: triage)
    assert {name: parts[name].cases for name in ("all", "el greeklish", "tr ascii")} == {
        "all": 4,
        "el greeklish": 1,
        "tr ascii": 2,
    }


def test_the_numbers_survive_json(understood: tuple[EvaluationCase, Triage]) -> None:
    case, triage = understood
    told = json.loads(json.dumps(part_json(measure([case], lambda _: triage)["all"])))
    assert told["right"]["category"] == {"right": 1, "judged": 1}
    assert told["confusion"]["action"] == {str(triage.action): {str(triage.action): 1}}


def test_the_locked_half_stays_shut_unless_asked_for() -> None:
    result = CliRunner().invoke(app, ["eval", "triage", "locked"])
    assert isinstance(result.exception, InputError)
    assert "--locked" in str(result.exception)


def test_look_alikes_are_counted_with_the_flag_they_seem_to_carry(understood: tuple[EvaluationCase, Triage]) -> None:
    case, triage = understood
    raised = replace(triage, flags=(Flag.LEGAL_THREAT,))
    named = replace(case, expected=replace(case.expected, flags=()), slices=("lookalike:legal_threat",))
    general = replace(named, slices=("look_alike",))
    part = measure([named, general, replace(named, slices=())], lambda _: raised)["all"]
    assert (part.flags["legal_threat"].alike, part.flags["legal_threat"].alike_false) == (2, 2)
    assert (part.alike, part.disturbed) == ((2, 2), (3, 3))


@pytest.fixture
def readings(product: Product) -> Readings:
    """Triage with answers in files, of which there are none yet."""
    known = product.triage_knowledge
    refiner = product.refiner(ScriptedModel([], name="files"))
    return Readings(refiner, known, lambda case: (mask(case.complaint.text, Vault()), ()), NOW)


def test_prompts_are_written_once_and_answers_in_files_are_read_as_a_models(
    understood: tuple[EvaluationCase, Triage], readings: Readings, tmp_path: Path
) -> None:
    case = understood[0]
    assert write_prompts([case], readings, tmp_path / "asked") == 1
    asked = (tmp_path / "asked" / f"{case.id}.txt").read_text("utf-8")
    assert "delivery_late:" in asked
    assert asked.count("<<complaint ") == 1
    with pytest.raises(InputError, match="is there already"):
        write_prompts([case], readings, tmp_path / "asked")
    told = {"categories": ["loyalty_giftcard"]}
    (tmp_path / f"{case.id}.json").write_text("```json\n" + json.dumps(told) + "\n```", encoding="utf-8")
    answered = replace(readings, answers=tmp_path)
    assert answered.understand(case).category is Category.LOYALTY_GIFTCARD
    assert (answered.read, answered.failed) == (1, [])


def test_a_case_without_an_answer_or_with_nonsense_keeps_the_rules_reading(
    understood: tuple[EvaluationCase, Triage], readings: Readings, tmp_path: Path
) -> None:
    case, triage = understood
    answered = replace(readings, answers=tmp_path)
    assert answered.understand(case).category is triage.category
    for number, nonsense in enumerate(("no JSON", ""), 1):
        (tmp_path / f"{case.id}.txt").write_text(nonsense, encoding="utf-8")
        assert answered.understand(case).category is triage.category
        assert answered.failed == [case.id] * number
