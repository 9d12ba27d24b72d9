"""The queue: what a row shows of a case, which rows a person sees, and the numbers on the tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from assistant.access import Person
from assistant.domain import Flag, Language
from assistant.languages.folding import bare
from assistant.store import CaseRow, Filters, State, Store, Tab, counts, queue
from assistant.store.desk import ENOUGH, FINISHED, named, search
from assistant.web.rendering import render

# Who is in danger never waits behind who is merely late; these come first, in this order.
PINNED = (Flag.SELF_HARM, Flag.HEALTH_SAFETY, Flag.VIOLENCE_THREAT)
SHOWN = 60  # rows on the screen; the tab's number tells how many there are


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked the queue for."""

    filters: Filters = field(default_factory=Filters)
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the queue; ``urgency`` is ``late``, ``hot``, ``warm``, ``calm``, or empty where nothing waits."""

    row: CaseRow
    urgency: str
    holder: str | None
    pinned: bool


def queue_html(store: Store, person: Person, language: Language, wanted: Wanted, case_id: int | None) -> str:
    """The rows of one tab."""
    with store.read() as tx:
        now = tx.now
    lines = [_line(row, person, now) for row in _rows(store, wanted)]
    return render("queue.html", language, lines=lines, now=now, current=case_id, wanted=wanted)


def tabs_html(store: Store, language: Language, tab: Tab) -> str:
    """The tabs with how much each holds."""
    return render("tabs.html", language, counts=counts(store, ENOUGH), tab=tab, tabs=tuple(Tab))


def _rows(store: Store, wanted: Wanted) -> list[CaseRow]:
    if wanted.words.strip():
        exact = named(store, wanted.words)
        known = {row.id for row in exact}
        found = search(store, wanted.filters, partial(_matches, words=bare(wanted.words).split()), limit=SHOWN)
        return [*exact, *(row for row in found if row.id not in known)][:SHOWN]
    pinned = [] if wanted.filters.tab in FINISHED else list(_pinned(store, wanted.filters))
    known = {row.id for row in pinned}
    page = queue(store, wanted.filters, limit=SHOWN)
    return pinned + [row for row in page.rows if row.id not in known]


def _pinned(store: Store, filters: Filters) -> Sequence[CaseRow]:
    if filters.flag is not None:
        return ()
    rows = queue(store, replace(filters, in_danger=True), limit=SHOWN).rows
    return sorted(rows, key=lambda row: min(PINNED.index(flag) for flag in row.flags if flag in PINNED))


def _matches(line: str, words: Sequence[str]) -> bool:
    """Whether every word stands somewhere in what a line shows, whatever keyboard either was typed on."""
    text = bare(line)
    return all(word in text for word in words)


def _line(row: CaseRow, person: Person, now: datetime) -> Line:
    holder = row.holder(now)
    return Line(row, urgency(row, now), holder, bool(set(row.flags) & set(PINNED)) and row.tab not in FINISHED)


def urgency(row: CaseRow, now: datetime) -> str:
    """How near the deadline is, by the part of the time that is used up: half, four fifths, all."""
    if row.due_at is None or row.state in (State.SENT, State.CLOSED, State.APPROVED):
        return ""
    whole = (row.due_at - row.received_at).total_seconds()
    used = (now - row.received_at).total_seconds() / whole if whole > 0 else 1.0
    return "late" if used >= 1 else "hot" if used >= 0.8 else "warm" if used >= 0.5 else "calm"
