"""`assistant eval checks`: how well the checks themselves do; and which rules fire on an editor's own words."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Quiet, Verbose, Workspace, progress, say, settings, table

if TYPE_CHECKING:
    from assistant.evaluation.mutations import Report

LEAST_CAUGHT, MOST_FALSE = 0.95, 0.02
BELOW = 4


def add_to(group: typer.Typer) -> None:
    """Add this command to `assistant eval`."""
    group.command("checks")(checks)


def checks(
    every: Annotated[int, typer.Option(min=1, help="damage only each N-th reply")] = 1,
    keep: Annotated[
        bool, typer.Option("--keep", help="keep the figures in evals/checks, for the table beside")
    ] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="the kept figures as Markdown, for evals/README.md")
    ] = False,
    mutations: Annotated[bool, typer.Option(help="also damage the good replies; takes minutes")] = True,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Precision and recall of each risky check, and how much seeded damage is caught: tables on stderr, JSON on stdout.

    Exit code 4 if less than 95 % of the damage is caught or more than 2 % of the good replies are blocked or warned of.

    Example: assistant eval checks --every 4
    """
    import assistant.bootstrap as bootstrap
    from assistant.evaluation.cases import read_suite
    from assistant.evaluation.kept_checks import checks_markdown, keep_checks, read_kept
    from assistant.evaluation.labelled import score_checks
    from assistant.evaluation.mutations import measure, misses

    chosen = settings(workspace, "composer")
    if markdown:
        print(checks_markdown(read_kept(bootstrap.workspace(chosen) / "evals")))
        return
    if keep and (every != 1 or not mutations):
        raise typer.BadParameter("--keep needs the whole measurement")
    first = bootstrap.product(chosen)
    evals = first.workspace / "evals"
    scores = list(score_checks(evals, first.knowledge))
    rows: list[tuple[str, ...]] = [
        ("check", "language", "sentences", "precision", "recall", "held out: precision", "recall")
    ]
    for score in scores:
        figures = (score.all.precision, score.all.recall, score.held_out.precision, score.held_out.recall)
        rows.append((score.check, score.language, str(score.sentences), *(f"{figure:.2f}" for figure in figures)))
    say(table(rows), quiet)
    result: dict[str, object] = {"checks": [score.to_dict() for score in scores]}
    if not mutations:
        print(json.dumps(result, ensure_ascii=False))
        return
    suite = read_suite(evals, "samples", first.knowledge.channels)
    proposer = bootstrap.product(chosen, clock=lambda: suite.now).proposer()
    with progress("damaged", quiet):
        report = measure(evals, first.knowledge, proposer.reviewer, suite.now, every, os.cpu_count() or 1)
    say(_table(report), quiet)
    for id_, check, text in report.false_alarms:
        say(f"false alarm: {id_}: {check}: {text}", quiet)
    for kind, language, id_, reply in misses(report) if verbose else ():
        say(f"missed: {kind} {language} {id_}: {reply!r}")
    figures_ = report.to_dict()
    print(json.dumps({**result, "mutations": figures_}, ensure_ascii=False))
    if keep:
        say(f"kept in {keep_checks(evals, {**result, 'mutations': figures_})}", quiet)
    caught, alarmed = figures_["share_caught"], figures_["share_false"]
    if not (isinstance(caught, float) and isinstance(alarmed, float)) or caught < LEAST_CAUGHT or alarmed > MOST_FALSE:
        raise typer.Exit(BELOW)


def rules_on(lines: Path, workspace: Path | None, language: str) -> list[dict[str, object]]:
    """Which rules fire where on each line of a file of pasted replies; what only a judge can tell is named as such."""
    import assistant.bootstrap as bootstrap
    from assistant.checks.trying import on_own_words, unchecked
    from assistant.domain import Language
    from assistant.languages import guess_language

    product = bootstrap.product(settings(workspace, "composer"))
    found: list[dict[str, object]] = []
    for number, line in enumerate(lines.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        guideline = product.knowledge.tone[guess_language(line).language or Language(language)]
        fired = [
            {"rule": fire.rule.id, "severity": fire.rule.severity, "statement": fire.rule.statement,
             "span": list(fire.span) if fire.span else None, "text": line[slice(*fire.span)] if fire.span else line}
            for fire in on_own_words(line, guideline)
        ]  # fmt: skip
        names = [rule.id for rule in unchecked(guideline)]
        found.append({"line": number, "language": guideline.language, "fired": fired, "not_checked": names})
    return found


def _table(report: Report) -> str:
    from assistant.domain import Language

    kinds = sorted({kind for kind, _ in report.mutants})
    rows: list[tuple[str, ...]] = [("damage", *Language)]
    for kind in kinds:
        counts = [report.mutants[kind, of].counts() if (kind, of) in report.mutants else (0, 0) for of in Language]
        rows.append((kind, *(f"{caught}/{total}" if total else "-" for caught, total in counts)))
    rows.append(("all damage", *("/".join(map(str, report.caught(of))) for of in Language)))
    rows.append(("held-out third", *("/".join(map(str, report.caught(of, True))) for of in Language)))
    rows.append(("false alarms", *("/".join(map(str, report.alarms[of].counts())) for of in Language)))
    return table(rows)
