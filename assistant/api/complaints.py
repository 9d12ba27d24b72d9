"""Complaints and decisions over HTTP: handed in, read, and decided by a person's own token or session."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeVar

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from assistant.access import Permission, Person, Scope, check_csrf, require, token_holder
from assistant.channels import webhooks
from assistant.domain import Audience, Verb
from assistant.errors import AccessError, ConflictError, InputError
from assistant.store import CaseFile, case_file
from assistant.store.cases import find_case
from assistant.triage import urgent
from assistant.web.opened import opened
from assistant.web.parts import Parts
from assistant.web.visitors import visitor
from assistant.workflow import decide
from assistant.workflow.approval import text_hash
from assistant.workflow.decide import Fault, Seen, Silence
from assistant.workflow.intake import Arrival, receive, refuse, take_in
from assistant.workflow.message import read_message

LARGEST_BODY = 4_000_000  # bytes, as for one line of a file
UNREADABLE = "unreadable"
SOURCE = "webhook"

Node = Mapping[str, object]
ChoiceT = TypeVar("ChoiceT", bound=StrEnum)
EXAMPLE = {"id": "A-17", "channel": "email", "text": "The kettle leaks.", "author": {"name": "Maria Lane"}}


def complaints(parts: Parts, webhook_secret: str | None) -> APIRouter:
    """The routes under ``/api/v1/complaints``."""
    router = APIRouter(prefix="/api/v1/complaints", tags=["complaints"])
    key = webhooks.key_of(webhook_secret) if webhook_secret else None

    @router.post("", status_code=202, summary="Hand in a complaint", responses=_ERRORS, openapi_extra=_BODY)
    async def hand_in(request: Request) -> JSONResponse:
        """Take a complaint in; the answer comes after it is stored. The same ``id`` twice is the same complaint.

        Either a bearer token with the scope ``submit``, or the Standard Webhooks headers ``webhook-id``,
        ``webhook-timestamp`` and ``webhook-signature``.
        """
        body = await _body(request)
        delivery = await run_in_threadpool(_admit, parts, request, key, body)
        status, answer = await run_in_threadpool(_take_in, parts, body, delivery)
        return JSONResponse(answer, status)

    @router.get("/{id_}", summary="A complaint's state and proposal", responses=_ERRORS)
    def read(id_: str, request: Request) -> dict[str, object]:
        """Where a complaint stands, with the proposal its reviewers see; scope ``read``."""
        person = _person(parts, request, Scope.READ)
        require(person, Permission.READ)
        return _state(parts, _file(parts, id_))

    @router.post(
        "/{id_}/decisions", status_code=201, summary="A person's decision", responses=_ERRORS, openapi_extra=_DECISION
    )
    async def decision(id_: str, request: Request, x_csrf: Annotated[str, Header()] = "") -> dict[str, object]:
        """Decide on exactly the bytes seen: ``verb``, the ``version`` and ``thread`` that were on the screen, and for
        ``approve`` the ``texts`` with the SHA-256 ``hashes`` of what was shown. Scope ``decide``."""
        person = await run_in_threadpool(_person, parts, request, Scope.DECIDE, x_csrf)
        node = _object(await _body(request))
        return await run_in_threadpool(lambda: _decide(parts, person, _file(parts, id_), node))

    return router


_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "object", "required": ["id", "text"]}, "example": EXAMPLE}},
    }
}
_DECISION = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object", "required": ["verb", "version", "thread"]},
                "example": {"verb": "no_reply", "version": 1, "thread": 0, "reason": "spam"},
            }
        },
    }
}
_ERRORS: dict[int | str, dict[str, object]] = {
    400: {"description": "the body cannot be used; `error` says why"},
    401: {"description": "no token, no session, or no valid signature"},
    403: {"description": "not meant for this"},
    404: {"description": "there is no such complaint"},
    409: {"description": "somebody else was first, or something changed since"},
}


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise InputError(f"the body is longer than {LARGEST_BODY} bytes")
    return bytes(body)


def _object(body: bytes) -> Node:
    try:
        node = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError("the body is not JSON") from error
    if not isinstance(node, dict):
        raise InputError("the body is not a JSON object")
    return node


def _admit(parts: Parts, request: Request, key: bytes | None, body: bytes) -> str | None:
    """The delivery's id if it came signed; ``None`` if a token vouches for it."""
    headers = request.headers
    if any(name.startswith("webhook-") for name in headers):
        if key is None:
            raise AccessError("webhooks are closed; set ASSISTANT_WEBHOOK_SECRET", code="bad_signature")
        ids, timestamps, signatures = (headers.getlist(f"webhook-{name}") for name in ("id", "timestamp", "signature"))
        return webhooks.verify(key, ids, timestamps, signatures, body, parts.store.clock().timestamp())
    _person(parts, request, Scope.SUBMIT, session=False)
    return None


