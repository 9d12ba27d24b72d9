"""Whether the product is alive, whether it is ready, and its figures for Prometheus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from assistant.access import Permission, Scope, require, token_holder
from assistant.errors import AssistantError
from assistant.store import Store, counts
from assistant.store.jobs import job_counts
from assistant.store.outbox import posting_counts
from assistant.store.spending import Use, uses
from assistant.web.visitors import visitor

FORMAT = "text/plain; version=0.0.4; charset=utf-8"
LOOPBACK = ("127.0.0.1", "::1", "testclient")


def health(store: Store) -> APIRouter:
    """The routes that machines ask."""
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
            return JSONResponse({"status": "not ready", "error": str(error)}, 503)
        return JSONResponse({"status": "ready"})

    @router.get("/metrics", summary="Figures for Prometheus", response_class=PlainTextResponse)
    def metrics(request: Request) -> Response:
        """Queue, deadlines, jobs and sends. From this machine without a word, from elsewhere with scope ``metrics``."""
        if request.client is None or request.client.host not in LOOPBACK:
            _allow(store, request)
        return PlainTextResponse(exposition(store), media_type=FORMAT)

    return router


def exposition(store: Store) -> str:
    """Every figure in Prometheus' text format."""
    tabs = counts(store)
    with store.read() as tx:
        jobs, sends, asked = job_counts(tx), posting_counts(tx), uses(tx)
    blocks = (
        ("assistant_cases", "Cases by list of the desk.", "tab", {tab.value: one.total for tab, one in tabs.items()}),
        ("assistant_cases_overdue", "Cases past their deadline.", "tab", {t.value: o.overdue for t, o in tabs.items()}),
        ("assistant_jobs", "Background work by state.", "state", jobs),
        ("assistant_replies", "Approved texts by state.", "state", sends),
        ("assistant_model_drafts", "Drafts asked of models, by what came of it.", "outcome", _by_outcome(asked)),
        ("assistant_model_tokens", "Tokens models read and wrote.", "kind", _tokens(asked)),
        ("assistant_model_cost_usd", "What models cost, by the prices set.", "model", _costs(asked)),
    )
    return "".join(line for block in blocks for line in _block(*block))


def _by_outcome(asked: Sequence[Use]) -> dict[str, float]:
    found: dict[str, float] = {}
    for use in asked:
        found[use.outcome] = found.get(use.outcome, 0) + use.drafts
    return found


def _tokens(asked: Sequence[Use]) -> dict[str, float]:
    return {
        "input": sum(use.usage.input_tokens for use in asked),
        "cached": sum(use.usage.cached_tokens for use in asked),
        "output": sum(use.usage.output_tokens for use in asked),
    }


def _costs(asked: Sequence[Use]) -> dict[str, float]:
    models = sorted({use.model for use in asked})
    return {model: round(sum(use.usage.cost for use in asked if use.model == model), 6) for model in models}


def _block(name: str, sentence: str, label: str, figures: Mapping[str, int] | Mapping[str, float]) -> Iterable[str]:
    yield f"# HELP {name} {sentence}\n# TYPE {name} gauge\n"
    for value, figure in figures.items():
        yield f'{name}{{{label}="{value}"}} {figure}\n'


def _allow(store: Store, request: Request) -> None:
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        token_holder(store, secret.strip(), Scope.METRICS)
    else:
        require(visitor(store, request.cookies, active=False).person, Permission.SEE_AUDIT)
