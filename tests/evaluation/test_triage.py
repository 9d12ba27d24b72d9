"""The tables of `assistant eval triage` count what they say, and the locked half opens only to those who ask."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.domain import Action, Category, Flag, Triage
from assistant.errors import InputError
from assistant.evaluation.cases import EvaluationCase
from assistant.evaluation.triage import FlagCount, confusions, measure, part_json
from assistant.workflow.propose import Proposer


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
