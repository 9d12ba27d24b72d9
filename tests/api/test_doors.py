"""The doors of the product: signed out there is nothing to see, and no other site can act in a person's name."""

from __future__ import annotations

import httpx
import pytest

from assistant.access import csrf_token
from assistant.api.gate import PAGE_PATHS
from assistant.api.signing_in import VISIT, local
from assistant.web.visitors import LANGUAGE, SESSION
from tests.web.desks import PASSWORD, Desk

PATH = "/api/v1/complaints"
OPEN = {"/healthz", "/readyz", "/metrics", "/login", "/logout", "/language", "/session", "/", "/favicon.ico",
        "/api/openapi.json"}  # fmt: skip


def login_form(client: httpx.Client, **fields: str) -> dict[str, str]:
    client.get("/login")
    return {"csrf": csrf_token(client.cookies[VISIT]), "name": "elif", "password": PASSWORD, **fields}


def test_the_right_password_opens_the_desk_and_the_cookie_is_out_of_reach_of_scripts(desk: Desk) -> None:
    with desk.browser() as client:
        answer = client.post("/login", data=login_form(client, next="/desk/?case=3"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/?case=3")
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith(SESSION))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


@pytest.mark.parametrize("fields", [{"password": "wrong-wrong-wrong"}, {"name": "nobody-of-that-name"}])
def test_a_wrong_name_and_a_wrong_password_read_the_same(desk: Desk, fields: dict[str, str]) -> None:
    with desk.browser() as client:
        answer = client.post("/login", data=login_form(client, **fields))
    assert answer.status_code == 401
    assert "Name or password is wrong." in answer.text
    assert SESSION not in answer.cookies


def test_a_login_form_without_its_token_is_refused(desk: Desk) -> None:
    with desk.browser() as client:
        answer = client.post("/login", data=login_form(client, csrf=""))
    assert answer.status_code == 403
    assert SESSION not in answer.cookies


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil", "desk"]
)
def test_after_signing_in_nobody_is_led_to_another_site(where: str) -> None:
    assert local(where) == "/desk/"


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
@pytest.mark.parametrize(
    "path", ["/login", "/logout", "/language", "/desk/gradio_api/run/predict", "/api/v1/complaints"]
)
def test_a_form_that_began_on_another_site_is_refused(desk: Desk, path: str, headers: dict[str, str]) -> None:
    with desk.browser("elif") as client:
        assert client.post(path, headers=headers, content=b"{}").status_code == 403


@pytest.mark.parametrize("page", ["/desk", "/paste"])
def test_signed_out_people_are_led_to_the_login_page_and_back_afterwards(desk: Desk, page: str) -> None:
    with desk.browser() as client:
        answer = client.get(f"{page}/?case=7")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/login?next={page}/%3Fcase%3D7")


def test_signed_out_no_route_gives_anything_away(desk: Desk) -> None:
    known = desk.routes
    assert len(known) > 60
    with desk.browser() as client:
        for method, path in known:
            if path in OPEN or path.startswith("/static"):
                continue
            status = client.request(method, path, content=b"{}").status_code
            assert status in (303, 401, 403, 404, 405), f"{method} {path} answered {status}"


def test_signed_in_the_pages_offer_no_upload_file_proxy_or_api_page(desk: Desk) -> None:
    with desk.browser("elif") as client:
        assert client.get("/desk/").status_code == 200
        for path in ("upload", "file=/etc/passwd", "proxy=https://x.example", "info", "queue/join", "call/act", "runs"):
            for method in ("GET", "POST"):
                assert client.request(method, f"/desk/gradio_api/{path}").status_code == 404
        assert client.get("/desk/token").status_code == 404
        assert client.get("/desk/monitoring").status_code == 404
    assert "/gradio_api/upload" not in PAGE_PATHS


def test_a_handler_called_without_the_page_s_token_does_nothing(desk: Desk) -> None:
    with desk.browser("elif") as client:
        config = client.get("/desk/config").json()
        act = next(one["id"] for one in config["dependencies"] if len(one["inputs"]) == 1 and one["outputs"])
        body = {"fn_index": act, "data": ['{"do":"list","csrf":"guessed"}'], "session_hash": "x"}
        answer = client.post("/desk/gradio_api/run/predict", json=body)
    assert answer.status_code == 200
    assert "bad_form" in answer.text
    assert "data-case" not in answer.text


def test_a_role_that_sees_no_complaints_sees_no_desk(desk: Desk) -> None:
    with desk.browser("eva") as client:
        assert client.get("/desk/").status_code == 403


def test_signing_out_ends_the_session_for_good(desk: Desk) -> None:
    with desk.browser("elif") as client:
        session = client.cookies[SESSION]
        assert client.get("/session").status_code == 200
        assert client.post("/logout", data={"csrf": "wrong"}).status_code == 403
        assert client.post("/logout", data={"csrf": csrf_token(session)}).status_code == 303
        client.cookies.set(SESSION, session)
        assert client.get("/session").status_code == 401


def test_every_answer_carries_the_headers_that_keep_others_out(desk: Desk) -> None:
    with desk.browser() as client:
        headers = client.get("/login").headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers


def test_the_language_is_kept_for_the_browser_and_only_a_known_one(desk: Desk) -> None:
    with desk.browser("elif") as client:
        csrf = csrf_token(client.cookies[SESSION])
        assert client.post("/language", data={"csrf": csrf, "language": "xx"}).status_code == 400
        answer = client.post("/language", data={"csrf": csrf, "language": "el", "next": "//evil.example"})
        assert (answer.headers["location"], answer.cookies[LANGUAGE]) == ("/desk/", "el")
        client.cookies.delete(SESSION)
        assert "Σύνδεση" in client.get("/login").text
