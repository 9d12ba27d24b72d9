"""`assistant eval run` and `baseline`: a suite answered into a folder, and a folder kept to be compared with."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.evaluation.opening import Opened, Wish, open_suite
from assistant.cli.options import Model, Quiet, Verbose, Workspace, progress, say, table
from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.evaluation.gate import Gate
    from assistant.evaluation.runs import Run
    from assistant.evaluation.summary import Summary

CACHE = ".answers"  # beside the run folders, so that runs share what they asked


def add_to(group: typer.Typer) -> None:
    """Add these commands."""
    group.command("run")(run)
    group.command("baseline")(baseline)


def run(
    suite: Annotated[str, typer.Argument(help="a suite of evals/suites")],
    out: Annotated[Path | None, typer.Option(help="run folder; the same folder again resumes the run")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="only the first N cases")] = None,
    language: Annotated[str | None, typer.Option(help="only cases of this language")] = None,
    against: Annotated[Path | None, typer.Option("--baseline", help="a run folder to compare with")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="exit 7 when the comparison shows too little")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="begin again, and ask the model again")] = False,
    without: Annotated[str | None, typer.Option(help="leave out faq, tone or examples: what do they add?")] = None,
    seed: Annotated[int, typer.Option(min=0, help="another seed: other words, and the model asked once more")] = 0,
    max_cost: Annotated[float | None, typer.Option(min=0, help="US dollars this run may cost at most")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what the run would take")] = False,
    concurrency: Annotated[
        int, typer.Option(min=1, help="questions to the model at once; fewer while it struggles")
    ] = 8,
    per_minute: Annotated[float | None, typer.Option(min=1, help="questions to the model a minute, at most")] = None,
    processes: Annotated[int | None, typer.Option(min=1, help="processes; unset: one a core")] = None,
    workspace: Workspace = None,
    model: Model = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Answer every case of a suite and measure the drafts: a table on stderr, the summary as JSON on stdout.

    Exit code 0: nothing blocks; 3: a check blocks a draft; 4: worse than the baseline; 6: too many cases failed;
    7: with --strict, too little evidence.

    Example: assistant eval run samples --out runs/samples
    """
    from assistant.evaluation.engine import ABLATIONS
    from assistant.evaluation.runs import SUMMARY, missing_cases, write_json
    from assistant.evaluation.runs import run as run_suite
    from assistant.evaluation.scorecard import read_scorecard
    from assistant.evaluation.summary import effort_json, summarise, summary_json

    if without not in (None, *ABLATIONS):
        raise typer.BadParameter(f"--without is one of {', '.join(ABLATIONS)}")
    folder = out or Path("runs") / suite
    wish = Wish(model, seed, without, limit, language, max_cost, concurrency, per_minute, processes, fresh)
    opened = open_suite(suite, workspace, folder.parent / CACHE, wish)
    missing = missing_cases(opened.suite, folder) if not fresh else list(opened.suite.cases)
    foreseen = _foreseen(opened, len(missing), quiet)
    if dry_run:
        print(json.dumps(foreseen))
        return
    with progress("answered", quiet) as line:
        done = run_suite(
            opened.suite,
            opened.engine.answering(read_scorecard(opened.evals)),
            folder,
            opened.manifest,
            fresh=fresh,
            progress=lambda count, total, _: line.at(count, total),
        )
    gate = _gate(opened)
    summary = summarise(done, gate)
    write_json(folder / SUMMARY, summary_json(summary))
    say(_table(summary), quiet)
    for row in done.rows if verbose else ():
        say(f"{row.id}: {row.error or row.measures}")
    effort = effort_json(done.timings, summary.outcomes["scored"])
    say(_took(effort, folder / SUMMARY), quiet)
    if not sys.stdout.isatty():  # every slice of every measure is for programs; people have the table and the report
        print(json.dumps({**summary_json(summary), "effort": effort}, ensure_ascii=False))
    _finish(summary, done, against, strict, quiet, opened)


def _took(effort: Mapping[str, object], summary: Path) -> str:
    times = effort["ms_a_case"]
    assert isinstance(times, Mapping)
    spent = f"; {effort['calls']} calls, {effort['cost']} US dollars" if effort["calls"] else ""
    slow = f"{times['p50']} ms (half of them), {times['p95']} ms (nineteen of twenty)"
    return f"a case took {slow}{spent}; slices in {summary}"


def baseline(
    folder: Annotated[Path, typer.Argument(help="a finished run folder")],
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Keep a run's numbers, without any text, in evals/baselines, to be compared with later.

    Example: assistant eval baseline runs/open
    """
    import assistant.bootstrap as bootstrap
    from assistant.cli.options import settings
    from assistant.evaluation.baselines import keep
    from assistant.evaluation.gate import read_gate
    from assistant.evaluation.runs import open_run

    evals = bootstrap.workspace(settings(workspace, "composer")) / "evals"
    say(f"kept in {keep(open_run(folder), read_gate(evals), evals / 'baselines')}", quiet)


def _foreseen(opened: Opened, missing: int, quiet: bool) -> dict[str, object]:
    from dataclasses import asdict

    cases = list(opened.suite.cases)[-missing:] if missing else []
    found = opened.engine.estimate(cases, opened.cache, opened.price)
    opened.cache.close()  # processes made from this one open it for themselves
    if found is None:
        return {"cases": missing, "calls": 0, "cost": 0.0}
    told = {"cases": missing, **asdict(found)}
    money = "no price known" if found.cost is None else f"about ${found.cost:.2f}"
    how = "by this model's own answers" if found.measured else "by rule of thumb"
    say(f"{missing} cases: about {found.calls} calls, {found.kept} answers kept, {money} ({how})", quiet)
    return told


def _finish(summary: Summary, done: Run, against: Path | None, strict: bool, quiet: bool, opened: Opened) -> None:
    from assistant.cli.evaluation.comparing import compared_table
    from assistant.evaluation.comparing import compare
    from assistant.evaluation.gate import Exit
    from assistant.evaluation.runs import open_run

    gate = _gate(opened)
    if done.stopped:
        raise InputError(f"stopped after {len(done.rows)} of {len(opened.suite.cases)} cases: {done.stopped}")
    code = summary.code(gate)
    if summary.failed:
        say(f"{len(summary.failed)} cases failed: {', '.join(summary.failed[:5])}; see {done.folder / 'results.jsonl'}")
    if against is not None:
        comparison = compare(open_run(against).rows, done.rows, gate)
        say(compared_table(comparison), quiet)
        code = code or comparison.code(strict=strict)
    if code is not Exit.OK:
        raise typer.Exit(code)


def _gate(opened: Opened) -> Gate:
    from assistant.evaluation.gate import read_gate

    return read_gate(opened.evals)


def _table(summary: Summary) -> str:
    parts = ("all", "tr", "el", "en")
    rows: list[tuple[str, ...]] = [("measure", *parts)]
    for name, shares in summary.shares.items():
        found = [shares.get(part) for part in parts]
        rows.append((name, *(f"{share.right}/{share.judged}" if share else "-" for share in found)))
    for name in ("quality", "scorecard", "words"):
        means = [summary.means.get(name, {}).get(part) for part in parts]
        rows.append((name, *(f"{mean.mean:.1f}" if mean else "-" for mean in means)))
    whole = [summary.distinct.get(part) for part in parts]
    rows.append(("distinct texts", *(f"{share.right}/{share.judged}" if share else "-" for share in whole)))
    return table(rows)
