"""What programs hand each other, signed as Standard Webhooks describes it: complaints coming in, steps going out.

The signature is an HMAC-SHA256 over ``id.timestamp.body``; the header holds one or several as ``v1,<base64>``. A
delivery is fresh for five minutes, and its id counts once.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Sequence
from hashlib import sha256

from assistant.errors import AccessError, SettingError

FRESH = 300  # seconds a delivery's timestamp may be off, either way
PREFIX = "whsec_"
FEWEST_BYTES, MOST_BYTES = 16, 128
_ID = re.compile(r"[\x21-\x7e]{1,256}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


def key_of(secret: str, setting: str = "ASSISTANT_WEBHOOK_SECRET") -> bytes:
    """The key inside a ``whsec_…`` secret; raises ``SettingError`` that names the setting for one that is none."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or not FEWEST_BYTES <= len(key) <= MOST_BYTES:
        raise SettingError(f"{setting} must be {PREFIX} and base64 of {FEWEST_BYTES} to {MOST_BYTES} bytes")
    return key


def sign(key: bytes, id_: str, timestamp: int, body: bytes) -> str:
    """The signature header of a delivery.

    >>> sign(b"k" * 16, "msg_1", 1700000000, b"{}")[:14]
    'v1,n0FeIhiVkst'
    """
    signed = f"{id_}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, sha256)).decode()


def verify(
    key: bytes, ids: Sequence[str], timestamps: Sequence[str], signatures: Sequence[str], body: bytes, now: float
) -> str:
    """The id of a delivery that is genuine and fresh; the headers are given as often as they came.

    Raises ``AccessError`` (``bad_signature``) for anything else: a missing or doubled header, a stale or future
    timestamp, another body.
    """
    if not len(ids) == len(timestamps) == len(signatures) == 1:
        raise _refused("the three webhook headers must stand there once each")
    id_, timestamp = ids[0], timestamps[0]
    if not _ID.fullmatch(id_) or not _TIMESTAMP.fullmatch(timestamp):
        raise _refused("webhook-id or webhook-timestamp cannot be read")
    if abs(now - int(timestamp)) > FRESH:
        raise _refused(f"the delivery is more than {FRESH} seconds old, or from the future")
    wanted = sign(key, id_, int(timestamp), body).encode()
    # Every one is compared, so that the time taken tells nothing about which was nearly right.
    genuine = [hmac.compare_digest(wanted, given.encode("utf-8", "replace")) for given in signatures[0].split(" ")]
    if str(int(timestamp)) != timestamp or not any(genuine):
        raise _refused("no signature fits this delivery")
    return id_


def _refused(why: str) -> AccessError:
    return AccessError(why, code="bad_signature")
