"""Accounts: made, changed and closed by an administrator; every change ends the sessions and tokens it concerns."""

from __future__ import annotations

import unicodedata

from assistant.access import passwords
from assistant.access.roles import Permission, Person, Role, require
from assistant.errors import AccessError, ConflictError, InputError
from assistant.store import Store, Transaction, accounts

# Who acts where a command is given on the server's own console, and where somebody opens the first-run link.
CONSOLE, FIRST_RUN = "console", "first run"
LONGEST_NAME = 64
_FIRST = 20261123  # two people with the first-run link at the same moment: one is first


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
    allow(by)
    name = _new_name(name)
    passwords.check(password, name, display_name)
    hashed = passwords.keep(password)
    with store.write() as tx:
        _add(tx, name, display_name, hashed, role, actor(by))


def add_first_account(store: Store, name: str, password: str, *, display_name: str = "") -> None:
    """Make the first account, an administrator's, for whoever opened the first-run link.

    Raises ``AccessError`` (``not_first``) once there is an account, ``InputError`` for an unusable name or password.
    """
    name = _new_name(name)
    passwords.check(password, name, display_name)
    hashed = passwords.keep(password)
    with store.write() as tx:
        tx.alone(_FIRST)
        if accounts.any_account(tx):
            raise AccessError("there is an account already; sign in", code="not_first")
        _add(tx, name, display_name, hashed, Role.ADMIN, FIRST_RUN)


def has_accounts(store: Store) -> bool:
    """Whether anybody could sign in at all."""
    with store.read() as tx:
        return accounts.any_account(tx)


def list_accounts(store: Store) -> tuple[accounts.AccountRow, ...]:
    """Every account by name."""
    with store.read() as tx:
        return accounts.every_account(tx)


def set_role(store: Store, name: str, role: Role, *, by: Person | None = None) -> None:
    """Give an account another role and sign it out everywhere; its API tokens go on, with the new role's rights."""
    allow(by)
    with store.write() as tx:
        account = find(tx, name)
        accounts.change_account(tx, account.id, {"role": role.value})
        tx.note("role_changed", actor(by), account=account.name, role=role.value)


def set_active(store: Store, name: str, active: bool, *, by: Person | None = None) -> None:
    """Close or open an account and sign it out everywhere; the API tokens of a closed one are gone for good."""
    allow(by)
    with store.write() as tx:
        account = find(tx, name)
        accounts.change_account(tx, account.id, {"active": active})
        if active:
            tx.note("account_opened", actor(by), account=account.name)
        else:
            gone = accounts.remove_tokens(tx, account.id)
            tx.note("account_closed", actor(by), account=account.name, tokens=gone)


def set_password(store: Store, name: str, password: str, *, by: Person | None = None) -> None:
    """Give an account a new password, sign it out everywhere and end its API tokens; people may change their own."""
    name = canonical(name)
    if by is not None and by.name != name:
        allow(by)
    passwords.check(password, name)
    hashed = passwords.keep(password)
    with store.write() as tx:
        account = find(tx, name)
        accounts.change_account(tx, account.id, {"password_hash": hashed})
        gone = accounts.remove_tokens(tx, account.id)
        tx.note("password_changed", actor(by), account=account.name, tokens=gone)


def allow(by: Person | None) -> None:
    """Raise ``AccessError`` unless this is an administrator, or the operator of the machine (``None``)."""
    if by is not None:
        require(by, Permission.ADMINISTER)


def actor(by: Person | None) -> str:
    """Who acts, as the audit log names them."""
    return CONSOLE if by is None else by.name


def find(tx: Transaction, name: str) -> accounts.AccountRow:
    """The account of this name, however it is typed; raises ``InputError`` if there is none."""
    account = accounts.find_account(tx, canonical(name))
    if account is None:
        raise InputError(f"there is no account {name}", code="no_such_account", values={"name": name})
    return account


def _new_name(name: str) -> str:
    name = canonical(name)
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise InputError(
            f"an account's name has 1 to {LONGEST_NAME} printable characters",
            code="bad_account_name",
            values={"most": LONGEST_NAME},
        )
    return name


def _add(tx: Transaction, name: str, display_name: str, hashed: str, role: Role, by: str) -> None:
    if not accounts.add_account(tx, name, display_name.strip() or name, hashed, role.value):
        raise ConflictError(f"there is an account {name} already", code="account_taken", values={"name": name})
    tx.note("account_added", by, account=name, role=role.value)
