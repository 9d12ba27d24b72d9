"""`assistant knowledge` and `assistant init`: checking the brand's folder, and making a new one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import Quiet, Verbose, Workspace, say, settings
from assistant.errors import InputError

group = typer.Typer(no_args_is_help=True, help="The brand's FAQ, policies, texts and tone guideline.")


def add_to(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.add_typer(group, name="knowledge")
    app.command("init")(initialise)


@group.command("check")
def check(workspace: Workspace = None, quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Read everything and report each mistake as file:line: what; what to do. Exit code 1 if there is one.

    Example: assistant knowledge check
    """
    import assistant.bootstrap as bootstrap
    from assistant.checks.examples import check_rules
    from assistant.knowledge import survey
    from assistant.knowledge.checking import check as check_between

    folder = bootstrap.workspace(settings(workspace)) / "knowledge"
    knowledge, problems = survey(folder)
    if knowledge is not None:
        problems = sorted({*problems, *check_between(knowledge), *check_rules(knowledge)})
    for problem in problems:
        print(problem)
    if knowledge is not None:
        languages = ", ".join(sorted({entry.language for entry in knowledge.entries}))
        say(
            f"{len(knowledge.entries)} entries ({languages}), {len(knowledge.texts)} texts, {len(problems)} mistakes",
            quiet,
        )
    if problems:
        raise typer.Exit(1)


def initialise(
    folder: Annotated[Path, typer.Argument(help="a folder that does not exist yet, or is empty")],
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Make a workspace of your own from the sample brand.

    Example: assistant init my-brand && assistant knowledge check --workspace my-brand
    """
    import assistant.bootstrap as bootstrap

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} is not empty; name a new folder")
    for name in bootstrap.PARTS:
        shutil.copytree(bootstrap.sample() / name, folder / name)
    say(
        f"{folder} is ready: edit knowledge/brand.yaml first, then `assistant knowledge check --workspace {folder}`",
        quiet,
    )
