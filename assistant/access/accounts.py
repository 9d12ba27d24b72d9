"""Accounts: made, changed and closed by an administrator; every change ends the sessions it concerns."""

from __future__ import annotations

import unicodedata

from assistant.access import passwords
from assistant.access.roles import Permission, Person, Role, require
from assistant.errors import ConflictError, InputError
from assistant.store import Store, Transaction, accounts

# Who acts when a command on the server's own console makes the first account.
CONSOLE = "console"
LONGEST_NAME = 64


def canonical(name: str) -> str:
    """The one spelling of an account's name, so that ``Ayşe`` and ``ayşe`` are the same account."""
    storable = name.encode("utf-8", "replace").decode().replace("\0", "")
    return unicodedata.normalize("NFC", storable).strip().casefold()


def add_account(
    store: Store, name: str, password: str, role: Role, *, display_name: str = "", by: Person | None = None
) -> None:
    """Make an account; ``by`` is absent only where the operator works on the server itself.

    Raises ``InputError`` for an unusable name or password, ``ConflictError`` if the name is taken.
    """
    _allow(by)
    name = canonical(name)
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise InputError(f"an account's name has 1 to {LONGEST_NAME} printable characters", code="bad_account_name")
    passwords.check(password, name)
    hashed = passwords.keep(password)
    with store.write() as tx:
        if not accounts.add_account(tx, name, display_name.strip() or name, hashed, role.value):
            raise ConflictError(f"there is an account {name} already", code="account_taken", values={"name": name})
        tx.note("account_added", _name(by), account=name, role=role.value)


def list_accounts(store: Store) -> tuple[accounts.AccountRow, ...]:
    """Every account by name."""
    with store.read() as tx:
        return accounts.every_account(tx)


def set_role(store: Store, name: str, role: Role, *, by: Person | None = None) -> None:
    """Give an account another role and sign it out everywhere."""
    _allow(by)
    with store.write() as tx:
        account = _find(tx, name)
        accounts.change_account(tx, account.id, {"role": role.value})
        tx.note("role_changed", _name(by), account=account.name, role=role.value)


def set_active(store: Store, name: str, active: bool, *, by: Person | None = None) -> None:
    """Close or open an account and sign it out everywhere; its API tokens stop with it."""
    _allow(by)
    with store.write() as tx:
        account = _find(tx, name)
        accounts.change_account(tx, account.id, {"active": active})
        tx.note("account_opened" if active else "account_closed", _name(by), account=account.name)


def set_password(store: Store, name: str, password: str, *, by: Person | None = None) -> None:
    """Give an account a new password and sign it out everywhere; people may change their own."""
    name = canonical(name)
    if by is not None and by.name != name:
        _allow(by)
    passwords.check(password, name)
    hashed = passwords.keep(password)
    with store.write() as tx:
        account = _find(tx, name)
        accounts.change_account(tx, account.id, {"password_hash": hashed})
        tx.note("password_changed", _name(by), account=account.name)


def _allow(by: Person | None) -> None:
    if by is not None:
        require(by, Permission.ADMINISTER)


def _name(by: Person | None) -> str:
    return CONSOLE if by is None else by.name


def _find(tx: Transaction, name: str) -> accounts.AccountRow:
    account = accounts.find_account(tx, canonical(name))
    if account is None:
        raise InputError(f"there is no account {name}", code="no_such_account", values={"name": name})
    return account
