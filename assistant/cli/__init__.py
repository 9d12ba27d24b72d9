"""The `assistant` command: the same verbs as the desk, in a terminal; one file a group of commands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import drafting, evaluation, keeping, knowledge, operation, people, privacy, reporting, searching
from assistant.errors import AssistantError

app = typer.Typer(
    name="assistant",
    help="Drafts replies to customer complaints in Turkish, Greek and English; people review and send them.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def options(
    context: typer.Context,
    workspace: Annotated[Path | None, typer.Option(help="folder with knowledge/, prompts/, evals/")] = None,
    model: Annotated[str | None, typer.Option(help="composer, or provider:model")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="no progress, no messages")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="say more about what happens")] = False,
) -> None:
    """Options that every command takes; they stand before the command."""
    context.obj = {"workspace": workspace, "model": model, "quiet": quiet, "verbose": verbose}


drafting.add_to(app)
searching.add_to(app)
evaluation.add_to(app)
knowledge.add_to(app)
operation.add_to(app)
people.add_to(app)
keeping.add_to(app)
privacy.add_to(app)
reporting.add_to(app)


def main() -> None:
    """Run the command; a deliberate failure is one sentence on stderr and exit code 1."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape" if stream is sys.stdin else "replace")
    try:
        app()
    except AssistantError as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None
