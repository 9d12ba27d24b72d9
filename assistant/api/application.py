"""The HTTP application: every route of the product, behind one gate."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.staticfiles import StaticFiles
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from assistant.access import Permission
from assistant.api.complaints import complaints
from assistant.api.failures import broken, counted, malformed, refused
from assistant.api.first_run import FirstRun, first_run, first_run_key
from assistant.api.gate import Gate
from assistant.api.handing_in import handing_in
from assistant.api.health import health
from assistant.api.office import office
from assistant.api.reading_along import reading_along
from assistant.api.sheets import sheets
from assistant.api.signing_in import door
from assistant.bootstrap import PUBLISHED, Product, blind_home
from assistant.current import Current
from assistant.errors import AssistantError
from assistant.evaluation.previews import Previews
from assistant.store import Store
from assistant.web.blind import blind_page
from assistant.web.desk import desk_page
from assistant.web.page import mount
from assistant.web.parts import Parts
from assistant.web.paste import paste_page
from assistant.web.previewing import preview_page
from assistant.web.trying import trying_page
from assistant.workflow.disclosure import watched
from assistant.workflow.mirroring import mirrored
from assistant.workflow.offering import offered
from assistant.workflow.publishing import unpacked
from assistant.workflow.reworking import rework

STATIC = Path(__file__).parent.parent / "web" / "static"
# The longer path first: it begins like the other.
PAGES = ("/desk/preview", "/desk/blind", "/desk/try", "/desk", "/paste")
# Pages for people who see no complaints of customers: they hold replies to made-up ones.
OPEN_TO = {"/desk/blind": Permission.EVALUATE}
DESK = ("steps.css", "writing.css", "editor.js", "desk.js", "keys.js", "tools.js", "steps.js", "writing.js")
PREVIEW, BLIND = ("evaluating.css", "preview.js"), ("evaluating.css", "blind.js")


def create_app(product: Product, store: Store) -> FastAPI:
    """The application on one store: the desk, the paste box, the API, health and metrics.

    Raises ``SettingError`` for a webhook secret that is none.
    """
    previews = previews_of(product, store)
    product = product.published(store)
    parts = parts_of(product, store)
    app = FastAPI(
        title="Complaint assistant",
        version="1",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    for kind, answer in ((AssistantError, refused), (RequestValidationError, malformed), (Exception, broken)):
        app.add_exception_handler(kind, counted(store, answer))
    # Gradio adds headers for any origin unless the application has a policy of its own: no other page may read here.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(Gate, store=store, pages=PAGES, open_to=OPEN_TO)
    # Before everything else, so that the cookie, the rate limits and the gate see the customer and not the proxy.
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(product.settings.proxies))
    app.include_router(door(store, product.knowledge.brand.name))
    app.include_router(first_run(FirstRun(store, product.knowledge.brand.name, first_run_key(product))))
    app.include_router(handing_in(parts, product.settings.webhook_secret))
    app.include_router(complaints(parts))
    app.include_router(health(store, proxied=product.settings.proxied_here))
    app.include_router(sheets(parts))
    app.include_router(office(parts))
    app.include_router(reading_along(parts))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    version = product.knowledge.fingerprint[:8]
    judged = blind_home(product.settings)
    mount(app, preview_page(parts, previews, judged), "/desk/preview", PREVIEW, version)
    mount(app, blind_page(parts, judged), "/desk/blind", BLIND, version)
    mount(app, trying_page(parts), "/desk/try", ("paste.js",), version)
    mount(app, desk_page(parts), "/desk", DESK, version)
    mount(app, paste_page(parts), "/paste", ("paste.js",), version)
    return app


def previews_of(product: Product, store: Store) -> Previews:
    """The previews of the product's workspace, drafted by its model and kept in its data folder."""
    return Previews(
        product.workspace,
        lambda: unpacked(store, product.settings.data / PUBLISHED) or product.workspace,
        product.settings.chosen_model(),
        product.knowledge.channels,
        product.settings.data,
    )


def parts_of(product: Product, store: Store) -> Parts:
    """What the pages need, from the product."""
    current = Current(product, store)
    return Parts(
        store=store,
        read=lambda: current.product().knowledge,
        check=lambda *reply, **whose: watched(current(), store).check(*reply, **whose),
        propose=lambda complaint: current().propose(complaint)[0],
        due_at=lambda complaint: current.product().due_at(complaint),
        policy=product.policy(lambda: current.product().knowledge),
        redo=lambda *wish: product.producer(store, current()).redo(*wish),
        rework=lambda *wish, **more: rework(product.producer(store, current()), *wish, **more),
        offer=lambda *shown: offered(product.producer(store, current()), *shown),
        fill=lambda *told: product.producer(store, current()).fill(*told),
        hands_over=product.settings.steps_url is not None,
        mirror=lambda *shown, **how: mirrored(product.producer(store, current()), *shown, **how),
        settled=lambda complaint, **whose: current().reviewer(complaint, settled=True, **whose),
        link_key=product.link_key(),
        underway=product.underway,
    )
