"""The weights are fitted on labelled questions, kept as data the search reads, and an interrupted run goes on."""

from pathlib import Path

import pytest

from assistant.domain import MaskedText
from assistant.errors import InputError, ModelError
from assistant.retrieval.questions import Question, included, joined, left_out, measured
from assistant.retrieval.search import Search
from assistant.retrieval.tuning import COVERAGE, SHARES, read_weights, remembering, thresholds, tune
from tests.retrieval.shop import EN, ENTRIES, TR

OWN = [one for one in ENTRIES if one.kind == "entry"]
LABELLED = [*included(OWN), Question("do you sell dog food", EN, frozenset())]


def test_each_example_is_asked_of_cards_without_it_that_keep_all_others() -> None:
    asked = []
    for without, questions in left_out(OWN):
        held = {text for entry in without for text in entry.examples}
        assert not held & {question.text for question in questions}
        asked += [question.text for question in questions]
    assert sorted(asked) == sorted(text for entry in OWN for text in entry.examples)


def test_rows_count_first_first_three_and_silence_by_language_and_by_keyboard() -> None:
    search = Search(OWN, None)
    questions = [
        Question("iade parasi kac gun", TR, frozenset({"refund-time"})),
        Question("iade parası kaç gün", TR, frozenset({"store-hours"})),
        Question("bitcoin", EN, frozenset()),
    ]
    rows = measured(questions, lambda one: search.find(one.text, language=one.language, market=None))
    assert rows["tr"]["questions"] == 2
    assert rows["tr"]["first"] == 0.5
    assert rows["tr in Latin letters"] == {"questions": 1, "first": 1.0, "first_three": 1.0, "abstained": 0.0}
    assert rows["en"]["abstained"] == 1.0
    twice = joined([rows, rows])
    assert (twice["all"]["questions"], twice["all"]["first"]) == (6, rows["all"]["first"])


def test_the_threshold_keeps_the_coverage_promised() -> None:
    search = Search(OWN, None)
    for language, found in thresholds(search, LABELLED).items():
        evidence = [search.evidence(q.text, language) for q in LABELLED if q.topics and q.language is language]
        assert sum(one >= found.threshold for one in evidence) >= COVERAGE * len(evidence)


def test_vectors_that_help_get_a_share_and_vectors_that_say_nothing_get_none() -> None:
    order = {entry.title: place for place, entry in enumerate(OWN)}
    asked = {text: place for place, entry in enumerate(OWN) for text in entry.examples}

    def knowing(texts: object) -> list[list[float]]:
        places = [asked.get(t.text, order.get(t.text.split("\n")[0], -1)) for t in texts]  # type: ignore[attr-defined]
        return [[1.0 if place == at else 0.001 for at in range(len(OWN))] for place in places]

    ticks: list[tuple[int, int]] = []
    tuned = tune(OWN, LABELLED, "knowing", knowing, lambda done, total: ticks.append((done, total)))
    helped = {language for language, first in tuned.first.items() if max(first.values()) > first["0.0"]}
    assert helped
    assert all((tuned.vector_share[language] > 0.0) == (language in helped) for language in tuned.first)
    assert ticks[-1][0] == ticks[-1][1] == len(asked)
    dumb = tune(OWN, LABELLED, "dumb", lambda texts: [[1.0, 0.0] for _ in texts], lambda *_: None)
    assert set(dumb.vector_share.values()) == {SHARES[0]}


def test_what_was_fitted_is_read_back_and_a_missing_file_means_the_built_in_values(tmp_path: Path) -> None:
    path = tmp_path / "tuned.json"
    assert read_weights(path).thresholds is None
    tuned = tune(OWN, LABELLED, "dumb", lambda texts: [[1.0, 0.0] for _ in texts], lambda *_: None)
    path.write_text(tuned.to_json(), encoding="utf-8")
    read = read_weights(path)
    assert (read.model, read.vector_share, read.thresholds) == ("dumb", tuned.vector_share, tuned.thresholds)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"model": "m", "vector_share": {"tr": 2}, "thresholds": {}}',
             '{"model": "m", "vector_share": {"xx": 0.1}, "thresholds": {}}'],
)  # fmt: skip
def test_a_damaged_file_says_what_to_do(tmp_path: Path, text: str) -> None:
    (tmp_path / "tuned.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"tuned\.json cannot be read .*tune-retrieval"):
        read_weights(tmp_path / "tuned.json")


def test_an_interrupted_run_asks_only_for_what_it_does_not_have_and_keeps_no_text(tmp_path: Path) -> None:
    path, asked = tmp_path / "vectors.jsonl", []

    def embed(texts: object) -> list[list[float]]:
        asked.extend(text.text for text in texts)  # type: ignore[attr-defined]
        if "stop" in asked:
            raise ModelError("no answer", code="timeout")
        return [[float(len(text.text))] for text in texts]  # type: ignore[attr-defined]

    first = remembering(embed, path)
    assert first([MaskedText("secret"), MaskedText("b")]) == [[6.0], [1.0]]
    with pytest.raises(ModelError):
        first([MaskedText("stop")])
    with path.open("a", encoding="utf-8") as file:
        file.write('["half a li')
    asked.clear()
    again = remembering(embed, path)
    assert again([MaskedText("b"), MaskedText("new"), MaskedText("secret")]) == [[1.0], [3.0], [6.0]]
    assert asked == ["new"]
    assert "secret" not in path.read_text(encoding="utf-8")
