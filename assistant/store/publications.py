"""Rows of published knowledge: each file once by its hash, snapshots that list files, and what was published when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Select, Table, Text, insert, select

from assistant.store.engine import Transaction
from assistant.store.tables import metadata
from assistant.store.types import Instant

# A file of the brand's folder as it was published, kept once whatever snapshots hold it.
knowledge_files = Table(
    "knowledge_files",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# A snapshot is named after what it lists, so that the same files are the same snapshot on every machine.
knowledge_snapshots = Table(
    "knowledge_snapshots",
    metadata,
    Column("id", Text, primary_key=True),
    Column("files", Text, nullable=False),
)

# The last line is what holds now; going back to an earlier snapshot is another line.
publications = Table(
    "publications",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("snapshot", Text, ForeignKey("knowledge_snapshots.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class PublicationRow:
    """One publication: which snapshot, since when, by whom and why."""

    id: int
    snapshot: str
    at: datetime
    by: str
    reason: str


def add_snapshot(tx: Transaction, snapshot: str, hashes: Mapping[str, str], contents: Mapping[str, bytes]) -> None:
    """Keep a snapshot's list of files (``hashes`` by path) and each file (``contents`` by path) not kept yet."""
    for path, hash_ in sorted(hashes.items()):
        tx.insert_new(knowledge_files, {"hash": hash_, "content": contents[path]})
    listed = json.dumps(dict(sorted(hashes.items())), ensure_ascii=False)
    tx.insert_new(knowledge_snapshots, {"id": snapshot, "files": listed})


def add_publication(tx: Transaction, snapshot: str, by: str, reason: str) -> None:
    """Make a kept snapshot the one that holds."""
    tx.connection.execute(insert(publications).values(snapshot=snapshot, at=tx.now, by=by, reason=reason))


def last_publication(tx: Transaction) -> PublicationRow | None:
    """What holds now; ``None`` while nothing was published."""
    row = tx.connection.execute(_newest_first().limit(1)).one_or_none()
    return None if row is None else PublicationRow(**row._mapping)


def publications_of(tx: Transaction, limit: int) -> tuple[PublicationRow, ...]:
    """The log, newest first."""
    return tuple(PublicationRow(**row._mapping) for row in tx.connection.execute(_newest_first().limit(limit)))


def snapshots_like(tx: Transaction, beginning: str) -> tuple[str, ...]:
    """Names of kept snapshots that begin so."""
    query = select(knowledge_snapshots.c.id).where(knowledge_snapshots.c.id.startswith(beginning, autoescape=True))
    return tuple(tx.connection.execute(query.order_by(knowledge_snapshots.c.id)).scalars())


def snapshot_hashes(tx: Transaction, snapshot: str) -> Mapping[str, str] | None:
    """The hash of each file of a snapshot by its path; ``None`` for one that is not kept."""
    query = select(knowledge_snapshots.c.files).where(knowledge_snapshots.c.id == snapshot)
    listed = tx.connection.execute(query).scalar()
    return None if listed is None else dict(json.loads(listed))


def file_contents(tx: Transaction, hashes: Mapping[str, str]) -> Mapping[str, bytes]:
    """The bytes of files by their path; one that is not kept is left out."""
    query = select(knowledge_files).where(knowledge_files.c.hash.in_(set(hashes.values())))
    kept = {row.hash: bytes(row.content) for row in tx.connection.execute(query)}
    return {path: kept[hash_] for path, hash_ in hashes.items() if hash_ in kept}


def _newest_first() -> Select[tuple[object, ...]]:
    return select(publications).order_by(publications.c.id.desc())
