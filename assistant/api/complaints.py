"""Complaints over HTTP: read, and decided by a person's own token or session."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeVar

from fastapi import APIRouter, Header, Request
from starlette.concurrency import run_in_threadpool

from assistant.access import Permission, Person, Scope, require
from assistant.api.callers import ERRORS, Node, body_of, object_of, person_of, text_of
from assistant.domain import Audience, Language, Verb
from assistant.errors import ConflictError, InputError
from assistant.store import CaseFile, case_file
from assistant.store.cases import find_case
from assistant.web.opened import opened
from assistant.web.parts import Parts
from assistant.wording import failure
from assistant.workflow import decide
from assistant.workflow.approval import text_hash
from assistant.workflow.decide import Fault, Seen, Silence
from assistant.workflow.details import details_of

ChoiceT = TypeVar("ChoiceT", bound=StrEnum)


def complaints(parts: Parts) -> APIRouter:
    """The routes that read a complaint and decide on it."""
    router = APIRouter(prefix="/api/v1/complaints", tags=["complaints"])

    @router.get("/{id_}", summary="A complaint's state and proposal", responses=ERRORS)
    def read(id_: str, request: Request) -> dict[str, object]:
        """Where a complaint stands, with the proposal its reviewers see; scope ``read``."""
        person = person_of(parts.store, request, Scope.READ)
        require(person, Permission.READ)
        return _state(parts, _file(parts, id_))

    @router.post(
        "/{id_}/decisions", status_code=201, summary="A person's decision", responses=ERRORS, openapi_extra=_DECISION
    )
    async def decision(id_: str, request: Request, x_csrf: Annotated[str, Header()] = "") -> dict[str, object]:
        """Decide on exactly the bytes seen: ``verb``, the ``version`` and ``thread`` that were on the screen, and for
        ``approve`` the ``texts`` with the SHA-256 ``hashes`` of what was shown. Scope ``decide``."""
        person = await run_in_threadpool(person_of, parts.store, request, Scope.DECIDE, x_csrf)
        require(person, Permission.DECIDE)  # before the body: who may not is told nothing of what there is
        node = object_of(await body_of(request))
        return await run_in_threadpool(lambda: _decide(parts, person, _file(parts, id_), node))

    @router.post(
        "/{id_}/details", status_code=201, summary="Fill in missing details", responses=ERRORS, openapi_extra=_DETAILS
    )
    async def details(id_: str, request: Request, x_csrf: Annotated[str, Header()] = "") -> dict[str, object]:
        """Fill in what a draft still asks for, by slot, as ``language`` writes it; the draft is made anew. A value that
        cannot be what the slot asks for is answered 400 with ``code`` ``slot.…`` and words. Scope ``decide``."""
        person = await run_in_threadpool(person_of, parts.store, request, Scope.DECIDE, x_csrf)
        require(person, Permission.DRAFT)
        node = object_of(await body_of(request))
        return await run_in_threadpool(lambda: _filled(parts, person, _file(parts, id_), node))

    return router


_DETAILS = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object", "required": ["version", "filled"]},
                "example": {"version": 1, "filled": {"charge_date": "3 November 2026"}, "language": "en"},
            }
        },
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
        subject = text_of(body, "subject")
        view = opened(parts, file, person, texts, subject)
        acknowledged = body.get("acknowledged")
        made = decide.approve(
            store, number, person, seen, texts,
            [str(one) for one in acknowledged] if isinstance(acknowledged, list) else (),
            findings=view.findings, routes=parts.routes(file.row), subject=subject, policy=parts.policy,
        )  # fmt: skip
        return {"decisions": [{"id": one.id, "audience": one.audience, "text_hash": one.text_hash} for one in made]}
    note = text_of(body, "note") or ""
    if verb is Verb.SEND_BACK:
        one = decide.send_back(store, number, person, seen, _choice(Fault, body, "reason"), note)
    elif verb is Verb.NO_REPLY:
        one = decide.no_reply(store, number, person, seen, _choice(Silence, body, "reason"), note or None)
    else:
        one = decide.escalate(store, number, person, seen, text_of(body, "unit") or "", note)
    return {"decisions": [{"id": one.id, "audience": None, "text_hash": None}]}


def _filled(parts: Parts, person: Person, file: CaseFile, body: Node) -> dict[str, object]:
    reader = _choice(Language, body, "language") if "language" in body else Language.EN
    found = details_of(body.get("filled"))
    if not found:
        raise InputError('filled is empty; write it like {"order_number": "…"}')
    try:
        parts.redo(file.row.id, person, _count(body, "version"), None, None, found, reader)
    except InputError as error:
        raise InputError(failure(error, reader), code=error.code, values=error.values) from error
    return _state(parts, case_file(parts.store, file.row.id))


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


def _count(body: Node, name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InputError(f"{name} must be the number that was on the screen")
    return value


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
