"""`assistant eval retrieval`, `tune-retrieval` and `bench-retrieval`: the search measured, fitted and compared."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Quiet, Verbose, Workspace, progress, say, settings, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.bootstrap import Product
    from assistant.retrieval.questions import Question, Row
    from assistant.retrieval.search import Found
    from assistant.workflow.propose import Find

UNCOVERED = "evals/retrieval/uncovered.jsonl"


def add_to(group: typer.Typer) -> None:
    """Add these commands."""
    group.command("retrieval")(retrieval)
    group.command("tune-retrieval")(tune_retrieval)
    group.command("bench-retrieval")(bench_retrieval)


def retrieval(
    folder: Annotated[
        Path | None, typer.Argument(help="BEIR layout: corpus.jsonl, queries.jsonl, qrels/test.tsv")
    ] = None,
    knowledge: Annotated[bool, typer.Option("--knowledge", help="the workspace's own FAQ instead of a folder")] = False,
    suite: Annotated[str, typer.Option(help="with --knowledge: the suite whose complaints are asked too")] = "open",
    language: Annotated[str | None, typer.Option(help="tr, el or en; unset: as the data says, else found out")] = None,
    run_file: Annotated[Path | None, typer.Option("--run", help="also write a TREC run file")] = None,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Measure retrieval on a labelled set, or on the brand's own FAQ; JSON on stdout.

    With --knowledge every example question is asked twice: of cards without it, then of cards with it; and so are the
    labelled complaints of a suite, and questions that no entry answers.

    Example: assistant eval retrieval data/my-set --language tr
    """
    from assistant.domain import Language
    from assistant.retrieval.beir import evaluate

    if (folder is None) is not knowledge:
        raise typer.BadParameter("give a folder, or --knowledge")
    if folder is not None:
        report = evaluate(folder, language=Language(language) if language else None, run=run_file)
        print(json.dumps(report, ensure_ascii=False))
        return
    parts = _own(_product(workspace, suite), suite, Language(language) if language else None, quiet)
    for name, rows in parts.items():
        say(f"{name.replace('_', ' ')}\n{_rows(rows)}\n", quiet)
    print(json.dumps(parts, ensure_ascii=False))


