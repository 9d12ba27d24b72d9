"""`assistant eval privacy`: masking measured on its own corpus."""

from __future__ import annotations

import json

import typer

from assistant.cli.options import Quiet, Verbose, Workspace, settings


def add_to(group: typer.Typer) -> None:
    """Add this command."""
    group.command("privacy")(privacy)


def privacy(workspace: Workspace = None, quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Measure masking on the corpus in evals/privacy: recall by kind and language, survivors, and every miss.

    Example: assistant eval privacy
    """
    import assistant.bootstrap as bootstrap
    from assistant.privacy.report import evaluate

    product = bootstrap.product(settings(workspace, "composer"))
    report = evaluate(
        product.workspace / "evals" / "privacy" / "corpus.jsonl", keep=product.knowledge.brand.own_contacts
    )
    print(json.dumps(report.to_dict(), ensure_ascii=False, indent=1))
