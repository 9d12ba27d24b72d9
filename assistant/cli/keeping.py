"""Keeping the store: backups and restoring them, the audit log, and where everything stands."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import OPERATOR, Quiet, Verbose, Workspace, moment_of, say, settings, table
from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.store import Store

audit = typer.Typer(no_args_is_help=True, help="The log of who did what.")
EVER = "9999-01-01T00:00:00+00:00"
BEFORE_ALL = "1970-01-01T00:00:00+00:00"


def add_to(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(backup)
    app.command()(restore)
    app.command()(status)
    app.add_typer(audit, name="audit")


def backup(
    file: Annotated[Path, typer.Argument(help="the file to write; it must not exist")],
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write the whole store into one file, while the desk and workers go on; SQLite and PostgreSQL alike.

    A store of an older version is written as it is and not brought up to date: make one before you install a newer.

    The key to the vaults is not in it: keep ASSISTANT_SECRET, or the file `secret` of the data folder, elsewhere.

    Example: assistant backup complaints-2026-11-22.backup
    """
    import assistant.bootstrap as bootstrap
    from assistant.store import Store
    from assistant.store.backup import back_up, examine

    product = bootstrap.product(settings(workspace, "composer"))
    with closing(Store.as_it_stands(product.settings.database_url, clock=product.clock)) as store:
        made = back_up(store, file, key=product.key_mark())
        if not store.standing().behind:  # an older store is left as it is, its log too
            with store.write() as tx:
                tx.note("backed_up", OPERATOR, tables=len(made.parts), sha256=_digest(file))
    examine(file)
    rows = sum(part.rows for part in made.parts.values())
    say(f"{file}: {rows} rows of {len(made.parts)} tables, read again and whole", quiet)


def restore(
    file: Annotated[Path, typer.Argument(help="what `assistant backup` wrote")],
    replace: Annotated[
        bool, typer.Option("--replace", help="throw away what the database holds now; stop desk and workers first")
    ] = False,
    certificates: Annotated[
        Path | None, typer.Option(help="certificates of erasures kept elsewhere, if the data folder was lost too")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="only look whether the file is whole")] = False,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Put a backup into the database of the settings, all of it or nothing; nothing is sent by itself afterwards.

    What waited to be sent may have been sent since the backup was made: a person settles each such text at the desk.
    Customers erased since are erased again. Who they were is told by certificates: those of the database that is
    replaced and those workers keep in the data folder (`erasures.jsonl`). If both are lost, hand in what
    `assistant erase` and `assistant certificate` printed; under another ASSISTANT_SECRET than that of then they name
    nobody, and nothing is restored.

    Example: assistant restore complaints-2026-11-22.backup
    """
    import assistant.bootstrap as bootstrap
    from assistant.store import backup as backups
    from assistant.workflow.certificates import read

    made = backups.examine(file)
    if check:
        say(f"{file}: whole, made {made.made_at:%Y-%m-%d %H:%M} UTC, schema {made.revision}")
        return
    product = bootstrap.product(settings(workspace, "composer"))
    handed = () if certificates is None else read(certificates)
    other = made.key != product.key_mark()
    if other and handed:
        raise InputError(
            f"{file} was made under another secret, without which {certificates} names nobody and whoever was erased "
            "comes back; set ASSISTANT_SECRET to that one, or leave --certificates out and erase them by hand"
        )
    done = product.restore(file, replace=replace, certificates=handed)
    say(f"restored what stood at {made.made_at:%Y-%m-%d %H:%M} UTC; everybody has to sign in again", quiet)
    if other:
        say("the vaults in it were sealed under another secret and stay shut; set ASSISTANT_SECRET to that one")
    if other and done.certificates:
        say(f"nobody of {done.certificates} erasures is known by this secret; restore again under that one")
    if done.again:
        say(f"{done.again} cases and deliveries that had been erased since came back with it and were erased again")
    if done.unsure:
        say(f"{done.unsure} texts may have been sent since; `assistant status` counts them, the desk settles them")
    if done.steps:
        say(f"{done.steps} steps may have been handed over since; they are tasks now; look there before doing them")


def status(
    as_json: Annotated[bool, typer.Option("--json", help="as one JSON object")] = False,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Account for every message: deliveries, cases, jobs and texts by where they stand. Exit code 1 if one is lost.

    An older database is not brought up to date: what is pending is said instead, with exit code 1.

    Example: assistant status
    """
    import assistant.bootstrap as bootstrap
    from assistant.store.status import status as count

    product = bootstrap.product(settings(workspace, "composer"))
    with product.store(upgrade=False) as store:
        now = count(store)
    groups = {"deliveries": now.deliveries, "cases": now.cases, "jobs": now.jobs, "texts": now.outbox}
    ages = {name: int((now.as_of - since).total_seconds()) for name, since in now.oldest.items()}
    if as_json:
        totals = {name: {**group, "total": sum(group.values())} for name, group in groups.items()}
        whole = {**totals, "customer_messages": now.messages, "oldest_seconds": ages, "lost": list(now.lost)}
        print(json.dumps({"as_of": now.as_of.isoformat(), **whole}, ensure_ascii=False))
    else:
        rows = [("", "", "")]
        for name, group in groups.items():
            rows += [(name, part, str(number)) for part, number in group.items()]
            rows.append((name, "total", str(sum(group.values()))))
        rows.append(("messages", "of customers", str(now.messages)))
        rows += [("oldest", name, f"{seconds} s") for name, seconds in ages.items()]
        rows += [("lost", "case", str(number)) for number in now.lost]
        print(table(rows[1:]))
    if now.lost:
        say(f"{len(now.lost)} cases are accounted for nowhere: no draft is being made, no reply is on its way")
        raise typer.Exit(1)


