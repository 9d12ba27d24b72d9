"""`assistant knowledge publish`, `history`, `rollback` and `diff`: which of the brand's files everybody drafts with."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Quiet, Verbose, Workspace, say, settings, table

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.knowledge.snapshots import Snapshot
    from assistant.store import PublicationRow, Store

FOLDER = "folder"
Author = Annotated[str, typer.Option("--author", help="who publishes, as the history shows it")]
Reason = Annotated[str, typer.Option("--reason", help="what changed and why, for whoever looks back")]


def add_to(group: typer.Typer) -> None:
    """Add these commands."""
    group.command("publish")(publish)
    group.command("history")(history)
    group.command("rollback")(rollback)
    group.command("diff")(diff)


def publish(
    reason: Reason, author: Author = "console", workspace: Workspace = None, quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:  # fmt: skip
    """Put the workspace's files into the store; from then on every desk and worker on it drafts with them.

    Entries, tone, phrases, texts, policies, prompts and sheets are kept by their SHA-256. A workspace with a mistake is
    refused. Running desks and workers take it within seconds, without a restart.

    Example: assistant knowledge publish --reason "Refunds take 5 days from December" --author deniz
    """
    import assistant.bootstrap as bootstrap
    from assistant.knowledge.snapshots import take
    from assistant.workflow import publishing

    chosen = settings(workspace)
    snapshot = take(bootstrap.workspace(chosen))
    with bootstrap.opened_store(chosen) as store:
        before = publishing.published(store)
        old = None if before is None else publishing.kept(store, before.snapshot)
        made = publishing.publish(store, snapshot, by=author, reason=reason)
    what = f"{len(snapshot.files)} files" if old is None else _counted(old, snapshot)
    say(f"published {_short(made.snapshot)}: {what}", quiet)
    print(_short(made.snapshot))


def history(
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line, newest first")] = False,
    limit: Annotated[int, typer.Option(min=1, help="how many lines")] = 20,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show what was published, when, by whom and why; the first line holds.

    Example: assistant knowledge history
    """
    import assistant.bootstrap as bootstrap
    from assistant.workflow import publishing

    with bootstrap.opened_store(settings(workspace)) as store:
        found = publishing.history(store, limit)
    if as_json:
        for row in found:
            print(json.dumps(_told(row), ensure_ascii=False))
    elif found:
        rows = [(_short(row.snapshot), f"{row.at:%Y-%m-%d %H:%M}", row.by, row.reason) for row in found]
        print(table([("snapshot", "at (UTC)", "by", "why"), *rows]))
    else:
        say("nothing was published yet: drafts rest on the workspace's folder", quiet)


def rollback(
    snapshot: Annotated[str, typer.Argument(help="the beginning of a snapshot's name, from the history")],
    reason: Reason,
    author: Author = "console",
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Publish an earlier snapshot again; the workspace's folder stays as it is.

    Example: assistant knowledge rollback 3f9c01 --reason "The new refund period was wrong"
    """
    import assistant.bootstrap as bootstrap
    from assistant.workflow import publishing

    with bootstrap.opened_store(settings(workspace)) as store:
        made = publishing.roll_back(store, snapshot, by=author, reason=reason)
    say(f"{_short(made.snapshot)} holds again", quiet)
    print(_short(made.snapshot))


def diff(
    before: Annotated[str, typer.Argument(help="a snapshot's name, `current` or `folder`")],
    after: Annotated[str, typer.Argument(help="a snapshot's name, `current` or `folder`")],
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show what differs between two snapshots, line by line; `folder` is the workspace as it stands.

    Example: assistant knowledge diff current folder
    """
    import assistant.bootstrap as bootstrap
    from assistant.knowledge.snapshots import changes

    chosen = settings(workspace)
    with bootstrap.opened_store(chosen) as store:
        old, new = (_snapshot(store, name, bootstrap.workspace(chosen)) for name in (before, after))
    for change in changes(old, new):
        print("\n".join(change.lines))
    say(_counted(old, new), quiet)


def _snapshot(store: Store, name: str, workspace: Path) -> Snapshot:
    from assistant.knowledge.snapshots import take
    from assistant.workflow import publishing

    return take(workspace) if name == FOLDER else publishing.kept(store, name)


def _counted(old: Snapshot, new: Snapshot) -> str:
    from assistant.knowledge.snapshots import changes

    counted = Counter(change.kind for change in changes(old, new))
    return ", ".join(f"{counted[kind]} files {kind}" for kind in ("changed", "added", "removed"))


def _short(snapshot: str) -> str:
    from assistant.knowledge.snapshots import LETTERS

    return snapshot[:LETTERS]


def _told(row: PublicationRow) -> dict[str, str]:
    return {"snapshot": row.snapshot, "at": row.at.isoformat(), "by": row.by, "reason": row.reason}
