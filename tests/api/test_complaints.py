"""Complaints and decisions over HTTP: who may, what counts once, and that a decision is about the bytes it names."""

from __future__ import annotations

import json
import secrets
from hashlib import sha256
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.access import Scope, csrf_token
from assistant.api.application import parts_of
from assistant.api.failures import refused
from assistant.api.handing_in import handing_in
from assistant.channels.webhooks import key_of, sign
from assistant.errors import AssistantError
from assistant.store import Posting
from assistant.store.cases import find_case
from assistant.web.visitors import SESSION
from tests.web.desks import UNDO_SECONDS, WEBHOOK_SECRET, Desk

PATH = "/api/v1/complaints"


def body(**fields: object) -> dict[str, object]:
    return {"id": f"H-{secrets.token_hex(4)}", "channel": "email", "text": "Kargom 5 gündür gelmedi.", **fields}


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def signed(desk: Desk, raw: bytes, *, id_: str | None = None, at: float = 0) -> dict[str, str]:
    id_ = id_ or f"msg_{secrets.token_hex(6)}"
    timestamp = int(desk.store.clock().timestamp() + at)
    signature = sign(key_of(WEBHOOK_SECRET), id_, timestamp, raw)
    return {"webhook-id": id_, "webhook-timestamp": str(timestamp), "webhook-signature": f"v2,ignored {signature}"}


def test_a_complaint_handed_in_with_a_token_is_there_after_the_answer_and_once(desk: Desk) -> None:
    token, complaint = desk.token(Scope.SUBMIT), body()
    with desk.browser() as client:
        first = client.post(PATH, json=complaint, headers=bearer(token))
        again = client.post(PATH, json=complaint, headers=bearer(token))
    assert (first.status_code, first.json()["new"]) == (202, True)
    assert (again.status_code, again.json()["new"]) == (202, False)
    assert desk.file(str(complaint["id"])).complaint.text == complaint["text"]


@pytest.mark.parametrize("scope", [None, Scope.READ])
def test_without_a_token_meant_for_it_nothing_is_taken(desk: Desk, scope: Scope | None) -> None:
    headers = bearer(desk.token(scope)) if scope else {}
    with desk.browser() as client:
        answer = client.post(PATH, json=body(), headers=headers)
    assert answer.status_code in (401, 403)
    assert answer.json()["error"]


def test_a_signed_webhook_is_taken_and_its_replay_changes_nothing(desk: Desk) -> None:
    complaint = body()
    raw = json.dumps(complaint).encode()
    headers = signed(desk, raw)
    with desk.browser() as client:
        first = client.post(PATH, content=raw, headers=headers)
        replay = client.post(PATH, content=raw, headers=headers)
        other = json.dumps(body()).encode()
        reused = client.post(PATH, content=other, headers=signed(desk, other, id_=headers["webhook-id"]))
        once_more = client.post(PATH, content=raw, headers=signed(desk, raw, id_=headers["webhook-id"]))
    assert (first.status_code, first.json()["new"]) == (202, True)
    for again in (replay, once_more):
        assert (again.status_code, again.json()["new"], again.json()["changed"]) == (202, False, False)
    assert (reused.status_code, reused.json()["code"]) == (409, "delivery_reused")  # a 202 would lose it


def say(desk: Desk, id_: str, signing: bool = False, **fields: object) -> httpx.Response:
    raw = json.dumps(fields).encode()
    headers = signed(desk, raw) if signing else bearer(desk.token(Scope.SUBMIT))
    with desk.browser() as client:
        return client.post(f"{PATH}/{id_}/messages", content=raw, headers=headers)


@pytest.mark.parametrize("signing", [False, True])
def test_what_the_customer_writes_next_is_added_once_and_withdraws_what_was_approved(desk: Desk, signing: bool) -> None:
    id_, text, version = ready(desk)
    next_ = {"key": "m2", "text": "Vazgeçtim, iptal edin.", "complaint": id_}
    with desk.browser() as client:
        client.post(f"{PATH}/{id_}/decisions", json=decision(text, version), headers=bearer(desk.token(Scope.DECIDE)))
    first, again = say(desk, id_, signing, **next_), say(desk, id_, signing, **next_)
    other = say(desk, id_, signing, **{**next_, "text": "Başka bir şey"})
    assert [(one.status_code, one.json().get("new")) for one in (first, again)] == [(202, True), (202, False)]
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    file = desk.file(id_)
    assert (file.complaint.text, file.row.thread) == ("Vazgeçtim, iptal edin.", 1)
    assert {posting.state for posting in file.outbox} == {Posting.WITHDRAWN}
    with desk.browser() as client:
        stale = client.post(
            f"{PATH}/{id_}/decisions", json=decision(text, version), headers=bearer(desk.token(Scope.DECIDE))
        )
    assert stale.status_code == 409


