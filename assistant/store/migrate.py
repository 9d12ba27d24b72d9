"""Bringing a database's tables to the state this program expects, or saying why that cannot be done."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from assistant.errors import SettingError

# Every revision there has been, oldest first. Kept here so that opening an up-to-date store need not load Alembic,
# which takes a second; a test holds it against the scripts.
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012")
SCRIPTS = Path(__file__).parent / "migrations"
# Any number will do, as long as nothing else in the database uses it: it keeps two programs from migrating at once.
_LOCK = 20261120

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a database's tables stand to this program; ``found`` is ``None`` where there are none yet."""

    found: str | None
    needed: str = REVISIONS[-1]

    @property
    def behind(self) -> bool:
        """Whether there are tables, of an earlier version."""
        return self.found is not None and self.found != self.needed

    def __str__(self) -> str:
        return f"revision {self.found or 'none'}, this version needs {self.needed}"


def standing(engine: Engine) -> Standing:
    """How the tables stand; raises ``SettingError`` if they are not ours or a newer program's. Changes nothing."""
    with engine.connect() as connection:
        return _standing(connection)


def prepare(engine: Engine, *, upgrade: bool) -> None:
    """Make the tables, or upgrade them if they are behind, which is said before it is done.

    Raises ``SettingError`` if they are somebody else's or a newer program's, or behind while ``upgrade`` is false.
    """
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
    now = _standing(connection)  # once more: another program may have been faster
    if now.found == now.needed:
        return
    if now.behind and not upgrade:
        raise SettingError(
            f"the database is at {now}; make a backup with `assistant backup FILE`, then upgrade it first: "
            "`assistant serve` or `assistant worker` does, with ASSISTANT_UPGRADE=true"
        )
    if now.behind:
        log.warning(
            "the database is brought from revision %s to %s now; a backup from before is wise (`assistant backup` "
            "makes one without upgrading; with ASSISTANT_UPGRADE=false nothing is upgraded unasked)",
            now.found,
            now.needed,
        )
    run(connection, "head")


def _standing(connection: Connection) -> Standing:
    found = revision(connection)
    if found is not None and found not in REVISIONS:
        raise SettingError(
            f"the database was made by a newer version (revision {found}, this one knows {REVISIONS[-1]}); "
            "install that version, or restore a backup made with this one"
        )
    return Standing(found)


def run(connection: Connection, target: str) -> None:
    """Run the migration scripts up to ``target`` inside the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, target)
