"""API tokens: a secret for a program that acts for one account, limited to some of what the account may do."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from assistant.access.accounts import canonical
from assistant.access.roles import Permission, Person, require
from assistant.access.sessions import person_of
from assistant.errors import AccessError, ConflictError, InputError
from assistant.store import Store, accounts

PREFIX = "cat_"  # lets a scanner for leaked secrets recognise one


class Scope(StrEnum):
    """What a token may be used for."""

    SUBMIT = "submit"  # hand in complaints
    READ = "read"  # read a complaint's state and proposal
    DECIDE = "decide"  # hand in the account's own decisions
    METRICS = "metrics"


def create_token(
    store: Store, by: Person, account: str, name: str, scopes: Collection[Scope], expires_at: datetime | None = None
) -> str:
    """Make a token for an account and return it: the only time it can be read.

    Raises ``InputError`` without a scope or for an unknown account, ``ConflictError`` if the account has a token of
    that name.
    """
    require(by, Permission.ADMINISTER)
    if not scopes:
        raise InputError("a token needs at least one scope", code="no_scope")
    secret = PREFIX + secrets.token_urlsafe(32)
    granted = tuple(sorted(scope.value for scope in scopes))
    with store.write() as tx:
        holder = accounts.find_account(tx, canonical(account))
        if holder is None:
            raise InputError(f"there is no account {account}", code="no_such_account", values={"name": account})
        if not accounts.add_token(tx, _hash(secret), holder.id, name, granted, expires_at):
            raise ConflictError(f"{holder.name} has a token {name} already", code="token_taken", values={"name": name})
        tx.note("token_made", by.name, account=holder.name, token=name, scopes=" ".join(granted))
    return secret


def remove_token(store: Store, by: Person, account: str, name: str) -> None:
    """Make a token useless at once."""
    require(by, Permission.ADMINISTER)
    with store.write() as tx:
        holder = accounts.find_account(tx, canonical(account))
        if holder is None or not accounts.remove_token(tx, holder.id, name):
            raise InputError(f"{account} has no token {name}", code="no_such_token", values={"name": name})
        tx.note("token_removed", by.name, account=holder.name, token=name)


def token_holder(store: Store, secret: str, scope: Scope) -> Person:
    """The person a token acts for; raises ``AccessError`` if it is unknown, over, or not meant for this."""
    with store.read() as tx:
        found = accounts.find_token(tx, _hash(secret))
        over = found is not None and found.expires_at is not None and found.expires_at <= tx.now
    if found is None or over or not found.account.active:
        raise AccessError("the token is unknown or no longer valid", code="bad_token")
    if scope.value not in found.scopes:
        raise AccessError(f"the token is not meant for {scope}", code="token_scope", values={"scope": scope.value})
    return person_of(found.account)


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
