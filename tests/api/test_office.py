"""The pages of those who answer for the work: what was put aside is text, and a person decides what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.access import Role, add_account, sign_in
from assistant.api.failures import refused
from assistant.api.gate import Gate
from assistant.api.office import office
from assistant.bootstrap import Product
from assistant.domain import Language
from assistant.errors import AssistantError
from assistant.store import Store
from assistant.store.arrivals import find_arrival, keep_arrival, settle_arrival, unread
from assistant.web.parts import Parts
from assistant.web.rendering import texts
from assistant.web.visitors import SESSION
from assistant.workflow import letters
from assistant.workflow.collecting import AGAIN, UNFETCHED
from assistant.workflow.customers import find_customer
from assistant.workflow.delivered import CRASHED
from assistant.workflow.intake import Arrival, receive, refuse
from assistant.workflow.reporting import COUNTED, figures, report_due
from tests.store.stores import Clock
from tests.workflow.desk_days import drafted
from tests.workflow.test_letters import mail

PASSWORD = "kuzey-kokusu-17"
BOX = "imap:destek@imap.marka.example/INBOX"
Open = Callable[[str], TestClient]


@pytest.fixture
def page(store: Store, product: Product) -> Open:
    """A browser of somebody signed in before these pages."""
    add_account(store, "elif", PASSWORD, Role.LEAD)
    add_account(store, "ayse", PASSWORD, Role.AGENT)

    def unused(*_: object, **__: object) -> object:
        raise AssertionError("no page of these needs this")

    parts = Parts(
        store, lambda: product.knowledge, unused, unused, product.due_at, product.policy(), unused, unused, unused,
        unused, b"k" * 32,
    )  # type: ignore[arg-type]  # fmt: skip
    app = FastAPI()
    app.add_exception_handler(AssistantError, refused)
    app.add_middleware(Gate, store=store, pages=())
    app.include_router(office(parts))

    def opened(name: str) -> TestClient:
        cookies = {SESSION: sign_in(store, name, PASSWORD, "127.0.0.1").session}
        return TestClient(app, follow_redirects=False, cookies=cookies, headers={"accept-language": "tr"})

    return opened


def put(store: Store, key: str, raw: bytes, reason: str = "automatic", source: str = BOX) -> None:
    receive(store, Arrival(source, key), raw)
    refuse(store, Arrival(source, key), reason)


def do(browser: TestClient, what: str, key: str, source: str = BOX) -> tuple[int, str]:
    found = re.search(r'name="csrf" value="(\w+)"', browser.get("/aside?all=1").text)
    assert found is not None
    told = {"csrf": found[1], "do": what, "key": key, "source": source}
    answer = browser.post("/aside", data=told)
    return answer.status_code, answer.text


def test_what_was_put_aside_is_shown_with_its_reason_and_as_text_only(store: Store, page: Open) -> None:
    put(store, "one", mail("<img src=x onerror=alert(1)> & kargo", Subject="<b>Kargo</b>"), "bad_field")
    put(store, "two", b"\xff\xfe<script>", "unreadable", source="webhook")
    put(store, "three", mail("B\u00fclten"), "automatic")
    shown = page("elif").get("/aside").text
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; kargo" in shown
    assert "&lt;b&gt;Kargo&lt;/b&gt;" in shown
    assert "&lt;script&gt;" in shown
    assert not {"<img", "<b>Kargo", "<script>"} & set(re.findall(r"<img|<b>Kargo|<script>", shown))
    for key in ("bad_field", "unreadable"):
        assert texts(Language.TR)[f"aside_reason.{key}"] in shown
    assert "Bülten" not in shown  # nobody has to look at a newsletter
    assert "Bülten" in page("elif").get("/aside?all=1").text


def test_a_mail_that_was_put_aside_by_mistake_becomes_a_complaint_once(store: Store, page: Open) -> None:
    put(store, "one", mail("Kargom gelmedi!"))
    browser = page("elif")
    status, shown = do(browser, "take", "one")
    with store.read() as tx:
        arrival = find_arrival(tx, BOX, "one")
    assert arrival is not None
    assert arrival.case_id is not None
    assert (status, f"/desk/?case={arrival.case_id}" in shown) == (200, True)
    put(store, "two", mail("Başka", Message_ID="<m2@x>"))
    assert do(browser, "take", "one")[0] == 409
    assert do(browser, "take", "none")[0] == 404


def test_what_is_left_waits_for_nobody_and_is_kept(store: Store, page: Open) -> None:
    put(store, "one", mail("x" * 10), "bad_field")
    browser = page("elif")
    assert do(browser, "leave", "one")[0] == 200
    assert 'name="key"' not in browser.get("/aside").text
    assert "x" * 10 in browser.get("/aside?all=1").text


def test_a_mail_without_bytes_is_asked_for_again_and_what_is_no_mail_cannot_be_taken_in(
    store: Store, page: Open
) -> None:
    with store.write() as tx:
        keep_arrival(tx, BOX, "7-12", b"")
        settle_arrival(tx, BOX, "7-12", refused=UNFETCHED)
    put(store, "two", b"{}", "bad_field", source="webhook")
    browser = page("elif")
    status, shown = do(browser, "take", "7-12")
    assert (status, texts(Language.TR)["aside.wanted"] in shown) == (200, True)
    with store.read() as tx:
        assert getattr(find_arrival(tx, BOX, "7-12"), "refused", None) == AGAIN
    assert do(browser, "take", "two", source="webhook")[0] == 400


def test_a_mail_over_which_the_program_ended_is_never_opened_at_the_desk_and_given_to_a_worker_again(
    store: Store, page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: object, **__: object) -> None:
        pytest.fail("the desk would be gone now")

    monkeypatch.setattr(letters, "message_from_bytes", opened)
    for key in ("one", "two"):
        put(store, key, mail("Kargom gelmedi!", From="Hanife@posta.example"), CRASHED)
    browser = page("elif")
    assert texts(Language.TR)[f"aside_reason.{CRASHED}"] in browser.get("/aside").text
    assert do(browser, "leave", "two")[0] == 200
    shown = browser.get("/aside").text
    assert (shown.count('name="key"'), texts(Language.TR)["aside.take"] in shown) == (1, False)
    assert "Hanife@posta.example" in browser.get("/aside?all=1").text
    assert len(find_customer(store, "hanife@posta.example", b"k" * 32).aside) == 2
    for key in ("one", "two"):
        status, shown = do(browser, "take", key)
        assert (status, texts(Language.TR)["aside.wanted"] in shown) == (200, True)
    with store.read() as tx:
        assert [one.key for one in unread(tx, BOX, 9)] == ["one", "two"]


def test_only_who_answers_for_the_work_sees_these_pages_and_who_looked_is_written_down(
    store: Store, page: Open
) -> None:
    put(store, "one", mail("Kargom gelmedi!"), "bad_field")
    agent, lead = page("ayse"), page("elif")
    for path in ("/aside", "/report"):
        assert (agent.get(path).status_code, lead.get(path).status_code) == (403, 200)
    assert agent.post("/aside", data={"do": "leave", "source": BOX, "key": "one"}).status_code == 403
    assert lead.post("/aside", data={"do": "leave", "source": BOX, "key": "one"}).status_code == 403  # no token
    with store.read() as tx:
        assert getattr(find_arrival(tx, BOX, "one"), "refused", None) == "bad_field"
        read = tx.connection.exec_driver_sql("SELECT actor FROM audit WHERE event = 'aside_read'").scalars().all()
    assert set(read) == {"elif"}


def test_the_report_shows_yesterday_as_it_was_kept_and_today_as_it_is(store: Store, clock: Clock, page: Open) -> None:
    zone = ZoneInfo("Europe/Istanbul")
    drafted(store, 1)
    clock.forward(timedelta(days=1).total_seconds())
    report_due(store, zone)
    drafted(store, 2)
    drafted(store, 3)
    shown = page("elif").get("/report").text
    row = re.search(rf">{texts(Language.TR)['report.complaints']}</th>(.*?)</tr>", shown)
    assert row is not None
    assert re.findall(r">(\d+)<", row[1]) == ["2", "1"]


@pytest.mark.parametrize("language", Language)
def test_every_figure_of_a_day_has_a_name(store: Store, clock: Clock, language: Language) -> None:
    names = {*COUNTED, *figures(store, clock().date(), ZoneInfo("Europe/Istanbul")), "replies", "median", "nine_of_ten"}
    assert {name for name in names if f"report.{name}" not in texts(language)} == set()
