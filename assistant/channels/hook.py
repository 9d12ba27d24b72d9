"""Handing steps to the system that does them: one signed POST a try, as Standard Webhooks describes it."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from datetime import datetime
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.parse import urlsplit

from assistant.channels.webhooks import key_of, sign
from assistant.errors import RefusedError, SettingError, UncertainError

SECRET = "ASSISTANT_STEPS_SECRET"
TIMEOUT = 10.0  # seconds
AGAIN = frozenset({408, 425, 429})  # refusals that ask for patience
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Hook:
    """The address steps are handed to. The same id is sent with every try: whoever takes them counts it once."""

    def __init__(self, url: str, secret: str | None, clock: Callable[[], datetime]) -> None:
        if not _is_address(url):
            raise SettingError(f"ASSISTANT_STEPS_URL is {url!r}; it must begin with https:// and name a host")
        if not secret:
            raise SettingError(f"{SECRET} is needed with ASSISTANT_STEPS_URL")
        self._url, self._key, self._clock = url, key_of(secret, SECRET), clock
        # A signed body goes where the operator said and nowhere else.
        self._opener = urllib.request.build_opener(_NoRedirects())

    @property
    def host(self) -> str:
        """Host, and port where one is named, of the address."""
        return urlsplit(self._url).netloc.rpartition("@")[2]

    def hand(self, id_: str, told: Mapping[str, object]) -> None:
        """Hand one step over; raises ``RefusedError`` for a final no, ``UncertainError`` where nobody said yes."""
        body = json.dumps(told, ensure_ascii=False).encode()
        at = int(self._clock().timestamp())
        headers = {
            "content-type": "application/json",
            "webhook-id": id_,
            "webhook-timestamp": str(at),
            "webhook-signature": sign(self._key, id_, at, body),
        }
        request = urllib.request.Request(self._url, data=body, headers=headers, method="POST")
        try:
            with self._opener.open(request, timeout=TIMEOUT):
                return
        except urllib.error.HTTPError as error:
            error.close()
            if 400 <= error.code < 500 and error.code not in AGAIN:
                raise RefusedError(f"the system for steps says {error.code}", code="refused") from None
            raise UncertainError(f"the system for steps says {error.code}", code="unreachable") from None
        except (OSError, HTTPException) as error:
            raise UncertainError(
                f"the system for steps did not answer ({type(error).__name__})", code="unreachable"
            ) from error


def _is_address(url: str) -> bool:
    """Whether a signed body may go there: over TLS, or on this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None
