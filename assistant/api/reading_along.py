"""Reading along while a model writes a draft: server-sent events to whoever may read the case."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from assistant.access import Permission, require
from assistant.errors import AccessError, InputError
from assistant.web.parts import Parts
from assistant.web.visitors import visitor
from assistant.workflow.underway import Provisional

PAUSE = 0.15  # seconds between two looks at what came
PATIENCE = 20  # looks until a draft that was asked for has to be under way
ASKED_AGAIN = 20  # looks after which the session is asked for again: whoever signs out reads no further
END = "event: end\ndata: {}\n\n"


def reading_along(parts: Parts) -> APIRouter:
    """The route of provisional drafts by a case's number; it ends with an event ``end``, whatever became of it."""
    router = APIRouter(include_in_schema=False)

    @router.get("/writing/{case}")
    async def writing(request: Request, case: str) -> Response:
        await run_in_threadpool(_admit, parts, request)
        if not (case.isascii() and case.isdecimal() and len(case) < 10):
            raise InputError("a case is asked for by its number", code="no_such_case")
        # Proxies hold answers back to send them on whole; this header is how they are told not to.
        headers = {"x-accel-buffering": "no"}
        return StreamingResponse(_events(parts, request, int(case)), media_type="text/event-stream", headers=headers)

    return router


def _admit(parts: Parts, request: Request) -> None:
    """Raise ``AccessError`` unless this is somebody who may read complaints; reading along keeps no session alive."""
    who = visitor(parts.store, request.cookies, request.headers.get("accept-language"), active=False)
    require(who.person, Permission.READ)


async def _events(parts: Parts, request: Request, case: int) -> AsyncIterator[str]:
    """What is written, each time there is more of it."""
    shown: Provisional | None = None
    looks = 0
    while True:
        looks += 1
        if looks % ASKED_AGAIN == 0 and not await _still_admitted(parts, request):
            break
        seen = await run_in_threadpool(parts.underway.seen, case)
        if seen is None and (shown is not None or looks > PATIENCE):
            break
        if seen is not None and seen != shown:
            shown = seen
            yield _event(seen)
        await asyncio.sleep(PAUSE)
    yield END


async def _still_admitted(parts: Parts, request: Request) -> bool:
    try:
        await run_in_threadpool(_admit, parts, request)
    except AccessError:
        return False
    return True


def _event(seen: Provisional) -> str:
    told = {"version": seen.version, "texts": {audience.value: text for audience, text in seen.texts.items()}}
    return f"data: {json.dumps(told, ensure_ascii=False)}\n\n"
