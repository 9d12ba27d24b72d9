"""What is owed to the people complaints are about: erasing, holding back, and saying what left the machine."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from assistant.cli.options import OPERATOR, Quiet, Verbose, Workspace, say, settings, table
from assistant.errors import InputError

holds = typer.Typer(no_args_is_help=True, help="Complaints that must not be erased.")
NOT_REACHED = (
    "backups made before this moment (`assistant restore` erases again what it knows the certificates of)",
    "what channels, model providers and other programs were given, and mail that stands in the mailbox itself",
    "files of the machines named under not_yet, until a worker runs on them; `assistant certificate` says when",
)


def add_to(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(erase)
    app.command()(certificate)
    app.command()(disclosures)
    app.add_typer(holds, name="hold")


def erase(
    customer: Annotated[str, typer.Argument(help="a handle, a complaint's id, a phone number or an e-mail address")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only show what it would be")] = False,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Erase everything about a customer, and print a certificate that names nobody.

    Example: assistant erase @ayse --dry-run
    """
    import assistant.bootstrap as bootstrap
    from assistant.store.erasing import held
    from assistant.workflow.certificates import certificate as certified
    from assistant.workflow.customers import find_customer
    from assistant.workflow.erasure import erase as erase_cases

    product = bootstrap.product(settings(workspace, "composer"))
    key = product.vault_key()
    with product.store() as store:
        found = find_customer(store, customer, key)
        if dry_run:
            with store.read() as tx:
                standing = held(tx, [row.id for row in found.cases])
            kept = {hold.case_id: f"must be kept: {hold.reason}" for hold in standing}
            rows = [
                (row.external_id, row.channel, f"{row.received_at:%Y-%m-%d}", row.state, kept.get(row.id, ""))
                for row in found.cases
            ]
            print(table([*rows, *((one.key[:12], one.source, "", "put aside", "") for one in found.aside)]))
            if kept:
                say("nothing would be erased until `assistant hold lift` lets those go that must be kept")
            return
        numbers = [row.id for row in found.cases]
        done = erase_cases(store, numbers, by=OPERATOR, key=key, forget=product.forget, aside=found.aside)
        product.sweep(store)
        print(json.dumps({**certified(store, done), "not_reached": NOT_REACHED}))
    if not done.counted["files_written_anew"]:
        say("others were at work: what was erased leaves the database's own log within the hour, while a worker runs")


def certificate(
    erasure: Annotated[str | None, typer.Argument(help="the id of one certificate; without it, all of them")] = None,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Print the certificates of erasures as they stand now: which machines have confirmed, and which have not yet.

    Keep what it prints apart from the database: `assistant restore --certificates` takes it after a loss of both.

    Example: assistant certificate > erased.jsonl
    """
    import assistant.bootstrap as bootstrap
    from assistant.store.erasing import read_erasures
    from assistant.workflow.certificates import certificate as certified

    with bootstrap.product(settings(workspace, "composer")).store() as store:
        found = [one for one in read_erasures(store) if erasure in (None, one.id)]
        for one in found:
            print(json.dumps({**certified(store, one), "not_reached": NOT_REACHED}))
    if erasure is not None and not found:
        raise InputError(f"there is no certificate {erasure}; `assistant certificate` prints all of them")


def disclosures(
    complaint: Annotated[str, typer.Argument(help="a complaint's id")],
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show what left the machine for a complaint: what went to which model, mail server or system, and when.

    Example: assistant disclosures A-17
    """
    import assistant.bootstrap as bootstrap
    from assistant.store.cases import find_case
    from assistant.workflow.access_request import disclosure_json
    from assistant.workflow.disclosure import left_machine

    product = bootstrap.product(settings(workspace, "composer"))
    with product.store() as store:
        with store.write() as tx:
            number = find_case(tx, complaint)
            if number is None:
                raise InputError(f"there is no complaint {complaint}, or it was erased")
            tx.note("disclosures_read", OPERATOR, number)
        found = left_machine(store, complaint)
    for one in found:
        print(json.dumps(disclosure_json(one), ensure_ascii=False))
    if not found:
        say(f"nothing about {complaint} left this machine", quiet)


@holds.command("add")
def add_hold(
    complaint: Annotated[str, typer.Argument(help="a complaint's id")],
    reason: Annotated[str, typer.Option(help="why it must be kept, a file number for instance")],
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Keep a complaint from being erased, by request and by age.

    Example: assistant hold add A-17 --reason "court file 2026/114"
    """
    import assistant.bootstrap as bootstrap
    from assistant.workflow.erasure import hold_back

    with bootstrap.product(settings(workspace, "composer")).store() as store:
        hold_back(store, complaint, reason, OPERATOR)
    say(f"{complaint} is kept until `assistant hold lift {complaint}`", quiet)


@holds.command("lift")
def lift_hold(
    complaint: Annotated[str, typer.Argument(help="a complaint's id")],
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Let a complaint be erased again.

    Example: assistant hold lift A-17
    """
    import assistant.bootstrap as bootstrap
    from assistant.workflow.erasure import let_erase

    with bootstrap.product(settings(workspace, "composer")).store() as store:
        let_erase(store, complaint, OPERATOR)
    say(f"{complaint} may be erased", quiet)


@holds.command("list")
def list_holds(workspace: Workspace = None, quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Show what must not be erased, and why.

    Example: assistant hold list
    """
    import assistant.bootstrap as bootstrap
    from assistant.store.erasing import held

    with bootstrap.product(settings(workspace, "composer")).store() as store, store.read() as tx:
        rows = [(hold.complaint, f"{hold.at:%Y-%m-%d}", hold.by, hold.reason) for hold in held(tx)]
    print(table([("complaint", "since", "by", "reason"), *rows]))
