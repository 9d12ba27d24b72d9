"""The paste box: what a draft still misses is filled in beside it, and goes into the queue with the complaint."""

from __future__ import annotations

import re

import pytest

from assistant.access import Person, Role
from assistant.api.application import parts_of
from assistant.bootstrap import Product
from assistant.domain import Language
from assistant.store import Store, case_file
from assistant.web.calls import Screen
from assistant.web.parts import Parts
from assistant.web.paste import answer_paste
from assistant.workflow.produce import knowing

TWICE = {"text": "Kartımdan iki kez para çekildi.", "channel": "email", "market": "tr"}
FILLED = {"charge_date": "3 Kasım", "order_number": "mlt 48213"}


@pytest.fixture
def desk(product: Product, store: Store) -> Parts:
    return parts_of(product, store)


def send(desk: Parts, do: str, **fields: object) -> Screen:
    return answer_paste(desk, Person(1, "x", "X", Role.AGENT), Language.TR, {"do": do, "fields": {**TWICE, **fields}})


def test_a_detail_filled_in_beside_the_draft_is_no_longer_asked_for(desk: Parts) -> None:
    asked = re.findall(r'data-slot="(\w+)"', send(desk, "draft").html["result"])
    assert set(asked) <= set(FILLED)
    assert asked
    html = send(desk, "draft", filled=FILLED).html["result"]
    assert "data-slot" not in html
    assert "MLT-48213" in html


def test_what_was_filled_in_goes_into_the_queue_with_the_complaint(desk: Parts, store: Store) -> None:
    case_id = send(desk, "queue", filled=FILLED).answer["goto"]
    assert isinstance(case_id, int)
    file = case_file(store, case_id)
    assert dict(knowing(file).known) == {"charge_date": "2026-11-03", "order_number": "MLT-48213"}
    desk.fill(case_id, dict(knowing(file).known))  # told again, it changes nothing
    assert len(case_file(store, case_id).drafts) == len(file.drafts) == 1


@pytest.mark.parametrize("filled", [{"charge_date": "35 Mayıs"}, {"charge_date": 3}, ["x"], "["])
def test_a_detail_that_cannot_be_right_is_named_and_nothing_is_kept(desk: Parts, store: Store, filled: object) -> None:
    screen = send(desk, "queue", filled=filled)
    assert screen.answer["error"]
    assert "goto" not in screen.answer
