"""`assistant eval`: suites, retrieval and privacy measured offline."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Model, Quiet, Verbose, Workspace, progress, say, settings, table

if TYPE_CHECKING:
    from assistant.evaluation.runs import Summary

group = typer.Typer(no_args_is_help=True, help="Offline evaluation.")
BLOCKED, INVALID = 3, 6


def add_to(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.add_typer(group, name="eval")


@group.command("run")
def run(
    suite: Annotated[str, typer.Argument(help="a suite of evals/suites")],
    out: Annotated[Path | None, typer.Option(help="run folder; the same folder again resumes the run")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="only the first N cases")] = None,
    workspace: Workspace = None,
    model: Model = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Answer every case of a suite and measure the drafts: a table on stderr, the summary as JSON on stdout.

    Exit code 0: nothing blocks; 3: a check blocks a draft; 6: a case failed.

    Example: assistant eval run samples --out runs/samples
    """
    import assistant.bootstrap as bootstrap
    from assistant.evaluation.cases import read_suite
    from assistant.evaluation.runs import run as run_suite
    from assistant.evaluation.runs import summary_json

    chosen = settings(workspace, model)
    first = bootstrap.product(chosen)
    suite_ = read_suite(first.workspace / "evals", suite, first.knowledge.channels)
    if limit:
        suite_ = replace(suite_, cases=suite_.cases[:limit])
    product = bootstrap.product(chosen, clock=lambda: suite_.now)
    proposer = product.proposer()
    folder = out or Path("runs") / suite_.name
    manifest = {
        "model": chosen.chosen_model(),
        "knowledge": product.knowledge.fingerprint,
        "cases": [case.id for case in suite_.cases],
        "now": suite_.now.isoformat(),
    }
    with progress("answered", quiet) as line:
        summary = run_suite(
            suite_,
            lambda case: proposer.propose(case.complaint)[0],
            folder,
            manifest,
            lambda _, total: line.step(total),
        )
    say(_table(summary), quiet)
    for row in summary.rows if verbose else ():
        say(f"{row['id']}: {row.get('error') or row.get('measures')}")
    print(json.dumps(summary_json(summary), ensure_ascii=False))
    if summary.failed:
        say(f"{len(summary.failed)} cases failed: {', '.join(summary.failed[:5])}; see {folder / 'results.jsonl'}")
        raise typer.Exit(INVALID)
    right, judged = summary.shares["nothing_blocks"].get("all", (0, 0))
    if right < judged:
        raise typer.Exit(BLOCKED)


@group.command("retrieval")
def retrieval(
    folder: Annotated[Path, typer.Argument(help="BEIR layout: corpus.jsonl, queries.jsonl, qrels/test.tsv")],
    language: Annotated[str | None, typer.Option(help="tr, el or en; unset: as the data says, else found out")] = None,
    run_file: Annotated[Path | None, typer.Option("--run", help="also write a TREC run file")] = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Measure retrieval on a labelled set; JSON on stdout.

    Example: assistant eval retrieval data/my-set --language tr
    """
    from assistant.domain import Language
    from assistant.retrieval.beir import evaluate

    report = evaluate(folder, language=Language(language) if language else None, run=run_file)
    print(json.dumps(report, ensure_ascii=False))


@group.command("privacy")
def privacy(workspace: Workspace = None, quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Measure masking on the corpus in evals/privacy: recall by kind and language, survivors, and every miss.

    Example: assistant eval privacy
    """
    import assistant.bootstrap as bootstrap
    from assistant.privacy.report import evaluate

    product = bootstrap.product(settings(workspace, "composer"))
    report = evaluate(product.workspace / "evals" / "privacy" / "corpus.jsonl", keep=product.contacts())
    print(json.dumps(report.to_dict(), ensure_ascii=False, indent=1))


def _table(summary: Summary) -> str:
    parts = ("all", "tr", "el", "en")
    rows: list[tuple[str, ...]] = [("measure", *parts)]
    for name, shares in summary.shares.items():
        counts = [shares.get(part, (0, 0)) for part in parts]
        rows.append((name, *(f"{right}/{judged}" if judged else "-" for right, judged in counts)))
    return table(rows)
