"""The table of the checks in the docs is the last measurement, whole, good enough, and of the data as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.cli.checking import LEAST_CAUGHT, MOST_FALSE
from assistant.domain import Language
from assistant.evaluation.damage import DAMAGES
from assistant.evaluation.kept_checks import checks_markdown, data_mark, read_kept
from tests.conftest import ROOT

EVALS = ROOT / "evals"


def kept() -> Mapping[str, Mapping[str, object]]:
    return read_kept(EVALS)  # type: ignore[return-value]


def test_the_table_in_the_docs_is_what_was_measured_last() -> None:
    assert checks_markdown(kept()) in (EVALS / "README.md").read_text(encoding="utf-8")


def test_the_measurement_is_of_the_replies_phrases_and_sentences_as_they_are() -> None:
    assert kept()["data"] == data_mark(EVALS), "measure again: `assistant eval checks --keep`"  # type: ignore[comparison-overlap]


def test_every_kind_of_damage_was_done_to_forty_replies_a_language_and_the_goal_is_met() -> None:
    figures = kept()["mutations"]
    kinds, untouched = figures["kinds"], figures["false_alarms"]
    assert isinstance(kinds, Mapping)
    assert isinstance(untouched, Mapping)
    assert set(kinds) == {damage.kind for damage in DAMAGES}
    assert len(kinds) >= 25
    assert {str(language): untouched[language][1] for language in Language} == dict.fromkeys(map(str, Language), 40)
    assert float(str(figures["share_caught"])) >= LEAST_CAUGHT
    assert float(str(figures["share_false"])) <= MOST_FALSE


def test_each_of_the_ten_riskiest_checks_was_measured_on_thirty_sentences_each_way_in_every_language() -> None:
    rows = kept()["checks"]
    assert isinstance(rows, Sequence)
    assert len({row["check"] for row in rows}) == 10
    for row in rows:
        path = EVALS / "checks" / f"{row['check']}.{row['language']}.tsv"
        said = [line.split("\t")[0] for line in path.read_text(encoding="utf-8").splitlines()]
        assert (said.count("yes"), said.count("no")) >= (30, 30)
        assert min(row["precision"], row["recall"]) >= 0.9
