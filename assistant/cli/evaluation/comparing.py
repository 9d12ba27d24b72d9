"""`assistant eval compare`: two runs of the same cases, with one verdict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Quiet, Verbose, Workspace, say, settings, table

if TYPE_CHECKING:
    from assistant.evaluation.comparing import Compared, Comparison
    from assistant.evaluation.preferred import Preferred


def add_to(group: typer.Typer) -> None:
    """Add these commands."""
    group.command("compare")(compare)


def compare(
    before: Annotated[Path, typer.Argument(help="a run folder, or one in evals/baselines")],
    after: Annotated[Path, typer.Argument(help="the run folder to judge")],
    labels: Annotated[Path | None, typer.Option(help="what people said: the folder `eval blind` made")] = None,
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
    from assistant.evaluation.preferred import preferred_json, read_preferred
    from assistant.evaluation.runs import open_run

    gate = read_gate(bootstrap.workspace(settings(workspace, "composer")) / "evals")
    found = compare_runs(open_run(before).rows, open_run(after).rows, gate)
    say(compared_table(found), quiet)
    people = read_preferred(labels, before, after) if labels else None
    if labels:
        say(preferred_lines(people), quiet)
    told = {**comparison_json(found), **({"people": preferred_json(people)} if people else {})}
    print(json.dumps(told, ensure_ascii=False))
    code = found.code(strict=strict)
    if code is not Exit.OK:
        raise typer.Exit(code)


def compared_table(found: Comparison) -> str:
    """A comparison as a table for people, the verdict first."""
    head = ("metric", "slice", "cases", "before", "after", "difference", "95 %", "detectable", "verdict")
    lines = [_line(item) for item in (found.primary, *found.family) if item is not None]
    told = f"{found.verdict}: {found.paired} pairs, {len(found.invalid)} not comparable"
    return f"{told}\n{table([head, *lines])}"


def preferred_lines(found: Preferred | None) -> str:
    """What people preferred, for people: the win rate of the later run, ties half."""
    if found is None:
        return "nobody has compared these replies yet; the desk's page is /desk/blind/"
    head = ("preferred by people", "judgements", "later run wins", "95 %", "at equal length")
    lines = [
        (part, str(rate.pairs), f"{rate.rate:.0%}", f"{rate.low:.0%} {rate.high:.0%}", f"{rate.at_equal_length:.0%}")
        for part, rate in found.rates.items()
    ]
    lean = "" if found.left is None else f"; the left one was chosen in {found.left[0]:.0%} of the choices of a side"
    alike = f"; {found.alike} of {found.several} pairs judged by several were judged alike" if found.several else ""
    return f"{table([head, *lines])}\n{found.people} people, {found.pairs} pairs{lean}{alike}"


def _line(item: Compared) -> tuple[str, ...]:
    verdict = item.verdict.value
    if item.more:
        verdict += f" (about {item.more} more cases)"
    least = "-" if item.least is None or item.least == float("inf") else f"{item.least:.3g}"
    return (
        item.metric, item.part, str(item.cases), f"{item.before:.3f}", f"{item.after:.3f}", f"{item.difference:+.3f}",
        f"{item.low:+.3f} {item.high:+.3f}", least, verdict,
    )  # fmt: skip
