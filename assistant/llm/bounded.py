"""An HTTP client for providers, whose every answer ends: by a wall clock, by a size, in the form that was asked for."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import httpx2
from openai import DefaultHttpxClient

# A streamed answer of 32,000 characters comes in events of some 250 bytes a token: a few megabytes at most.
MOST_BYTES = 8_000_000


class EndlessAnswerError(httpx2.StreamError):
    """The provider sends more than any answer can be."""


class NotStreamedError(httpx2.StreamError):
    """A stream was asked for and a whole answer came; the endpoint cannot stream."""


class _Client(DefaultHttpxClient):
    """Closes its connections when nobody holds it any more, as the package's own client does."""

    def __del__(self) -> None:
        if not self.is_closed:
            self.close()


def bounded_client(timeout: float) -> httpx2.Client:
    """A client for the OpenAI package whose every answer is read within ``timeout`` seconds of the request.

    The package's own timeout counts from one byte to the next: a line now and then keeps a dead stream alive for ever.
    """

    def started(request: httpx2.Request) -> None:
        request.extensions["assistant_started"] = time.monotonic()

    def limited(response: httpx2.Response) -> None:
        if response.status_code == 200 and _asked_to_stream(response.request) and _is_json(response):
            response.close()
            raise NotStreamedError("a whole answer came where a stream was asked for")
        since = float(response.request.extensions.get("assistant_started", time.monotonic()))
        response.stream = _Limited(response.stream, since + timeout)

    return _Client(timeout=timeout, event_hooks={"request": [started], "response": [limited]})


class _Limited(httpx2.SyncByteStream):
    """A body that stops at a moment or a size."""

    def __init__(self, stream: object, deadline: float) -> None:
        assert isinstance(stream, httpx2.SyncByteStream)
        self._stream = stream
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        total = 0
        for piece in self._stream:
            total += len(piece)
            if total > MOST_BYTES:
                raise EndlessAnswerError(f"more than {MOST_BYTES} bytes")
            if time.monotonic() > self._deadline:
                raise httpx2.ReadTimeout("no whole answer in time")
            yield piece

    def close(self) -> None:
        self._stream.close()


def _asked_to_stream(request: httpx2.Request) -> bool:
    try:
        body = json.loads(request.content)
    except (ValueError, httpx2.RequestNotRead):
        return False
    return isinstance(body, dict) and body.get("stream") is True


def _is_json(response: httpx2.Response) -> bool:
    return response.headers.get("content-type", "").split(";")[0].strip().lower() == "application/json"
