"""A store opens up to date or says what the operator has to do, and keeps what it was given."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, insert, inspect, select, text

from assistant.errors import ConflictError, SettingError
from assistant.store import Store, migrate
from assistant.store.tables import PERSONAL, arrivals, metadata, presence
from tests.store.stores import BOTH, Clock, postgresql_url


@pytest.fixture(params=BOTH)
def blank(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it, not even tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'blank.sqlite3'}"
    engine = create_engine(postgresql_url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS blank"))
        connection.execute(text("CREATE DATABASE blank"))
    engine.dispose()
    return postgresql_url().replace("/postgres?", "/blank?")


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_migrating_gives_exactly_the_tables_the_program_works_with(blank: str) -> None:
    Store.open(blank).close()
    with connected(blank) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        found = inspect(connection)
        for table in metadata.sorted_tables:
            declared = {index.name for index in table.indexes}
            assert declared <= {index["name"] for index in found.get_indexes(table.name)}


def test_the_list_of_revisions_is_that_of_the_scripts() -> None:
    scripts = ScriptDirectory(str(migrate.SCRIPTS))
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == migrate.REVISIONS


def test_opening_twice_changes_nothing_and_needs_no_alembic(blank: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(blank).close()
    monkeypatch.setattr(migrate, "run", lambda *_: pytest.fail("migrated again"))
    Store.open(blank).close()


@pytest.mark.parametrize("revision", migrate.REVISIONS[:-1])
def test_a_store_that_is_behind_is_upgraded_only_where_it_may_be_and_never_in_silence(
    blank: str, revision: str, caplog: pytest.LogCaptureFixture
) -> None:
    with connected(blank) as connection:
        migrate.run(connection, revision)
    with pytest.raises(SettingError, match=f"revision {revision}, this version needs {migrate.REVISIONS[-1]}"):
        Store.open(blank, upgrade=False)
    with connected(blank) as connection:
        assert migrate.revision(connection) == revision
    assert caplog.messages == []

    Store.open(blank).close()

    (said,) = caplog.messages
    assert f"from revision {revision} to {migrate.REVISIONS[-1]}" in said
    assert "assistant backup" in said


def test_what_an_upgrade_will_do_is_said_before_it_begins(
    blank: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(blank) as connection:
        migrate.run(connection, "0003")
    said_before: list[str] = []
    monkeypatch.setattr(migrate, "run", lambda *_: said_before.extend(caplog.messages))
    Store.open(blank).close()
    assert len(said_before) == 1


def test_an_empty_database_is_given_its_tables_without_a_word_about_upgrading(
    blank: str, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store.open(blank, upgrade=False)
    assert store.standing().found == migrate.REVISIONS[-1]
    store.close()
    assert caplog.messages == []


def test_a_store_opened_as_it_stands_is_not_changed(blank: str) -> None:
    with connected(blank) as connection:
        migrate.run(connection, "0003")
    store = Store.as_it_stands(blank)
    assert store.standing().behind
    assert store.standing().found == "0003"
    store.close()


def test_a_store_of_a_newer_version_is_left_alone(blank: str) -> None:
    Store.open(blank).close()
    with connected(blank) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SettingError, match="newer version"):
        Store.open(blank)


def test_somebody_elses_database_is_left_alone(blank: str) -> None:
    with connected(blank) as connection:
        connection.execute(text("CREATE TABLE theirs (id INTEGER)"))
    with pytest.raises(SettingError, match="other tables"):
        Store.open(blank)
    with connected(blank) as connection:
        assert inspect(connection).get_table_names() == ["theirs"]


def test_a_failed_migration_leaves_nothing_behind(blank: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run = migrate.run

    def broken(connection: Connection, target: str) -> None:
        run(connection, target)
        raise OSError("power cut")

    monkeypatch.setattr(migrate, "run", broken)
    with pytest.raises(OSError, match="power cut"):
        Store.open(blank)
    with connected(blank) as connection:
        assert inspect(connection).get_table_names() == []


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("not a url", "not a database address"),
        ("mysql://root@localhost/x", "mysql"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:////nowhere/at/all/x.sqlite3", "does not exist"),
        ("postgresql+psycopg://nobody@127.0.0.1:1/x?connect_timeout=2", "did not do its work"),
    ],
)
def test_an_address_that_cannot_be_used_is_a_setting_error(url: str, says: str) -> None:
    with pytest.raises(SettingError, match=says):
        Store.open(url)


def test_a_file_that_is_no_database_is_a_setting_error(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite3"
    file.write_text("this is a letter, not a database " * 100)
    with pytest.raises(SettingError):
        Store.open(f"sqlite:///{file}")
    assert file.read_text().startswith("this is a letter")


def test_a_store_can_be_read_by_their_owner_only(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    with store.write() as tx:
        tx.note("happened", "me")
        modes = {file.name: file.stat().st_mode & 0o077 for file in tmp_path.iterdir()}
    assert modes == {"x.sqlite3": 0, "x.sqlite3-wal": 0, "x.sqlite3-shm": 0}
    store.close()


def test_a_folder_that_may_not_be_written_is_a_setting_error(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").mkdir()
    with pytest.raises(SettingError):
        Store.open(f"sqlite:///{tmp_path / 'x.sqlite3'}")


def test_a_missing_driver_is_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] in ("psycopg", "psycopg_binary")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingError, match=r"\[postgres\]"):
        Store.open("postgresql+psycopg://localhost/x")


def test_sqlite_is_set_to_survive_a_power_cut_and_to_overwrite_what_is_erased(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    with store.write() as tx:
        found = {
            name: tx.connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }
    store.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1} | {
        "busy_timeout": 15_000
    }


def test_a_sqlite_writer_is_alone_from_its_first_moment(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite3"
    store = Store.open(f"sqlite:///{file}")
    other = sqlite3.connect(file, timeout=0, isolation_level=None)
    with store.write():
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN")  # a reader is not in its way
        other.execute("SELECT count(*) FROM cases").fetchall()
        other.execute("COMMIT")
    other.close()
    store.close()


def test_a_transaction_that_fails_keeps_nothing_not_even_its_audit_lines(store: Store) -> None:
    def fail() -> None:
        with store.write() as tx:
            tx.insert_new(arrivals, {"source": "a", "key": "b", "raw": b"", "at": tx.now})
            tx.note("happened", "me")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.read() as tx:
        assert tx.connection.execute(select(arrivals)).first() is None
    assert store.verify_audit().lines == 0


def test_what_stands_there_already_is_a_conflict_and_not_a_crash(store: Store) -> None:
    row = {"source": "a", "key": "b", "raw": b"Ayse 0532", "at": store.clock()}
    with store.write() as tx:
        assert tx.insert_new(arrivals, row)
        assert not tx.insert_new(arrivals, row)
    with pytest.raises(ConflictError) as caught, store.write() as tx:
        tx.connection.execute(insert(arrivals).values(**row))
    assert caught.value.code == "already_there"
    assert "0532" not in str(caught.value.__cause__)  # what was being stored is in no message


def test_a_broken_statement_is_no_conflict_and_says_nothing_about_its_values(store: Store) -> None:
    with pytest.raises(SettingError) as caught, store.write() as tx:
        tx.connection.execute(text("SELECT * FROM nowhere WHERE a = :a"), {"a": "Ayse 0532"})
    assert "nowhere" in str(caught.value)
    assert "0532" not in str(caught.value) + str(caught.value.__cause__)


def test_moments_come_back_in_utc_to_the_microsecond_and_naive_ones_are_refused(store: Store, clock: Clock) -> None:
    moment = datetime(2026, 11, 20, 1, 2, 3, 456789, tzinfo=timezone(timedelta(hours=3)))
    with store.write() as tx:
        tx.insert_new(arrivals, {"source": "a", "key": "b", "raw": b"", "at": moment})
        back = tx.connection.execute(select(arrivals.c.at)).scalar_one()
    assert back == moment
    assert back.tzinfo is UTC
    with pytest.raises(SettingError, match="no time zone"), store.write() as tx:
        tx.insert_new(arrivals, {"source": "a", "key": "c", "raw": b"", "at": datetime(2026, 1, 1)})


def test_a_row_of_a_case_that_does_not_exist_is_refused(store: Store) -> None:
    row = {"case_id": 4711, "person": "a", "doing": "viewing", "seen_at": store.clock()}
    with pytest.raises(ConflictError), store.write() as tx:
        tx.connection.execute(insert(presence).values(row))


def test_every_column_that_can_hold_personal_text_is_listed_for_erasing() -> None:
    """A new text column has to be put on one of the two lists, so that none is forgotten."""
    harmless = {
        "cases": "external_id channel market given_language language notices state tab status action flags claimed_by "
        "unit reason trouble first_by first_hash changed_by",
        "messages": "sender",
        "drafts": "made_by author snapshot",
        "decisions": "id verb audience text_hash reviewer reason acknowledged undone_by",
        "outbox": "id decision_id audience channel message_id state token worker trouble",
        "jobs": "kind state token worker trouble",
        "presence": "person doing",
        "arrivals": "source refused",
        "accounts": "name display_name password_hash role",
        "sessions": "hash",
        "tokens": "hash name scopes",
        "login_attempts": "account address",
        "audit": "at actor event details hash",
        "audit_head": "hash base_hash",
        "holds": "reason by",
        "erasures": "id cause by counted pseudonyms",
        "disclosures": "model",
        "commitments": "decision_id owner source kept_by",
        "model_use": "day model outcome",
        "tallies": "name part outcome",
        "knowledge_files": "hash content",
        "knowledge_snapshots": "id files",
        "publications": "snapshot by reason",
        "questions": "id unit asked_by answered_by offer settled_by",
        "machines": "id name",
        "duties": "name worker token mark",
        "alarms": "level",
        "reports": "day figures",
        "erased_on": "erasure_id machine_id",
        "steps": "id code team confirmed_by state trouble ended_by",
    }
    for table in metadata.sorted_tables:
        texts = {c.name for c in table.columns if str(c.type.compile()).split("(")[0] in ("TEXT", "BLOB")}
        listed = set(PERSONAL.get(table.name, ())) | set(harmless.get(table.name, "").split())
        assert texts == listed, table.name
