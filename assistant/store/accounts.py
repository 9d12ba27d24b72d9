"""Rows of accounts, sessions, API tokens and login attempts; ``access`` decides what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, delete, func, insert, select, update

from assistant.store.engine import Transaction
from assistant.store.tables import accounts, login_attempts, sessions, tokens


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account; ``name`` is what one signs in with, ``display_name`` what signs a reply."""

    id: int
    name: str
    display_name: str
    password_hash: str
    role: str
    active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One signed-in browser."""

    account: AccountRow
    started_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One API token; ``hash`` is that of its secret, which is kept nowhere."""

    account: AccountRow
    hash: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


def add_account(tx: Transaction, name: str, display_name: str, password_hash: str, role: str) -> bool:
    """Store an account; false if the name is taken."""
    return tx.insert_new(
        accounts,
        {
            "name": name,
            "display_name": display_name,
            "password_hash": password_hash,
            "role": role,
            "active": True,
            "created_at": tx.now,
        },
    )


def find_account(tx: Transaction, name: str) -> AccountRow | None:
    """The account with this name, held until the transaction ends if it is a writing one."""
    row = tx.connection.execute(select(accounts).where(accounts.c.name == name)).one_or_none()
    return None if row is None else AccountRow(**row._mapping)


def any_account(tx: Transaction) -> bool:
    """Whether there is an account at all, closed ones included."""
    return tx.connection.execute(select(accounts.c.id).limit(1)).first() is not None


def every_account(tx: Transaction) -> tuple[AccountRow, ...]:
    """Every account by name."""
    return tuple(
        AccountRow(**row._mapping) for row in tx.connection.execute(select(accounts).order_by(accounts.c.name))
    )


def change_account(tx: Transaction, account_id: int, values: Mapping[str, str | bool]) -> None:
    """Change columns of an account and end all of its sessions: what it may do has changed."""
    tx.connection.execute(update(accounts).where(accounts.c.id == account_id).values(**values))
    tx.connection.execute(delete(sessions).where(sessions.c.account_id == account_id))


def add_session(tx: Transaction, hashed: str, account_id: int) -> None:
    """Store a new session."""
    tx.connection.execute(
        insert(sessions).values(hash=hashed, account_id=account_id, started_at=tx.now, seen_at=tx.now)
    )


def find_session(tx: Transaction, hashed: str) -> SessionRow | None:
    """A session with its account."""
    query = select(sessions.c.started_at, sessions.c.seen_at, accounts).join(accounts).where(sessions.c.hash == hashed)
    row = tx.connection.execute(query).one_or_none()
    return None if row is None else SessionRow(_account(row), row.started_at, row.seen_at)


def touch_session(tx: Transaction, hashed: str) -> None:
    """Note that a session is in use."""
    tx.connection.execute(update(sessions).where(sessions.c.hash == hashed).values(seen_at=tx.now))


def end_session(tx: Transaction, hashed: str) -> None:
    """Remove a session."""
    tx.connection.execute(delete(sessions).where(sessions.c.hash == hashed))


def end_stale_sessions(tx: Transaction, *, unseen_since: datetime, started_before: datetime) -> None:
    """Remove sessions that are over anyway."""
    tx.connection.execute(
        delete(sessions).where((sessions.c.seen_at <= unseen_since) | (sessions.c.started_at <= started_before))
    )


def add_token(
    tx: Transaction, hashed: str, account_id: int, name: str, scopes: tuple[str, ...], expires_at: datetime | None
) -> bool:
    """Store an API token; false if the account has one of that name."""
    values = {"hash": hashed, "account_id": account_id, "name": name, "scopes": scopes, "expires_at": expires_at}
    return tx.insert_new(tokens, {**values, "created_at": tx.now})


def find_token(tx: Transaction, hashed: str) -> TokenRow | None:
    """An API token with its account."""
    row = tx.connection.execute(_TOKENS.where(tokens.c.hash == hashed)).one_or_none()
    return None if row is None else _token(row)


def every_token(tx: Transaction) -> tuple[TokenRow, ...]:
    """Every API token by account and name."""
    found = tx.connection.execute(_TOKENS.order_by(accounts.c.name, tokens.c.name))
    return tuple(_token(row) for row in found)


def touch_token(tx: Transaction, hashed: str) -> None:
    """Note that an API token is in use."""
    tx.connection.execute(update(tokens).where(tokens.c.hash == hashed).values(used_at=tx.now))


def remove_token(tx: Transaction, hashed: str) -> None:
    """Remove an API token."""
    tx.connection.execute(delete(tokens).where(tokens.c.hash == hashed))


def remove_tokens(tx: Transaction, account_id: int) -> int:
    """Remove every API token of an account; returns how many there were."""
    return tx.connection.execute(delete(tokens).where(tokens.c.account_id == account_id)).rowcount


def add_attempt(tx: Transaction, account: str, address: str, forget_before: datetime) -> int:
    """Note a login attempt and drop those too old to count; returns the number of the note."""
    tx.connection.execute(delete(login_attempts).where(login_attempts.c.at <= forget_before))
    values = {"account": account, "address": address, "at": tx.now}
    number: int = tx.connection.execute(
        insert(login_attempts).values(values).returning(login_attempts.c.id)
    ).scalar_one()
    return number


def remove_attempt(tx: Transaction, number: int) -> None:
    """Drop one noted attempt: it was turned away unheard."""
    tx.connection.execute(delete(login_attempts).where(login_attempts.c.id == number))


def count_attempts(tx: Transaction, since: datetime, address: str, account: str | None = None) -> int:
    """Login attempts from an address since a moment, for one account or for any."""
    query = select(func.count()).where(login_attempts.c.address == address, login_attempts.c.at > since)
    if account is not None:
        query = query.where(login_attempts.c.account == account)
    return tx.connection.execute(query).scalar_one()


def forget_attempts(tx: Transaction, account: str, address: str) -> None:
    """Drop the attempts of an account from an address: the right password was given."""
    where = (login_attempts.c.account == account) & (login_attempts.c.address == address)
    tx.connection.execute(delete(login_attempts).where(where))


_OF_TOKEN = ("hash", "name", "scopes", "created_at", "expires_at", "used_at")
_TOKENS: Select[tuple[object, ...]] = select(
    *(tokens.c[name].label(f"token_{name}") for name in _OF_TOKEN), accounts
).join(accounts)


def _token(row: Row[tuple[object, ...]]) -> TokenRow:
    return TokenRow(_account(row), *(row._mapping[f"token_{name}"] for name in _OF_TOKEN))


def _account(row: Row[tuple[object, ...]]) -> AccountRow:
    fields = ("id", "name", "display_name", "password_hash", "role", "active", "created_at")
    return AccountRow(*(row._mapping[accounts.c[field]] for field in fields))
