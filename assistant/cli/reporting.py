"""What the days brought, and the deliveries that became no complaint: read in a terminal, and taken in by hand."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import OPERATOR, Quiet, Verbose, Workspace, say, settings, table
from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.store import Store
    from assistant.store.arrivals import Aside

Figures = Mapping[str, object]
DAYS = 7


def add_to(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(report)
    app.command()(aside)


def report(
    days: Annotated[int, typer.Option(help="how many days, the last one yesterday", min=1, max=400)] = DAYS,
    today: Annotated[bool, typer.Option("--today", help="today as far as it is, counted now and not kept")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a day instead")] = False,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show the figures of the last days: complaints, drafts, replies sent, deadlines passed, by category and channel.

    A worker keeps them once a day is over, in the time zone of the brand's first market; they hold numbers only.

    Example: assistant report --days 30 --json
    """
    import assistant.bootstrap as bootstrap
    from assistant.knowledge.calendar import zone_of
    from assistant.store import read_reports
    from assistant.workflow.reporting import figures

    product = bootstrap.product(settings(workspace, "composer"))
    zone = zone_of(product.knowledge.brand, None)
    now = product.clock().astimezone(zone).date()
    with product.store() as store:
        if today:
            found: Mapping[date, Figures] = {now: figures(store, now, zone)}
        else:
            with store.read() as tx:
                found = read_reports(tx, now - timedelta(days=days), now - timedelta(days=1))
    if as_json:
        for day, kept in found.items():
            print(json.dumps({"day": day.isoformat(), **kept}, ensure_ascii=False))
    elif found:
        print(table(_rows(found)))
    if not found:
        say("no day is kept yet; a worker keeps each when it is over, --today counts this one", quiet)


def _rows(found: Mapping[date, Figures]) -> list[tuple[str, ...]]:
    """A line a figure, a column a day; what stands in groups is named after its group."""
    flat = {day: dict(_flat(kept)) for day, kept in found.items()}
    names = list(dict.fromkeys(name for kept in flat.values() for name in kept))
    rows = [("", *(day.isoformat() for day in flat))]
    return rows + [(name, *(_shown(kept.get(name)) for kept in flat.values())) for name in names]


def _flat(kept: Figures) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, figure in kept.items():
        found += (
            [(f"{name} {part}", one) for part, one in figure.items()]
            if isinstance(figure, Mapping)
            else ([(name, figure)])
        )
    return found


def _shown(figure: object) -> str:
    return "-" if figure is None else str(figure)


def aside(
    show: Annotated[str | None, typer.Option("--show", help="write out the delivery whose key begins so")] = None,
    take: Annotated[
        str | None, typer.Option("--take", help="take the mail whose key begins so in, whatever its headers say")
    ] = None,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """List what came in and became no complaint, with the reason: newsletters, bounces, what could not be read.

    Nothing of it is lost: it is kept as it came until retention takes it. A mail that was put aside by mistake is taken
    in with --take; of one that cannot be read --show gives the bytes, for `assistant import` after mending.

    Example: assistant aside
    """
    import assistant.bootstrap as bootstrap
    from assistant.rota import office
    from assistant.store.arrivals import read_arrival, refused
    from assistant.workflow.correspondence import take_by_hand
    from assistant.workflow.delivered import MAILED
    from assistant.workflow.intake import Arrival

    product = bootstrap.product(settings(workspace, "composer"))
    with product.store() as store:
        if show is None and take is None:
            with store.read() as tx:
                rows = [_line(one) for one in refused(tx)]
            print(table([("key", "came", "bytes", "reason", "from"), *rows]))
            return
        one = _only(store, show or take or "")
        with store.read() as tx:
            raw = read_arrival(tx, one.source, one.key).raw or b""
        if show is not None:
            sys.stdout.buffer.write(raw)
            return
        if not one.source.startswith(MAILED):
            raise InputError(f"{one.key[:12]} came from {one.source} and is no mail; --show writes it out for mending")
        current = product.published(store)
        with store.write() as tx:
            tx.note("taken_by_hand", OPERATOR)
        became = take_by_hand(store, Arrival(one.source, one.key), raw, one.at, office(current))
        say(f"{one.key[:12]}: {became}", quiet)


def _line(one: Aside) -> tuple[str, ...]:
    return one.key[:12], f"{one.at:%Y-%m-%d %H:%M}", str(one.size), one.refused or "", one.source


def _only(store: Store, key: str) -> Aside:
    from assistant.store.arrivals import refused

    with store.read() as tx:
        found: Sequence[Aside] = refused(tx, key=key, limit=2) if key else ()
    if len(found) != 1:
        many = (
            "more than one delivery that was put aside has a key" if found else "no delivery was put aside with a key"
        )
        raise InputError(f"{many} that begins with {key!r}; `assistant aside` lists them")
    return found[0]
