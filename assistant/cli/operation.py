"""Running the product: the desk, workers, import and export, settings and the doctor."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from assistant.cli.options import (
    OPERATOR,
    SOME_REFUSED,
    Model,
    Quiet,
    Source,
    Verbose,
    Workspace,
    moment_of,
    progress,
    say,
    settings,
    table,
)
from assistant.errors import InputError


def add_to(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(serve)
    app.command()(worker)
    app.command("import")(import_)
    app.command("export")(export)
    app.command("settings")(show_settings)
    app.command()(doctor)


def serve(
    host: Annotated[str | None, typer.Option(help="address to listen on; loopback unless told")] = None,
    port: Annotated[int | None, typer.Option(help="port; 0 takes a free one")] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="sample complaints, a throw-away store, one printed login")
    ] = False,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="run no worker inside; start `assistant worker` beside it")
    ] = False,
    workspace: Workspace = None,
    model: Model = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Open the desk and the HTTP API on one port; without an account yet, print a link that makes the first.

    What goes wrong is logged to standard error, one JSON object a line with ids and no texts; --verbose logs each piece
    of work, --quiet errors only.

    Example: assistant serve --demo
    """
    from assistant.api import run
    from assistant.cli.logs import start

    start(quiet=quiet, verbose=verbose)
    chosen = settings(workspace, model)
    changes = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    run(chosen.model_copy(update=changes), demo=demo, with_worker=not no_worker, announce=lambda text: say(text, quiet))


def worker(
    only: Annotated[
        str | None, typer.Option("--only", help="some kinds of work: intake, drafting, sending, upkeep, commas between")
    ] = None,
    workspace: Workspace = None,
    model: Model = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Take mail in, draft, send and look after the store until stopped; any number of them on PostgreSQL.

    intake: fetches complaints by e-mail (ASSISTANT_IMAP). drafting: makes drafts, asks models. sending: hands approved
    replies to their channels, confirmed steps to their system. upkeep: points out deadlines, brings late promises back,
    keeps each day's report, takes out what is past its time. Files a worker wrote are freed of what was erased by every
    worker for its own machine. Without --only it does all four. Of intake and upkeep one worker at a time does each
    piece, whichever comes first; drafting and sending go the faster the more there are. Logs as `serve` does.

    Example: assistant worker --only drafting
    """
    import assistant.bootstrap as bootstrap
    from assistant.cli.logs import start
    from assistant.rota import Part
    from assistant.workflow.publishing import drafted_with

    named = [one.strip() for one in only.split(",")] if only is not None else list(Part)
    if not set(named) <= set(Part):
        raise typer.BadParameter(f"--only takes {', '.join(Part)}, with commas between")
    start(quiet=quiet, verbose=verbose)
    product = bootstrap.product(settings(workspace, model))
    with product.store() as store:
        working = product.worker(store, only=[Part(one) for one in named])
        say(f"{', '.join(named)}, with {drafted_with(store)}; Ctrl+C stops after the work in hand", quiet)
        working.run()


def import_(file: Source = None, workspace: Workspace = None, quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Take complaints into the store; the same id twice is the same complaint.

    A known one whose thread or text has grown is continued: what is new is added and its draft made anew.

    Example: assistant import complaints.jsonl
    """
    import assistant.bootstrap as bootstrap
    from assistant.domain import Language
    from assistant.triage import urgent
    from assistant.workflow.details import told_with, with_details
    from assistant.workflow.intake import take_in
    from assistant.workflow.message import read_message
    from assistant.workflow.reading import LineError, read_records

    product = bootstrap.product(settings(workspace, "composer"))
    refused = new = continued = unchanged = 0
    source = file if file is not None else sys.stdin.buffer
    with product.store() as store, progress("taken in", quiet) as line:
        product = product.published(store)
        brand, now = product.knowledge, product.clock()
        for item in read_records(source):
            try:
                if isinstance(item, LineError):
                    raise InputError(item.problem)
                complaint = read_message(item.values, brand.channels, now)
                filled = told_with(item.values, complaint, brand, Language.EN, now)
            except InputError as error:
                refused += 1
                say(LineError(item.file, item.line, str(error)))
                continue
            complaint = with_details(complaint, filled)
            taken = take_in(store, complaint, due_at=product.due_at(complaint), urgent=urgent(complaint))
            if filled:
                product.producer(store).fill(taken.case_id, filled)
            new, continued = new + taken.new, continued + taken.changed
            unchanged += not (taken.new or taken.changed)
            line.step()
    say(f"{new} new, {continued} continued, {unchanged} unchanged, {refused} refused", quiet)
    if refused:
        raise typer.Exit(SOME_REFUSED)


def export(
    since: Annotated[
        str | None, typer.Option(help="only decisions from this moment on (2026-11-20 or with a time)")
    ] = None,
    cases: Annotated[
        bool, typer.Option("--cases", help="write the complaints as evaluation cases instead, masked")
    ] = False,
    customer: Annotated[
        str | None, typer.Option("--customer", help="write everything kept about one customer instead")
    ] = None,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write reviewed replies as JSONL: what was drafted, what was sent, who decided and why.

    With --cases the decided complaints are written as evaluation cases: personal data masked, names left out. With
    --customer (a handle, a complaint's id, a phone number or an e-mail address) everything that is kept about them,
    one case a line, then what came from them and was put aside, with the reason: the answer to a request for access.

    Example: assistant export --since 2026-11-01 > decisions.jsonl
    """
    import assistant.bootstrap as bootstrap
    from assistant.evaluation.promoting import cases_of
    from assistant.store import decisions
    from assistant.workflow.access_request import packages
    from assistant.workflow.customers import find_customer
    from assistant.workflow.formats import decision_json

    if customer is not None and (since is not None or cases):
        raise InputError("--customer stands alone: it writes everything about one person")
    moment = moment_of("--since", since) if since else None
    product = bootstrap.product(settings(workspace, "composer"))
    with product.store() as store:
        if customer is not None:
            found = find_customer(store, customer, product.vault_key())
            with store.write() as tx:
                for row in found.cases:
                    tx.note("exported_for_customer", OPERATOR, row.id)
                if found.aside:
                    tx.note("exported_for_customer", OPERATOR, put_aside=len(found.aside))
            for one in packages(store, found):
                print(json.dumps(one, ensure_ascii=False))
            return
        with store.write() as tx:
            kind = "cases" if cases else "decisions"
            tx.note("exported", OPERATOR, what=kind, since=moment.isoformat() if moment else None)
        for case in cases_of(store, moment, product.knowledge.brand.own_contacts) if cases else ():
            print(json.dumps(case, ensure_ascii=False))
        for decided in decisions(store, moment) if not cases else ():
            print(json.dumps(decision_json(decided), ensure_ascii=False))


def show_settings(
    markdown: Annotated[bool, typer.Option("--markdown", help="as the table of the README")] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show every setting: variable, default, what it is for.

    Example: assistant settings
    """
    from assistant.settings import table as rows

    if markdown:
        print("| variable | default | what it is for |\n| --- | --- | --- |")
        for name, default, sentence in rows():
            print(f"| `{name}` | {default} | {sentence} |")
        return
    print(table([("variable", "default", "what it is for"), *rows()]))


def doctor(workspace: Workspace = None, model: Model = None, quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Look at everything the product needs and say what is wrong and what to do. Exit code 1 if something is.

    Example: assistant doctor
    """
    from assistant.cli.doctor import examine

    found = examine(settings(workspace, model))
    print(table([("ok" if line.good else "WRONG", line.what, line.says) for line in found]))
    if not all(line.good for line in found):
        raise typer.Exit(1)
