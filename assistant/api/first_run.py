"""The first account: a link printed at the start of a store without accounts, and the page it opens."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.access import add_first_account, has_accounts, sign_in
from assistant.access.links import count_failure, link_token, opened_by, refuse_busy
from assistant.api.sheets import HEADERS
from assistant.api.signing_in import HOME, address_of, door_page, form_of, language_of, remember
from assistant.bootstrap import Product
from assistant.errors import AccessError, AssistantError, InputError
from assistant.privacy.keys import derived
from assistant.store import Store
from assistant.web.calls import sentence

GOOD_FOR = timedelta(hours=1)
PATH = "/first/"
STATUS = {"old_first_link": 410, "too_many_attempts": 429}


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What the link and its page rest on; ``key`` is known to whoever started the desk, and to nobody else."""

    store: Store
    brand: str
    key: bytes


def first_run_key(product: Product) -> bytes:
    """The key the link is signed with, derived from the installation's secret."""
    return derived("first run", product.secret())


def first_link(url: str, key: bytes, now: datetime) -> str:
    """The address at which the first account is made; good for ``GOOD_FOR``, and useless once there is one."""
    return f"{url.rstrip('/')}{PATH}{link_token(key, secrets.token_hex(16), now + GOOD_FOR)}"


def first_run(first: FirstRun) -> APIRouter:
    """The routes of the first-run link."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH + "{token}")
    async def chosen(request: Request, token: str) -> Response:
        return await run_in_threadpool(partial(_shown, first, request, token, None))

    @router.post(PATH + "{token}")
    async def made(request: Request, token: str) -> Response:
        form = await form_of(request)
        return await run_in_threadpool(partial(_shown, first, request, token, form))

    return router


def _shown(first: FirstRun, request: Request, token: str, form: Mapping[str, str] | None) -> Response:
    """The page on which the first account is chosen, or the desk once it is made."""
    try:
        _admit(first, token, address_of(request))
        if form is None:
            return _page(first, request)
        name, password = form.get("name", ""), form.get("password", "")
        if password != form.get("again", ""):
            raise InputError("the two passwords differ", code="passwords_differ")
        add_first_account(first.store, name, password, display_name=form.get("display", ""))
        signed = sign_in(first.store, name, password, address_of(request))
    except AccessError as error:
        return _page(first, request, error, closed=True, status=STATUS.get(error.code, 404))
    except InputError as error:
        return _page(first, request, error, form or {}, status=400)
    response = RedirectResponse(HOME, 303)
    remember(request, response, signed.session)
    return response


def _admit(first: FirstRun, token: str, address: str) -> None:
    """Raise ``AccessError`` unless there is no account yet and the token is one of ours, in time."""
    if has_accounts(first.store):
        raise AccessError("there is an account already; sign in", code="not_first")
    refuse_busy(first.store, address)
    try:
        opened_by(first.key, token, first.store.clock())
    except AccessError as error:
        if error.code == "old_link":
            raise AccessError("this link is over; start the desk again for another", code="old_first_link") from error
        count_failure(first.store, address)
        raise


def _page(
    first: FirstRun,
    request: Request,
    error: AssistantError | None = None,
    form: Mapping[str, str] | None = None,
    *,
    closed: bool = False,
    status: int = 200,
) -> Response:
    given = form or {}
    response = door_page(
        request, "first.html", request.url.path, status,
        brand=first.brand, closed=closed, problem=sentence(error, language_of(request)) if error else "",
        name=given.get("name", ""), display=given.get("display", ""),
    )  # fmt: skip
    response.headers.update(HEADERS)
    return response
