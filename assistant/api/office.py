"""The plain pages of those who answer for the work: the days' figures, and what came in and was put aside."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response

from assistant.access import Permission, require
from assistant.api.sheets import Form, at_door, html_page, status_of, visitor_of
from assistant.api.signing_in import form_of
from assistant.errors import AssistantError
from assistant.knowledge.calendar import zone_of
from assistant.web.aside import aside_html
from assistant.web.parts import Parts
from assistant.web.reports import report_html
from assistant.workflow import aside
from assistant.workflow.reporting import last_days


def office(parts: Parts) -> APIRouter:
    """The routes of these pages; each finds out again who is asking."""
    router = APIRouter(include_in_schema=False)

    @router.get("/report")
    async def report(request: Request) -> Response:
        return await at_door(request, partial(_report, parts, request))

    @router.get("/aside")
    async def put_aside(request: Request) -> Response:
        return await at_door(request, partial(_aside, parts, request, None))

    @router.post("/aside")
    async def settled(request: Request) -> Response:
        return await at_door(request, partial(_aside, parts, request, await form_of(request)))

    return router


def _report(parts: Parts, request: Request) -> Response:
    who = visitor_of(parts, request)
    require(who.person, Permission.SEE_AUDIT)
    zone = zone_of(parts.knowledge.brand, None)
    today = parts.store.clock().astimezone(zone).date()
    return html_page(report_html(parts, who, last_days(parts.store, zone), today))


def _aside(parts: Parts, request: Request, form: Form | None) -> Response:
    """What was put aside, after the one thing somebody asked for."""
    who = visitor_of(parts, request)
    require(who.person, Permission.SETTLE)
    case: int | None = None
    wanted = False
    problem: AssistantError | None = None
    if form is not None:
        who.check(form.get("csrf"))
        source, key = form.get("source", ""), form.get("key", "")
        try:
            if form.get("do") == "take":
                channels, due_at = parts.knowledge.channels, parts.due_at
                case = aside.take(parts.store, who.person, source, key, channels=channels, due_at=due_at)
                wanted = case is None
            else:
                aside.leave(parts.store, who.person, source, key)
        except AssistantError as error:
            problem = error
    everything = bool((form or request.query_params).get("all"))
    found = aside.shown(parts.store, who.person, everything=everything)
    now = parts.store.clock()
    html = aside_html(parts, who, found, now, everything=everything, taken=case, wanted=wanted, problem=problem)
    return html_page(html, status_of(problem) if problem else 200)
