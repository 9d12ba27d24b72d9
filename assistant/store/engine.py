"""Opening the database: SQLite or PostgreSQL behind one ``Store`` whose transactions mean the same on both."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, Self

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, literal, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import ArgumentError, IntegrityError, InvalidRequestError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from assistant.errors import ConflictError, SettingError
from assistant.store import audit, migrate, tallies
from assistant.store.tables import PERSONAL

Clock = Callable[[], datetime]
# How long a writer waits for another one, in seconds, before it gives up and says so.
PATIENCE = 15
OWNER_ONLY = 0o600
EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"


class _Cursor(Protocol):
    def execute(self, statement: str, /) -> object: ...
    def close(self) -> None: ...


class _Driver(Protocol):
    isolation_level: str | None

    def cursor(self) -> _Cursor: ...
    def commit(self) -> None: ...


def utc_now() -> datetime:
    """The clock everything uses unless a test brings its own."""
    return datetime.now(UTC)


class Transaction:
    """One unit of work: all of it is kept or none. ``now`` is the moment it got hold of the database."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.connection = connection
        self.now = now
        self.events: list[audit.Event] = []
        self.counted: Counter[tallies.Key] = Counter()

    def note(self, happened: str, actor: str, case_id: int | None = None, **details: str | int | None) -> None:
        """Put a line into the audit log when this transaction commits; codes, numbers and hashes only."""
        self.events.append(audit.Event(happened, actor, case_id, details))

    def count(self, name: str, part: str = "", outcome: str = "", times: int = 1) -> None:
        """Add to a tally when this transaction commits; codes only. Most are added up from the audit log's lines."""
        self.counted[name, part, outcome] += times

    def alone(self, key: int) -> None:
        """Let nobody else past the same call with the same key until this transaction ends."""
        if self.connection.dialect.name == "postgresql":  # on SQLite there is one writer anyway
            self.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})

    def insert_new(self, table: Table, values: Mapping[str, object]) -> bool:
        """Insert a row unless one with the same unique key stands there already; says whether it did."""
        dialect = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
        # Asked for, not counted: a driver need not say how many rows an INSERT made.
        return self.connection.execute(statement.returning(literal(1))).first() is not None


class Store:
    """What is remembered. Open it once a process, close it at the end; safe to share between threads."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self.clock = clock
        # SQLite lets one writer in and makes the others ask again after pauses, in which a late comer may pass them.
        # Threads of one process wait here instead, where whoever is next is woken at once.
        self._turn = threading.Lock() if engine.dialect.name == "sqlite" else None

    @classmethod
    def open(cls, url: str, *, clock: Clock = utc_now, upgrade: bool = True) -> Self:
        """Open the database at an SQLAlchemy URL; empty, it is given its tables, behind, they are brought up to date.

        Raises ``SettingError`` if the address cannot be used, if the database belongs to something else or to a newer
        version of this program, or if it is behind and ``upgrade`` is false.
        """
        engine = engine_at(url)
        try:
            with translated():
                migrate.prepare(engine, upgrade=upgrade)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, clock)

    @classmethod
    def as_it_stands(cls, url: str, *, clock: Clock = utc_now) -> Self:
        """Open a database whatever its revision, to make a backup of it: nothing else may be asked of an old one.

        Raises ``SettingError`` as ``open`` does, but for a database that is behind.
        """
        store = cls(engine_at(url), clock)
        try:
            store.standing()
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Give every connection back; the store cannot be used afterwards."""
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A transaction that sees one moment of the database and changes nothing."""
        with translated(), self._engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield Transaction(connection, self.clock())

    @contextmanager
    def write(self, *, lasting: bool = True) -> Iterator[Transaction]:
        """A transaction that may change things; on SQLite there is one at a time from its first moment.

        Not ``lasting`` is what people simply do again: who has a case open or in hand. PostgreSQL then does not wait
        for its disk while it holds the end of the audit log, for which everybody queues; a power cut may take back the
        last moments, always from the end and never half of anything, so that the log stays whole.

        Raises ``ConflictError`` if another writer is in the way for ``PATIENCE`` seconds, or if a unique key says that
        somebody else was first; nothing is changed then.
        """
        with self._alone(), translated(), self._engine.connect() as connection:
            connection.execution_options(immediate=True)
            with connection.begin():
                if not lasting and connection.dialect.name == "postgresql":
                    connection.execute(text("SET LOCAL synchronous_commit = off"))
                tx = Transaction(connection, self.clock())
                yield tx
                tallies.add_up(connection, tx.events, tx.counted)
                audit.append(connection, tx.now, tx.events)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=PATIENCE):
            raise ConflictError("another writer was in the way for too long; try again", code="busy")
        try:
            yield
        finally:
            self._turn.release()

    def scrub(self) -> bool:
        """Leave nothing of removed rows in the database's files; false if others were in the way, who may go on later.

        SQLite: its write-ahead log is emptied and the file written anew. PostgreSQL: the tables are written anew.
        """
        if self._turn is not None:
            with self._alone(), closing(self._engine.raw_connection()) as raw:
                return _rewrite_sqlite(raw.cursor(), "VACUUM", EMPTY_LOG)
        try:
            with translated(), self._engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.execute(text(f"VACUUM (FULL) {', '.join(PERSONAL)}"))
        except ConflictError:
            return False
        return True

    def empty_log(self) -> None:
        """Empty SQLite's write-ahead log, in which removed rows may still stand; PostgreSQL sees to its own."""
        if self._turn is not None:
            with closing(self._engine.raw_connection()) as connection:
                _rewrite_sqlite(connection.cursor(), EMPTY_LOG)

    def standing(self) -> migrate.Standing:
        """How the tables stand to this program."""
        with translated():
            return migrate.standing(self._engine)

    def verify_audit(self) -> audit.Verdict:
        """Whether the audit log is unbroken."""
        with self.read() as tx:
            return audit.verify(tx.connection)


