"""The server process of tests: a desk on a folder, a free port and a given clock; its first line says where it is."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fastapi import FastAPI

from assistant import bootstrap, worker
from assistant.api.application import create_app
from assistant.api.serving import listening, serve, working
from assistant.settings import Settings
from tests.web.desks import clock_from

LOOKS = 0.2  # seconds between two looks into an empty queue: a test waits for what is in it


def main(folder: str, began: str, changes: str) -> None:
    """Serve until terminated."""
    settings = Settings(**json.loads(changes), data=Path(folder))
    product = bootstrap.product(settings, clock_from(float(began), settings.data))
    worker.IDLE = LOOKS
    with product.store() as store, listening(settings) as (listener, url), working(product.worker(store)):
        app = create_app(product, store)
        print(json.dumps({"url": url, "routes": routes(app)}), flush=True)
        serve(app, listener)


def routes(app: FastAPI) -> list[tuple[str, str]]:
    """Every path the application knows, its routers and mounted pages included, with every method."""
    return sorted({(method, path) for method, path in walk(app.routes, "")})


def walk(found: Iterable[object], before: str) -> Iterator[tuple[str, str]]:
    """The paths below some routes; parameters stand in them by name."""
    for route in found:
        path = before + str(getattr(route, "path", ""))
        router = getattr(route, "app", None) or getattr(route, "original_router", None)
        inner = getattr(router, "routes", None)
        if inner:
            yield from walk(inner, path)
            continue
        for method in getattr(route, "methods", None) or {"GET"}:
            yield method, path.replace("{path:path}", "x").replace("{", "").replace("}", "")


if __name__ == "__main__":
    main(*sys.argv[1:4])
