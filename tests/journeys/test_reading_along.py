"""A model writes in front of the person: its text as it comes, what may be approved meanwhile, and who may look."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.access.sessions import sign_out
from assistant.web.visitors import SESSION
from tests.llm.faulty import Provider, provider
from tests.web.browsers import People
from tests.web.desks import Desk, open_desk

pytestmark = pytest.mark.timeout(300)  # a desk of its own is opened here, and a busy machine is given time

TURKISH = "Çamaşır makinemi 9 gündür bekliyorum, kargo hâlâ gelmedi. Sipariş numaram MLT-48213."
FIRST = (
    "Çamaşır makineniz için dokuz gündür beklediğinizi, kargonun hâlâ size ulaşmadığını okudum. "
    "Bu kadar uzun bir süre makinesiz kalmak evinizde günlük işleri epey zorlaştırmış olmalı. "
    "Sizi bu kadar beklettiğimiz için özür dilerim, böyle olmamalıydı."
)
LAST = "Teslimat ekibimiz kargonuzun nerede olduğuna bakacak, size en geç 1 iş günü içinde yazacağım."


def reply() -> str:
    rows = [("thread", "thread", FIRST), ("commitment", "brand/sla/follow-up-logistics", LAST)]
    sentences = [
        {"reply": "private", "text": text, "kind": kind, "sources": [source], "paragraph": n}
        for n, (kind, source, text) in enumerate(rows)
    ]
    return json.dumps({"sentences": sentences}, ensure_ascii=False)


@pytest.fixture(scope="module")
def server() -> Iterator[Provider]:
    with pytest.MonkeyPatch.context() as environment, provider(answer=lambda _: reply()) as started:
        environment.setenv("OPENAI_API_KEY", "sk-test")
        environment.setenv("OPENAI_BASE_URL", started.url)
        yield started


@pytest.fixture(scope="module")
def desk(server: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("read"), model="openai:test") as opened:
        yield opened


@pytest.fixture
def model(server: Provider) -> Iterator[Provider]:
    server.held = threading.Event()
    yield server
    server.held.set()


@pytest.fixture(scope="module")
def people(chromium: Browser, desk: Desk) -> Iterator[People]:
    those = People(chromium, desk)
    yield those
    for context in those.profiles.values():
        context.close()


@pytest.fixture
def page(people: People) -> Iterator[Page]:
    page = people.profile("elif").new_page()
    yield page
    page.close()


def test_a_draft_is_read_while_it_is_written_and_can_be_approved_only_when_it_was_checked(
    desk: Desk, model: Provider, page: Page
) -> None:
    assert model.held is not None
    case_id = desk.take(TURKISH, author={"name": "Ayşe Yılmaz"}, market="tr")
    page.goto(f"{desk.url}desk/?case={case_id}")
    provisional = page.locator('#writing [data-written="private"] .text')
    expect(provisional).to_contain_text(FIRST[:60])
    expect(page.locator("#private textarea")).not_to_have_value(re.compile(re.escape(FIRST[:60])))
    model.held.set()
    expect(page.locator("#private textarea")).to_have_value(re.compile(re.escape(LAST)))
    expect(page.locator("#writing .writing")).to_be_hidden()
    expect(page.locator("#banner")).to_contain_text("openai:test")


def test_a_stream_that_breaks_leaves_the_ordinary_answer(desk: Desk, model: Provider, page: Page) -> None:
    assert model.held is not None
    page.route("**/writing/*", lambda route: route.abort())
    case_id = desk.take(TURKISH, author={"name": "Ayşe Yılmaz"}, market="tr")
    page.goto(f"{desk.url}desk/?case={case_id}")
    expect(page.locator("#private textarea")).to_have_value(re.compile(".+", re.DOTALL))
    model.held.set()
    expect(page.locator("#private textarea")).to_have_value(re.compile(re.escape(LAST)))


def test_who_may_not_read_complaints_reads_none_along_and_a_stream_ends_with_its_session(
    desk: Desk, model: Provider
) -> None:
    case_id = desk.take(TURKISH, author={"name": "Ayşe Yılmaz"}, market="tr")
    for name, status in ((None, 401), ("eva", 403)):
        with desk.browser(name) as client:
            assert client.get(f"/writing/{case_id}").status_code == status
    with desk.browser("nikos") as client, client.stream("GET", f"/writing/{case_id}") as stream:
        events = stream.iter_text()
        assert any(FIRST[:60] in event for event in events)
        sign_out(desk.store, client.cookies[SESSION])
        assert "".join(events).endswith("event: end\ndata: {}\n\n")
