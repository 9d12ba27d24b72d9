"""Who reaches what: every route with every method, asked by everybody there is, against one table."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping

import httpx
import pytest

from assistant.access import Role, Scope, add_account, csrf_token, set_active
from assistant.api.application import PAGES
from assistant.api.gate import PAGE_PATHS
from assistant.store.disclosures import Leaving, Outgoing, add_disclosure
from assistant.web.visitors import SESSION
from tests.web.desks import PASSWORD, Desk

NOBODY, READERS = frozenset[str](), frozenset({"agent", "editor", "lead", "admin"})
# The longest beginning of a path that stands here says who may; a path that does not is meant for nobody.
TABLE: Mapping[str, frozenset[str]] = {
    "/api/v1/complaints": frozenset({"token submit"}),
    "/api/v1/complaints/ID": READERS | {"token read"},
    "/api/v1/complaints/ID/messages": frozenset({"token submit"}),
    "/api/v1/complaints/ID/decisions": frozenset({"agent", "lead", "admin", "token decide"}),
    "/api/v1/complaints/ID/details": frozenset({"agent", "lead", "admin", "token decide"}),
    "/metrics": frozenset({"lead", "admin", "token metrics"}),
    "/desk": READERS,
    "/desk/blind": READERS | {"evaluator"},
    "/desk/preview": READERS,
    "/desk/try": READERS,
    "/paste": READERS,
    "/offers": frozenset({"editor", "lead", "admin"}),
    "/tasks": READERS,
    "/writing": READERS,
    "/disclosures": frozenset({"lead", "admin"}),
    "/report": frozenset({"lead", "admin"}),
    "/aside": frozenset({"lead", "admin"}),
    "/session": READERS | {"evaluator"},
}
# What a stranger may see, because nothing of anybody's stands there; a colleague's question opens by its link alone.
OPEN = ("/healthz", "/readyz", "/login", "/logout", "/language", "/static", "/favicon.ico", "/api/openapi.json", "/ask")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
CLOSED = {303, 401, 403, 404, 405, 410, 429}
NEEDLE = "Zümrüdüanka"


class Caller:
    """Somebody at the door: a browser or a program, from another machine and with everything but the right to act."""

    def __init__(self, name: str, client: httpx.Client, headers: Mapping[str, str], csrf: str = "") -> None:
        self.name = name
        self._client = client
        self._headers = {**headers, "x-forwarded-for": "203.0.113.9", "x-csrf": csrf}
        self._csrf = csrf

    def ask(self, method: str, path: str) -> httpx.Response:
        if path.startswith("/api/"):
            # On a thread that is long gone: who may is told so, who may not is refused before.
            body: object = {"verb": "no_reply", "reason": "spam", "version": 0, "thread": 99}
            return self._client.request(method, path, json=body, headers=self._headers)
        return self._client.request(method, path, data={"csrf": self._csrf}, headers=self._headers)


@pytest.fixture
def callers(desk: Desk) -> Iterator[list[Caller]]:
    add_account(desk.store, "edith", PASSWORD, Role.EDITOR, display_name="Edith")
    open_: list[httpx.Client] = []

    def browser(name: str | None = None) -> httpx.Client:
        open_.append(desk.browser(name))
        return open_[-1]

    found = [Caller("stranger", browser(), {})]
    for role, name in (
        ("agent", "nikos"),
        ("editor", "edith"),
        ("evaluator", "eva"),
        ("lead", "elif"),
        ("admin", "root"),
    ):
        client = browser(name)
        found.append(Caller(role, client, {}, csrf_token(client.cookies[SESSION])))
    add_account(desk.store, "gone", PASSWORD, Role.ADMIN)
    closed = browser("gone")
    token = desk.token(*Scope, account="gone")
    set_active(desk.store, "gone", False)
    found.append(Caller("closed account", closed, {}, csrf_token(closed.cookies[SESSION])))
    found.append(Caller("token of a closed account", browser(), {"authorization": f"Bearer {token}"}))
    for scope in Scope:
        found.append(Caller(f"token {scope}", browser(), {"authorization": f"Bearer {desk.token(scope)}"}))
    yield found
    for client in open_:
        client.close()


def who_may(path: str) -> frozenset[str]:
    known = [known for known in TABLE if path == known or path.startswith(f"{known}/")]
    return TABLE[max(known, key=len)] if known else NOBODY


def hidden_again(path: str) -> bool:
    """Whether this is what the gate hides of every page alike; for the signed-in it is walked on the first page."""
    page = next((page for page in PAGES if path.startswith(f"{page}/")), "/desk")
    return page != "/desk" and path.removeprefix(page) not in PAGE_PATHS


@pytest.mark.timeout(300)
def test_nobody_reaches_more_than_the_table_says_and_everybody_reaches_that(desk: Desk, callers: list[Caller]) -> None:
    id_ = f"R-{secrets.token_hex(3)}"
    case_id = desk.take(f"Kargom gelmedi. {NEEDLE}", id=id_)
    with desk.store.write() as tx:
        add_disclosure(tx, case_id, Outgoing(Leaving.MODEL, "openai:x", "host", b"", True, json.dumps([NEEDLE])))
    asked = leaks = 0
    reached: set[tuple[str, str]] = set()
    wrong: list[str] = []
    shown: set[str] = set()
    for path in sorted({path for _, path in desk.routes if path != "/"}):
        declared = {method for method, known in desk.routes if known == path}
        real = path.replace("/complaints/id_", f"/complaints/{id_}")
        real = real.replace("/disclosures/number", f"/disclosures/{case_id}")
        named = path.replace("/complaints/id_", "/complaints/ID")
        for caller in callers:
            if caller.name != "stranger" and (path == "/logout" or hidden_again(path)):
                continue
            if "/heartbeat/" in path and caller.name in who_may(named):
                continue  # it goes on for as long as the page is open
            for method in METHODS if caller.name == "stranger" and "gradio_api" not in path else sorted(declared):
                answer = caller.ask(method, real)
                asked += 1
                what = f"{caller.name}: {method} {path} answered {answer.status_code}"
                if answer.status_code >= 500:
                    wrong.append(what)
                if named.startswith(OPEN):
                    continue
                if caller.name not in who_may(named):
                    leaks += NEEDLE in answer.text
                    if answer.status_code not in CLOSED:
                        wrong.append(what)
                elif answer.status_code not in (401, 403):
                    shown |= {caller.name} if named.startswith("/disclosures") and NEEDLE in answer.text else set()
                    reached.add((caller.name, named))
    assert wrong == []
    assert leaks == 0
    assert asked > 1000
    assert shown == {"lead", "admin"}  # what must stay hidden from the others is there to be seen
    promised = {(name, path) for path, names in TABLE.items() for name in names}
    missing = {(name, path) for name, path in promised if not any(n == name and p.startswith(path) for n, p in reached)}
    assert missing == set()