def test_a_message_for_nobody_or_for_another_complaint_is_refused(desk: Desk) -> None:
    id_ = desk.file(desk.take("Kargom 5 gündür gelmedi.")).row.external_id
    next_ = {"key": "m2", "text": "Ne oldu?"}
    assert say(desk, "none-such", complaint="none-such", **next_).status_code == 404
    assert say(desk, id_, complaint="another", **next_).json()["code"] == "other_complaint"
    # The signature covers the body alone: whoever caught it could send it to any other address.
    assert say(desk, id_, signing=True, **next_).json()["code"] == "other_complaint"
    assert say(desk, id_, text="Ne oldu?").status_code == 400
    assert desk.file(id_).row.thread == 0


def test_a_complaint_told_again_with_more_is_continued(desk: Desk) -> None:
    complaint, headers = body(), bearer(desk.token(Scope.SUBMIT))
    grown = {**complaint, "thread": [{"from": "customer", "text": complaint["text"]}], "text": "Hâlâ gelmedi!"}
    with desk.browser() as client:
        client.post(PATH, json=complaint, headers=headers)
        told = [client.post(PATH, json=grown, headers=headers).json() for _ in range(2)]
    assert [(one["new"], one["changed"], one["added"]) for one in told] == [(False, True, 1), (False, False, 0)]
    assert desk.file(str(complaint["id"])).complaint.text == "Hâlâ gelmedi!"


def test_details_are_filled_in_over_http_or_refused_in_the_readers_words(desk: Desk) -> None:
    id_ = desk.file(desk.take("Kartımdan iki kez para çekildi.", market="tr")).row.external_id
    desk.until(lambda: desk.file(id_).row.head > 0)
    version, headers = desk.file(id_).row.head, bearer(desk.token(Scope.DECIDE))
    wrong = {"version": version, "filled": {"charge_date": "35 Mayıs"}, "language": "tr"}
    with desk.browser() as client:
        refused = client.post(f"{PATH}/{id_}/details", json=wrong, headers=headers)
        filled = {**wrong, "filled": {"charge_date": "3 Kasım", "order_number": "mlt 48213"}}
        taken = client.post(f"{PATH}/{id_}/details", json=filled, headers=headers)
        reading = client.post(f"{PATH}/{id_}/details", json=filled, headers=bearer(desk.token(Scope.READ)))
    assert (refused.status_code, refused.json()["code"]) == (400, "slot.date")
    assert "bir tarih değil" in refused.json()["error"]
    made = taken.json()["proposal"]
    assert (taken.status_code, made["slots"]) == (201, [])
    assert made["made_from"]["known"] == {"charge_date": "2026-11-03", "order_number": "MLT-48213"}
    assert made["triage"]["details"]["dates"] == ["3 Kasım 2026"]
    assert reading.status_code == 403


def test_details_told_with_a_complaint_are_known_to_its_draft_and_wrong_ones_refuse_it(desk: Desk) -> None:
    told = {"text": "Kartımdan iki kez para çekildi.", "market": "tr"}
    taken = body(**told, filled={"charge_date": "3 November", "order_number": "mlt 48213"})
    wrong = body(**told, filled={"charge_date": "35 May"})
    with desk.browser() as client:
        answers = [client.post(PATH, json=one, headers=bearer(desk.token(Scope.SUBMIT))) for one in (taken, wrong)]
    assert [answer.status_code for answer in answers] == [202, 400]

    def made() -> dict[str, Any]:
        draft = desk.file(str(taken["id"])).draft
        return json.loads(draft.proposal or "{}") if draft is not None else {}

    desk.until(lambda: made().get("slots") == [])
    assert made()["made_from"]["known"] == {"charge_date": "2026-11-03", "order_number": "MLT-48213"}
    with desk.store.read() as tx:
        assert find_case(tx, str(wrong["id"])) is None


@pytest.mark.parametrize("at", [-301, 301])
def test_a_stale_or_future_webhook_is_refused(desk: Desk, at: int) -> None:
    raw = json.dumps(body()).encode()
    with desk.browser() as client:
        assert client.post(PATH, content=raw, headers=signed(desk, raw, at=at)).status_code == 401


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_webhook_with_any_header_missing_changed_or_doubled_is_refused(desk: Desk, name: str) -> None:
    raw = json.dumps(body()).encode()
    headers = signed(desk, raw)
    changed = [
        {key: value for key, value in headers.items() if key != name},
        {**headers, name: headers[name][:-2] + ("0" if headers[name][-2] != "0" else "1") + headers[name][-1]},
        [*headers.items(), (name, headers[name])],
    ]
    with desk.browser() as client:
        for each in changed:
            assert client.post(PATH, content=raw, headers=each).status_code == 401
        assert client.post(PATH, content=raw + b" ", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"{", "JSON"),
        (b"[]", "object"),
        (b'{"id":"x"}', "text is missing"),
        (b'{"id":"x","text":"a","channel":"fax"}', "channel"),
    ],
)
def test_a_body_that_cannot_be_used_is_answered_with_a_sentence(desk: Desk, raw: bytes, words: str) -> None:
    with desk.browser() as client:
        answer = client.post(PATH, content=raw, headers=bearer(desk.token(Scope.SUBMIT)))
    assert answer.status_code == 400
    assert words in answer.json()["error"]


