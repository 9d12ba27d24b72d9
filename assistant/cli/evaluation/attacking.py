"""`assistant eval injection`: what becomes of attacks when the model obeys every one of them."""

from __future__ import annotations

import json
from itertools import repeat
from pathlib import Path

import typer

from assistant.cli.options import Quiet, Verbose, Workspace, settings


def add_to(group: typer.Typer) -> None:
    """Add this command."""
    group.command("injection")(injection)


def injection(workspace: Workspace = None, quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Try every attack of evals/injection on the drafter with a model that obeys it; exit 1 if one gets through.

    Example: assistant eval injection
    """
    import assistant.bootstrap as bootstrap
    from assistant.evaluation.injection import attempt, obedient, read_attacks, summary
    from assistant.llm import ScriptedModel

    product = bootstrap.product(settings(workspace, "composer"))
    attacks = read_attacks(_file(product.workspace))
    answer = obedient(attacks)
    proposer, fates = product.proposer(), []
    for number, attack in enumerate(attacks, 1):
        model = ScriptedModel(repeat(lambda messages: answer("\n".join(message.content for message in messages))))
        fates.append(attempt(proposer, attack, model, product.workspace / "prompts", product.secret()))
        if not quiet and number % 20 == 0:
            typer.echo(f"{number} of {len(attacks)} attacks", err=True)
    report = summary(fates)
    print(json.dumps(report, ensure_ascii=False, indent=1))
    if report["succeeded"]:
        raise typer.Exit(1)


def _file(workspace: Path) -> Path:
    return workspace / "evals" / "injection" / "attacks.yaml"
