"""What triage learns from is independent of what it is measured on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import KnowledgeError
from assistant.languages import key, words
from assistant.triage.examples import read_examples
from tests.conftest import ROOT

RUN = 6  # words in a row that no two writers choose by chance
MEASURED = [*(ROOT / "evals" / "cases" / "open").glob("*.jsonl"), *(ROOT / "evals" / "samples").glob("*.jsonl")]


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    keys = [key(word) for word in words(text)]
    return (tuple(keys[start : start + RUN]) for start in range(len(keys) - RUN + 1))


def test_no_example_shares_six_words_in_a_row_with_a_case_it_is_measured_on() -> None:
    cases = [
        json.loads(line)["complaint"]["text"] for path in MEASURED for line in path.read_text("utf-8").splitlines()
    ]
    measured = {run for text in cases for run in _runs(text)}
    assert measured
    assert [example.text for example in read_examples() if not measured.isdisjoint(_runs(example.text))] == []


def test_no_example_stands_twice() -> None:
    texts = [example.text for example in read_examples()]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("line", ["text only", "text\tno_such_category\t-", "text\tbilling\tno_such_flag"])
def test_an_example_that_does_not_fit_is_named_by_file_and_line(tmp_path: Path, line: str) -> None:
    for language in ("tr", "el", "en"):
        (tmp_path / f"{language}.tsv").write_text("# head\n" + line + "\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"tr\.tsv:2"):
        read_examples(tmp_path)
