"""Rows of tallies: how often something happened since the store was made, for whoever watches; no text of anybody.

Counted in the transaction in which it happens, by whichever process it happens in; a tally only grows, also when the
cases it was about are erased.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import BigInteger, Column, Connection, Table, Text, select
from sqlalchemy.dialects import postgresql, sqlite

from assistant.store.audit import Event
from assistant.store.tables import metadata

Key: TypeAlias = tuple[str, str, str]

COMPLAINTS, DRAFTS, SENDS = "complaints", "drafts", "sends"
ERRORS, MODEL_CALLS, ALARMS = "errors", "model_calls", "sla_alarms"

tallies = Table(
    "tallies",
    metadata,
    Column("name", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("outcome", Text, primary_key=True),
    Column("total", BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How often ``outcome`` came about in one ``part`` of what is counted under ``name``."""

    name: str
    part: str
    outcome: str
    total: int


def add_up(connection: Connection, events: Sequence[Event], counted: Counter[Key]) -> None:
    """Add what a transaction did to the tallies; rows in one order, so that nobody waits for each other in a ring."""
    found = counted.copy()
    for event in events:
        found.update(_keys(event))
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    for (name, part, outcome), times in sorted(found.items()):
        row = insert(tallies).values(name=name, part=part, outcome=outcome, total=times)
        more = row.on_conflict_do_update(
            index_elements=["name", "part", "outcome"], set_={"total": tallies.c.total + row.excluded.total}
        )
        connection.execute(more)


def read_tallies(connection: Connection) -> tuple[Tally, ...]:
    """Everything counted so far."""
    rows = connection.execute(select(tallies).order_by(tallies.c.name, tallies.c.part, tallies.c.outcome))
    return tuple(Tally(row.name, row.part, row.outcome, int(row.total)) for row in rows)


def _keys(event: Event) -> tuple[Key, ...]:
    """What a line of the audit log counts as; most count as nothing."""
    told = event.details
    code = str(told.get("trouble") or "")
    match event.event:
        case "taken_in" | "refused" | "written_again":
            return ((COMPLAINTS, "", event.event),)
        case "proposed":
            return ((DRAFTS, str(told["made_by"]), "made"),)
        case "given_up":
            maker = {"draft": "composer", "write": "model"}.get(str(told["kind"]))
            return ((DRAFTS, maker, "failed"),) if maker else ()
        case "sla_soon" | "sla_late":
            return ((ALARMS, "", event.event.removeprefix("sla_")),)
        case "sent":
            return ((SENDS, "", "sent"),)
        case "send_unknown" | "send_failed" | "refused_by_channel":
            return ((SENDS, "", event.event), (ERRORS, "send", code))
    return ()
