"""What is done to an older store is said first; looking at one changes nothing, and `doctor` finds what is wrong."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant import bootstrap
from assistant.bootstrap import Product
from assistant.cli import doctor
from assistant.errors import SettingError
from assistant.settings import load
from assistant.store import Store, migrate
from assistant.store.engine import engine_at
from tests.cli.test_commands import COMPLAINT, _settings, run

__all__ = ["_settings"]
LOOKS = dict(doctor.LOOKS)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data" / "assistant.sqlite3"


@pytest.fixture
def old(file: Path) -> Path:
    """A store as the third schema left it."""
    engine = engine_at(f"sqlite:///{file}")
    with engine.begin() as connection:
        migrate.run(connection, "0003")
    engine.dispose()
    return file


@pytest.fixture
def product() -> Product:
    return bootstrap.product(load())


def revision(file: Path) -> str | None:
    store = Store.as_it_stands(f"sqlite:///{file}")
    try:
        return store.standing().found
    finally:
        store.close()


def found(result_of: str) -> dict[str, str]:
    """What `doctor` says, by what it looked at."""
    rows = [line.split(maxsplit=1) for line in result_of.splitlines()]
    return {rest.split("  ")[0]: f"{verdict} {rest}" for verdict, rest in rows}


@pytest.mark.parametrize("command", ["status", "doctor"])
def test_looking_at_an_older_store_says_what_is_pending_and_changes_nothing(old: Path, command: str) -> None:
    result = run(command)
    assert result.exit_code == 1
    said = result.stdout + str(result.exception)
    assert f"revision 0003, this version needs {migrate.REVISIONS[-1]}" in said
    assert "assistant backup" in said
    assert revision(old) == "0003"


def test_a_backup_of_an_older_store_leaves_it_as_it_is(old: Path, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "before.backup")).exit_code == 0
    assert revision(old) == "0003"
    assert "schema 0003" in run("restore", str(tmp_path / "before.backup"), "--check").stderr


def test_other_commands_say_that_they_upgrade_unless_the_setting_forbids_it(
    old: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("ASSISTANT_UPGRADE", "false")
    refused = run("user", "list")
    assert refused.exit_code == 1
    assert "ASSISTANT_UPGRADE=true" in str(refused.exception)
    assert revision(old) == "0003"
    monkeypatch.setenv("ASSISTANT_UPGRADE", "true")
    assert run("user", "list").exit_code == 0
    assert any("from revision 0003 to" in said for said in caplog.messages)
    assert revision(old) == migrate.REVISIONS[-1]


@pytest.mark.parametrize("command", ["status", "doctor", "backup x.backup", "user list"])
def test_a_database_of_a_newer_program_is_refused_by_every_command(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    engine = engine_at(f"sqlite:///{old}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    result = run(*command.split())
    assert result.exit_code == 1
    assert "newer version (revision 9999" in result.stdout + str(result.exception)
    assert not (tmp_path / "x.backup").exists()


def test_doctor_makes_no_database_and_says_how_the_first_account_is_made(file: Path) -> None:
    result = run("doctor")
    assert result.exit_code == 0, result.output
    assert not file.exists()
    said = found(result.stdout)
    assert "made at the first start" in said["store"]
    assert "user add" in said["accounts"]


@pytest.mark.parametrize(
    ("settings", "what", "says"),
    [
        ({"SMTP": "nonsense", "MAIL_FROM": "a@brand.example"}, "e-mail", "ASSISTANT_SMTP is no address"),
        ({"SMTP": "smtp://[", "MAIL_FROM": "a@brand.example"}, "e-mail", "ASSISTANT_SMTP is no address"),
        ({"SMTP": "smtp://127.0.0.1:1", "MAIL_FROM": "nobody"}, "e-mail", "ASSISTANT_MAIL_FROM"),
        ({"WEBHOOK_SECRET": "swordfish"}, "webhook", "must be whsec_"),
        ({"STEPS_URL": "nonsense", "STEPS_SECRET": "whsec_" + "a" * 32}, "steps", "must begin with https://"),
        ({"STEPS_URL": "https://", "STEPS_SECRET": "whsec_" + "a" * 32}, "steps", "name a host"),
        ({"STEPS_URL": "https://x.example"}, "steps", "ASSISTANT_STEPS_SECRET"),
    ],
)
def test_doctor_finds_a_setting_that_cannot_work(
    settings: dict[str, str], what: str, says: str, product: Product
) -> None:
    chosen = product.settings.model_copy(update={name.lower(): value for name, value in settings.items()})
    with pytest.raises(SettingError, match=says):
        LOOKS[what](replace(product, settings=chosen))


def test_doctor_says_everything_that_is_wrong_at_once_and_exits_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE", 10**12)
    monkeypatch.setenv("ASSISTANT_WEBHOOK_SECRET", "swordfish")
    monkeypatch.setenv("ASSISTANT_STEPS_URL", "nonsense")
    result = run("doctor")
    assert result.exit_code == 1
    said = found(result.stdout)
    assert {what for what, line in said.items() if line.startswith("WRONG")} == {"disk", "webhook", "steps"}
    assert "make room" in said["disk"]


@pytest.mark.parametrize("command", [("status",), ("import",), ("user", "list"), ("erase", "@a")])
def test_a_data_folder_that_cannot_be_made_is_named_by_every_command_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "taken").write_text("a file")
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "taken"))
    done = run(*command, stdin="")
    assert isinstance(done.exception, SettingError)
    assert "set ASSISTANT_DATA" in str(done.exception)
    said = run("doctor").stdout
    assert [line for line in said.splitlines() if "WRONG" in line and "set ASSISTANT_DATA" not in line] == []


def test_doctor_knocks_at_the_mail_server(product: Product) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"smtp://127.0.0.1:{listener.getsockname()[1]}"
    chosen = product.settings.model_copy(update={"smtp": address, "mail_from": "care@brand.example"})
    mailing = replace(product, settings=chosen)
    assert "answers" in LOOKS["e-mail"](mailing)
    listener.close()
    with pytest.raises(SettingError, match="cannot be reached"):
        LOOKS["e-mail"](mailing)


def test_doctor_finds_work_that_no_worker_does(file: Path, product: Product) -> None:
    run("import", stdin=json.dumps(COMPLAINT))
    assert "overdue" in LOOKS["workers"](product) or "0 minutes" in LOOKS["workers"](product)
    store = Store.open(f"sqlite:///{file}")
    with store.write() as tx:
        long_ago = datetime.now(UTC) - timedelta(hours=2)
        tx.connection.execute(text("UPDATE jobs SET run_at = :at"), {"at": f"{long_ago:%Y-%m-%d %H:%M:%S.%f}"})
    store.close()
    with pytest.raises(SettingError, match=r"due for 120 minutes: .*assistant worker"):
        LOOKS["workers"](product)


def test_doctor_finds_a_broken_audit_log(file: Path, product: Product) -> None:
    run("import", stdin=json.dumps(COMPLAINT))
    store = Store.open(f"sqlite:///{file}")
    with store.write() as tx:
        tx.connection.execute(text("UPDATE audit SET actor = 'somebody'"))
    store.close()
    with pytest.raises(SettingError, match="audit log is broken"):
        LOOKS["store"](product)
