"""`assistant eval compare`: two runs of the same cases, with one verdict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Quiet, Verbose, Workspace, say, settings, table

if TYPE_CHECKING:
    from assistant.evaluation.comparing import Compared, Comparison


def add_to(group: typer.Typer) -> None:
    """Add these commands."""
    group.command("compare")(compare)


def compare(
    before: Annotated[Path, typer.Argument(help="a run folder, or one in evals/baselines")],
    after: Annotated[Path, typer.Argument(help="the run folder to judge")],
    strict: Annotated[bool, typer.Option("--strict", help="exit 7 when there is not enough evidence")] = False,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Compare two runs, case by case: BETTER, WORSE, EQUIVALENT or NOT ENOUGH EVIDENCE; JSON on stdout.

    Exit code 0, 4: worse, 6: too many cases failed, 7: with --strict, not enough evidence.

    Example: assistant eval compare runs/before runs/after
    """
    import assistant.bootstrap as bootstrap
    from assistant.evaluation.comparing import compare as compare_runs
    from assistant.evaluation.comparing import comparison_json
    from assistant.evaluation.gate import Exit, read_gate
    from assistant.evaluation.runs import open_run

    gate = read_gate(bootstrap.workspace(settings(workspace, "composer")) / "evals")
    found = compare_runs(open_run(before).rows, open_run(after).rows, gate)
    say(compared_table(found), quiet)
    print(json.dumps(comparison_json(found), ensure_ascii=False))
    code = found.code(strict=strict)
    if code is not Exit.OK:
        raise typer.Exit(code)


def compared_table(found: Comparison) -> str:
    """A comparison as a table for people, the verdict first."""
    head = ("metric", "slice", "cases", "before", "after", "difference", "95 %", "detectable", "verdict")
    lines = [_line(item) for item in (found.primary, *found.family) if item is not None]
    told = f"{found.verdict}: {found.paired} pairs, {len(found.invalid)} not comparable"
    return f"{told}\n{table([head, *lines])}"


def _line(item: Compared) -> tuple[str, ...]:
    verdict = item.verdict.value
    if item.more:
        verdict += f" (about {item.more} more cases)"
    least = "-" if item.least is None or item.least == float("inf") else f"{item.least:.3g}"
    return (
        item.metric, item.part, str(item.cases), f"{item.before:.3f}", f"{item.after:.3f}", f"{item.difference:+.3f}",
        f"{item.low:+.3f} {item.high:+.3f}", least, verdict,
    )  # fmt: skip
