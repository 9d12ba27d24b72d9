"""Handing in over HTTP: a complaint, and what its customer writes next, each answered once it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from assistant.api.callers import ERRORS, Node, body_of, delivery_of, object_of
from assistant.channels import webhooks
from assistant.domain import Language
from assistant.errors import ConflictError, InputError
from assistant.store import case_file
from assistant.store.cases import find_case
from assistant.triage import urgent
from assistant.web.parts import Parts
from assistant.workflow.details import told_with, with_details
from assistant.workflow.intake import Arrival, follow_up, receive, refuse, take_in
from assistant.workflow.message import read_message, read_next

UNREADABLE = "unreadable"
# Each door has deliveries of its own: what was meant for one and sent to the other by somebody else uses nothing up.
COMPLAINT, MESSAGE = "webhook", "webhook-message"
EXAMPLE = {"id": "A-17", "channel": "email", "text": "The kettle leaks.", "author": {"name": "Maria Lane"}}
NEXT = {"complaint": "A-17", "key": "msg-2", "text": "Still leaking.", "at": "2026-11-21T09:30:00+03:00"}
Answer = dict[str, object]


def handing_in(parts: Parts, webhook_secret: str | None) -> APIRouter:
    """The routes that take complaints and further messages."""
    router = APIRouter(prefix="/api/v1/complaints", tags=["complaints"])
    key = webhooks.key_of(webhook_secret) if webhook_secret else None

    @router.post(
        "", status_code=202, summary="Hand in a complaint", responses=ERRORS, openapi_extra=_told(EXAMPLE, "id", "text")
    )
    async def hand_in(request: Request) -> JSONResponse:
        """Take a complaint in; the answer comes after it is stored. The same ``id`` twice is the same complaint.

        Either a bearer token with the scope ``submit``, or the Standard Webhooks headers ``webhook-id``,
        ``webhook-timestamp`` and ``webhook-signature``. ``filled`` holds details known already, by slot, as
        ``/details`` takes them. Told again with more in its ``thread`` or ``text``, what is new
        is added to it: ``changed`` is true then and ``added`` counts the messages. A ``webhook-id`` that came with
        another body before is answered 409 (``delivery_reused``).
        """
        body = await body_of(request)
        delivery = await run_in_threadpool(delivery_of, parts.store, request, key, body)
        return JSONResponse(await run_in_threadpool(_take_in, parts, body, delivery), 202)

    @router.post(
        "/{id_}/messages",
        status_code=202,
        summary="What the customer wrote next",
        responses=ERRORS,
        openapi_extra=_told(NEXT, "key", "text"),
    )
    async def next_message(id_: str, request: Request) -> JSONResponse:
        """Add a message to a complaint; the answer comes after it is stored, and the draft is made anew.

        The same ``key`` twice is the same message; with another text it is answered 409 (``key_reused``). Who may is as
        for handing in. A signed message names its ``complaint`` in the body too, as the signature covers the body and
        not the address. What was approved and has not left is withdrawn.
        """
        body = await body_of(request)
        delivery = await run_in_threadpool(delivery_of, parts.store, request, key, body)
        return JSONResponse(await run_in_threadpool(_add, parts, id_, body, delivery), 202)

    return router


def _told(example: Mapping[str, object], *required: str) -> dict[str, object]:
    schema = {"type": "object", "required": list(required)}
    return {
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema, "example": dict(example)}}}
    }


def _take_in(parts: Parts, body: bytes, delivery: str | None) -> Answer:
    """Store what was handed in; a delivery that came before is held against what is known and changes nothing."""
    arrival: Arrival | None = None
    try:
        arrival = _kept(parts, COMPLAINT, delivery, body)
        complaint = read_message(object_of(body), parts.knowledge.channels, parts.store.clock())
        filled = told_with(object_of(body), complaint, parts.knowledge, Language.EN, parts.store.clock())
        complaint = with_details(complaint, filled)
        due_at = parts.due_at(complaint)
        taken = take_in(parts.store, complaint, due_at=due_at, urgent=urgent(complaint), arrival=arrival)
        if filled:
            parts.fill(taken.case_id, filled)
    except InputError as error:
        _refuse(parts, arrival, error)
        raise
    except ConflictError as error:
        return {**_nothing_new(error), "id": object_of(body).get("id")}
    return {"id": complaint.id, "new": taken.new, "changed": taken.changed, "added": taken.added}


def _add(parts: Parts, id_: str, body: bytes, delivery: str | None) -> Answer:
    arrival: Arrival | None = None
    try:
        arrival = _kept(parts, MESSAGE, delivery, body)
        node = object_of(body)
        named = node.get("complaint", None if delivery else id_)
        if named != id_:
            raise InputError(
                f"complaint is not the one of the address, {id_!r}; a signed message names it in its body as well",
                code="other_complaint",
            )
        return _added(parts, id_, node, arrival)
    except InputError as error:
        _refuse(parts, arrival, error)
        raise
    except ConflictError as error:
        return {**_nothing_new(error), "id": id_}


def _added(parts: Parts, id_: str, node: Node, arrival: Arrival | None) -> Answer:
    key, turn = read_next(node, parts.store.clock())
    with parts.store.read() as tx:
        number = find_case(tx, id_)
    if number is None:
        raise InputError(f"there is no complaint {id_!r}", code="no_such_case")
    known = case_file(parts.store, number).complaint
    complaint = replace(known, text=turn.text, received_at=turn.at or parts.store.clock())
    new = follow_up(
        parts.store, number, turn, key=key, due_at=parts.due_at(complaint), urgent=urgent(complaint), arrival=arrival
    )
    return {"id": id_, "key": key, "new": new}


def _kept(parts: Parts, door: str, delivery: str | None, body: bytes) -> Arrival | None:
    """A signed delivery, kept byte for byte before it is read."""
    if delivery is None:
        return None
    arrival = Arrival(door, delivery)
    receive(parts.store, arrival, body)
    return arrival


def _nothing_new(error: ConflictError) -> Answer:
    """What is answered to a delivery that came again after its case was erased: it arrived, and changes nothing."""
    if error.code != "delivery_erased":
        raise error
    return {"new": False, "changed": False, "added": 0}


def _refuse(parts: Parts, arrival: Arrival | None, error: InputError) -> None:
    if arrival is not None:
        refuse(parts.store, arrival, error.code or UNREADABLE)  # its bytes stay, for whoever asks what came
