"""Opening the product for business: one port, the desk and the API on it, and a worker beside them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assistant import bootstrap
from assistant.access import has_accounts
from assistant.api.application import create_app
from assistant.api.first_run import first_link, first_run_key
from assistant.bootstrap import Product
from assistant.errors import SettingError
from assistant.privacy.memory import let_go
from assistant.settings import Settings
from assistant.store import Store
from assistant.worker import ROUND, Worker
from assistant.workflow.publishing import drafted_with

Announce = Callable[[str], None]


def run(settings: Settings, *, demo: bool = False, with_worker: bool = True, announce: Announce = print) -> None:
    """Serve until stopped.

    With ``demo`` everything lives in a temporary folder, on a clock that starts on a busy morning. Raises
    ``SettingError`` if the address is taken or cannot be used.
    """
    if demo:
        from assistant.api.demo import serve_demo

        serve_demo(settings, announce)
        return
    product = bootstrap.product(settings)
    with product.store() as store, listening(settings) as (listener, url):
        app = create_app(product, store)
        for line in greeting(product, store, url):
            announce(line)
        with working(product.worker(store)) if with_worker else forgetting():
            serve(app, listener)


def greeting(product: Product, store: Store, url: str) -> Iterator[str]:
    """What the operator is told at the start: where the desk is and, while nobody can sign in, how the first may."""
    yield f"the desk is open at {url}, with {drafted_with(store)}; Ctrl+C closes it"
    if not has_accounts(store):
        link = first_link(url, first_run_key(product), store.clock())
        yield f"nobody has an account yet; this link makes the first, within an hour: {link}"


@contextmanager
def listening(settings: Settings) -> Iterator[tuple[socket.socket, str]]:
    """A bound socket and the address people open; port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(128)  # whoever comes before the first answer waits instead of being turned away
    except OSError as error:
        listener.close()
        raise SettingError(
            f"{settings.host}:{settings.port} cannot be used ({error.strerror}); choose another --port or --host"
        ) from error
    host = f"[{settings.host}]" if family == socket.AF_INET6 else settings.host
    try:
        yield listener, f"http://{host}:{listener.getsockname()[1]}/"
    finally:
        listener.close()


@contextmanager
def forgetting() -> Iterator[None]:
    """Let go of customers' words now and then, as a worker does, where there is none."""

    def now_and_then(stop: threading.Event) -> None:
        while not stop.wait(ROUND.total_seconds()):
            let_go()

    with _beside("forgetting", now_and_then):
        yield


@contextmanager
def working(worker: Worker) -> Iterator[None]:
    """A worker in a thread of its own; what it has in hand is finished at the end."""
    with _beside("worker", worker.run):
        yield


@contextmanager
def _beside(name: str, work: Callable[[threading.Event], None]) -> Iterator[None]:
    """Work in a thread of its own, which ends when its event is set."""
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(stop,), name=name)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def serve(app: object, listener: socket.socket) -> None:
    """Answer requests until the process is told to stop."""
    import uvicorn

    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_config=None,  # the operator's: `assistant.cli.logs`
        log_level="warning",
        access_log=False,  # addresses of cases and people are nobody's business
        server_header=False,
        timeout_graceful_shutdown=3,
        proxy_headers=False,  # the application knows whom to believe
    )
    uvicorn.Server(config).run(sockets=[listener])
