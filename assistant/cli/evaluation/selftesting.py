"""`assistant eval selftest`: the engine tested on itself."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Quiet, Verbose, Workspace, say, settings

if TYPE_CHECKING:
    from assistant.evaluation.selftest import Proof

COPIES = 18  # of twelve samples: 216 cases to be killed over


def add_to(group: typer.Typer) -> None:
    """Add these commands."""
    group.command("selftest")(selftest)


def selftest(
    runs: Annotated[int, typer.Option(min=20, help="simulated comparisons of each kind")] = 200,
    kills: Annotated[int, typer.Option(min=1, help="how often the run is killed")] = 50,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Prove on simulated and killed runs that verdicts and resuming can be relied on; one line of JSON a proof.

    Exit code 1 if a proof fails.

    Example: assistant eval selftest
    """
    import assistant.bootstrap as bootstrap
    from assistant.evaluation.cases import read_suite
    from assistant.evaluation.gate import read_gate
    from assistant.evaluation.mutations import measure
    from assistant.evaluation.scorecard import read_scorecard
    from assistant.evaluation.selftest import Bench, many, planted, prove

    first = bootstrap.product(settings(workspace, "composer"))
    evals = first.workspace / "evals"
    suite = read_suite(evals, "samples", first.knowledge.channels)
    few = suite.cases[:: max(1, len(suite.cases) // 12)][:12]
    proposer = bootstrap.product(settings(workspace, "composer"), clock=lambda: suite.now).proposer()
    proposals = {case.id: proposer.propose(case.complaint)[0] for case in few}
    suite, known = many(type(suite)("selftest", few, suite.now), proposals, COPIES)
    failed = 0

    def tell(proof: Proof) -> bool:
        say(f"{'held  ' if proof.held else 'FAILED'} {proof.name}", quiet)
        print(json.dumps({"proof": proof.name, "held": proof.held, **proof.figures}, ensure_ascii=False), flush=True)
        return proof.held

    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(suite, known, read_scorecard(evals), read_gate(evals), Path(scratch))
        for proof in prove(bench, runs=runs, kills=kills, processes=os.cpu_count() or 1):
            failed += not tell(proof)
    if (evals / "replies").is_dir():
        failed += not tell(planted(measure(evals, first.knowledge, proposer.reviewer, suite.now)))
    if failed:
        raise typer.Exit(1)