def _take_in(parts: Parts, body: bytes, delivery: str | None) -> tuple[int, dict[str, object]]:
    """Store what was handed in; a delivery that came before is answered as it was then."""
    arrival = None if delivery is None else Arrival(SOURCE, delivery)
    fresh = arrival is None or receive(parts.store, arrival, body)
    try:
        complaint = read_message(_object(body), parts.knowledge.channels, parts.store.clock())
    except InputError as error:
        if arrival is not None and fresh:
            refuse(parts.store, arrival, error.code or UNREADABLE)  # its bytes stay, for whoever asks what came
        raise
    if not fresh:
        # Known already: the sender did not hear the first answer, or somebody replays it. Both change nothing.
        return 202, {"id": complaint.id, "new": False}
    due_at = parts.due_at(complaint)
    taken = take_in(parts.store, complaint, due_at=due_at, urgent=urgent(complaint), arrival=arrival)
    return 202, {"id": complaint.id, "new": taken.new, "changed": taken.changed}


def _person(parts: Parts, request: Request, scope: Scope, csrf: str | None = None, *, session: bool = True) -> Person:
    """Who a token acts for, or who is signed in; a session's decision carries its form token as ``x-csrf``."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return token_holder(parts.store, secret.strip(), scope)
    if not session:
        raise AccessError("hand in a bearer token or a signed webhook", code="not_signed_in")
    who = visitor(parts.store, request.cookies)
    if csrf is not None:
        check_csrf(who.session, csrf)
    return who.person


def _file(parts: Parts, external_id: str) -> CaseFile:
    with parts.store.read() as tx:
        number = find_case(tx, external_id)
    if number is None:
        raise InputError(f"there is no complaint {external_id!r}", code="no_such_case")
    return case_file(parts.store, number)


def _state(parts: Parts, file: CaseFile) -> dict[str, object]:
    row = file.row
    shown = next((draft for draft in file.drafts if draft.version == row.head), None)
    made = next((draft for draft in reversed(file.drafts) if draft.proposal), None)
    texts = {audience.value: text for audience, text in shown.texts.items()} if shown else {}
    return {
        "id": row.external_id,
        "state": row.state,
        "tab": row.tab,
        "version": row.head,
        "thread": row.thread,
        "due_at": _iso(row.due_at),
        "texts": texts,
        "hashes": {audience: text_hash(text) for audience, text in texts.items()},
        "proposal": json.loads(made.proposal) if made and made.proposal else None,
        "decisions": [
            {
                "verb": one.verb, "audience": one.audience, "reviewer": one.reviewer, "at": _iso(one.at),
                "text_hash": one.text_hash, "reason": one.reason, "undone_at": _iso(one.undone_at),
            }
            for one in file.decisions
        ],
        "replies": [
            {"audience": one.audience, "channel": one.channel, "state": one.state, "sent_at": _iso(one.sent_at)}
            for one in file.outbox
        ],
    }  # fmt: skip


def _decide(parts: Parts, person: Person, file: CaseFile, body: Node) -> dict[str, object]:
    seen = Seen(_count(body, "version"), _count(body, "thread"))
    store, number = parts.store, file.row.id
    verb = _choice(Verb, body, "verb")
    if verb is Verb.APPROVE:
        texts = _approved_texts(body)
        view = opened(parts, file, person, texts, _text(body, "subject"))
        acknowledged = body.get("acknowledged")
        made = decide.approve(
            store, number, person, seen, texts,
            [str(one) for one in acknowledged] if isinstance(acknowledged, list) else (),
            findings=view.findings, routes=parts.routes(file.row), subject=_text(body, "subject"), policy=parts.policy,
        )  # fmt: skip
        return {"decisions": [{"id": one.id, "audience": one.audience, "text_hash": one.text_hash} for one in made]}
    note = _text(body, "note") or ""
    if verb is Verb.SEND_BACK:
        one = decide.send_back(store, number, person, seen, _choice(Fault, body, "reason"), note)
    elif verb is Verb.NO_REPLY:
        one = decide.no_reply(store, number, person, seen, _choice(Silence, body, "reason"), note or None)
    else:
        one = decide.escalate(store, number, person, seen, _text(body, "unit") or "", note)
    return {"decisions": [{"id": one.id, "audience": None, "text_hash": None}]}


def _approved_texts(body: Node) -> dict[Audience, str]:
    """The texts with their hashes checked: what arrived is what was meant to be sent."""
    texts, hashes = body.get("texts"), body.get("hashes")
    if not isinstance(texts, Mapping) or not isinstance(hashes, Mapping) or set(texts) != set(hashes):
        raise InputError("give texts and, under the same names, hashes: the SHA-256 of each text's UTF-8 bytes")
    found: dict[Audience, str] = {}
    for name, text in texts.items():
        if name not in set(Audience) or not isinstance(text, str):
            raise InputError("texts are named public and private, and are strings")
        if text_hash(text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")) != hashes[name]:
            raise ConflictError(f"the {name} text is not the one its hash names", code="hash_differs")
        found[Audience(name)] = text
    return found


def _choice(kind: type[ChoiceT], body: Node, name: str) -> ChoiceT:
    try:
        return kind(str(body.get(name)))
    except ValueError as error:
        raise InputError(f"{name} must be one of {' '.join(kind)}") from error


def _text(body: Node, name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise InputError(f"{name} must be a string")
    return value or None


def _count(body: Node, name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InputError(f"{name} must be the number that was on the screen")
    return value


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
