"""API tokens: a secret for a program that acts for one account, limited to some of what the account may do."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from assistant.access.accounts import actor, allow, find
from assistant.access.roles import Person
from assistant.access.sessions import GRAIN, person_of
from assistant.errors import AccessError, ConflictError, InputError
from assistant.store import Store, accounts

PREFIX = "cat_"  # lets a scanner for leaked secrets recognise one
# A token is told by the beginning of its hash: enough to be the only one, and nobody gets back to the secret from it.
ID_LENGTH = 12


class Scope(StrEnum):
    """What a token may be used for."""

    SUBMIT = "submit"  # hand in complaints
    READ = "read"  # read a complaint's state and proposal
    DECIDE = "decide"  # hand in the account's own decisions
    METRICS = "metrics"


@dataclass(frozen=True, slots=True)
class Token:
    """What may be told of a token; ``used_at`` is exact to a minute, ``None`` where it never was used."""

    id: str
    account: str
    name: str
    scopes: tuple[str, ...]
    made_at: datetime
    used_at: datetime | None
    expires_at: datetime | None


def create_token(
    store: Store,
    by: Person | None,
    account: str,
    name: str,
    scopes: Collection[Scope],
    expires_at: datetime | None = None,
) -> str:
    """Make a token for an account and return its secret: the only time it can be read.

    ``by`` is ``None`` where the operator works on the server itself; without a ``name`` the token is called by its id.
    Raises ``InputError`` without a scope or for an unknown or closed account, ``ConflictError`` if the account has a
    token of that name.
    """
    allow(by)
    if not scopes:
        raise InputError("a token needs at least one scope", code="no_scope")
    secret = PREFIX + secrets.token_urlsafe(32)
    granted = tuple(sorted(scope.value for scope in scopes))
    with store.write() as tx:
        holder = find(tx, account)
        if not holder.active:
            raise InputError(f"the account {holder.name} is closed; open it first", code="account_closed")
        name = name.strip() or token_id(secret)
        if not accounts.add_token(tx, _hash(secret), holder.id, name, granted, expires_at):
            raise ConflictError(f"{holder.name} has a token {name} already", code="token_taken", values={"name": name})
        tx.note("token_made", actor(by), account=holder.name, token=token_id(secret), scopes=" ".join(granted))
    return secret


def token_id(secret: str) -> str:
    """What a token is called in lists and in the audit log."""
    return _hash(secret)[:ID_LENGTH]


def list_tokens(store: Store) -> tuple[Token, ...]:
    """Every token by account and name, without its secret, which is kept nowhere."""
    with store.read() as tx:
        return tuple(
            Token(
                row.hash[:ID_LENGTH],
                row.account.name,
                row.name,
                row.scopes,
                row.created_at,
                row.used_at,
                row.expires_at,
            )
            for row in accounts.every_token(tx)
        )


def remove_token(store: Store, id_: str, *, by: Person | None = None) -> None:
    """Make a token useless at once; raises ``InputError`` if none has this id."""
    allow(by)
    with store.write() as tx:
        found = next((row for row in accounts.every_token(tx) if row.hash[:ID_LENGTH] == id_.strip()), None)
        if found is None:
            raise InputError(f"there is no token {id_}; `assistant token list` shows them", code="no_such_token")
        accounts.remove_token(tx, found.hash)
        tx.note("token_removed", actor(by), account=found.account.name, token=id_.strip())


def token_holder(store: Store, secret: str, scope: Scope) -> Person:
    """The person a token acts for; raises ``AccessError`` if it is unknown, over, or not meant for this.

    That it was used is noted at most once a minute, and not at all while others are writing: it is no reason to wait.
    """
    hashed = _hash(secret)
    with store.read() as tx:
        found = accounts.find_token(tx, hashed)
        fresh = found is not None and found.used_at is not None and found.used_at + GRAIN > tx.now
        over = found is not None and found.expires_at is not None and found.expires_at <= tx.now
    if found is None or over or not found.account.active:
        raise AccessError("the token is unknown or no longer valid", code="bad_token")
    if scope.value not in found.scopes:
        raise AccessError(f"the token is not meant for {scope}", code="token_scope", values={"scope": scope.value})
    if not fresh:
        with suppress(ConflictError), store.write(lasting=False) as tx:
            accounts.touch_token(tx, hashed)
    return person_of(found.account)


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
