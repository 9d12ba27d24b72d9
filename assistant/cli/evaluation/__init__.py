"""`assistant eval`: suites, comparisons, reports and the measures of single parts, offline."""

from __future__ import annotations

import typer

from assistant.cli import checking
from assistant.cli.evaluation import (
    attacking,
    auditing,
    blinding,
    comparing,
    finding,
    judging,
    measuring,
    reporting,
    running,
    selftesting,
    toning,
    triaging,
)

group = typer.Typer(no_args_is_help=True, help="Offline evaluation.")
for part in (
    running,
    comparing,
    blinding,
    reporting,
    toning,
    auditing,
    selftesting,
    judging,
    measuring,
    finding,
    attacking,
    checking,
    triaging,
):
    part.add_to(group)


def add_to(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.add_typer(group, name="eval")
