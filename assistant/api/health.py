"""Whether the product is alive, whether it is ready, and its figures for whoever watches it."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from assistant.access import Permission, Scope, require, token_holder
from assistant.api.figures import exposition
from assistant.errors import AssistantError
from assistant.store import Store
from assistant.web.visitors import visitor

FORMAT = "text/plain; version=0.0.4; charset=utf-8"
LOOPBACK = ("127.0.0.1", "::1")
LOCAL_NAMES = (*LOOPBACK, "localhost")
# What a proxy adds: whoever is behind it is somebody else than the machine the request comes from.
FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")

log = logging.getLogger(__name__)


def health(store: Store, *, proxied: bool = False) -> APIRouter:
    """The routes that machines ask; ``proxied``: what comes from this machine may come from anywhere, by a proxy."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz", summary="The process answers")
    def alive() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz", summary="The store answers", responses={503: {"description": "it does not"}})
    def ready() -> Response:
        try:
            with store.read():
                pass
        except AssistantError as error:
            log.error("not ready: %s", error)  # which database, and why, is for the operator alone
            return JSONResponse({"status": "not ready"}, 503)
        return JSONResponse({"status": "ready"})

    @router.get("/metrics", summary="Figures for Prometheus", response_class=PlainTextResponse)
    def metrics(request: Request) -> Response:
        """Queue, ages, deadlines, drafts, models, sends and errors.

        From this machine without a word, from elsewhere and through a proxy with scope ``metrics``.
        """
        if proxied or not _from_here(request):
            _allow(store, request)
        return PlainTextResponse(exposition(store), media_type=FORMAT)

    return router


def _from_here(request: Request) -> bool:
    """Whether a program of this machine asks for itself."""
    if request.client is None or request.client.host not in LOOPBACK or any(n in request.headers for n in FORWARDED):
        return False
    try:
        return urlsplit(f"//{request.headers.get('host', '')}").hostname in LOCAL_NAMES
    except ValueError:
        return False


def _allow(store: Store, request: Request) -> None:
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        token_holder(store, secret.strip(), Scope.METRICS)
    else:
        require(visitor(store, request.cookies, active=False).person, Permission.SEE_AUDIT)
