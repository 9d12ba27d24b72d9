"""Rows of accounts, sessions, API tokens and login attempts; ``access`` decides what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, delete, func, insert, select, update

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
    """One API token."""

    account: AccountRow
    name: str
    scopes: tuple[str, ...]
    expires_at: datetime | None


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
    query = (
        select(tokens.c.name.label("token_name"), tokens.c.scopes, tokens.c.expires_at, accounts)
        .join(accounts)
        .where(tokens.c.hash == hashed)
    )
    row = tx.connection.execute(query).one_or_none()
    return None if row is None else TokenRow(_account(row), row.token_name, row.scopes, row.expires_at)


def remove_token(tx: Transaction, account_id: int, name: str) -> bool:
    """Remove an API token; false if there is none of that name."""
    gone = delete(tokens).where(tokens.c.account_id == account_id, tokens.c.name == name)
    return tx.connection.execute(gone).rowcount == 1


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


def _account(row: Row[tuple[object, ...]]) -> AccountRow:
    fields = ("id", "name", "display_name", "password_hash", "role", "active", "created_at")
    return AccountRow(*(row._mapping[accounts.c[field]] for field in fields))
