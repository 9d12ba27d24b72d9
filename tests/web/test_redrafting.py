"""Drafting anew from the page: wishes, facts and details go their own ways, and an earlier version can be used again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.api.application import parts_of
from assistant.bootstrap import Product
from assistant.domain import Language
from assistant.drafting.writer import Writer
from assistant.llm import ScriptedModel
from assistant.store import MadeBy, Store, case_file
from assistant.web.calls import Screen
from assistant.web.commands import run
from assistant.web.opened import opened
from assistant.web.parts import Parts
from assistant.web.regions import actions_html, offered_for, side_html
from assistant.workflow.intake import take_in
from assistant.workflow.offering import offered
from tests.conftest import ROOT
from tests.store.stores import clock, empty_sqlite, store, url
from tests.workflow.desk_days import AYSE, complaint

__all__ = ["clock", "empty_sqlite", "store", "url"]
LATE = "My parcel is late. Where is it? I have waited for nine days."


@pytest.fixture
def desk(product: Product, store: Store) -> Parts:
    return parts_of(product, store)


@pytest.fixture
def case_id(product: Product, store: Store) -> int:
    taken = take_in(store, complaint(channel="email", public=False, text=LATE)).case_id
    product.producer(store).draft(taken)
    return taken


def send(desk: Parts, case_id: int, do: str, **node: object) -> Screen:
    view = {"case": case_id, "version": case_file(desk.store, case_id).row.head}
    return run(desk, AYSE, Language.EN, {"do": do, "view": view, **node})


def body(desk: Parts, case_id: int) -> str:
    draft = case_file(desk.store, case_id).draft
    return (draft.private if draft else None) or ""


def test_a_fact_stands_in_the_reply_and_on_the_case_and_a_wish_in_neither(desk: Parts, case_id: int) -> None:
    fact, wish = "The blue ribbon you asked for is already in the box.", "Be warmer and much shorter, please."
    assert "error" not in send(desk, case_id, "redo", fact=fact).answer
    assert "error" not in send(desk, case_id, "redo", said=wish).answer
    assert fact in body(desk, case_id)
    assert wish not in body(desk, case_id)
    assert case_file(desk.store, case_id).complaint.note == fact


def test_a_detail_filled_in_is_no_longer_asked_for_on_the_page(desk: Parts, case_id: int) -> None:
    asked = send(desk, case_id, "open", case=case_id).html["case"]
    assert 'data-slot="order_number"' in asked
    shown = send(desk, case_id, "redo", filled={"order_number": "MLT-48213"}).html["case"]
    assert 'data-slot="order_number"' not in shown
    assert 'data-slot="market"' in shown
    assert "data-slot" not in send(desk, case_id, "redo", filled={"market": "tr"}).html["case"]
    assert case_file(desk.store, case_id).complaint.note is None


def test_without_a_model_the_box_for_wishes_is_not_shown_and_with_one_it_is(
    desk: Parts, product: Product, case_id: int
) -> None:
    seen = opened(desk, case_file(desk.store, case_id), AYSE)
    assert 'id="redo"' not in actions_html(seen, Language.EN, model=offered_for(desk, seen).model)
    writer = Writer(ScriptedModel([]), ROOT / "prompts", b"secret")
    writing = product.producer(desk.store, replace(product.proposer(), writer=writer))
    with_model = replace(desk, offer=lambda *shown: offered(writing, *shown))
    assert 'id="redo"' in actions_html(seen, Language.EN, model=offered_for(with_model, seen).model)


def test_an_earlier_version_used_again_is_a_new_one_of_that_person_and_checked(desk: Parts, case_id: int) -> None:
    first = body(desk, case_id)
    send(desk, case_id, "rewrite", control="warmer")
    assert body(desk, case_id) != first
    screen = send(desk, case_id, "use_version", version=1)
    file = case_file(desk.store, case_id)
    assert file.row.head == 3
    assert file.draft is not None
    assert (file.draft.made_by, file.draft.author) == (MadeBy.PERSON, AYSE.name)
    assert file.draft.private == first.replace("{agent_name}", AYSE.display_name)
    assert "checks" in screen.html
    assert send(desk, case_id, "use_version", version=99).answer["code"] == "no_draft"


def test_what_a_person_wrote_gives_way_to_a_new_draft_only_when_they_say_so(desk: Parts, case_id: int) -> None:
    send(desk, case_id, "use_version", version=1)
    mine = send(desk, case_id, "save", texts={"private": "My own words."}).answer["saved"]
    assert mine
    assert send(desk, case_id, "redo", said="shorter").answer["code"] == "would_replace"
    assert body(desk, case_id) == "My own words."
    assert "error" not in send(desk, case_id, "redo", said="shorter", replace=True).answer


def test_what_the_prompt_left_out_and_the_repairs_stand_beside_the_cost(desk: Parts, case_id: int) -> None:
    file = case_file(desk.store, case_id)
    assert file.draft is not None
    made = json.loads(file.draft.proposal or "{}") | {
        "usage": {"input_tokens": 900, "output_tokens": 90, "cost": 0.01},
        "repairs": 2,
        "dropped": [{"code": "budget.source", "values": {"source": "faq/en/order-tracking"}}],
    }
    shown = replace(file.draft, proposal=json.dumps(made))
    html = side_html(desk, opened(desk, replace(file, drafts=(shown,)), AYSE), Language.EN)
    assert "Repairs: 2" in html
    assert "The prompt had no room for the source faq/en/order-tracking." in html
