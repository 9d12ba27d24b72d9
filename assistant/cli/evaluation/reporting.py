"""`assistant eval report`: a run as one HTML file, Markdown, JUnit XML and JSONL."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import Quiet, Verbose, Workspace, settings


def add_to(group: typer.Typer) -> None:
    """Add these commands."""
    group.command("report")(report)


def report(
    folder: Annotated[Path, typer.Argument(help="a run folder")],
    against: Annotated[Path | None, typer.Option("--against", help="an earlier run folder to compare with")] = None,
    labels: Annotated[
        Path | None, typer.Option(help="what people said of both runs: the folder `eval blind` made")
    ] = None,
    language: Annotated[str, typer.Option(help="language the report opens in: en, tr or el")] = "en",
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write report.html, report.md, junit.xml and report.jsonl into the run folder; the paths on stdout.

    Example: assistant eval report runs/after --against runs/before
    """
    import assistant.bootstrap as bootstrap
    from assistant.domain import Language
    from assistant.evaluation.comparing import compare
    from assistant.evaluation.gate import read_gate
    from assistant.evaluation.preferred import read_preferred
    from assistant.evaluation.reporting import write_report
    from assistant.evaluation.runs import open_run

    if language not in set(Language):
        raise typer.BadParameter(f"--language is one of {', '.join(Language)}")
    gate = read_gate(bootstrap.workspace(settings(workspace, "composer")) / "evals")
    run = open_run(folder)
    comparison = compare(open_run(against).rows, run.rows, gate) if against else None
    if labels and not against:
        raise typer.BadParameter("--labels needs --against: people compared two runs")
    people = read_preferred(labels, against, folder) if labels and against else None
    for path in write_report(run, comparison, gate, folder, Language(language), people):
        print(path)