def tune_retrieval(
    suite: Annotated[str, typer.Option(help="the suite whose complaints are labelled with topics")] = "open",
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Fit the vectors' share and the abstention thresholds on labelled data; the search reads what this writes.

    The share is fitted on the brand's example questions, each left out in turn; the thresholds on the complaints of a
    suite and the questions no entry answers. An interrupted run goes on with the vectors it has.

    Example: assistant eval tune-retrieval
    """
    from assistant.bootstrap import TUNED
    from assistant.retrieval.tuning import remembering, tune
    from assistant.retrieval.vectors import BUILT_IN

    product = _product(workspace, suite)
    model, remote = product.settings.embeddings or BUILT_IN, product.embed()
    safe = "".join(letter if letter.isalnum() else "-" for letter in model)
    embed = remote and remembering(remote, product.settings.data / "index" / f"tuning-{safe}.jsonl")
    labelled = [*_complaints(product, suite), *_uncovered(product)]
    with progress("questions", quiet) as line:
        tuned = tune(product.entries_today(), labelled, model, embed, line.at)
    path = product.workspace / TUNED
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(tuned.to_json(), encoding="utf-8")
    header = ("language", "vectors' share", "first without", "first with", "threshold", "answered", "declined")
    lines: list[Sequence[str]] = [header]
    for code, found in tuned.calibrated.items():
        share = tuned.vector_share.get(code, 0.0)
        first = tuned.first.get(code, {})
        shares = (first.get("0.0", 0.0), first.get(f"{share:.1f}", 0.0))
        lines.append(
            (
                str(code), f"{share:.1f}", *(f"{value:.3f}" for value in shares), f"{found.threshold:.2f}",
                f"{found.coverage:.3f}", f"{found.abstained:.3f}",
            )
        )  # fmt: skip
    say(f"{table(lines)}\nvectors of {tuned.model}; written to {path}", quiet)
    print(json.dumps(json.loads(tuned.to_json()), ensure_ascii=False))


def bench_retrieval(
    folder: Annotated[Path, typer.Argument(help="BEIR layout; its language is --language")],
    language: Annotated[str, typer.Option(help="tr, el or en")] = "en",
    sizes: Annotated[
        str, typer.Option(help="passages, the folder's own first and filled up with mixed ones")
    ] = "240,10000",
    repeat: Annotated[int, typer.Option(min=1, help="times each is run; the best counts")] = 3,
    plot: Annotated[Path | None, typer.Option(help="also draw how cost grows, as SVG")] = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Run LangChain's BM25Retriever, bm25s and plain tantivy beside this search: a Markdown table on stdout.

    Needs the extra: pip install 'complaint-assistant[bench]'.

    Example: assistant eval bench-retrieval data/my-set --language tr --plot cost.svg
    """
    from assistant.domain import Language
    from assistant.retrieval.bench import chart, compare, markdown

    try:
        wanted = sorted({int(size) for size in sizes.split(",")})
    except ValueError:
        raise typer.BadParameter(f"--sizes {sizes}: write numbers, separated by commas") from None
    with progress("systems measured", quiet) as line:
        rows = compare(folder, Language(language), wanted, repeat, line.step)
    print(markdown(rows))
    if plot is not None:
        plot.write_text(chart(rows), encoding="utf-8")
        say(f"drawn to {plot}", quiet)


def _product(workspace: Path | None, suite: str) -> Product:
    """The product at the moment of the suite, so that the entries that hold are the ones its labels mean."""
    import assistant.bootstrap as bootstrap
    from assistant.evaluation.cases import read_suite

    product = bootstrap.product(settings(workspace, "composer"))
    now = read_suite(product.workspace / "evals", suite, product.knowledge.channels).now
    return replace(product, clock=lambda: now)


def _own(product: Product, suite: str, language: object, quiet: bool) -> dict[str, dict[str, Row]]:
    from assistant.retrieval.questions import included, joined, left_out, measured
    from assistant.retrieval.search import Search

    entries = product.entries_today()
    find = product.finder()
    complaints = _complaints(product, suite)
    groups = {
        "examples_included": included(entries),
        "complaints": [one for one in complaints if one.topics],
        "complaints_no_entry_answers": [one for one in complaints if not one.topics],
        "questions_no_entry_answers": _uncovered(product),
    }
    with progress("questions", quiet) as line:
        parts = []
        for without, questions in left_out(entries):
            alone = Search(without, None).find
            kept = [one for one in questions if language in (None, one.language)]
            parts.append(measured(kept, partial(_ask, alone), line.step))
        found = {"examples_left_out": joined(parts)}
        for name, questions in groups.items():
            kept = [one for one in questions if language in (None, one.language)]
            found[name] = measured(kept, partial(_ask, find), line.step)
    return found


def _ask(find: Find, question: Question) -> Found:
    return find(question.text, language=question.language, market=question.market, top=5)


def _complaints(product: Product, suite: str) -> list[Question]:
    """The complaints of a suite that are labelled with topics, and those labelled as covered by no entry."""
    from assistant.domain import Language, Market
    from assistant.evaluation.cases import read_suite
    from assistant.retrieval.questions import Question

    found = []
    for case in read_suite(product.workspace / "evals", suite, product.knowledge.channels).cases:
        expected, complaint = case.expected, case.complaint
        if expected.language not in set(Language) or "other_language" in case.slices:
            continue
        if expected.topics or "uncovered" in case.slices:
            text = f"{complaint.subject}\n{complaint.text}" if complaint.subject else complaint.text
            market = Market(expected.market) if expected.market in set(Market) else None
            found.append(Question(text, Language(expected.language), frozenset(expected.topics), market))
    return found


def _uncovered(product: Product) -> list[Question]:
    from assistant.domain import Language
    from assistant.retrieval.questions import Question

    path = product.workspace / UNCOVERED
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    rows = [json.loads(line) for line in lines if line.strip()]
    return [Question(row["text"], Language(row["language"]), frozenset()) for row in rows]


def _rows(rows: dict[str, Row]) -> str:
    lines: list[Sequence[str]] = [("", "questions", "first", "first three", "abstained")]
    for name, row in rows.items():
        shares = (f"{row[key]:.3f}" for key in ("first", "first_three", "abstained"))
        lines.append((name, str(row["questions"]), *shares))
    return table(lines)
