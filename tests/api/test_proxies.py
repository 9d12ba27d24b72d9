"""Behind a proxy with TLS: the customer's address and scheme count, from the proxies that were named and nobody else."""

from __future__ import annotations

from http.cookies import SimpleCookie

import httpx
import pytest
from sqlalchemy import select

from assistant.access import Scope, csrf_token
from assistant.api.signing_in import VISIT
from assistant.errors import SettingError
from assistant.settings import Settings, load
from assistant.store.tables import login_attempts
from assistant.web.visitors import SECURE_SESSION
from tests.web.desks import PASSWORD, Desk

CUSTOMER = "203.0.113.77"
FORWARDED = {"x-forwarded-proto": "https", "x-forwarded-for": CUSTOMER}


def sign_in(desk: Desk, password: str = PASSWORD, at: str = "127.0.0.1") -> httpx.Response:
    """Sign in as a browser behind a proxy ``at`` an address does, by the form and its cookie."""
    with httpx.Client(base_url=desk.url, timeout=30, transport=httpx.HTTPTransport(local_address=at)) as client:
        visit = SimpleCookie(client.get("/login", headers=FORWARDED).headers["set-cookie"])[VISIT].value
        form = {"csrf": csrf_token(visit), "name": "elif", "password": password}
        host = client.base_url.netloc.decode()
        headers = {**FORWARDED, "cookie": f"{VISIT}={visit}", "origin": f"https://{host}"}
        return client.post("/login", data=form, headers=headers)


def test_over_tls_the_session_is_tied_to_the_host_and_never_sent_in_the_clear(desk: Desk) -> None:
    answer = sign_in(desk)
    assert answer.status_code == 303
    (cookie,) = (line for line in answer.headers.get_list("set-cookie") if line.startswith(SECURE_SESSION))
    assert SECURE_SESSION.startswith("__Host-")
    assert {"secure", "httponly", "path=/"} <= {part.strip().lower() for part in cookie.split(";")}
    assert "domain" not in cookie.lower()


def test_wrong_passwords_are_counted_for_the_customer_and_not_for_the_proxy(desk: Desk) -> None:
    assert sign_in(desk, "wrong-wrong-wrong").status_code == 401
    with desk.store.read() as tx:
        addresses = tx.connection.execute(select(login_attempts.c.address)).scalars().all()
    assert CUSTOMER in addresses


def test_a_proxy_that_was_not_named_is_not_believed(desk: Desk) -> None:
    assert sign_in(desk).headers["set-cookie"].startswith(SECURE_SESSION)
    assert sign_in(desk, at="127.0.0.2").headers["set-cookie"].startswith("desk_session=")
    settings = Settings(trusted_proxies="10.9.8.0/24, 10.1.1.1")
    assert (settings.proxies, settings.proxied_here) == (("10.9.8.0/24", "10.1.1.1"), False)


@pytest.mark.parametrize(
    "headers",
    [
        FORWARDED,
        {"x-forwarded-for": "127.0.0.1"},
        {"x-forwarded-for": f"127.0.0.1, {CUSTOMER}"},
        {"forwarded": "for=127.0.0.1"},
        {"x-real-ip": CUSTOMER},
        {"via": "1.1 proxy"},
        {"host": "desk.example"},
    ],
)
def test_figures_are_closed_to_whoever_comes_through_a_proxy(desk: Desk, headers: dict[str, str]) -> None:
    token = {"authorization": f"Bearer {desk.token(Scope.METRICS)}"}
    with desk.browser() as client:
        assert client.get("/metrics", headers=headers).status_code == 401
        assert client.get("/metrics", headers={**headers, **token}).status_code == 200


@pytest.mark.parametrize(("proxies", "here"), [(None, False), ("", False), ("127.0.0.1", True), ("::/0", True)])
def test_a_proxy_named_on_this_machine_closes_the_figures_to_this_machine(proxies: str | None, here: bool) -> None:
    assert Settings(trusted_proxies=proxies).proxied_here is here


@pytest.mark.parametrize("proxies", ["*", "proxy.example", "10.0.0.1/8", "10.0.0.1;10.0.0.2"])
def test_whoever_is_believed_is_named_by_address(monkeypatch: pytest.MonkeyPatch, proxies: str) -> None:
    monkeypatch.setenv("ASSISTANT_TRUSTED_PROXIES", proxies)
    with pytest.raises(SettingError, match="ASSISTANT_TRUSTED_PROXIES"):
        load()
