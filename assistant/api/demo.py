"""A desk to try: sample complaints in a throw-away store, a clock that starts on a busy morning, one printed login."""

from __future__ import annotations

import json
import secrets
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from assistant import bootstrap
from assistant.access import Role, add_account
from assistant.api.application import create_app
from assistant.api.serving import Announce, listening, serve, working
from assistant.bootstrap import Product
from assistant.settings import Settings
from assistant.store import Store
from assistant.workflow.intake import take_in
from assistant.workflow.message import read_message
from assistant.workflow.reading import LineError, read_records

MORNING = datetime.fromisoformat("2026-11-20T10:00:00+03:00")
NAME, SIGNS_AS = "elif", "Elif K."


def ticking(start: datetime = MORNING) -> Callable[[], datetime]:
    """A clock that shows ``start`` now and goes on from there."""
    began = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)


def serve_demo(settings: Settings, announce: Announce) -> None:
    """Open the demo; everything it made is gone when it closes."""
    with tempfile.TemporaryDirectory(prefix="assistant-demo-", ignore_cleanup_errors=True) as folder:
        product = demo_product(settings, Path(folder))
        with product.store() as store, listening(settings) as (listener, url):
            password = furnish(product, store)
            app = create_app(product, store)
            announce(f"the demo desk is open at {url}")
            announce(f"name: {NAME}")
            announce(f"password: {password}")
            announce("everything in it is made up and gone when you press Ctrl+C")
            with working(product.worker(store, drafters=2)):
                serve(app, listener)


def demo_product(settings: Settings, folder: Path) -> Product:
    """The product on a folder of its own and the demo's clock."""
    chosen = settings.model_copy(update={"data": folder, "database": None, "secret": secrets.token_hex(16)})
    return bootstrap.product(chosen, ticking())


def furnish(product: Product, store: Store) -> str:
    """Take the samples in, for the worker to draft, and make the one account; returns its password."""
    password = secrets.token_urlsafe(9)
    add_account(store, NAME, password, Role.LEAD, display_name=SIGNS_AS)
    for path in _samples(product.workspace):
        _import(product, store, path)
    return password


def _samples(workspace: Path) -> list[Path]:
    return sorted((workspace / "evals" / "samples").glob("*.jsonl"))


def _import(product: Product, store: Store, path: Path) -> None:
    for record in read_records(path):
        if isinstance(record, LineError):
            continue  # the sample is checked by its own tests; a desk to try opens all the same
        raw = record.values.get("complaint", record.values)
        complaint = read_message(json.loads(json.dumps(raw)), product.knowledge.channels, store.clock())
        take_in(store, complaint, due_at=product.due_at(complaint))
