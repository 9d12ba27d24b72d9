"""Links that open one thing to whoever has them: signed, good for a time, and slow to guess at."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from hashlib import sha256

from assistant.access.sessions import TRIES, WINDOW
from assistant.errors import AccessError
from assistant.store import Store, accounts

_ID = r"[0-9a-f]{32}"
_TOKEN = re.compile(rf"({_ID})\.([0-9]{{1,12}})\.([\w-]{{43}})", re.ASCII)
ATTEMPT = "link"  # what stands in the place of an account's name while attempts are counted


def link_token(key: bytes, id_: str, until: datetime) -> str:
    """The token that opens ``id_`` (32 hex digits) until a moment; only who knows ``key`` can make one.

    >>> link_token(b"k" * 32, "0" * 32, datetime(2026, 11, 20, tzinfo=UTC))[:60]
    '00000000000000000000000000000000.1795132800.xcCmrI9cF0JoUCg3'
    """
    seconds = int(until.timestamp())
    return f"{id_}.{seconds}.{_signed(key, id_, seconds)}"


def opened_by(key: bytes, token: str, now: datetime) -> str:
    """What a token opens; raises ``AccessError``: ``bad_link`` for a forged one, ``old_link`` for one that is over."""
    found = _TOKEN.fullmatch(token)
    if found is None or not hmac.compare_digest(_signed(key, found[1], int(found[2])), found[3]):
        raise AccessError("this link was not made here, or was changed on its way", code="bad_link")
    if str(int(found[2])) != found[2] or now >= datetime.fromtimestamp(int(found[2]), UTC):
        raise AccessError("this link is too old; ask for a new one", code="old_link")
    return found[1]


def refuse_busy(store: Store, address: str) -> None:
    """Raise ``AccessError`` (``too_many_attempts``) for an address that guessed too often of late."""
    with store.read() as tx:
        tries = accounts.count_attempts(tx, tx.now - WINDOW, address, ATTEMPT)
    if tries >= TRIES:
        minutes = int(WINDOW.total_seconds() // 60)
        raise AccessError("too many attempts; wait", code="too_many_attempts", values={"minutes": minutes})


def count_failure(store: Store, address: str) -> None:
    """Note that an address tried a link that opens nothing."""
    with store.write() as tx:
        accounts.add_attempt(tx, ATTEMPT, address, forget_before=tx.now - WINDOW)


def _signed(key: bytes, id_: str, seconds: int) -> str:
    signed = hmac.digest(key, f"link:{id_}.{seconds}".encode(), sha256)
    return urlsafe_b64encode(signed).decode().rstrip("=")
