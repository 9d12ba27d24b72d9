"""Bringing a database's tables to the state this program expects, or saying why that cannot be done."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from assistant.errors import SettingError

# Every revision there has been, oldest first. Kept here so that opening an up-to-date store need not load Alembic,
# which takes a second; a test holds it against the scripts.
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
SCRIPTS = Path(__file__).parent / "migrations"
# Any number will do, as long as nothing else in the database uses it: it keeps two programs from migrating at once.
_LOCK = 20261120


def prepare(engine: Engine, *, upgrade: bool) -> None:
    """Upgrade the tables if they are behind; raises ``SettingError`` if they are not ours, newer, or may not change."""
    with engine.connect() as connection:
        if revision(connection) == REVISIONS[-1]:
            return
    with engine.connect() as connection:
        connection.execution_options(immediate=True)
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            _bring_up(connection, upgrade)


def revision(connection: Connection) -> str | None:
    """The revision of a database's tables; ``None`` for an empty database."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return found
    if tables:
        raise SettingError(
            "ASSISTANT_DATABASE names a database that holds other tables and none of ours; name an empty one"
        )
    return None


def _bring_up(connection: Connection, upgrade: bool) -> None:
    found = revision(connection)  # once more: another program may have been faster
    if found == REVISIONS[-1]:
        return
    if found is not None and found not in REVISIONS:
        raise SettingError(f"the database was made by a newer version (revision {found}); install that version")
    if not upgrade:
        raise SettingError(
            f"the database is at revision {found or 'none'}, this version needs {REVISIONS[-1]}; upgrade it first"
        )
    run(connection, "head")


def run(connection: Connection, target: str) -> None:
    """Run the migration scripts up to ``target`` inside the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, target)
