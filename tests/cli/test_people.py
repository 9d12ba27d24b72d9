"""Accounts and tokens from the server's console: made, changed, closed, and never shown again."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.access import Role, Scope, passwords, resume, sign_in, token_holder
from assistant.errors import AccessError
from assistant.store import Store
from assistant.store.audit import lines_between
from tests.cli.test_commands import _settings, run

__all__ = ["_settings"]
PASSWORD, OTHER = "uzun ve güzel bir parola", "bambaşka bir parola"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cheapest argon2id there is."""
    from argon2 import PasswordHasher

    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: cheap)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    assert run("user", "add", "elif", "--role", "lead", "--password-stdin", stdin=f"{PASSWORD}\n").exit_code == 0
    return Store.open(f"sqlite:///{tmp_path / 'data' / 'assistant.sqlite3'}")


def events(store: Store) -> list[tuple[str, str]]:
    from datetime import UTC, datetime

    with store.read() as tx:
        found = lines_between(tx.connection, datetime(2000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC))
        return [(line.actor, line.event) for line in found]


def made(*words: str) -> str:
    result = run("token", "add", "elif", *words)
    assert result.exit_code == 0, result.output
    return result.stdout.strip()


def test_a_leaver_is_signed_out_at_once_and_may_come_back_with_the_old_password(store: Store) -> None:
    session, token = sign_in(store, "elif", PASSWORD, "a").session, made("--scope", "read")
    assert run("user", "close", "Elif").exit_code == 0
    with pytest.raises(AccessError):
        resume(store, session)
    with pytest.raises(AccessError):
        sign_in(store, "elif", PASSWORD, "a")
    assert "closed" in run("user", "list").stdout
    assert run("user", "open", "elif").exit_code == 0
    assert sign_in(store, "elif", PASSWORD, "a")
    with pytest.raises(AccessError):
        token_holder(store, token, Scope.READ)


def test_a_new_password_ends_what_rested_on_the_old_one(store: Store) -> None:
    session = sign_in(store, "elif", PASSWORD, "a").session
    assert run("user", "password", "elif", stdin="12345678\n").exit_code != 0
    assert resume(store, session)
    changed = run("user", "password", "elif", stdin=f"{OTHER}\n")
    assert changed.exit_code == 0
    assert OTHER not in changed.output
    with pytest.raises(AccessError):
        resume(store, session)
    assert sign_in(store, "elif", OTHER, "a")


def test_a_role_is_changed_to_a_known_one_only(store: Store) -> None:
    assert run("user", "role", "elif", "boss").exit_code != 0
    assert run("user", "role", "elif", "admin").exit_code == 0
    assert sign_in(store, "elif", PASSWORD, "a").person.role is Role.ADMIN


@pytest.mark.parametrize("words", [("role", "nobody", "lead"), ("close", "nobody"), ("open", "nobody")])
def test_an_account_that_is_not_there_is_an_error(store: Store, words: tuple[str, ...]) -> None:
    assert "no account nobody" in str(run("user", *words).exception)


def test_closing_the_last_administrator_says_how_to_make_another(store: Store) -> None:
    run("user", "role", "elif", "admin")
    assert "user role NAME admin" in run("user", "close", "elif").stderr


def test_a_token_is_shown_once_listed_without_its_secret_and_removed_by_its_id(store: Store) -> None:
    token = made("--scope", "submit,read", "--scope", "read", "--label", "webshop", "--days", "30")
    assert token_holder(store, token, Scope.SUBMIT).name == "elif"
    listed = run("token", "list").stdout
    assert token not in listed
    header, row = listed.splitlines()
    assert header.split() == ["id", "person", "label", "scopes", "made", "last", "used", "ends"]
    assert "webshop" in row
    assert "never" not in row
    assert "read submit" in row
    assert run("token", "remove", "not-an-id").exit_code != 0
    assert run("token", "remove", row.split()[0]).exit_code == 0
    with pytest.raises(AccessError):
        token_holder(store, token, Scope.SUBMIT)


@pytest.mark.parametrize(
    "words",
    [
        ("nobody", "--scope", "read"),
        ("elif", "--scope", "everything"),
        ("elif", "--scope", "submit,everything"),
        ("elif",),
        ("elif", "--scope", "read", "--days", "0"),
    ],
)
def test_a_token_for_nobody_or_for_nothing_known_is_refused(store: Store, words: tuple[str, ...]) -> None:
    assert run("token", "add", *words).exit_code != 0
    assert len(run("token", "list").stdout.splitlines()) == 1


def test_every_change_leaves_a_line_in_the_log_in_the_operators_name(store: Store) -> None:
    made("--scope", "read")
    run("token", "remove", run("token", "list").stdout.splitlines()[1].split()[0])
    run("user", "role", "elif", "agent")
    run("user", "password", "elif", stdin=f"{OTHER}\n")
    run("user", "close", "elif")
    run("user", "open", "elif")
    assert events(store) == [
        ("console", event)
        for event in (
            "account_added", "token_made", "token_removed", "role_changed", "password_changed", "account_closed",
            "account_opened",
        )
    ]  # fmt: skip
    assert store.verify_audit().fault is None