def engine_at(url: str) -> Engine:
    """The database at an SQLAlchemy URL, not yet looked into; raises ``SettingError`` if the address cannot be used."""
    address = _address(url)
    try:
        engine = create_engine(
            address,
            hide_parameters=True,  # an error message must not carry a customer's text into a log
            pool_timeout=PATIENCE,
            pool_pre_ping=address.get_backend_name() == "postgresql",
            pool_size=40,
            max_overflow=10,  # a connection for each thread of a busy desk; opening one takes longer than most work
        )
    except ModuleNotFoundError as missing:
        raise SettingError(
            f"ASSISTANT_DATABASE needs the package {missing.name}; install complaint-assistant[postgres]"
        ) from missing
    if address.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _address(url: str) -> URL:
    wanted = "write sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
    try:
        address = make_url(url)
    except ArgumentError:
        raise SettingError(f"ASSISTANT_DATABASE is not a database address; {wanted}") from None
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    if address.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise SettingError(f"ASSISTANT_DATABASE names {address.drivername}, which is not supported; {wanted}")
    if address.get_backend_name() == "sqlite":
        _check_file(address.database, wanted)
    return address


def _check_file(file: str | None, wanted: str) -> None:
    if not file or file == ":memory:":
        raise SettingError(f"ASSISTANT_DATABASE names no file, and memory forgets; {wanted}")
    if not Path(file).parent.is_dir():
        raise SettingError(f"ASSISTANT_DATABASE: the folder {Path(file).parent} does not exist; make it first")
    try:
        Path(file).touch(mode=OWNER_ONLY)  # SQLite itself would let everybody on the machine read it
    except OSError as error:
        raise SettingError(f"ASSISTANT_DATABASE: {file}: {error.strerror or error}") from error


def _prepare_sqlite(connection: _Driver, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; _begin_sqlite does
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {PATIENCE * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",  # a commit survives a power cut, not only a crash of the program
        "foreign_keys = ON",
        "secure_delete = ON",  # what is erased is overwritten in the file
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: a transaction that reads first and locks later can lose its place half way.
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _prepare_postgresql(connection: _Driver, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{PATIENCE}s'")
    cursor.execute("SET timezone = 'UTC'")
    cursor.close()
    connection.commit()


def _rewrite_sqlite(cursor: DBAPICursor, *statements: str) -> bool:
    """Run statements that end with ``EMPTY_LOG``; false if a reader or writer was in the way for long."""
    emptied = False
    try:
        for statement in statements:
            cursor.execute(statement)
        row = cursor.fetchone()
        emptied = row is not None and row[0] == 0
    except sqlite3.OperationalError as busy:
        if "locked" not in str(busy) and "busy" not in str(busy):
            raise SettingError(f"the database could not be written anew: {busy}") from busy
    finally:
        cursor.close()
    return emptied


@contextmanager
def translated() -> Iterator[None]:
    """Turn the database library's exceptions into the product's own, without a word of what was being stored."""
    try:
        yield
    except IntegrityError as error:
        raise ConflictError("somebody else stored the same thing first; look again", code="already_there") from error
    except PoolTimeout as error:
        raise ConflictError("every database connection is in use; try again", code="busy") from error
    except InvalidRequestError:
        raise  # a mistake in this program, not in the installation
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", None) or error).strip()
        if "locked" in cause or "lock timeout" in cause or "deadlock" in cause:
            raise ConflictError("another writer was in the way for too long; try again", code="busy") from error
        raise SettingError(f"the database did not do its work: {cause}") from error
