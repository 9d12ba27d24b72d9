"""Who calls the HTTP API and what they hand over: a body within its limits, a token's holder or a signed delivery."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fastapi import Request

from assistant.access import Person, Scope, check_csrf, token_holder
from assistant.channels import webhooks
from assistant.errors import AccessError, InputError
from assistant.store import Store
from assistant.web.visitors import visitor

LARGEST_BODY = 4_000_000  # bytes, as for one line of a file

Node = Mapping[str, object]
ERRORS: dict[int | str, dict[str, object]] = {
    400: {"description": "the body cannot be used; `error` says why"},
    401: {"description": "no token, no session, or no valid signature"},
    403: {"description": "not meant for this"},
    404: {"description": "there is no such complaint"},
    409: {"description": "somebody else was first, or something changed since"},
}


async def body_of(request: Request) -> bytes:
    """A request's body; raises ``InputError`` as soon as it is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise InputError(f"the body is longer than {LARGEST_BODY} bytes")
    return bytes(body)


def object_of(body: bytes) -> Node:
    """The JSON object a body holds; raises ``InputError`` for anything else."""
    try:
        node = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError("the body is not JSON") from error
    if not isinstance(node, dict):
        raise InputError("the body is not a JSON object")
    return node


def text_of(body: Node, name: str) -> str | None:
    """A field that is a string; ``None`` if it is empty or not there."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise InputError(f"{name} must be a string")
    return value or None


def delivery_of(store: Store, request: Request, key: bytes | None, body: bytes) -> str | None:
    """The delivery's id if it came signed; ``None`` if a token with the scope ``submit`` vouches for it."""
    headers = request.headers
    if any(name.startswith("webhook-") for name in headers):
        if key is None:
            raise AccessError("webhooks are closed; set ASSISTANT_WEBHOOK_SECRET", code="bad_signature")
        ids, timestamps, signatures = (headers.getlist(f"webhook-{name}") for name in ("id", "timestamp", "signature"))
        return webhooks.verify(key, ids, timestamps, signatures, body, store.clock().timestamp())
    person_of(store, request, Scope.SUBMIT, session=False)
    return None


def person_of(store: Store, request: Request, scope: Scope, csrf: str | None = None, *, session: bool = True) -> Person:
    """Who a token acts for, or who is signed in; a session's decision carries its form token as ``x-csrf``."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return token_holder(store, secret.strip(), scope)
    if not session:
        raise AccessError("hand in a bearer token or a signed webhook", code="not_signed_in")
    who = visitor(store, request.cookies)
    if csrf is not None:
        check_csrf(who.session, csrf)
    return who.person
