"""A desk for tests: a real server in a process of its own, its store, and a worker that drafts and sends.

Its ways out of this machine are nailed shut, and its clock is moved on instead of waited for.
"""

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
from tests.web.watched import reached, watched

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
    environment: Mapping[str, str]

    def forward(self, seconds: float) -> None:
        """Move the clock of the desk and of the test on: nobody waits for what time alone brings."""
        ahead = ahead_file(self.product.settings.data)
        moved = float(ahead.read_text()) + seconds
        fresh = ahead.with_suffix(".new")
        fresh.write_text(str(moved))
        fresh.replace(ahead)

    def reached(self) -> list[str]:
        """Whom the server wanted to reach outside of this machine."""
        return reached(self.environment)

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


def ahead_file(folder: Path) -> Path:
    """Where it stands by how many seconds a desk's clock was moved on."""
    return folder / "ahead"


def clock_from(began: float, folder: Path) -> Callable[[], datetime]:
    """The demo's clock, the same in every process that knows when it began and the desk's folder."""
    ahead = ahead_file(folder)
    return lambda: MORNING + timedelta(seconds=time.time() - began + float(ahead.read_text()))


@contextmanager
def open_desk(folder: Path, **changes: object) -> Iterator[Desk]:
    """Serve a desk on a folder of its own, in a process of its own, which reaches nobody outside of this machine."""
    began = time.time()
    ahead_file(folder).write_text("0")
    fields = {
        "workspace": str(REPOSITORY), "model": "composer", "port": 0, "secret": "s" * 32,
        "undo_seconds": UNDO_SECONDS, "webhook_secret": WEBHOOK_SECRET, **changes,
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.web.serve", str(folder), str(began), json.dumps(fields)]
    environment = watched(folder / "watched")
    with subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            product = bootstrap.product(Settings(**fields, data=folder), clock_from(began, folder))  # type: ignore[arg-type]
            assert server.stdout is not None
            said = json.loads(server.stdout.readline())
            with product.store() as store:
                for name, role, signs in PEOPLE:
                    add_account(store, name, PASSWORD, role, display_name=signs)
                opened = Desk(said["url"], product, store, [tuple(route) for route in said["routes"]], environment)
                opened.until(lambda: answers(opened.url), 60)
                yield opened
                assert opened.reached() == []
        finally:
            server.terminate()


def answers(url: str) -> bool:
    """Whether the server takes requests yet."""
    try:
        return httpx.get(f"{url}healthz").status_code == 200
    except httpx.TransportError:
        return False
