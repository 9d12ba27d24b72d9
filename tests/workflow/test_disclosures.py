"""Whatever leaves the machine for a case is written down before it leaves: to models, searches, steps and mail."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import urlsplit

import pytest
from pytest_httpserver import HTTPServer

from assistant import bootstrap
from assistant.bootstrap import Product
from assistant.domain import Audience, Author, Complaint
from assistant.errors import ConflictError
from assistant.retrieval.passages import brand_entry
from assistant.settings import Settings
from assistant.store import Posting, Store, case_file
from assistant.store.disclosures import Disclosure, Leaving
from assistant.store.rows import StepState
from assistant.worker import Worker
from assistant.workflow.decide import approve
from assistant.workflow.deliver import deliver_one
from assistant.workflow.disclosure import handed_first, left_machine, told_first, watched
from assistant.workflow.intake import take_in
from assistant.workflow.steps import confirm
from tests.channels.mail_server import Box, mail_server
from tests.channels.private_path import echo
from tests.conftest import NOW, ROOT
from tests.llm.faulty import Provider, provider
from tests.store.stores import Clock, emptied_store
from tests.workflow.desk_days import AYSE, PUBLIC, ROUTES, Sink, drafted, seen, sign_off

pytestmark = pytest.mark.timeout(600)  # on a machine with much to do opening everything takes its time
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
TOLD = Complaint(
    "D-1", "email", "Zümrüdüanka kargom 12 gündür gelmedi, 0532 765 43 21 numarasından arayın.", False, NOW,
    author=Author("Ayşe Yılmaz", "ayse@example.com"),
)  # fmt: skip


@dataclass
class World:
    """The product with everybody it gives something to, each a real server of this machine that keeps what it got."""

    product: Product
    store: Store
    clock: Clock
    asked: Provider
    steps: HTTPServer
    box: Box
    mail: str
    case_id: int
    worker: Worker

    def searched(self) -> list[str]:
        return [text for body in self.asked.requests for text in body.get("input", ())]  # type: ignore[attr-defined]

    def left(self, *kinds: Leaving) -> list[Disclosure]:
        return [one for one in left_machine(self.store, TOLD.id) if one.kind in kinds]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    clock, box = Clock(), Box()
    with (
        provider(answer=echo) as asked,
        mail_server(box) as port,
        HTTPServer("127.0.0.1", 0) as steps,
        emptied_store("sqlite", clock) as store,
        pytest.MonkeyPatch.context() as patch,
    ):
        steps.expect_request("/steps").respond_with_data("", status=202)
        patch.setenv("OPENAI_BASE_URL", asked.url)
        patch.setenv("OPENAI_API_KEY", "sk-test")
        patch.setattr(Product, "_index_folder", lambda _: None)  # in memory: nobody gives a folder free here
        settings = Settings(
            model="openai:test", embeddings="openai:small", workspace=ROOT, data=tmp_path_factory.mktemp("data"),
            model_repairs=0, steps_url=steps.url_for("/steps"), steps_secret=SECRET, smtp=f"smtp://127.0.0.1:{port}",
            mail_from="help@meltemia.example",
        )  # fmt: skip
        product, mail = bootstrap.product(settings, clock), f"127.0.0.1:{port}"
        case_id, worker = take_in(store, TOLD).case_id, product.worker(store)
        worker.drain()
        yield World(product, store, clock, asked, steps, box, mail, case_id, worker)


def test_every_prompt_and_every_question_to_the_search_is_noted_masked_with_the_host_it_went_to(world: World) -> None:
    said = [body["messages"] for body in world.asked.requests if "messages" in body]
    prompts, questions = world.left(Leaving.MODEL), world.left(Leaving.EMBEDDING)
    host = urlsplit(world.asked.url).netloc
    assert len(prompts) == len(said) > 0
    for one, messages in zip(prompts, said, strict=True):
        given = json.dumps([{"role": m["role"], "content": m["content"]} for m in messages], ensure_ascii=False)
        assert (one.sha256, one.size) == (sha256(given.encode()).hexdigest(), len(given.encode()))
        assert json.loads(one.kept or "") == [m for m in messages if m["role"] != "system"]
    noted = [text for one in questions for text in json.loads(one.kept or "")]
    assert noted == [text for text in world.searched() if text in noted]
    assert {text for text in world.searched() if "Zümrüdüanka" in text} <= {*noted}
    assert any("Zümrüdüanka" in text for text in noted)
    assert {(one.host, one.masked) for one in (*prompts, *questions)} == {(host, True)}
    assert not any("765" in (one.kept or "") for one in (*prompts, *questions))


def test_indexing_the_brands_own_entries_is_no_disclosure_of_a_case(world: World) -> None:
    titles = [brand_entry(entry).title for entry in world.product.knowledge.entries]
    kept = " ".join(one.kept or "" for one in world.left(Leaving.EMBEDDING))
    assert any(title in text for title in titles for text in world.searched())
    assert not any(title in kept for title in titles)


def test_a_step_that_is_handed_over_is_noted_byte_for_byte(world: World) -> None:
    told, knowledge = {"order_number": "MLT-12345"}, world.product.knowledge
    confirm(world.store, knowledge, world.case_id, AYSE, "agent", "start_return", told, hands_over=True)
    world.worker.drain()
    (step,) = world.left(Leaving.STEP)
    ((request, _),) = world.steps.log
    body = request.get_data()
    assert (step.sha256, step.size, step.masked) == (sha256(body).hexdigest(), len(body), False)
    assert step.host == urlsplit(world.steps.url_for("")).netloc
    assert json.loads(step.kept or "") == json.loads(body)
    assert case_file(world.store, world.case_id).steps[0].state is StepState.HANDED


def test_a_reply_by_mail_is_noted_with_the_hash_of_what_was_approved_and_its_server(world: World) -> None:
    text = {Audience.PRIVATE: "Merhaba Ayşe Hanım, kargonuzu bugün inceliyoruz."}
    at, policy = seen(world.store, world.case_id), world.product.policy()
    approve(world.store, world.case_id, AYSE, at, text, findings=(), routes=ROUTES, policy=policy)
    world.clock.forward(60)
    world.worker.drain()
    (mail,) = world.left(Leaving.MAIL)
    (decision,) = case_file(world.store, world.case_id).decisions
    assert len(world.box.got) == 1
    assert (mail.host, mail.sha256) == (world.mail, decision.text_hash)
    assert (mail.size, mail.masked, mail.kept) == (len(text[Audience.PRIVATE].encode()), False, None)


def test_checking_a_persons_own_words_is_noted_too_and_a_complaint_nobody_stored_is_not(world: World) -> None:
    proposer = watched(world.product.proposer(), world.store)
    for complaint in (TOLD, replace(TOLD, id="P-pasted")):
        proposer.check(complaint, "Kargonuz yarın sizde, söz.", Audience.PRIVATE)
    kept = [text for one in world.left(Leaving.EMBEDDING) for text in json.loads(one.kept or "")]
    assert any("söz" in text for text in kept)
    assert any("Zümrüdüanka" in text for text in kept)
    assert left_machine(world.store, "P-pasted") == ()


def test_a_mail_the_server_certainly_did_not_take_has_not_left(store: Store, clock: Clock) -> None:
    sink = Sink()
    sign_off(store, drafted(store), texts={Audience.PUBLIC: PUBLIC})
    clock.forward(60)
    sink.mood = "refused"
    send = told_first(store, sink, {"x": "mail.example:587"})
    for _ in range(2):
        deliver_one(store, send, worker="w")
    assert left_machine(store, "A-1") == ()
    clock.forward(600)
    sink.mood = "lost"
    deliver_one(store, send, worker="w")
    assert [one.host for one in left_machine(store, "A-1")] == ["mail.example:587"]


def test_what_stays_on_this_machine_is_no_disclosure(store: Store, clock: Clock) -> None:
    sink = Sink()
    sign_off(store, drafted(store), texts={Audience.PUBLIC: PUBLIC})
    clock.forward(60)
    assert deliver_one(store, told_first(store, sink, {"email": "mail.example:587"}), worker="w") is Posting.SENT
    assert left_machine(store, "A-1") == ()


def test_a_mail_that_cannot_be_noted_is_not_sent_and_a_step_neither(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink = Sink()
    sign_off(store, drafted(store), texts={Audience.PUBLIC: PUBLIC})
    clock.forward(60)

    def broken(*_: object) -> int:
        raise ConflictError("busy", code="busy")

    monkeypatch.setattr("assistant.workflow.disclosure.add_disclosure", broken)
    assert deliver_one(store, told_first(store, sink, {"x": "h"}), worker="w") is Posting.WAITING
    assert sink.got == []
    handed: list[str] = []
    with pytest.raises(ConflictError):
        handed_first(store, lambda id_, _: handed.append(id_), "h")("s-1", {"data": {"complaint": "A-1"}})
    assert handed == []
