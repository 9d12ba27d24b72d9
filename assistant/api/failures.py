"""Answers to requests that failed: a deliberate failure as its status and one sentence, and every other counted."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.responses import Response

from assistant.errors import AccessError, AssistantError, ConflictError, InputError
from assistant.store import Store
from assistant.store.tallies import ERRORS

STATUS = {
    "not_signed_in": 401, "bad_token": 401, "bad_signature": 401, "wrong_credentials": 401, "no_such_case": 404,
    "too_many_attempts": 429, "busy": 503,
}  # fmt: skip
KINDS: tuple[tuple[type[AssistantError], int], ...] = ((InputError, 400), (AccessError, 403), (ConflictError, 409))
INTAKE = "/api/v1/complaints"  # what fails there was not taken, and its sender has to try again
Answering = Callable[[Request, Exception], Response]

log = logging.getLogger(__name__)


def refused(request: Request, error: Exception) -> Response:
    """A deliberate failure as its status and one sentence."""
    code = error.code if isinstance(error, AssistantError) else ""
    status = STATUS.get(code) or next((number for kind, number in KINDS if isinstance(error, kind)), 500)
    return JSONResponse({"error": str(error), "code": code}, status)


def malformed(request: Request, error: Exception) -> Response:
    """A request of the wrong shape; what it held is not repeated."""
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    where = ".".join(str(part) for part in faults[0]["loc"]) if faults else "the request"
    return JSONResponse(
        {"error": f"{where}: {faults[0]['msg'] if faults else 'cannot be read'}", "code": "bad_request"}, 400
    )


def broken(request: Request, error: Exception) -> Response:
    """A mistake of the program, of which nothing is told to whoever asked."""
    return JSONResponse({"error": "this failed here; try again later", "code": "failed"}, 500)


def counted(store: Store, answer: Answering) -> Answering:
    """``answer``, with every failure that is no fault of the caller's counted for whoever watches."""

    def answering(request: Request, error: Exception) -> Response:
        given = answer(request, error)
        if given.status_code >= 500:
            code = error.code if isinstance(error, AssistantError) and error.code else type(error).__name__
            part = "intake" if request.url.path.startswith(INTAKE) and request.method == "POST" else "http"
            log.error("%s failed: %s", part, code)
            # The top of the API: where the store itself is what failed, the answer has to go out all the same.
            with suppress(Exception), store.write(lasting=False) as tx:
                tx.count(ERRORS, part, code)
        return given

    return answering
