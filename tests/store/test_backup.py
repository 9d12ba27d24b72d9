"""A backup holds everything committed, proves itself whole, and gives either database back exactly what it held.

``EVERY_SCHEMA=1`` also restores to PostgreSQL what lies between the first and the last of the earlier schemas.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select, text

from assistant.domain import Audience
from assistant.errors import InputError, SettingError
from assistant.store import Posting, State, Store, case_file, migrate
from assistant.store.backup import back_up, examine, restore
from assistant.store.doubting import doubt
from assistant.store.engine import engine_at
from assistant.store.tables import arrivals, cases, sessions
from assistant.workflow.deliver import deliver_one, look_up
from assistant.workflow.recovery import take_up
from tests.store.stores import BOTH, Clock, copied_sqlite, emptied_store, postgresql_url
from tests.workflow.desk_days import PUBLIC, Sink, drafted, sign_off


def full(store: Store) -> int:
    """Something in most tables, bytes and two approved texts among it; the number of a case that is gone again."""
    drafted(store, 1)
    sign_off(store, drafted(store, 2))
    gone = drafted(store, 3)
    with store.write() as tx:
        tx.insert_new(arrivals, {"source": "mail", "key": "ş\u2028", "raw": b"\x00\xff\n", "at": tx.now})
        tx.connection.execute(text("DELETE FROM cases WHERE id = :id"), {"id": gone})
    return gone


@pytest.fixture(params=BOTH)
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of another database, empty of tables."""
    return f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}" if request.param == "sqlite" else emptied_elsewhere()


