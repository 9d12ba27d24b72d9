"""Retrieval measured on a labelled set in BEIR layout: how well it finds, how fast, in how much memory."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from assistant.domain import Language
from assistant.errors import InputError
from assistant.languages import guess_language
from assistant.retrieval.passages import Indexable
from assistant.retrieval.search import Search

DEPTH = 10  # results a query: what nDCG@10 and MRR@10 look at
_TAG = "assistant"

Qrels = dict[str, dict[str, int]]
Runs = dict[str, list[tuple[str, float]]]


class Milliseconds(TypedDict):
    """Wall-clock time of one query: half of them, and nineteen of twenty, take no longer."""

    p50: float
    p95: float


Report = TypedDict(
    "Report",
    {
        "queries": int,
        "documents": int,
        "recall@1": float,
        "recall@5": float,
        "mrr@10": float,
        "ndcg@10": float,
        "build_seconds": float,
        "query_ms": Milliseconds,
        "peak_rss_mb": float,
    },
)


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Documents, queries and which documents answer which query (grades above 0)."""

    documents: tuple[Indexable, ...]
    queries: tuple[tuple[str, str, Language | None], ...]
    qrels: Mapping[str, Mapping[str, int]]


def evaluate(folder: Path, *, language: Language | None = None, run: Path | None = None) -> Report:
    """Search every judged query of ``folder`` and measure; ``run`` also gets the results as a TREC run file.

    ``language`` is that of documents and queries that do not say theirs (``metadata.language``), and leaves out
    queries of another. Unset, documents are guessed and a query's language is found by the search. Times are wall
    clock; ``peak_rss_mb`` is the whole process's. InputError names file and line of what cannot be read.
    """
    labelled = read(folder, language)
    started = time.perf_counter()
    search = Search(labelled.documents, None)
    build_seconds = time.perf_counter() - started
    runs: Runs = {}
    taken: list[float] = []
    for id_, text, of_query in labelled.queries:
        started = time.perf_counter()
        runs[id_] = search.rank(text, language=of_query, top=DEPTH)
        taken.append((time.perf_counter() - started) * 1000.0)
    if run:
        write_run(runs, run)
    quality = measure(runs, labelled.qrels)
    return Report(
        {
            "queries": len(labelled.queries),
            "documents": len(labelled.documents),
            "recall@1": quality["recall@1"],
            "recall@5": quality["recall@5"],
            "mrr@10": quality["mrr@10"],
            "ndcg@10": quality["ndcg@10"],
            "build_seconds": round(build_seconds, 3),
            "query_ms": {"p50": percentile(taken, 0.50), "p95": percentile(taken, 0.95)},
            "peak_rss_mb": round(_peak_rss_mb(), 1),
        }
    )


def read(folder: Path, language: Language | None) -> LabelledSet:
    """``corpus.jsonl``, ``queries.jsonl`` and ``qrels/test.tsv`` of ``folder``; only judged queries are kept."""
    documents = _documents(folder / "corpus.jsonl", language)
    qrels = _qrels(folder / "qrels" / "test.tsv")
    queries = []
    for where, row in _rows(folder / "queries.jsonl"):
        of_query = _language(row, where) or language
        if _text(row, "_id", where) in qrels and (language is None or of_query is language):
            queries.append((_text(row, "_id", where), _text(row, "text", where), of_query))
    if not queries:
        raise InputError(f"{folder}: no query of queries.jsonl is judged in qrels/test.tsv; check the ids")
    known = {document.id for document in documents}
    missing = next((id_ for grades in qrels.values() for id_ in grades if id_ not in known), None)
    if missing is not None:
        raise InputError(f"{folder / 'qrels' / 'test.tsv'}: document {missing!r} is not in corpus.jsonl")
    return LabelledSet(documents, tuple(queries), {id_: qrels[id_] for id_, _, _ in queries})


def measure(runs: Runs, qrels: Mapping[str, Mapping[str, int]]) -> dict[str, float]:
    """Recall@1, recall@5, MRR@10 and nDCG@10, means over the judged queries, to six digits."""
    import ir_measures
    from ir_measures import RR, R, nDCG

    wanted = {"recall@1": R @ 1, "recall@5": R @ 5, "mrr@10": RR @ 10, "ndcg@10": nDCG @ 10}
    # An unanswered query must count as 0: without a row the measure would leave it out.
    scored = {id_: dict(found) or {"": 0.0} for id_, found in runs.items()}
    found = ir_measures.calc_aggregate(list(wanted.values()), {id_: dict(row) for id_, row in qrels.items()}, scored)
    return {name: round(float(found[measure_]), 6) for name, measure_ in wanted.items()}


def write_run(runs: Runs, path: Path) -> None:
    """``runs`` as a TREC run file: query, Q0, document, rank, score, tag."""
    lines = (
        f"{id_} Q0 {document} {rank} {score:.6f} {_TAG}\n"
        for id_, found in runs.items()
        for rank, (document, score) in enumerate(found, start=1)
    )
    try:
        path.write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror})") from error


def _documents(path: Path, language: Language | None) -> tuple[Indexable, ...]:
    rows = [(where, row, _language(row, where) or language) for where, row in _rows(path)]
    if not rows:
        raise InputError(f"{path} has no documents")
    guessed = [known or guess_language(_text(row, "text", where)).language for where, row, known in rows]
    # A document too short to tell goes with most of the others.
    most = Counter(known for known in guessed if known).most_common(1)
    usual = most[0][0] if most else Language.EN
    return tuple(
        Indexable(
            id=_text(row, "_id", where),
            title=str(row.get("title") or ""),
            examples=(),
            text_by_market={None: _text(row, "text", where)},
            language=known or usual,
            version="",
        )
        for (where, row, _), known in zip(rows, guessed, strict=True)
    )


def _qrels(path: Path) -> Qrels:
    qrels: Qrels = {}
    for number, line in enumerate(_lines(path), start=1):
        fields = line.split("\t")
        if not line.strip() or (number == 1 and not fields[-1].strip().lstrip("-").isdigit()):
            continue
        try:
            query, document, grade = fields
            qrels.setdefault(query, {})[document] = int(grade)
        except ValueError:
            raise InputError(f"{path}:{number}: write query-id, corpus-id and score, separated by tabs") from None
    return {query: grades for query, grades in qrels.items() if any(grade > 0 for grade in grades.values())}


def _rows(path: Path) -> Iterator[tuple[str, dict[str, object]]]:
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            row = json.loads(line)
        except ValueError:
            raise InputError(f"{where}: not a JSON object") from None
        if not isinstance(row, dict):
            raise InputError(f"{where}: not a JSON object")
        yield where, row


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        raise InputError(
            f"{path} is missing; a set in BEIR layout has corpus.jsonl, queries.jsonl and qrels/test.tsv"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error


def _text(row: Mapping[str, object], name: str, where: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise InputError(f"{where}: {name} is missing or is no text")
    return value


def _language(row: Mapping[str, object], where: str) -> Language | None:
    metadata = row.get("metadata")
    given = metadata.get("language") if isinstance(metadata, dict) else None
    if given is None:
        return None
    if given not in set(Language):
        raise InputError(f"{where}: language is {given!r}; write tr, el or en")
    return Language(given)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of the values do not exceed, to three digits."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3)


def _peak_rss_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024**2 if sys.platform == "darwin" else peak / 1024  # bytes there, kilobytes elsewhere
