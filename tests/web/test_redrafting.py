"""Drafting anew from the page: wishes, facts and details go their own ways, and an earlier version can be used again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from markupsafe import escape

from assistant.api.application import parts_of
from assistant.bootstrap import Product
from assistant.domain import Language, SlotType
from assistant.drafting.writer import Writer
from assistant.llm import ScriptedModel
from assistant.store import CaseFile, MadeBy, Store, case_file
from assistant.web.calls import Screen
from assistant.web.commands import run
from assistant.web.opened import opened
from assistant.web.parts import Parts
from assistant.web.regions import actions_html, case_html, offered_for, side_html
from assistant.wording import say
from assistant.workflow.intake import take_in
from assistant.workflow.offering import offered
from tests.conftest import ROOT
from tests.workflow.desk_days import AYSE, complaint

LATE = "My parcel is late. Where is it? I have waited for nine days."


@pytest.fixture
def desk(product: Product, store: Store) -> Parts:
    return parts_of(product, store)


@pytest.fixture
def case_id(product: Product, store: Store) -> int:
    taken = take_in(store, complaint(channel="email", public=False, text=LATE)).case_id
    product.producer(store).draft(taken)
    return taken


@pytest.fixture
def charged(product: Product, store: Store) -> int:
    """A case that asks for a date."""
    text = "My card was charged twice, order MLT-48213. When is my money back?"
    taken = take_in(store, complaint(2, channel="email", public=False, text=text)).case_id
    product.producer(store).draft(taken)
    return taken


def replace_draft(file: CaseFile, proposal: str) -> CaseFile:
    return replace(file, drafts=tuple(replace(draft, proposal=proposal) for draft in file.drafts))


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
        "usage": {"input_tokens": 900, "cached_tokens": 450, "output_tokens": 90, "cost": 0.01},
        "repairs": 2,
        "dropped": [{"code": "budget.source", "values": {"source": "faq/en/order-tracking"}}],
    }
    shown = replace(file.draft, proposal=json.dumps(made))
    html = side_html(desk, opened(desk, replace(file, drafts=(shown,)), AYSE), Language.EN)
    assert "Repairs: 2" in html
    assert "50 % from the provider" in html
    assert "The prompt had no room for the source faq/en/order-tracking." in html


def test_each_missing_fact_is_asked_for_by_the_input_that_fits_it(desk: Parts, charged: int, case_id: int) -> None:
    page = send(desk, charged, "open", case=charged).html["case"]
    today = opened(desk, case_file(desk.store, charged), AYSE).now.date()
    picker = next(part for part in page.split("<") if 'data-slot="charge_date"' in part)
    assert 'type="date"' in picker
    assert f'max="{today}"' in picker
    page = send(desk, case_id, "open", case=case_id).html["case"]
    choice = page[page.index('<select data-slot="market"') :].partition("</select>")[0]
    assert '<option value="tr">Turkey</option>' in choice
    assert '<option value="gr">Greece</option>' in choice


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.TR, "Çekim tarihi: «35 Mayıs» bir tarih değil; 3 Kasım 2026 ya da 03.11.2026 biçiminde yazın."),
        (Language.EN, "Date of the charge: «35 Mayıs» is no date; write it like 3 November 2026 or 03/11/2026."),
    ],
)
def test_what_cannot_be_is_refused_with_the_name_of_the_field_and_changes_nothing(
    desk: Parts, charged: int, language: Language, said: str
) -> None:
    head = case_file(desk.store, charged).row.head
    view = {"case": charged, "version": head}
    node = {"do": "redo", "view": view, "filled": {"charge_date": "35 Mayıs"}, "fact": "A fact of mine."}
    refused = run(desk, AYSE, language, node).answer
    assert (refused["code"], refused["error"]) == ("slot.date", said)
    file = case_file(desk.store, charged)
    assert (file.row.head, file.complaint.note) == (head, None)


@pytest.mark.parametrize(
    ("which", "wanted"),
    [("charged", 'type="date" data-slot="charge_date"'), ("case_id", '<option value="gr">Ελλάδα</option>')],
)
def test_a_draft_stored_before_slots_had_types_still_opens(
    desk: Parts, charged: int, case_id: int, which: str, wanted: str
) -> None:
    file = case_file(desk.store, charged if which == "charged" else case_id)
    assert file.draft is not None
    node = json.loads(file.draft.proposal or "{}")
    node["slots"] = [{"name": slot["name"], "question": slot["question"]} for slot in node["slots"]]
    seen = opened(desk, replace_draft(file, json.dumps(node)), AYSE)
    assert {slot.type for slot in seen.stored.slots} == {SlotType.TEXT}
    assert wanted in case_html(desk, seen, Language.EL)  # what a slot is the brand says now


def test_every_point_of_the_priority_stands_on_the_page_with_its_words(desk: Parts, charged: int) -> None:
    seen = opened(desk, case_file(desk.store, charged), AYSE)
    assert sum(points for _, points in seen.stored.terms) == seen.stored.priority
    for language in Language:
        page = case_html(desk, seen, language)
        rows = [f"<td>{escape(say(reason, language))}</td>" for reason, _ in seen.stored.terms]
        assert rows
        assert all(row in page for row in rows)


def test_what_a_step_needs_is_read_like_any_other_detail(desk: Parts, charged: int) -> None:
    wrong = {"charge_date": "soon", "order_number": "mlt 48213"}
    assert send(desk, charged, "step", code="check_charge", fields=wrong).answer["code"] == "slot.date"
    shown = send(desk, charged, "step", code="check_charge", fields={**wrong, "charge_date": "3/11/2026"}).html["steps"]
    assert "Date of the charge: 3 November 2026" in shown
    assert case_file(desk.store, charged).steps[0].fields == {"charge_date": "2026-11-03", "order_number": "MLT-48213"}
