"""`assistant eval blind`: two runs laid out on the desk for people who are not told which is which."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import Quiet, Verbose, Workspace, say, settings


def add_to(group: typer.Typer) -> None:
    """Add this command."""
    group.command("blind")(blind)


def blind(
    before: Annotated[Path, typer.Argument(help="a run folder")],
    after: Annotated[Path, typer.Argument(help="another run of the same suite: a later version, or another drafter")],
    name: Annotated[str, typer.Option(help="what people see it called; it must not give the runs away")],
    limit: Annotated[int | None, typer.Option(min=1, help="only the first N pairs")] = None,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Lay the differing replies of two runs out on the desk's page "Compare blind"; the folder on stdout as JSON.

    People choose with the keys 1, 2 and 3. What they said is read by `assistant eval compare A B --labels FOLDER`.

    Example: assistant eval blind runs/before runs/after --name november
    """
    from assistant.bootstrap import blind_home
    from assistant.evaluation.blind import lay_out
    from assistant.evaluation.runs import open_run

    home = blind_home(settings(workspace, "composer"))
    layout = lay_out(open_run(before), open_run(after), home, name, limit=limit)
    say(f"{len(layout.pairs)} pairs are on the desk at /desk/blind/ under {name!r}", quiet)
    print(json.dumps({"folder": str(layout.folder), "pairs": len(layout.pairs)}))
