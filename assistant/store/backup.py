"""Backups: everything a store holds in one file that proves itself whole, for either database to be restored from.

The file is a ZIP of one JSONL member a table and a manifest with the schema's revision, the rows of each table and a
digest of them that does not depend on their order, so that it can be compared with what a database gives back.
"""

from __future__ import annotations

import base64
import json
import os
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from sqlalchemy import Connection, TableClause, column, delete, func, insert, inspect, select, table, text

from assistant.errors import InputError, SettingError
from assistant.store import audit, migrate
from assistant.store.engine import OWNER_ONLY, Store, engine_at, translated

FORMAT = "assistant-backup-1"
MANIFEST = "manifest.json"
_SCHEMA = "alembic_version"
_BATCH = 500
_ROUND = 2**256
# What the library says to a ZIP whose bytes were changed.
_BROKEN = (
    BadZipFile, zlib.error, struct.error, OSError, EOFError, RuntimeError, LookupError, ValueError, TypeError,
    AttributeError,
)  # fmt: skip

Value: TypeAlias = "str | int | float | bool | bytes | datetime | None"


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a backup: how many rows, and the sum of their SHA-256 hashes."""

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup says of itself; ``numbers`` are the last ones given out by a table, ``key`` marks the vaults' key.

    The key itself is never in a backup: who finds one cannot read the values behind its placeholders.
    """

    revision: str
    made_at: datetime
    key: str
    parts: Mapping[str, Part]
    numbers: Mapping[str, int]


def back_up(store: Store, target: Path, *, key: str = "") -> Backup:
    """Write everything committed at this moment to ``target`` while others go on working.

    Raises ``SettingError`` if ``target`` exists or cannot be written; then nothing is left behind.
    """
    if target.exists():
        raise SettingError(f"{target} exists; name a file that does not")
    half = target.with_name(target.name + ".part")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "wb") as file:
            with store.read() as tx, ZipFile(file, "w", ZIP_DEFLATED) as archive:
                made = _write(tx.connection, archive, tx.now, key)
            file.flush()
            os.fsync(file.fileno())
        os.replace(half, target)
    except OSError as error:
        raise SettingError(f"{target} could not be written: {error.strerror or error}") from error
    finally:
        half.unlink(missing_ok=True)
    return made


def examine(source: Path) -> Backup:
    """Read a whole backup and hold every row against the manifest; raises ``InputError`` for a damaged one."""
    with _opened(source) as archive:
        made = _manifest(archive, source)
        for name, part in made.parts.items():
            if _digest(_lines(archive, name)) != part:
                raise InputError(f"{source} is damaged: the rows of {name} are not those its manifest names")
    return made


def restore(
    url: str, source: Path, *, replace: bool = False, finish: Callable[[Connection], None] = lambda _: None
) -> Backup:
    """Put a backup into the database at ``url``, all of it or nothing, and bring it up to date.

    ``finish`` is what has to be true of it from the first moment on at which anybody else sees it.
    What comes back from the database is held against the manifest, and the audit log is walked, before anything is
    committed. Raises ``InputError`` for a damaged backup, ``SettingError`` if the database holds anything and
    ``replace`` is false, or if the backup is of a newer version.
    """
    made = examine(source)
    if made.revision not in migrate.REVISIONS:
        raise SettingError(f"{source} was made by a newer version (revision {made.revision}); install that version")
    engine = engine_at(url)
    try:
        with translated(), engine.connect() as connection, _opened(source) as archive:
            connection.execution_options(immediate=True)
            with connection.begin():
                _make_room(connection, replace)
                migrate.run(connection, made.revision)
                _fill(connection, archive, made, source)
                migrate.run(connection, "head")
                verdict = audit.verify(connection)
                if verdict.fault is not None:
                    raise InputError(f"{source}: the audit log in it is broken: {verdict.fault}")
                finish(connection)
    finally:
        engine.dispose()
    return made


def _write(connection: Connection, archive: ZipFile, now: datetime, key: str) -> Backup:
    revision = migrate.revision(connection)
    if revision is None:
        raise SettingError("the database is empty")
    parts = {}
    for name in _tables(connection):
        with archive.open(f"{name}.jsonl", "w", force_zip64=True) as member:
            rows = total = 0
            for line in _dumped(connection, name):
                member.write(line)
                rows, total = rows + 1, _added(total, line)
        parts[name] = Part(rows, f"{total:064x}")
    made = Backup(revision, now, key, parts, _numbers(connection))
    said = {
        "format": FORMAT,
        "revision": made.revision,
        "made_at": made.made_at.isoformat(),
        "key": made.key,
        "tables": {name: {"rows": part.rows, "digest": part.digest} for name, part in parts.items()},
        "numbers": dict(made.numbers),
    }
    archive.writestr(MANIFEST, json.dumps(said, indent=1))
    return made


def _opened(source: Path) -> ZipFile:
    try:
        return ZipFile(source)
    except _BROKEN as error:
        raise InputError(f"{source} is no backup: {error}") from error


