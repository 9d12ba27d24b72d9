"""Signing in and staying signed in: sessions live in the store, end by themselves, and carry their own CSRF token."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from assistant.access import passwords
from assistant.access.accounts import LONGEST_NAME, canonical
from assistant.access.roles import Person, Role
from assistant.errors import AccessError
from assistant.store import Store, Transaction, accounts

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
# A session's last use is written at most this often: a desk that refreshes every two seconds must not be a writer.
GRAIN = timedelta(minutes=1)

# Ten tries in a quarter of an hour for one account from one address. Counting by address too means that a stranger
# cannot lock anybody out; the larger figure stops one address from trying every account.
WINDOW = timedelta(minutes=15)
TRIES = 10
TRIES_OF_ADDRESS = 100


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: who it is, and the secret that belongs into the browser's cookie and nowhere else."""

    person: Person
    session: str


def sign_in(store: Store, name: str, password: str, address: str) -> SignedIn:
    """Check a name and a password and start a new session.

    Raises ``AccessError`` with code ``wrong_credentials`` (the same for an unknown name, a wrong password and a closed
    account) or ``too_many_attempts``.
    """
    name = canonical(name)[:LONGEST_NAME]
    checked = _admit(store, name, address)
    fits = passwords.fits(checked.password_hash if checked else None, password)
    with store.write() as tx:
        account = accounts.find_account(tx, name)  # again: it may have been changed while the password was checked
        if fits and account is not None and account == checked and account.active:
            accounts.forget_attempts(tx, name, address)
            if passwords.is_outdated(account.password_hash):
                accounts.change_account(tx, account.id, {"password_hash": passwords.keep(password)})
            return _begin(tx, account, address)
        # What was typed as an unknown name may have been a password: it is not written down.
        tx.note("login_refused", account.name if account else "unknown", address=address)
    raise AccessError("name or password is wrong", code="wrong_credentials")


def resume(store: Store, session: str, *, active: bool = True) -> Person:
    """Who a session belongs to, with the role they have now; ``active`` is false for a page refreshing itself.

    Raises ``AccessError`` with code ``not_signed_in`` if the session is unknown, ended, idle for ``IDLE`` or older than
    ``LONGEST``.
    """
    hashed = _hash(session)
    with store.read() as tx:
        found = accounts.find_session(tx, hashed)
        over = found is None or found.seen_at + IDLE <= tx.now or found.started_at + LONGEST <= tx.now
        stale = found is not None and found.seen_at + GRAIN <= tx.now
    if found is None or over or not found.account.active:
        raise AccessError("not signed in, or not any more", code="not_signed_in")
    if active and stale:
        with store.write() as tx:
            accounts.touch_session(tx, hashed)
    return person_of(found.account)


def sign_out(store: Store, session: str) -> None:
    """End a session; ending one that is over already is fine."""
    hashed = _hash(session)
    with store.write() as tx:
        found = accounts.find_session(tx, hashed)
        accounts.end_session(tx, hashed)
        if found is not None:
            tx.note("logout", found.account.name)


def csrf_token(session: str) -> str:
    """The token every form of a session carries; another site can neither read the cookie nor compute it."""
    return hmac.new(session.encode(), b"csrf", sha256).hexdigest()


def check_csrf(session: str, given: str) -> None:
    """Raise ``AccessError`` unless a form carries the token of the session it came with."""
    if not hmac.compare_digest(csrf_token(session).encode(), given.encode("utf-8", "replace")):
        raise AccessError("the form does not belong to this session; open the page again", code="bad_form")


def person_of(account: accounts.AccountRow) -> Person:
    """The person behind a stored account."""
    return Person(account.id, account.name, account.display_name, Role(account.role))


def _admit(store: Store, name: str, address: str) -> accounts.AccountRow | None:
    """Count this attempt; the account it is for, or ``AccessError`` if there were too many."""
    with store.write() as tx:  # committed before anything is counted, so that tries side by side see each other
        attempt = accounts.add_attempt(tx, name, address, forget_before=tx.now - WINDOW)
    with store.write() as tx:
        since = tx.now - WINDOW
        tries = accounts.count_attempts(tx, since, address, name)
        if tries <= TRIES and accounts.count_attempts(tx, since, address) <= TRIES_OF_ADDRESS:
            return accounts.find_account(tx, name)
        # Turned away unheard: it must neither lengthen the wait nor let a stranger fill the log.
        accounts.remove_attempt(tx, attempt)
    raise AccessError(
        "too many attempts; wait before the next",
        code="too_many_attempts",
        values={"minutes": int(WINDOW.total_seconds() // 60)},
    )


def _begin(tx: Transaction, account: accounts.AccountRow, address: str) -> SignedIn:
    session = secrets.token_urlsafe(32)
    accounts.end_stale_sessions(tx, unseen_since=tx.now - IDLE, started_before=tx.now - LONGEST)
    accounts.add_session(tx, _hash(session), account.id)
    tx.note("login", account.name, address=address)
    return SignedIn(person_of(account), session)


def _hash(session: str) -> str:
    return sha256(session.encode("utf-8", "replace")).hexdigest()
