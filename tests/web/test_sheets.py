"""The plain pages: one question to whoever has its link, answers for editors, and the tasks of approved replies."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.access import Role, add_account, sign_in
from assistant.access.links import link_token
from assistant.api.failures import refused
from assistant.api.gate import Gate
from assistant.api.sheets import sheets
from assistant.bootstrap import Product
from assistant.domain import Language
from assistant.errors import AssistantError
from assistant.knowledge import Knowledge
from assistant.store import QuestionRow, State, Store, case_file
from assistant.store.disclosures import Leaving, Outgoing, add_disclosure
from assistant.store.steps import save_step
from assistant.web.parts import Parts
from assistant.web.rendering import texts
from assistant.web.visitors import SESSION
from assistant.workflow.asking import ask, withdraw
from assistant.workflow.commitments import open_commitments
from assistant.workflow.steps import confirm
from tests.store.stores import Clock, clock, emptied_store
from tests.workflow.desk_days import AYSE, drafted
from tests.workflow.test_commitments import DUE, PROMISE, answered

__all__ = ["clock"]
KEY = b"k" * 32
PASSWORD = "kuzey-kokusu-17"


@pytest.fixture
def store(clock: Clock) -> Iterator[Store]:
    with emptied_store("sqlite", clock) as opened:
        for name, role in (("ayse", Role.AGENT), ("deniz", Role.EDITOR), ("eva", Role.EVALUATOR), ("elif", Role.LEAD)):
            add_account(opened, name, PASSWORD, role, display_name=name.title())
        yield opened


Open = Callable[..., TestClient]


@pytest.fixture
def page(store: Store, product: Product, knowledge: Knowledge) -> Open:
    """A browser before the plain pages; signed in if a name is given."""

    def opened(name: str | None = None, *, account: bool = False) -> TestClient:
        asking = knowledge.brand.asking.model_copy(update={"without_account": not account})
        brand = replace(knowledge, brand=knowledge.brand.model_copy(update={"asking": asking}))

        def unused(*_: object, **__: object) -> object:
            raise AssertionError("no plain page needs this")

        parts = Parts(
            store, lambda: brand, unused, unused, unused, product.policy(), unused, unused, unused, unused, KEY
        )  # type: ignore[arg-type]
        app = FastAPI()
        app.add_exception_handler(AssistantError, refused)
        app.add_middleware(Gate, store=store, pages=())
        app.include_router(sheets(parts))
        cookies = {SESSION: sign_in(store, name, PASSWORD, "127.0.0.1").session} if name else {}
        return TestClient(app, follow_redirects=False, cookies=cookies, headers={"accept-language": "tr"})

    return opened


def question(store: Store) -> QuestionRow:
    return ask(store, drafted(store), AYSE, "finance", "İade <b>ne zaman</b> yattı?", valid=timedelta(days=3))


def link(one: QuestionRow) -> str:
    return f"/ask/{link_token(KEY, one.id, one.expires_at)}"


def token(html: str) -> str:
    found = re.search(r'name="csrf" value="(\w+)"', html)
    assert found is not None
    return found[1]


def test_whoever_has_the_link_reads_that_one_question_and_answers_it_once(store: Store, page: Open) -> None:
    one = question(store)
    browser = page()
    shown = browser.get(link(one))
    assert shown.status_code == 200
    assert "İade &lt;b&gt;ne zaman&lt;/b&gt; yattı?" in shown.text  # as text, whatever was typed
    assert "Kargom gelmedi!" in shown.text
    assert one.complaint not in shown.text
    assert "Ayşe Yılmaz" not in shown.text
    assert SESSION not in shown.headers.get("set-cookie", "")

    done = browser.post(link(one), data={"answer": "20 Kasım'da yattı.", "name": "Deniz"})
    assert done.status_code == 200
    assert case_file(store, one.case_id).row.note == "20 Kasım'da yattı."
    again = browser.post(link(one), data={"answer": "Yatmadı.", "name": "Deniz"})
    assert (again.status_code, browser.get(link(one)).status_code) == (410, 410)
    assert "Kargom" not in again.text
    assert case_file(store, one.case_id).row.note == "20 Kasım'da yattı."


def test_an_answer_that_cannot_be_taken_stands_in_its_box_again(store: Store, page: Open) -> None:
    one = question(store)
    shown = page().post(link(one), data={"answer": "20 Kasım'da </textarea> yattı.", "name": " "})
    assert shown.status_code == 400
    assert "20 Kasım&#39;da &lt;/textarea&gt; yattı." in shown.text
    assert case_file(store, one.case_id).row.note is None


def test_a_forged_old_or_withdrawn_link_opens_nothing_and_guessing_is_slowed_down(
    store: Store, page: Open, clock: Clock
) -> None:
    one, browser = question(store), page()
    forged = f"/ask/{link_token(b'x' * 32, one.id, one.expires_at)}"
    found = [browser.get(forged) for _ in range(11)]
    assert [answer.status_code for answer in found] == [404] * 10 + [429]
    assert not any("Kargom" in answer.text for answer in found)
    clock.forward(16 * 60)
    withdraw(store, one.id, AYSE)
    assert browser.get(link(one)).status_code == 410
    clock.forward(4 * 86_400)
    assert browser.get(link(one)).status_code == 410


def test_where_the_brand_wants_accounts_a_colleague_signs_in_and_comes_back(store: Store, page: Open) -> None:
    one = question(store)
    sent = page(account=True).get(link(one))
    assert (sent.status_code, sent.headers["location"]) == (303, f"/login?next={link(one)}")
    assert page(account=True).post(link(one), data={"answer": "Evet.", "name": "x"}).status_code == 401
    browser = page("eva", account=True)  # any account will do: the page shows no complaint
    shown = browser.get(link(one))
    assert browser.post(link(one), data={"answer": "Evet."}).status_code == 403  # another site's form
    done = browser.post(link(one), data={"answer": "Evet.", "csrf": token(shown.text)})
    assert done.status_code == 200
    file = case_file(store, one.case_id)
    assert (file.questions[0].answered_by, file.audit[-1].actor) == ("eva", "eva")


@pytest.mark.parametrize("path", ["/ask/x", "/tasks", "/offers"])
def test_no_plain_page_runs_foreign_or_inline_script_or_tells_where_it_was(page: Open, path: str) -> None:
    headers = page("ayse").get(path).headers if path != "/offers" else page("deniz").get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert (headers["referrer-policy"], headers["x-frame-options"], headers["cache-control"]) == (
        "same-origin", "DENY", "no-store",
    )  # fmt: skip


def test_an_editor_makes_an_entry_of_an_answer_or_leaves_it(store: Store, page: Open) -> None:
    one = question(store)
    page().post(
        link(one), data={"answer": "İadeler 3 iş günü içinde yatar. Beni 0532 123 45 67'den arayın.", "name": "Deniz"}
    )
    assert page("ayse").get("/offers").status_code == 403
    browser = page("deniz")
    shown = browser.get("/offers")
    assert "3 iş günü" in shown.text
    assert browser.post(f"/offers/{one.id}", data={"verdict": "accepted"}).status_code == 403
    made = browser.post(f"/offers/{one.id}", data={"verdict": "accepted", "csrf": token(shown.text)})
    assert made.status_code == 200
    assert "knowledge/faq/tr/" in made.text
    assert "owner: finance" in made.text
    assert "0532" not in made.text
    assert (
        browser.post(f"/offers/{one.id}", data={"verdict": "dismissed", "csrf": token(shown.text)}).status_code == 409
    )
    assert "3 iş günü" not in browser.get("/offers").text


def test_a_task_is_handed_over_and_done_and_a_late_one_says_so(store: Store, page: Open, clock: Clock) -> None:
    case_id = answered(store, clock)
    number = open_commitments(store)[0].id
    assert page().get("/tasks").status_code == 303
    assert page("eva").get("/tasks").status_code == 403
    browser = page("ayse")
    shown = browser.get("/tasks")
    assert PROMISE.replace("'", "&#39;") in shown.text
    assert f'href="/desk/?case={case_id}"' in shown.text
    assert "task late" not in shown.text
    assert PROMISE.split("'")[0] not in browser.get("/tasks?team=finance").text

    told = {"csrf": token(shown.text), "do": "hand_over", "owner": "finance"}
    assert browser.post(f"/tasks/{number}", data={**told, "csrf": "guessed"}).status_code == 403
    assert browser.post(f"/tasks/{number}", data={**told, "owner": "nobody"}).status_code == 400
    assert browser.post(f"/tasks/{number}", data=told).status_code == 200
    assert PROMISE.split("'")[0] in browser.get("/tasks?team=finance").text

    clock.now = DUE + timedelta(minutes=1)
    browser = page("ayse")
    shown = browser.get("/tasks")
    assert "task late" in shown.text
    done = {"csrf": token(shown.text), "do": "kept"}
    assert browser.post(f"/tasks/{number}", data=done).status_code == 200
    assert browser.post(f"/tasks/{number}", data=done).status_code == 409
    assert PROMISE.split("'")[0] not in browser.get("/tasks").text
    assert page("deniz").post(f"/tasks/{number}", data=done).status_code == 403  # editors read, agents do
    assert [line.event for line in case_file(store, case_id).audit][-2:] == ["promise_handed", "promise_kept"]
    assert case_file(store, case_id).row.state is State.SENT


def test_a_step_stands_among_the_tasks_with_what_its_team_needs_and_is_done_from_there(
    store: Store, page: Open, knowledge: Knowledge
) -> None:
    case_id = drafted(store)
    step = confirm(
        store, knowledge, case_id, AYSE, "agent", "start_return", {"order_number": "MLT-12345"}, hands_over=False
    )
    browser = page("ayse")
    shown = browser.get("/tasks")
    assert knowledge.steps["start_return"].name[Language.TR] in shown.text
    assert "MLT-12345" in shown.text
    assert 'name="owner"' not in shown.text  # the sheet of steps says whose it is
    assert "MLT-" not in browser.get("/tasks?team=finance").text
    with store.write() as tx:
        save_step(tx, replace(step, trouble="unreachable"))
    assert texts(Language.TR)["step_trouble.unreachable"] in browser.get("/tasks").text  # it may have it all the same

    done = {"csrf": token(shown.text)}
    assert page("deniz").post(f"/tasks/steps/{step.id}", data=done).status_code == 403
    assert browser.post(f"/tasks/steps/{step.id}").status_code == 403
    assert browser.post(f"/tasks/steps/{step.id}", data=done).status_code == 200
    assert browser.post(f"/tasks/steps/{step.id}", data=done).status_code == 409
    assert browser.post("/tasks/steps/none", data=done).status_code == 404
    assert "MLT-" not in browser.get("/tasks").text
    assert case_file(store, case_id).audit[-1].event == "step_done"


@pytest.mark.parametrize(("language", "masked"), [("en", "not masked"), ("tr", "maskesiz"), ("el", "χωρίς απόκρυψη")])
def test_a_lead_sees_what_left_the_machine_for_a_case_and_that_is_written_down(
    store: Store, page: Open, language: str, masked: str
) -> None:
    case_id = drafted(store)
    words = json.dumps([{"role": "user", "content": "⟦NAME_1⟧ <b>yazdı</b>"}])
    with store.write() as tx:
        add_disclosure(tx, case_id, Outgoing(Leaving.MODEL, "openai:x", "api.example", b"prompt", True, words))
        add_disclosure(tx, case_id, Outgoing(Leaving.MAIL, "email", "mail.example:587", b"reply", False))
    shown = page("elif").get(f"/disclosures/{case_id}", headers={"accept-language": language})
    assert shown.status_code == 200
    for told in ("openai:x", "api.example", "mail.example:587", sha256(b"prompt").hexdigest(), "A-1", masked):
        assert told in shown.text
    assert "⟦NAME_1⟧ &lt;b&gt;yazdı&lt;/b&gt;" in shown.text
    assert "script" not in shown.headers["content-security-policy"]
    line = case_file(store, case_id).audit[-1]
    assert (line.event, line.actor) == ("disclosures_read", "elif")
    nothing = page("elif").get(f"/disclosures/{drafted(store, 2)}", headers={"accept-language": language})
    assert texts(Language(language))["left.none"] in nothing.text


@pytest.mark.parametrize("name", ["ayse", "deniz", "eva"])
def test_nobody_else_sees_what_left_the_machine(store: Store, page: Open, name: str) -> None:
    case_id = drafted(store)
    assert page(name).get(f"/disclosures/{case_id}").status_code == 403
    assert page().get(f"/disclosures/{case_id}").status_code == 303
    assert case_file(store, case_id).audit[-1].event != "disclosures_read"


@pytest.mark.parametrize("number", ["99", "0", "x", "1e3", "٣", "9" * 40])
def test_a_case_that_is_not_there_has_no_such_page(store: Store, page: Open, number: str) -> None:
    assert page("elif").get(f"/disclosures/{number}").status_code == 404
