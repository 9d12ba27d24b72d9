"""A labelled set is read, searched and measured as everybody measures it."""

import json
from pathlib import Path

import pytest

from assistant.domain import Language
from assistant.errors import InputError
from assistant.retrieval.beir import evaluate, measure, read

DOCUMENTS = {
    "d1": "The refund goes back to the card you paid with within fourteen days.",
    "d2": "Stores open at ten in the morning and close at nine in the evening.",
    "d3": "A courier comes again on the next working day after a failed delivery.",
}
QUERIES = {"q1": "when is the refund on my card", "q2": "when do stores close", "q3": "an unjudged question"}
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td3\t1\nq2\td2\t0\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path)


def written(folder: Path, **changes: str) -> Path:
    files = {
        "corpus.jsonl": "\n".join(json.dumps({"_id": i, "title": "", "text": t}) for i, t in DOCUMENTS.items()),
        "queries.jsonl": "\n".join(json.dumps({"_id": i, "text": t}) for i, t in QUERIES.items()) + "\n\n",
        "qrels/test.tsv": QRELS,
    }
    (folder / "qrels").mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(changes.get(name.split("/")[0].split(".")[0], content), encoding="utf-8")
    return folder


def test_the_report_has_the_promised_names_and_right_figures(folder: Path) -> None:
    report = evaluate(folder)
    assert list(report) == [
        "queries", "documents", "recall@1", "recall@5", "mrr@10", "ndcg@10", "build_seconds", "query_ms", "peak_rss_mb"
    ]  # fmt: skip
    assert (report["queries"], report["documents"]) == (2, 3)
    assert report["recall@1"] == 0.5  # q1 finds d1 first; q2 is judged for d3, and finds d2 first
    assert 0.5 <= report["recall@5"] <= 1.0
    assert report["query_ms"]["p50"] <= report["query_ms"]["p95"]
    assert report["peak_rss_mb"] > 1
    assert json.loads(json.dumps(report)) == report


def test_the_run_file_is_a_trec_run(folder: Path, tmp_path: Path) -> None:
    evaluate(folder, language=Language.EN, run=tmp_path / "run.txt")
    rows = [line.split() for line in (tmp_path / "run.txt").read_text(encoding="utf-8").splitlines()]
    assert rows[0][:4] == ["q1", "Q0", "d1", "1"]
    assert all(len(row) == 6 and row[5] == "assistant" for row in rows)
    scores = [float(row[4]) for row in rows if row[0] == "q1"]
    assert scores == sorted(scores, reverse=True)


def test_measures_are_those_of_the_textbook() -> None:
    runs = {"a": [("x", 3.0), ("gold", 2.0)], "b": [("gold", 1.0)], "c": []}
    found = measure(runs, {query: {"gold": 1} for query in runs})
    assert found == {
        "recall@1": pytest.approx(1 / 3, abs=1e-6),
        "recall@5": pytest.approx(2 / 3, abs=1e-6),
        "mrr@10": pytest.approx((0.5 + 1) / 3, abs=1e-6),
        "ndcg@10": pytest.approx((0.63093 + 1) / 3, abs=1e-5),
    }


def test_the_language_comes_from_the_data_else_the_option_else_a_guess(tmp_path: Path) -> None:
    corpus = [
        {"_id": "d1", "text": "Σύντομο", "metadata": {"language": "el"}},
        {"_id": "d2", "text": "Kargonuz yarın teslim edilecek"},
        {"_id": "d3", "text": "zzz"},
    ]
    queries = [{"_id": "q1", "text": "kargo"}, {"_id": "q2", "text": "λέξη", "metadata": {"language": "el"}}]
    jsonl = {"corpus": "\n".join(map(json.dumps, corpus)), "queries": "\n".join(map(json.dumps, queries))}
    written(tmp_path, qrels="q1\td2\t1\nq2\td1\t1\n", **jsonl)
    guessed = read(tmp_path, None)
    assert [one.language for one in guessed.documents[:2]] == [Language.EL, Language.TR]
    assert [language for _, _, language in guessed.queries] == [None, Language.EL]
    told = read(tmp_path, Language.TR)
    assert [one.language for one in told.documents] == [Language.EL, Language.TR, Language.TR]
    assert [(id_, language) for id_, _, language in told.queries] == [("q1", Language.TR)]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"corpus": "not json"}, r"corpus\.jsonl:1: not a JSON object"),
        ({"corpus": '{"_id": "d1"}'}, r"corpus\.jsonl:1: text is missing"),
        ({"corpus": ""}, "has no documents"),
        ({"queries": '{"_id": "q1", "text": "x"}\n[1]'}, r"queries\.jsonl:2: not a JSON object"),
        ({"queries": '{"_id": "other", "text": "x"}'}, "no query of queries.jsonl is judged"),
        ({"qrels": "q1\td1\n"}, r"test\.tsv:1: write query-id|no query"),
        ({"qrels": "query\tdoc\tscore\nq1\td1\tmany\n"}, r"test\.tsv:2: write query-id, corpus-id and score"),
        ({"qrels": "q1\tnowhere\t1\n"}, "'nowhere' is not in corpus"),
        (
            {"queries": '{"_id": "q1", "text": "x", "metadata": {"language": "de"}}'},
            "language is 'de'; write tr, el or en",
        ),
    ],
)
def test_what_cannot_be_read_is_named_with_file_and_line(tmp_path: Path, changes: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        evaluate(written(tmp_path, **changes))


def test_a_folder_without_the_files_says_what_belongs_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"corpus\.jsonl is missing; a set in BEIR layout has"):
        evaluate(tmp_path)


def test_a_run_file_that_cannot_be_written_says_so(folder: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        evaluate(folder, run=folder)
