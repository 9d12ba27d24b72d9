"""Options that every command takes, and what they open."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.settings import Settings

Workspace = Annotated[Path | None, typer.Option("--workspace", help="folder with knowledge/, prompts/, evals/")]
Model = Annotated[str | None, typer.Option("--model", help="composer, or provider:model")]
OPERATOR = "console"  # who acts, in the audit log, when somebody types a command
Quiet = Annotated[bool, typer.Option("--quiet", help="no progress and no messages")]
Verbose = Annotated[bool, typer.Option("--verbose", help="say more about what happens")]
Source = Annotated[Path | None, typer.Argument(help="JSONL or CSV; standard input if none")]

SOME_REFUSED = 3
ItemT = TypeVar("ItemT")


def settings(workspace: Path | None = None, model: str | None = None) -> Settings:
    """The settings with what the command line says on top."""
    from assistant.settings import load

    return load(workspace=workspace, model=model)


def moment_of(option: str, written: str) -> datetime:
    """A moment given on the command line, in the machine's own time zone unless it says so."""
    try:
        return datetime.fromisoformat(written).astimezone()
    except (ValueError, OverflowError):
        raise InputError(f"{option} is {written!r}; write 2026-11-20 or 2026-11-20T09:00:00+03:00") from None


def say(message: object, quiet: bool = False) -> None:
    """A message for the person at the terminal; results go to standard output, messages never."""
    if not quiet:
        print(message, file=sys.stderr)


@contextmanager
def progress(what: str, quiet: bool) -> Iterator[ProgressLine]:
    """A line on stderr that counts; silent where stderr is no terminal."""
    line = ProgressLine(what, sys.stderr.isatty() and not quiet)
    try:
        yield line
    finally:
        line.close()


class ProgressLine:
    """Counts done work on one line of a terminal."""

    def __init__(self, what: str, shown: bool) -> None:
        self.what, self.shown, self.done = what, shown, 0

    def step(self, total: int | None = None) -> None:
        """One more done."""
        self.at(self.done + 1, total)

    def at(self, done: int, total: int | None = None) -> None:
        """So many done."""
        self.done = done
        if self.shown:
            of = f" of {total}" if total else ""
            print(f"\r{self.what}: {self.done}{of}", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        """Leave the cursor on a fresh line."""
        if self.shown and self.done:
            print(file=sys.stderr)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as aligned columns."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
