"""A desk for tests: a real server in a process of its own, its store, and a worker that drafts and sends."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from assistant import bootstrap
from assistant.access import Role, Scope, add_account, create_token
from assistant.access.sessions import SignedIn, sign_in
from assistant.api.demo import MORNING
from assistant.bootstrap import Product
from assistant.settings import Settings
from assistant.store import CaseFile, State, Store, case_file
from assistant.store.cases import find_case
from assistant.web.visitors import SESSION
from assistant.workflow.intake import take_in
from assistant.workflow.message import read_message

REPOSITORY = Path(__file__).parent.parent.parent
PASSWORD = "deniz-kokusu-17"
WEBHOOK_SECRET = "whsec_" + "a2V5LW9mLXRoZS10ZXN0cy0wMTIz"
UNDO_SECONDS = 6
PEOPLE = (("elif", Role.LEAD, "Elif K."), ("nikos", Role.AGENT, "Νίκος Π."), ("eva", Role.EVALUATOR, "Eva"),
          ("root", Role.ADMIN, "Root"))  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """A running desk and what is behind it."""

    url: str
    product: Product
    store: Store
    routes: list[tuple[str, str]]

    def take(self, text: str, **fields: object) -> int:
        """Take a complaint in and wait until its draft is there."""
        raw = {"id": f"J-{secrets.token_hex(3)}", "channel": "email", "text": text, **fields}
        complaint = read_message(raw, self.product.knowledge.channels, self.store.clock())
        case_id = take_in(self.store, complaint, due_at=self.product.due_at(complaint)).case_id
        self.until(lambda: self.file(case_id).row.state is not State.DRAFTING, 90)
        return case_id

    def file(self, case: int | str) -> CaseFile:
        """Everything stored about a case, by its number or the complaint's own id."""
        if isinstance(case, str):
            with self.store.read() as tx:
                case = find_case(tx, case) or 0
        return case_file(self.store, case)

    def sent(self, case: int) -> list[Mapping[str, str]]:
        """What left for a case, as the channel wrote it down."""
        path = self.product.settings.data / "sent.jsonl"
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        known = self.file(case).row.external_id
        return [line for line in map(json.loads, lines) if line["complaint"] == known]

    def until(self, holds: Callable[[], bool], seconds: float = 20) -> None:
        """Wait until something holds; the worker runs beside the test."""
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, "this did not come about in time"
            threading.Event().wait(0.05)

    def session(self, name: str = "elif") -> SignedIn:
        """A new session, as the login page makes one."""
        return sign_in(self.store, name, PASSWORD, "127.0.0.1")

    def browser(self, name: str | None = None) -> httpx.Client:
        """A plain HTTP client, signed in if a name is given; it follows no redirect."""
        cookies = {SESSION: self.session(name).session} if name else {}
        return httpx.Client(base_url=self.url, cookies=cookies, timeout=30)

    def token(self, *scopes: Scope, account: str = "elif") -> str:
        """A fresh API token."""
        root = self.session("root").person
        return create_token(self.store, root, account, secrets.token_hex(4), scopes)


def clock_from(began: float) -> Callable[[], datetime]:
    """The demo's clock, the same in every process that knows when it began."""
    return lambda: MORNING + timedelta(seconds=time.time() - began)


@contextmanager
def open_desk(folder: Path, **changes: object) -> Iterator[Desk]:
    """Serve a desk on a folder of its own, in a process of its own."""
    began = time.time()
    fields = {
        "workspace": str(REPOSITORY), "model": "composer", "port": 0, "secret": "s" * 32,
        "undo_seconds": UNDO_SECONDS, "webhook_secret": WEBHOOK_SECRET, **changes,
    }  # fmt: skip
    product = bootstrap.product(Settings(**fields, data=folder), clock_from(began))  # type: ignore[arg-type]
    with product.store() as store:
        for name, role, signs in PEOPLE:
            add_account(store, name, PASSWORD, role, display_name=signs)
        command = [sys.executable, "-m", "tests.web.serve", str(folder), str(began), json.dumps(fields)]
        with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                said = json.loads(server.stdout.readline())
                opened = Desk(said["url"], product, store, [tuple(route) for route in said["routes"]])
                opened.until(lambda: answers(opened.url), 60)
                yield opened
            finally:
                server.terminate()


def answers(url: str) -> bool:
    """Whether the server takes requests yet."""
    try:
        return httpx.get(f"{url}healthz").status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for all tests of a session; each test brings its own complaints."""
    with open_desk(tmp_path_factory.mktemp("desk")) as opened:
        yield opened
