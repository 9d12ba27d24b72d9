"""Steps leave signed, once for each id, to the address the operator named and nowhere else."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from assistant.channels.hook import Hook
from assistant.channels.webhooks import key_of, verify
from assistant.errors import ChannelError, RefusedError, SettingError, UncertainError

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
TOLD = {"type": "step.confirmed", "data": {"step": "start_return", "fields": {"store": "Kadıköy"}}}


def hook(server: HTTPServer) -> Hook:
    return Hook(server.url_for("/steps"), SECRET, lambda: NOW)


def test_a_step_arrives_signed_so_that_the_receiver_can_tell_it_is_ours(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/steps", method="POST").respond_with_data("", status=202)
    hook(httpserver).hand("step-1", TOLD)
    (request, _) = httpserver.log[0]
    headers = [request.headers.getlist(f"webhook-{name}") for name in ("id", "timestamp", "signature")]
    assert verify(key_of(SECRET), *headers, request.get_data(), NOW.timestamp()) == "step-1"
    assert json.loads(request.get_data()) == TOLD


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, RefusedError), (410, RefusedError), (408, UncertainError), (429, UncertainError), (500, UncertainError),
     (302, UncertainError)],
)  # fmt: skip
def test_a_final_no_is_told_from_a_maybe_and_a_redirect_is_not_followed(
    httpserver: HTTPServer, status: int, kind: type[ChannelError]
) -> None:
    other = httpserver.url_for("/elsewhere")

    def answer(_: Request) -> Response:
        return Response("", status, {"location": other})

    httpserver.expect_request("/steps").respond_with_handler(answer)
    with pytest.raises(kind):
        hook(httpserver).hand("step-1", TOLD)
    assert [request.path for request, _ in httpserver.log] == ["/steps"]


def test_an_address_nobody_listens_at_is_a_maybe() -> None:
    with pytest.raises(UncertainError):
        Hook("http://127.0.0.1:9/steps", SECRET, lambda: NOW).hand("step-1", TOLD)


@pytest.mark.parametrize(
    ("url", "secret", "named"),
    [("http://shop.example/steps", SECRET, "STEPS_URL"), ("ftp://x/", SECRET, "STEPS_URL"),
     ("https://shop.example/", None, "STEPS_SECRET"), ("https://shop.example/", "short", "STEPS_SECRET")],
)  # fmt: skip
def test_an_address_in_the_clear_and_a_secret_that_is_none_are_refused_by_name(
    url: str, secret: str | None, named: str
) -> None:
    with pytest.raises(SettingError, match=named):
        Hook(url, secret, lambda: NOW)
