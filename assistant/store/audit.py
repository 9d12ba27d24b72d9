"""The log of who did what: appended inside the transaction it tells of, each line sealed by the hash of the one before.

A line holds codes, numbers and hashes, never a customer's words. Changing, removing or reordering a line breaks the
chain from there on; removing the last lines is seen because the head of the chain is kept apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import Connection, Row, delete, func, insert, select, text, update

from assistant.store.rows import AuditLine
from assistant.store.tables import audit, audit_head

START = "0" * 64
PRUNED = "audit_pruned"
_COLUMNS = ("at", "actor", "event", "case_id", "details")  # of a line, beside its place and its hash
Details = Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Event:
    """Something worth a line; its place and hash are given when the transaction ends."""

    event: str
    actor: str
    case_id: int | None
    details: Details


@dataclass(frozen=True, slots=True)
class Verdict:
    """What ``verify`` found: how many lines stand, the newest hash, and the first fault (``None``: unbroken)."""

    lines: int
    head: str
    fault: str | None


def seal(previous: str, seq: int, at: str, actor: str, event: str, case_id: int | None, details: str) -> str:
    """The hash of one line, over everything that stands in it and over the line before.

    >>> seal(START, 1, "2026-11-20T10:00:00.000000+00:00", "ayse", "claimed", 17, "{}")[:12]
    '7579c8c67127'
    """
    line = json.dumps([previous, seq, at, actor, event, case_id, details], ensure_ascii=False)
    return sha256(line.encode()).hexdigest()


# One statement on PostgreSQL: everybody queues for the head, so nobody may hold it while a program thinks. What it
# hashes is what ``seal`` hashes, byte for byte.
_APPEND = text("""
    WITH head AS (
        UPDATE audit_head
        SET seq = seq + 1,
            hash = encode(sha256(convert_to('["' || hash || '", ' || seq + 1 || ', ' || :rest, 'UTF8')), 'hex')
        RETURNING seq, hash
    )
    INSERT INTO audit (seq, at, actor, event, case_id, details, hash)
    SELECT seq, :at, :actor, :event, CAST(:case_id AS INTEGER), :details, hash FROM head
""")


def append(connection: Connection, now: datetime, events: Sequence[Event]) -> None:
    """Write ``events`` to the end of the log; locks the head, so it is the last thing a transaction does."""
    if not events:
        return
    at = now.astimezone(UTC).isoformat(timespec="microseconds")
    rows = [
        (at, one.actor, one.event, one.case_id, json.dumps(dict(one.details), ensure_ascii=False, sort_keys=True))
        for one in events
    ]
    if connection.dialect.name == "postgresql":
        for row in rows:
            rest = json.dumps(row, ensure_ascii=False).removeprefix("[")
            connection.execute(_APPEND, {**dict(zip(_COLUMNS, row, strict=True)), "rest": rest})
        return
    head = connection.execute(select(audit_head)).one()  # on SQLite a writer is alone
    seq, previous, lines = head.seq, head.hash, []
    for row in rows:
        seq += 1
        previous = seal(previous, seq, *row)
        lines.append({**dict(zip(_COLUMNS, row, strict=True)), "seq": seq, "hash": previous})
    connection.execute(insert(audit), lines)
    connection.execute(update(audit_head).values(seq=seq, hash=previous))


def verify(connection: Connection, page: int = 2000) -> Verdict:
    """Walk the whole log; the fault names the first line that does not follow from the ones before it."""
    head = connection.execute(select(audit_head)).one_or_none()
    expected, previous = (0, START) if head is None else (head.base_seq, head.base_hash)
    stated = not expected  # where older lines were taken out, a line that stands must say so
    for row in _rows(connection, page):
        expected += 1
        if row.seq != expected:
            return Verdict(expected - 1, previous, f"line {expected} is missing")
        if seal(previous, row.seq, row.at, row.actor, row.event, row.case_id, row.details) != row.hash:
            return Verdict(expected - 1, previous, f"line {expected} does not follow from the line before it")
        previous = row.hash
        stated = stated or (row.event == PRUNED and json.loads(row.details) == _base(head))
    if not stated:
        return Verdict(expected, previous, "lines were taken out that no line accounts for")
    if head is None or (head.seq, head.hash) != (expected, previous):
        return Verdict(expected, previous, f"the log ends at line {expected}, its head says otherwise")
    return Verdict(expected, previous, None)


def prune(connection: Connection, before: datetime) -> tuple[Event, ...]:
    """Take out the oldest lines, those written before a moment; the event that accounts for it, if there were any.

    The caller has to append the event in the same transaction: the chain goes on from the last line taken out.
    """
    connection.execute(select(audit_head).with_for_update())
    stays = select(func.min(audit.c.seq)).where(audit.c.at >= before.astimezone(UTC).isoformat(timespec="microseconds"))
    first = connection.execute(stays).scalar()
    oldest = select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
    last = connection.execute(oldest if first is None else oldest.where(audit.c.seq < first)).first()
    if last is None:
        return ()
    connection.execute(delete(audit).where(audit.c.seq <= last.seq))
    connection.execute(update(audit_head).values(base_seq=last.seq, base_hash=last.hash))
    return (Event(PRUNED, "retention", None, {"up_to": last.seq, "hash": last.hash}),)


def _base(head: Row[tuple[object, ...]] | None) -> Details:
    return {} if head is None else {"up_to": head.base_seq, "hash": head.base_hash}


def holds_line(connection: Connection, hash_: str) -> bool:
    """Whether a line with this hash stands in the log: a head noted down earlier proves that nothing was rewritten."""
    return connection.execute(select(audit.c.seq).where(audit.c.hash == hash_)).first() is not None


def _rows(connection: Connection, page: int) -> Iterator[Row[tuple[object, ...]]]:
    after = None
    while True:
        query = select(audit).order_by(audit.c.seq).limit(page)
        rows = connection.execute(query if after is None else query.where(audit.c.seq > after)).all()
        yield from rows
        if len(rows) < page:
            return
        after = rows[-1].seq


def lines_of(connection: Connection, case_id: int) -> tuple[AuditLine, ...]:
    """Every line about one case, oldest first."""
    rows = connection.execute(select(audit).where(audit.c.case_id == case_id).order_by(audit.c.seq))
    return tuple(_line(row) for row in rows)


def lines_between(connection: Connection, since: datetime, until: datetime) -> Iterator[AuditLine]:
    """Every line of a stretch of time, oldest first: the answer to "who did what, when"."""
    first, last = (moment.astimezone(UTC).isoformat(timespec="microseconds") for moment in (since, until))
    query = select(audit).where(audit.c.at >= first, audit.c.at < last).order_by(audit.c.seq)
    return (_line(row) for row in connection.execute(query))


def _line(row: Row[tuple[object, ...]]) -> AuditLine:
    at = datetime.fromisoformat(row.at)
    return AuditLine(row.seq, at, row.actor, row.event, row.case_id, json.loads(row.details), row.hash)