def test_a_complaint_nobody_knows_is_not_found(desk: Desk) -> None:
    with desk.browser() as client:
        assert client.get(f"{PATH}/none-such", headers=bearer(desk.token(Scope.READ))).status_code == 404


def shown(desk: Desk, id_: str) -> dict[str, object]:
    with desk.browser() as client:
        state: dict[str, object] = client.get(f"{PATH}/{id_}", headers=bearer(desk.token(Scope.READ))).json()
    return state


def decision(text: str, version: object, **fields: object) -> dict[str, object]:
    hashes = {"private": sha256(text.encode()).hexdigest()}
    return {"verb": "approve", "version": version, "thread": 0, "texts": {"private": text}, "hashes": hashes, **fields}


def ready(desk: Desk) -> tuple[str, str, object]:
    case = desk.take("Çamaşır makinemi 9 gündür bekliyorum. Sipariş numaram MLT-48213.", market="tr",
                     author={"name": "Fatma Özdemir"})  # fmt: skip
    id_ = desk.file(case).row.external_id
    state = shown(desk, id_)
    text = str(state["texts"]["private"]).replace("{agent_name}", "Elif K.")  # type: ignore[index]
    return id_, text, state["version"]


def test_a_decision_over_http_sends_exactly_the_text_it_names(desk: Desk) -> None:
    id_, text, version = ready(desk)
    with desk.browser() as client:
        answer = client.post(
            f"{PATH}/{id_}/decisions", json=decision(text, version), headers=bearer(desk.token(Scope.DECIDE))
        )
    assert answer.status_code == 201, answer.text
    case = desk.file(id_).row.id
    desk.forward(UNDO_SECONDS)
    desk.until(lambda: bool(desk.sent(case)))
    assert [line["text"] for line in desk.sent(case)] == [text]


def test_a_decision_on_an_older_version_or_another_text_is_refused(desk: Desk) -> None:
    id_, text, version = ready(desk)
    stale = decision(text, int(str(version)) - 1)
    other = decision(text, version, texts={"private": text + "!"})
    unfilled = decision("Merhaba, {agent_name}", version)
    with desk.browser() as client:
        headers = bearer(desk.token(Scope.DECIDE))
        statuses = [
            client.post(f"{PATH}/{id_}/decisions", json=one, headers=headers).status_code
            for one in (stale, other, unfilled)
        ]
    assert statuses == [409, 409, 400]
    assert desk.file(id_).outbox == ()


def test_a_session_decides_only_with_its_form_token(desk: Desk) -> None:
    id_, text, version = ready(desk)
    send = decision(text, version)
    with desk.browser("elif") as client:
        assert client.post(f"{PATH}/{id_}/decisions", json=send).status_code == 403
        csrf = csrf_token(client.cookies[SESSION])
        assert client.post(f"{PATH}/{id_}/decisions", json=send, headers={"x-csrf": csrf}).status_code == 201


def test_the_other_verbs_close_hand_over_and_send_back(desk: Desk) -> None:
    headers = bearer(desk.token(Scope.DECIDE))
    verbs = (
        ({"verb": "no_reply", "reason": "spam"}, "closed"),
        ({"verb": "escalate", "unit": "legal", "note": "Bakar mısınız?"}, "escalated"),
    )
    with desk.browser() as client:
        for fields, state in verbs:
            id_, _, version = ready(desk)
            answer = client.post(
                f"{PATH}/{id_}/decisions", json={**fields, "version": version, "thread": 0}, headers=headers
            )
            assert (answer.status_code, desk.file(id_).row.state) == (201, state)


def test_with_no_secret_set_webhooks_are_closed(desk: Desk) -> None:
    raw = json.dumps(body()).encode()
    answers = []
    for secret in (WEBHOOK_SECRET, None):
        app = FastAPI()
        app.add_exception_handler(AssistantError, refused)
        app.include_router(handing_in(parts_of(desk.product, desk.store), secret))
        answers.append(TestClient(app).post(PATH, content=raw, headers=signed(desk, raw)).status_code)
    assert answers == [202, 401]


def test_the_figures_name_every_tab_and_the_probes_answer(desk: Desk) -> None:
    with desk.browser() as client:
        figures = client.get("/metrics").text
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/readyz").status_code == 200
        paths = client.get("/api/openapi.json").json()["paths"]
    for line in (
        'assistant_cases{tab="review"} ',
        'assistant_cases_overdue{tab="info"} ',
        'assistant_jobs{state="dead"} 0',
    ):
        assert line in figures
    one = PATH + "/{id_}"
    assert set(paths) == {
        PATH,
        one,
        f"{one}/decisions",
        f"{one}/messages",
        f"{one}/details",
        "/healthz",
        "/readyz",
        "/metrics",
    }