def _manifest(archive: ZipFile, source: Path) -> Backup:
    try:
        said = json.loads(archive.read(MANIFEST))
        if said["format"] != FORMAT:
            raise ValueError("another format")
        return Backup(
            revision=str(said["revision"]),
            made_at=datetime.fromisoformat(said["made_at"]),
            key=str(said["key"]),
            parts={name: Part(int(part["rows"]), str(part["digest"])) for name, part in said["tables"].items()},
            numbers={name: int(number) for name, number in said["numbers"].items()},
        )
    except _BROKEN as error:
        raise InputError(f"{source} is no backup of this format ({FORMAT}), or its manifest is damaged") from error


def _lines(archive: ZipFile, name: str) -> Iterator[bytes]:
    try:
        with archive.open(f"{name}.jsonl") as member:
            yield from member
    except _BROKEN as error:
        raise InputError(f"{archive.filename} is damaged: {name} cannot be read") from error


def _make_room(connection: Connection, replace: bool) -> None:
    if migrate.revision(connection) is None:  # raises for a database that is somebody else's
        return
    tables = _tables(connection)
    if not replace and any(_count(connection, name) for name in tables if name != "audit_head"):
        raise SettingError("the database holds a store already; --replace puts the backup in its place")
    for name in (*reversed(tables), _SCHEMA):
        connection.execute(text(f'DROP TABLE "{name}"'))


def _fill(connection: Connection, archive: ZipFile, made: Backup, source: Path) -> None:
    tables = _tables(connection)
    if set(tables) != set(made.parts):
        raise InputError(f"{source} holds other tables than a store at revision {made.revision}")
    for name in reversed(tables):
        connection.execute(delete(_table(connection, name)))  # what the migrations themselves put in
    for name in tables:
        _insert(connection, _table(connection, name), _lines(archive, name))
        if _digest(_dumped(connection, name)) != made.parts[name]:
            raise InputError(f"{source}: the database gives the rows of {name} back changed; nothing was restored")
    for name in tables:
        _count_on(connection, name, made.numbers.get(name, 0))


def _insert(connection: Connection, into: TableClause, lines: Iterable[bytes]) -> None:
    naive = connection.dialect.name == "sqlite"
    batch: list[dict[str, Value]] = []
    for line in lines:
        batch.append({name: _loaded(into, name, value, naive) for name, value in json.loads(line).items()})
        if len(batch) == _BATCH:
            connection.execute(insert(into), batch)
            batch = []
    if batch:
        connection.execute(insert(into), batch)


def _tables(connection: Connection) -> Sequence[str]:
    """Every table of ours, those that others point to first."""
    found = inspect(connection).get_sorted_table_and_fkc_names()
    return [name for name, _ in found if name is not None and name != _SCHEMA]


def _table(connection: Connection, name: str) -> TableClause:
    """A table as the database describes it, whatever revision it is at."""
    return table(name, *(column(one["name"], one["type"]) for one in inspect(connection).get_columns(name)))


def _count(connection: Connection, name: str) -> int:
    return int(connection.execute(select(func.count()).select_from(table(name))).scalar_one())


def _dumped(connection: Connection, name: str) -> Iterator[bytes]:
    source = _table(connection, name)
    key = inspect(connection).get_pk_constraint(name)["constrained_columns"]
    query = select(source).order_by(*(source.c[part] for part in key)).execution_options(yield_per=_BATCH)
    for row in connection.execute(query):
        values = {column: _dumpable(value) for column, value in row._mapping.items()}
        yield (json.dumps(values, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _dumpable(value: Value) -> str | int | float | bool | None:
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return moment.isoformat(timespec="microseconds")
    return base64.b64encode(value).decode() if isinstance(value, bytes | memoryview) else value


def _loaded(into: TableClause, name: str, value: Value, naive: bool) -> Value:
    if not isinstance(value, str) or name not in into.c:
        return value
    kind = into.c[name].type.python_type
    if kind is datetime:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=None) if naive else moment
    return base64.b64decode(value) if kind is bytes else value


def _digest(lines: Iterable[bytes]) -> Part:
    rows = total = 0
    for line in lines:
        rows, total = rows + 1, _added(total, line)
    return Part(rows, f"{total:064x}")


def _added(total: int, line: bytes) -> int:
    return (total + int.from_bytes(sha256(line).digest())) % _ROUND


def _numbers(connection: Connection) -> Mapping[str, int]:
    """The last number each table gave out: one of an erased row is never given again."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name, seq FROM sqlite_sequence")).all()
        return {str(row.name): int(row.seq) for row in rows}
    found = {}
    for name in _tables(connection):
        counter = _counter(connection, name)
        row = connection.execute(text(f"SELECT last_value, is_called FROM {counter}")).one() if counter else None
        if row is not None and row.is_called:
            found[name] = int(row.last_value)
    return found


def _count_on(connection: Connection, name: str, last: int) -> None:
    if connection.dialect.name == "sqlite":
        if last:
            connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name})
            given = {"name": name, "last": last}
            connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), given)
        return
    counter = _counter(connection, name)
    if counter is not None:
        highest = connection.execute(select(func.max(_table(connection, name).c.id))).scalar() or 0
        if max(last, highest):
            connection.execute(text("SELECT setval(:counter, :last)"), {"counter": counter, "last": max(last, highest)})


def _counter(connection: Connection, name: str) -> str | None:
    if "id" not in _table(connection, name).c:
        return None
    found: str | None = connection.execute(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": name}).scalar()
    return found
