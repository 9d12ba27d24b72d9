"""The plain pages: a colleague's one question, answers for editors, and the tasks that approved replies made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.access import Permission, Person, require
from assistant.access.links import count_failure, opened_by, refuse_busy
from assistant.api.signing_in import address_of, form_of, language_of
from assistant.errors import AccessError, AssistantError, InputError
from assistant.store import QuestionRow
from assistant.store.cases import read_case
from assistant.store.disclosures import disclosures_of
from assistant.store.rows import Offer
from assistant.web.disclosures import disclosures_html
from assistant.web.parts import Parts
from assistant.web.sheets import Answered, offers_html, question_html
from assistant.web.tasks import tasks_html
from assistant.web.visitors import Visitor, visitor
from assistant.workflow import asking
from assistant.workflow.commitments import busy_teams, hand_over, keep, open_commitments
from assistant.workflow.steps import end, open_tasks

# No inline script, no inline style, nothing from anywhere else.
HEADERS = {
    "content-security-policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
}
NO_PROMISE = "no_such_promise"
STATUS = {
    "bad_link": 404, "no_such_question": 404, NO_PROMISE: 404, "no_such_step": 404,
    "may_not": 403, "bad_form": 403, "promise_kept": 409, "step_ended": 409, "offer_settled": 409,
    "no_such_delivery": 404, "aside_settled": 409,
    "old_link": 410, "question_closed": 410, "too_many_attempts": 429,
}  # fmt: skip
LARGEST_ANSWER = 60_000  # bytes of a form: an answer of the greatest length in Greek, as browsers encode it
Form = Mapping[str, str]
Change = Callable[[Person, Form], None]


def sheets(parts: Parts) -> APIRouter:
    """The routes of the plain pages; each finds out again who is asking."""
    router = APIRouter(include_in_schema=False)

    @router.get("/ask/{token}")
    async def question(request: Request, token: str) -> Response:
        return await at_door(request, partial(_question, parts, request, token, None))

    @router.post("/ask/{token}")
    async def answered(request: Request, token: str) -> Response:
        form = await form_of(request, LARGEST_ANSWER)
        return await at_door(request, partial(_question, parts, request, token, form))

    @router.get("/offers")
    async def offers(request: Request) -> Response:
        return await at_door(request, partial(_offers, parts, request, None, {}))

    @router.post("/offers/{number}")
    async def offer(request: Request, number: str) -> Response:
        return await at_door(request, partial(_offers, parts, request, number, await form_of(request)))

    @router.get("/tasks")
    async def tasks(request: Request) -> Response:
        return await at_door(request, partial(_tasks, parts, request, None, {}))

    @router.post("/tasks/{number}")
    async def task(request: Request, number: str) -> Response:
        change = partial(_change_promise, parts, number)
        return await at_door(request, partial(_tasks, parts, request, change, await form_of(request)))

    @router.post("/tasks/steps/{step}")
    async def step_done(request: Request, step: str) -> Response:
        change = partial(_end_step, parts, step)
        return await at_door(request, partial(_tasks, parts, request, change, await form_of(request)))

    @router.get("/disclosures/{number}")
    async def left(request: Request, number: str) -> Response:
        return await at_door(request, partial(_left, parts, request, number))

    return router


async def at_door(request: Request, page: Callable[[], Response]) -> Response:
    """A page for whoever may see it; the signed-out go to the login page and come back."""
    try:
        return await run_in_threadpool(page)
    except AccessError as error:
        if error.code != "not_signed_in" or request.method != "GET":
            raise
        return RedirectResponse(f"/login?next={request.url.path}", 303, HEADERS)


def html_page(html: str, status: int = 200) -> Response:
    """A whole page of our own."""
    return HTMLResponse(html, status, HEADERS)


def status_of(error: AssistantError) -> int:
    """What HTTP calls a failure."""
    return STATUS.get(error.code, 400)


def _question(parts: Parts, request: Request, token: str, form: Form | None) -> Response:
    """One question to whoever has its link, or the answer they gave."""
    language, address = language_of(request), address_of(request)
    shown: QuestionRow | None = None
    given = Answered(form.get("answer", ""), form.get("name", "")) if form else Answered()
    who = None if parts.knowledge.brand.asking.without_account else visitor_of(parts, request)
    try:
        refuse_busy(parts.store, address)
        id_ = _opened(parts, token, address)
        shown = asking.asked(parts.store, id_)
        if form is None:
            return html_page(question_html(parts, language, shown, who=who))
        if who is not None:
            who.check(form.get("csrf"))
        asking.answer(parts.store, id_, given.answer, given.name, who.person if who else None)
        return html_page(question_html(parts, language, None, done=True))
    except AssistantError as error:
        again = shown if isinstance(error, InputError) else None
        told = Answered(given.answer, given.name, error)
        return html_page(question_html(parts, language, again, told, who=who), status_of(error))


def _opened(parts: Parts, token: str, address: str) -> str:
    try:
        return opened_by(parts.link_key, token, parts.store.clock())
    except AccessError as error:
        if error.code == "bad_link":
            count_failure(parts.store, address)
        raise


def _offers(parts: Parts, request: Request, number: str | None, form: Form) -> Response:
    """Answers of colleagues that editors may make entries of."""
    who = visitor_of(parts, request)
    require(who.person, Permission.EDIT_KNOWLEDGE)
    accepted: QuestionRow | None = None
    problem: AssistantError | None = None
    if number is not None:
        who.check(form.get("csrf"))
        try:
            verdict = Offer.ACCEPTED if form.get("verdict") == Offer.ACCEPTED else Offer.DISMISSED
            settled = asking.settle(parts.store, number, who.person, verdict)
            accepted = settled if verdict is Offer.ACCEPTED else None
        except AssistantError as error:
            problem = error
    found = asking.offered(parts.store, who.person)
    html = offers_html(parts, who, found, parts.store.clock(), accepted=accepted, problem=problem)
    return html_page(html, status_of(problem) if problem else 200)


def _tasks(parts: Parts, request: Request, change: Change | None, form: Form) -> Response:
    """What was promised or set going and is not done yet, after the one ``change`` somebody asked for."""
    who = visitor_of(parts, request)
    require(who.person, Permission.READ)
    owner = form.get("team") or request.query_params.get("team") or None
    problem: AssistantError | None = None
    if change is not None:
        who.check(form.get("csrf"))
        try:
            change(who.person, form)
        except AssistantError as error:
            problem = error
    promises, steps = open_commitments(parts.store, owner=owner), open_tasks(parts.store, team=owner)
    teams = busy_teams(parts.store)
    html = tasks_html(parts, who, promises, steps, teams, parts.store.clock(), owner=owner, problem=problem)
    return html_page(html, status_of(problem) if problem else 200)


def _left(parts: Parts, request: Request, number: str) -> Response:
    """What left the machine for one case; who looked is written down."""
    who = visitor_of(parts, request)
    require(who.person, Permission.SEE_AUDIT)
    with parts.store.write() as tx:
        row = read_case(tx, _number(number, "no_such_case"))
        found = disclosures_of(tx, row.id)
        tx.note("disclosures_read", who.person.name, row.id)
    return html_page(disclosures_html(parts, who, row, found, parts.store.clock()))


def _change_promise(parts: Parts, number: str, person: Person, form: Form) -> None:
    if form.get("do") == "kept":
        keep(parts.store, _number(number, NO_PROMISE), person)
    else:
        hand_over(parts.store, _number(number, NO_PROMISE), person, _team(parts, form))


def _end_step(parts: Parts, step: str, person: Person, form: Form) -> None:
    end(parts.store, step, person, done=True)


def _number(number: str, otherwise: str) -> int:
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise InputError(f"there is no number {number!r}", code=otherwise)
    return int(number)


def _team(parts: Parts, form: Form) -> str:
    team = form.get("owner", "")
    if team not in parts.knowledge.brand.teams:
        raise InputError(f"there is no team {team!r}", code="no_such_team")
    return team


def visitor_of(parts: Parts, request: Request) -> Visitor:
    """The signed-in person; raises ``AccessError``."""
    return visitor(parts.store, request.cookies, request.headers.get("accept-language"))
