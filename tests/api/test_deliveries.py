"""A signed delivery counts once: also where taking it failed in the middle, and where its case was erased since."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from assistant.api.failures import broken, counted, refused
from assistant.api.figures import exposition
from assistant.api.handing_in import handing_in
from assistant.bootstrap import Product
from assistant.channels.webhooks import FRESH, key_of, sign
from assistant.errors import AssistantError, ConflictError
from assistant.knowledge import Knowledge
from assistant.store import Store
from assistant.store.arrivals import REPEATABLE
from assistant.store.cases import find_case
from assistant.store.status import status
from assistant.store.tables import arrivals
from assistant.web.parts import Parts
from assistant.workflow.erasure import erase
from assistant.workflow.retention import Periods, tidy
from tests.store.stores import Clock, clock, store, url

__all__ = ["clock", "store", "url"]
SECRET = "whsec_" + b64encode(b"the key of these deliveries here").decode()
PATH = "/api/v1/complaints"
BODY = json.dumps({"id": "W-1", "text": "Kargom gelmedi, ben Zümrüt.", "channel": "email"}).encode()


@pytest.fixture
def client(store: Store, knowledge: Knowledge, product: Product) -> Iterator[TestClient]:
    def unused(*_: object, **__: object) -> object:
        raise AssertionError("handing in needs nothing of this")

    parts = Parts(
        store, lambda: knowledge, unused, unused, lambda _: None, product.policy(), unused, unused, unused, unused, b"k" * 32  # type: ignore[arg-type]
    )  # fmt: skip
    app = FastAPI()
    app.add_exception_handler(AssistantError, counted(store, refused))
    app.add_exception_handler(Exception, counted(store, broken))
    app.include_router(handing_in(parts, SECRET))
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


def headers(clock: Clock, body: bytes = BODY, id_: str = "msg-1") -> dict[str, str]:
    at = int(clock().timestamp())
    signature = sign(key_of(SECRET), id_, at, body)
    return {"webhook-id": id_, "webhook-timestamp": str(at), "webhook-signature": signature}


def figure(store: Store, name: str) -> float:
    found = [line for line in exposition(store).splitlines() if line.startswith(f"assistant_{name} ")]
    return float(found[0].split()[-1]) if found else 0.0


def gone(store: Store) -> None:
    with store.read() as tx:
        number = find_case(tx, "W-1")
    assert number is not None
    erase(store, [number], by="test", key=b"k" * 32, forget=lambda _: 0)


@pytest.mark.parametrize(
    ("error", "answer", "code"), [(RuntimeError("Zümrüt"), 500, "RuntimeError"), (ConflictError("x", code="busy"), 503, "busy")]
)  # fmt: skip
@pytest.mark.parametrize("broken_at", ["receive", "take_in"])
def test_a_failure_while_taking_a_delivery_is_counted_and_the_next_try_takes_it(
    client: TestClient, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch, broken_at: str,
    error: Exception, answer: int, code: str,
) -> None:  # fmt: skip
    def fails(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(f"assistant.api.handing_in.{broken_at}", fails)
        failed = client.post(PATH, content=BODY, headers=headers(clock))
    assert failed.status_code == answer
    assert "Zümrüt" not in failed.text
    assert status(store).deliveries["taken_in"] == 0
    assert status(store).cases["drafting"] == 0
    assert figure(store, f'errors_total{{part="intake",code="{code}"}}') == 1
    again = client.post(PATH, content=BODY, headers=headers(clock))
    assert (again.status_code, again.json()["new"]) == (202, True)
    assert status(store).deliveries == {"taken_in": 1, "refused": 0, "open": 0}


def test_a_caller_s_own_mistake_is_no_failure_of_ours(client: TestClient, store: Store, clock: Clock) -> None:
    assert client.post(PATH, content=b"{}", headers=headers(clock, b"{}")).status_code == 400
    assert client.post(PATH, content=BODY, headers={}).status_code == 401
    assert 'part="intake"' not in exposition(store)


def test_an_erased_delivery_that_comes_again_brings_nothing_back_while_its_signature_holds(
    client: TestClient, store: Store, clock: Clock
) -> None:
    first = headers(clock)
    assert client.post(PATH, content=BODY, headers=first).json()["new"] is True
    clock.forward(60)
    gone(store)
    for again in (first, headers(clock)):  # caught on its way, and sent again by its sender
        answer = client.post(PATH, content=BODY, headers=again)
        assert (answer.status_code, answer.json()["new"]) == (202, False)
    other = client.post(PATH, content=BODY + b" ", headers=headers(clock, BODY + b" "))
    assert (other.status_code, other.json()["code"]) == (409, "delivery_reused")
    with store.read() as tx:
        assert find_case(tx, "W-1") is None


def test_what_tells_a_repetition_holds_neither_text_nor_id_and_goes_when_the_signature_is_over(
    client: TestClient, store: Store, clock: Clock
) -> None:
    client.post(PATH, content=BODY, headers=headers(clock))
    gone(store)

    def kept() -> list[tuple[object, ...]]:
        with store.read() as tx:
            return [tuple(row) for row in tx.connection.execute(select(arrivals)).all()]

    assert "msg-1" not in str(kept())
    assert "Kargom" not in str(kept())
    assert len(kept()) == 1
    assert status(store).deliveries == {"taken_in": 0, "refused": 0, "open": 0}
    assert REPEATABLE.total_seconds() >= 2 * FRESH
    clock.forward(int(REPEATABLE.total_seconds()))
    tidy(store, Periods(), key=b"k" * 32, forget=lambda _: 0)
    assert kept() == []


def test_an_old_delivery_leaves_nothing_behind(client: TestClient, store: Store, clock: Clock) -> None:
    client.post(PATH, content=BODY, headers=headers(clock))
    clock.forward(int(REPEATABLE.total_seconds()))
    gone(store)
    with store.read() as tx:
        assert tx.connection.execute(select(arrivals)).all() == []


def test_a_delivery_whose_case_is_erased_while_it_is_read_again_brings_nothing_back(
    client: TestClient, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.api import handing_in as room

    client.post(PATH, content=BODY, headers=headers(clock))
    reading = room.read_message

    def slowly(*told: object) -> object:
        gone(store)
        return reading(*told)  # type: ignore[arg-type]

    monkeypatch.setattr(room, "read_message", slowly)
    assert client.post(PATH, content=BODY, headers=headers(clock)).status_code == 202
    with store.read() as tx:
        assert find_case(tx, "W-1") is None
