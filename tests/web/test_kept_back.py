"""A model's draft that its checks forbid to send: the composed one that may go stays, and each is one click away."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.api.application import parts_of
from assistant.bootstrap import Product
from assistant.domain import Audience, Category, Language
from assistant.drafting.writer import Writer
from assistant.llm import ScriptedModel
from assistant.store import MadeBy, Store, case_file
from assistant.web.commands import run
from assistant.web.opened import opened
from assistant.web.parts import Parts
from assistant.web.regions import banner_html
from assistant.workflow.intake import take_in
from tests.conftest import ROOT
from tests.workflow.desk_days import AYSE, complaint

LATE = "My parcel is late. Where is it? I have waited for nine days. Order MLT-48213, bought in Turkey."
BAD = "We guarantee that you will get 900 euros back tomorrow."
GOOD = "You have waited nine days for your parcel, and I'm sorry that it's late."
PROMISE = "Our delivery team will trace it, and I'll write to you within 1 working day."
Said = tuple[str, str, str]  # a sentence, its kind and what it rests on


def answer(*said: Said) -> str:
    rows = [
        {"reply": "private", "text": text, "kind": kind, "sources": [source] if source else [], "paragraph": 0}
        for text, kind, source in said
    ]
    return json.dumps({"sentences": rows})


@pytest.fixture
def desk(product: Product, store: Store) -> Parts:
    return parts_of(product, store)


def written(product: Product, store: Store, *said: Said) -> int:
    """A case whose model draft says this, however often it is mended."""
    model = ScriptedModel([answer(*said)] * 3)
    proposer = replace(product.proposer(), writer=Writer(model, ROOT / "prompts", b"secret"))
    producer = product.producer(store, proposer)
    case_id = take_in(store, complaint(channel="email", public=False, text=LATE)).case_id
    producer.draft(case_id)
    producer.write(case_id)
    return case_id


def banner(desk: Parts, case_id: int) -> str:
    return banner_html(desk, opened(desk, case_file(desk.store, case_id), AYSE), Language.EN)


def use(desk: Parts, case_id: int, version: int) -> None:
    view = {"case": case_id, "version": case_file(desk.store, case_id).row.head}
    said = run(desk, AYSE, Language.EN, {"do": "use_version", "view": view, "version": version}).answer
    assert "error" not in said


def test_a_blocked_draft_waits_beside_the_composed_one_that_may_be_sent(
    product: Product, store: Store, desk: Parts
) -> None:
    case_id = written(product, store, (BAD, "courtesy", ""))
    file = case_file(store, case_id)
    assert [draft.made_by for draft in file.drafts] == [MadeBy.COMPOSER, MadeBy.MODEL]
    assert (file.row.head, file.row.touched) == (1, False)
    assert opened(desk, file, AYSE).blocking == 0
    assert 'data-use="2"' in banner(desk, case_id)


def test_the_other_draft_is_one_click_away_and_so_is_the_way_back(product: Product, store: Store, desk: Parts) -> None:
    case_id = written(product, store, (BAD, "courtesy", ""))
    use(desk, case_id, 2)
    seen = opened(desk, case_file(store, case_id), AYSE)
    assert BAD in seen.texts[Audience.PRIVATE]
    assert seen.blocking
    assert seen.machine is not None
    assert seen.machine.made_by is MadeBy.MODEL
    assert 'data-use="1"' in banner(desk, case_id)
    use(desk, case_id, 1)
    back = opened(desk, case_file(store, case_id), AYSE)
    assert back.blocking == 0
    assert back.machine is not None
    assert back.machine.made_by is MadeBy.COMPOSER  # what its sentences rest on is known again


def test_a_draft_that_may_be_sent_takes_the_place_of_the_composed_one(
    product: Product, store: Store, desk: Parts
) -> None:
    playbook = product.knowledge.playbooks[Category.DELIVERY_LATE]
    promise = (PROMISE, "commitment", f"brand/sla/{playbook.follow_up}")
    case_id = written(product, store, (GOOD, "thread", "thread"), promise)
    file = case_file(store, case_id)
    assert file.draft is not None
    assert file.draft.made_by is MadeBy.MODEL
    assert "data-use" not in banner(desk, case_id)