@audit.command("verify")
def verify_audit(
    head: Annotated[
        str | None, typer.Option("--head", help="a hash noted down earlier, which must still stand in the log")
    ] = None,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Walk the audit log and say whether any line was changed, removed or put elsewhere. Exit code 1 if one was.

    Note the hash it prints elsewhere: given with --head later, it proves that nothing was rewritten since.

    Example: assistant audit verify
    """
    import assistant.bootstrap as bootstrap
    from assistant.store.audit import holds_line

    product = bootstrap.product(settings(workspace, "composer"))
    with product.store() as store:
        verdict = store.verify_audit()
        with store.read() as tx:
            kept = head is None or holds_line(tx.connection, head)
    print(f"{verdict.lines} lines, head {verdict.head}")
    fault = verdict.fault or (None if kept else f"the hash {head} no longer stands in it")
    if fault is not None:
        say(f"the audit log is broken: {fault}")
        raise typer.Exit(1)


@audit.command("export")
def export_audit(
    since: Annotated[str | None, typer.Option(help="from this moment on (2026-11-20 or with a time)")] = None,
    until: Annotated[str | None, typer.Option(help="up to this moment, which is left out")] = None,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write the audit log as JSONL: who did what and when, codes and numbers only.

    Example: assistant audit export --since 2026-11-20 --until 2026-11-23 > who-what-when.jsonl
    """
    import assistant.bootstrap as bootstrap

    first, last = moment_of("--since", since or BEFORE_ALL), moment_of("--until", until or EVER)
    if first >= last:
        raise InputError("--since is not before --until; nothing lies between them")
    product = bootstrap.product(settings(workspace, "composer"))
    with product.store() as store:
        with store.write() as tx:
            tx.note("audit_exported", OPERATOR, since=_utc(first), until=_utc(last))
        _print_audit(store, first, last)


def _print_audit(store: Store, first: datetime, last: datetime) -> None:
    from assistant.store.audit import lines_between

    with store.read() as tx:
        for line in lines_between(tx.connection, first, last):
            said: dict[str, object] = {"seq": line.seq, "at": _utc(line.at), "actor": line.actor, "event": line.event}
            said |= {"case": line.case_id, "details": dict(line.details), "hash": line.hash}
            print(json.dumps(said, ensure_ascii=False))


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def _utc(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
