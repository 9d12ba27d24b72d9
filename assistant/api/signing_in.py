"""The door: the login page, signing out, and the choice of the desk's language."""

from __future__ import annotations

import secrets
from urllib.parse import parse_qs, quote, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.access import Permission, check_csrf, csrf_token, has_accounts, sign_in, sign_out
from assistant.access.sessions import LONGEST
from assistant.domain import Language
from assistant.errors import AccessError, InputError
from assistant.store import Store
from assistant.web.calls import sentence
from assistant.web.rendering import render
from assistant.web.visitors import LANGUAGE, SECURE_SESSION, SESSION, reader, session_of, visitor

HOME = "/desk/"
WITHOUT_COMPLAINTS = "/desk/blind/"  # where somebody begins who may not read complaints
# Before anybody is signed in a form is tied to this cookie, so that another site cannot sign a browser in either.
VISIT = "desk_visit"
LARGEST_FORM = 8_000  # bytes
A_YEAR = 365 * 24 * 3600


def door(store: Store, brand: str) -> APIRouter:
    """The routes of signing in and out."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def home() -> Response:
        return RedirectResponse(HOME, 303)

    @router.get("/favicon.ico")
    def favicon() -> Response:
        return RedirectResponse("/static/mark.svg", 308)

    @router.get("/login")
    def login_page(request: Request, next: str = HOME) -> Response:
        return _page(request, brand, local(next), nobody=not has_accounts(store))

    @router.post("/login")
    async def login(request: Request) -> Response:
        form = await form_of(request)
        where, name = local(form.get("next", HOME)), form.get("name", "")
        try:
            check_csrf(request.cookies.get(VISIT, ""), form.get("csrf", ""))
            signed = await run_in_threadpool(sign_in, store, name, form.get("password", ""), address_of(request))
        except AccessError as error:
            status = 429 if error.code == "too_many_attempts" else 403 if error.code == "bad_form" else 401
            nobody = not await run_in_threadpool(has_accounts, store)
            problem = sentence(error, language_of(request))
            return _page(request, brand, where, problem, name, status, nobody=nobody)
        if where == HOME and not signed.person.may(Permission.READ):
            where = WITHOUT_COMPLAINTS
        response = RedirectResponse(where, 303)
        remember(request, response, signed.session)
        response.delete_cookie(VISIT)
        return response

    @router.post("/logout")
    async def logout(request: Request) -> Response:
        form, session = await form_of(request), session_of(request.cookies)
        check_csrf(session, form.get("csrf", ""))
        await run_in_threadpool(sign_out, store, session)
        response = RedirectResponse("/login", 303)
        for name in (SESSION, SECURE_SESSION):
            response.delete_cookie(name, secure=name == SECURE_SESSION)
        return response

    @router.post("/language")
    async def language(request: Request) -> Response:
        form = await form_of(request)
        check_csrf(session_of(request.cookies) or request.cookies.get(VISIT, ""), form.get("csrf", ""))
        if form.get("language") not in set(Language):
            raise InputError("the desk does not speak this language")
        response = RedirectResponse(local(form.get("next", HOME)), 303)
        response.set_cookie(LANGUAGE, form["language"], max_age=A_YEAR, samesite="lax", secure=_secure(request))
        return response

    @router.get("/session")
    def session(request: Request) -> Response:
        """Whether the browser is still signed in; asked by a page that got no answer."""
        try:
            visitor(store, request.cookies, active=False)
        except AccessError:
            return JSONResponse({"signed_in": False}, 401)
        return JSONResponse({"signed_in": True})

    return router


def local(where: str) -> str:
    """A path of this site to go on to; anything else becomes the desk.

    >>> local("/desk/?case=3"), local("//evil.example"), local("/\\\\evil.example"), local("https://evil.example")
    ('/desk/?case=3', '/desk/', '/desk/', '/desk/')
    """
    parts = urlsplit(where) if where.isascii() and where.isprintable() and "\\" not in where else None
    safe = parts is not None and not parts.scheme and not parts.netloc and where.startswith("/") and where[1:2] != "/"
    return where if safe else HOME


def _page(
    request: Request,
    brand: str,
    where: str,
    problem: str = "",
    name: str = "",
    status: int = 200,
    *,
    nobody: bool = False,
) -> Response:
    """The login page; where ``nobody`` has an account, how the first one is made."""
    return door_page(
        request, "login.html", f"/login?next={quote(where)}", status,
        brand=brand, next=where, problem=problem, name=name, nobody=nobody,
    )  # fmt: skip


def door_page(request: Request, template: str, here: str, status: int = 200, **values: object) -> HTMLResponse:
    """A page for somebody who is not signed in, with its forms tied to their visit and a choice of the language.

    ``here`` is where they come back to after the choice.
    """
    visit = request.cookies.get(VISIT) or secrets.token_urlsafe(24)
    html = render(template, language_of(request), csrf=csrf_token(visit), here=here, **values)
    response = HTMLResponse(html, status)
    response.set_cookie(VISIT, visit, max_age=3600, httponly=True, samesite="lax", secure=_secure(request))
    return response


def remember(request: Request, response: Response, session: str) -> None:
    """Give the browser its session's cookie: over TLS tied to this host and never sent in the clear."""
    secure = _secure(request)
    response.set_cookie(
        SECURE_SESSION if secure else SESSION,
        session,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=secure,
    )


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"


def language_of(request: Request) -> Language:
    """The language somebody reads pages in, signed in or not."""
    return reader(request.cookies, request.headers.get("accept-language"))


def address_of(request: Request) -> str:
    """Where a request comes from, for counting."""
    return request.client.host if request.client else "unknown"


async def form_of(request: Request, largest: int = LARGEST_FORM) -> dict[str, str]:
    """A form's fields; a body of more than ``largest`` bytes is refused unread."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise InputError("the form is too long")
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20)
    except ValueError as error:
        raise InputError("the form has too many fields") from error
    return {name: values[-1] for name, values in fields.items()}
