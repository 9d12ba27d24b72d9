"""What stands before every request: where it came from, who it is, and the headers every answer carries."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import TypeAlias
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, RedirectResponse, Response

from assistant.access import Permission, require
from assistant.domain import Language
from assistant.errors import AccessError
from assistant.store import Store
from assistant.web.rendering import text
from assistant.web.visitors import reader, visitor

Scope: TypeAlias = MutableMapping[str, object]
Message: TypeAlias = MutableMapping[str, object]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

# Gradio's pages need inline script and eval; nothing may come from, or go to, anywhere else.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# The only paths of a Gradio page that its browser side uses; uploads, files, proxies and the API page are not there.
PAGE_PATHS = ("/", "/config", "/theme.css", "/gradio_api/startup-events", "/gradio_api/run/predict")
PAGE_FOLDERS = ("/assets/", "/static/", "/svelte/", "/gradio_api/heartbeat/")


class Gate:
    """Refuses foreign forms, sends signed-out people to the login page, and hides what the pages do not need."""

    def __init__(
        self, app: App, store: Store, pages: Iterable[str], open_to: Mapping[str, Permission] | None = None
    ) -> None:
        self._app = app
        self._store = store
        self._pages = tuple(pages)
        self._open_to = dict(open_to or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            return  # the product has none
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = await run_in_threadpool(self._refusal, scope)
        answer: App = self._app if refusal is None else refusal
        await answer(scope, receive, _with_headers(scope, send))

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that goes no further, ``None`` for one that may."""
        path, method, headers = str(scope["path"]), str(scope["method"]), Headers(scope=scope)
        if method not in SAFE and _foreign(headers):
            return _problem("another site sent this form", 403)
        page = next((page for page in self._pages if path == page or path.startswith(f"{page}/")), None)
        if page is None:
            return None
        inner = path.removeprefix(page)
        if inner not in ("", *PAGE_PATHS) and not inner.startswith(PAGE_FOLDERS):
            return _problem("there is nothing here", 404)
        return self._closed(scope, headers, inner, self._open_to.get(page))

    def _closed(self, scope: Scope, headers: Headers, inner: str, also: Permission | None) -> Response | None:
        """The answer to somebody who may not see a page; everybody else is named in the scope.

        Who may do ``also`` sees the page without being allowed to read complaints.
        """
        cookies = cookies_of(headers)
        try:
            # Reading along does not keep a session alive; the page's handlers say which calls are a person's.
            who = visitor(self._store, cookies, headers.get("accept-language"), active=inner in ("", "/"))
            if also is None or not who.person.may(also):
                require(who.person, Permission.READ)
        except AccessError as error:
            if error.code == "may_not":
                return Response(text(_language(headers), "error.no_desk"), 403, media_type="text/plain")
            if inner in ("", "/") and scope["method"] in SAFE:
                return RedirectResponse(f"/login?next={quote(_here(scope), safe='/')}", 303)
            return _problem("not signed in", 401)
        scope["desk.person"] = who.person.name
        return None


def _foreign(headers: Headers) -> bool:
    """Whether a browser says that the request began on another site; programs send no such header and pass."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "")


def _with_headers(scope: Scope, send: Send) -> Send:
    path = str(scope["path"])

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)  # a plain page has a stricter policy of its own
            if not path.startswith(("/static/",)) and "/assets/" not in path:
                headers["cache-control"] = "no-store"
        await send(message)

    return with_headers


def _here(scope: Scope) -> str:
    query = scope.get("query_string")
    return f"{scope['path']}?{query.decode('latin-1')}" if isinstance(query, bytes) and query else str(scope["path"])


def cookies_of(headers: Headers) -> dict[str, str]:
    """The cookies of a request; none if the header is broken."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return {}


def _language(headers: Headers) -> Language:
    return reader(cookies_of(headers), headers.get("accept-language"))


def _problem(what: str, status: int) -> JSONResponse:
    return JSONResponse({"error": what}, status)