def emptied_elsewhere() -> str:
    """Another database of the tests' own server, empty of tables."""
    engine = create_engine(postgresql_url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS elsewhere"))
        connection.execute(text("CREATE DATABASE elsewhere"))
    engine.dispose()
    return postgresql_url().replace("/postgres?", "/elsewhere?")


def test_what_is_restored_is_what_was_backed_up_whichever_database_it_goes_to(
    store: Store, elsewhere: str, tmp_path: Path
) -> None:
    gone = full(store)
    made = back_up(store, tmp_path / "a.backup", key="mark")
    assert examine(tmp_path / "a.backup") == made
    assert (tmp_path / "a.backup").stat().st_mode & 0o077 == 0

    restore(elsewhere, tmp_path / "a.backup")

    other = Store.open(elsewhere, clock=store.clock)
    again = back_up(other, tmp_path / "b.backup", key="mark")
    fresh = drafted(other, 9)
    other.close()
    assert again.parts == made.parts
    assert fresh == gone + 1  # the number of the case that is gone is not given to another customer


def test_a_database_that_holds_a_store_is_left_alone_unless_told_otherwise(tmp_path: Path, clock: Clock) -> None:
    url = copied_sqlite(tmp_path / "x.sqlite3")
    store = Store.open(url, clock=clock)
    drafted(store, 1)
    back_up(store, tmp_path / "a.backup")
    drafted(store, 2)
    store.close()
    with pytest.raises(SettingError, match="--replace"):
        restore(url, tmp_path / "a.backup")
    restore(url, tmp_path / "a.backup", replace=True)
    store = Store.open(url, clock=clock)
    with store.read() as tx:
        assert tx.connection.execute(select(cases.c.external_id)).scalars().all() == ["A-1"]
    store.close()


def test_a_file_that_exists_is_not_written_over_and_half_a_backup_is_not_left_behind(
    store: Store, tmp_path: Path
) -> None:
    back_up(store, tmp_path / "a.backup")
    with pytest.raises(SettingError, match="exists"):
        back_up(store, tmp_path / "a.backup")
    with pytest.raises(SettingError):
        back_up(store, tmp_path / "missing" / "a.backup")
    store.close()
    assert [file.name for file in tmp_path.iterdir() if "a.backup" in file.name] == ["a.backup"]


def test_a_backup_taken_while_others_write_holds_everything_committed_and_nothing_else(
    tmp_path: Path, clock: Clock
) -> None:
    store = Store.open(copied_sqlite(tmp_path / "x.sqlite3"), clock=clock)
    with store.write() as tx:
        tx.note("before", "me")
    with store.write() as tx:
        tx.note("not committed yet", "me")
        made = back_up(store, tmp_path / "a.backup")
    store.close()
    assert made.parts["audit"].rows == 1


@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_changed_bit_is_found_or_changes_nothing_that_is_restored(
    clock: Clock, tmp_path: Path, place: float, bit: int
) -> None:
    good, bad = tmp_path / "good.backup", tmp_path / "bad.backup"
    if not good.exists():
        with emptied_store("sqlite", clock) as store:
            full(store)
            back_up(store, good)
    content = bytearray(good.read_bytes())
    content[int(place * len(content))] ^= 1 << bit
    bad.write_bytes(content)
    try:
        made = examine(bad)
    except InputError:
        return
    assert made.parts == examine(good).parts


@pytest.mark.parametrize("how", ["row", "table", "manifest", "cut", "text"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(tmp_path: Path, clock: Clock, how: str) -> None:
    url, good, bad = copied_sqlite(tmp_path / "x.sqlite3"), tmp_path / "good.backup", tmp_path / "bad.backup"
    store = Store.open(url, clock=clock)
    full(store)
    back_up(store, good)
    drafted(store, 4)
    store.close()
    _damage(good, bad, how)
    with pytest.raises(InputError):
        restore(url, bad, replace=True)
    store = Store.open(url, clock=clock)
    with store.read() as tx:
        assert len(tx.connection.execute(select(cases)).all()) == 3
    store.close()


def _damage(good: Path, bad: Path, how: str) -> None:
    if how == "cut":
        bad.write_bytes(good.read_bytes()[:-100])
    elif how == "text":
        bad.write_text("this is a letter")
    else:
        with ZipFile(good) as source, ZipFile(bad, "w") as target:
            for name in source.namelist():
                content = source.read(name)
                if how == "row" and name == "cases.jsonl":
                    content = content.replace(b"A-1", b"A-7")
                if how == "manifest" and name == "manifest.json":
                    content = content.replace(b"assistant-backup-1", b"assistant-backup-9")
                if not (how == "table" and name == "drafts.jsonl"):
                    target.writestr(name, content)


def test_a_backup_with_a_broken_audit_log_is_refused(tmp_path: Path, clock: Clock) -> None:
    store = Store.open(copied_sqlite(tmp_path / "x.sqlite3"), clock=clock)
    full(store)
    with store.write() as tx:
        tx.connection.execute(text("UPDATE audit SET actor = 'nobody' WHERE seq = 2"))
    back_up(store, tmp_path / "a.backup")
    store.close()
    with pytest.raises(InputError, match="line 2"):
        restore(f"sqlite:///{tmp_path / 'y.sqlite3'}", tmp_path / "a.backup")


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """A backup of every earlier schema: one database, brought up a step at a time."""
    folder = tmp_path_factory.mktemp("earlier")
    engine = engine_at(f"sqlite:///{folder / 'old.sqlite3'}")
    found = {}
    for revision in migrate.REVISIONS[:-1]:
        with engine.begin() as connection:
            migrate.run(connection, revision)
            if not found:
                told = "('a', 'b', '2026-11-20 09:00:00.000000')"
                connection.execute(text(f"INSERT INTO arrivals (source, key, at) VALUES {told}"))
        found[revision] = folder / f"{revision}.backup"
        back_up(Store(engine, Clock()), found[revision])
    engine.dispose()
    return found


@pytest.mark.parametrize("revision", migrate.REVISIONS[:-1])
def test_a_backup_of_every_earlier_schema_is_restored_and_brought_up_to_date(
    earlier: Mapping[str, Path], tmp_path: Path, revision: str
) -> None:
    url = f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}"
    assert restore(url, earlier[revision]).revision == revision
    assert delivered(url) == ["b"]


def test_backups_of_earlier_schemas_are_restored_to_postgresql_too(earlier: Mapping[str, Path]) -> None:
    url = emptied_elsewhere()
    every = list(earlier) if "EVERY_SCHEMA" in os.environ else [next(iter(earlier)), list(earlier)[-1]]
    for revision in every:
        assert restore(url, earlier[revision], replace=True).revision == revision
        assert delivered(url) == ["b"]


def delivered(url: str) -> list[str]:
    """What was delivered to a store that needs no upgrade."""
    store = Store.open(url, upgrade=False)
    with store.read() as tx:
        found = list(tx.connection.execute(select(arrivals.c.key)).scalars())
    store.close()
    return found


def test_a_backup_of_a_newer_version_says_so(store: Store, tmp_path: Path) -> None:
    back_up(store, tmp_path / "a.backup")
    with ZipFile(tmp_path / "a.backup") as source, ZipFile(tmp_path / "b.backup", "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "manifest.json":
                content = json.dumps({**json.loads(content), "revision": "9999"}).encode()
            target.writestr(name, content)
    with pytest.raises(SettingError, match="newer version"):
        restore(f"sqlite:///{tmp_path / 'y.sqlite3'}", tmp_path / "b.backup")


def test_what_waited_when_the_backup_was_made_is_not_sent_after_restoring_until_somebody_knows(
    tmp_path: Path, clock: Clock
) -> None:
    url, sink = copied_sqlite(tmp_path / "x.sqlite3"), Sink()
    store = Store.open(url, clock=clock)
    both = drafted(store, 1), drafted(store, 2)
    for case_id in both:
        sign_off(store, case_id, texts={Audience.PUBLIC: PUBLIC})
    made = back_up(store, tmp_path / "a.backup")
    clock.forward(15)
    deliver_one(store, sink, worker="w")  # one of them left after the backup was made
    store.close()
    restore(url, tmp_path / "a.backup", replace=True, finish=doubt)
    store = Store.open(url, clock=clock)
    clock.forward(3600)
    assert deliver_one(store, sink, worker="w") is None  # a worker that nobody stopped is at work already

    assert take_up(store, made) == 2

    clock.forward(3600)
    assert deliver_one(store, sink, worker="w") is None
    assert look_up(store, sink.find) == 1  # the channel knows of the one
    states = {(file.row.state, file.outbox[0].state) for file in (case_file(store, case_id) for case_id in both)}
    assert states == {(State.SENT, Posting.SENT), (State.STUCK, Posting.UNKNOWN)}
    assert store.verify_audit().fault is None
    store.close()


def test_nobody_is_signed_in_after_restoring(store: Store, tmp_path: Path) -> None:
    made = back_up(store, tmp_path / "a.backup")
    with store.write() as tx:
        tx.connection.execute(
            text(
                "INSERT INTO accounts (name, display_name, password_hash, role, active, created_at)"
                " VALUES ('a', 'a', 'x', 'admin', true, '2026-11-20 09:00:00')"
            )
        )
        number = tx.connection.execute(text("SELECT id FROM accounts")).scalar()
        tx.insert_new(sessions, {"hash": "h", "account_id": number, "started_at": tx.now, "seen_at": tx.now})
    take_up(store, made)
    with store.read() as tx:
        assert tx.connection.execute(select(sessions)).first() is None
    shutil.rmtree(tmp_path)
