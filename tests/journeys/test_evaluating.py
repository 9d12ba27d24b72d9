"""In a real browser: replies compared blind by key, and a next step set going from a case."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assistant.bootstrap import blind_home
from assistant.evaluation.blind import Layout, lay_out, read_pair_labels
from assistant.evaluation.runs import open_run
from assistant.store.rows import StepState
from tests.evaluation.test_blind import a_run
from tests.web.browsers import People, Person
from tests.web.desks import Desk


@pytest.fixture
def laid(desk: Desk, tmp_path: Path) -> Iterator[Layout]:
    runs = [open_run(a_run(tmp_path / name, words, 8)) for name, words in (("a", ""), ("b", " <img src=x>"))]
    layout = lay_out(*runs, blind_home(desk.product.settings), "spring")
    yield layout
    shutil.rmtree(layout.folder)


def test_an_evaluator_compares_by_key_without_seeing_complaints_or_the_runs(people: People, laid: Layout) -> None:
    page = people.sign_in("eva", "/desk/")  # which is not hers
    expect(page.locator("[data-pair]")).to_be_visible()
    assert page.url.endswith("/desk/blind/")
    expect(page.locator('.top a[href="/paste/"]')).to_have_count(0)
    for key in "1233":
        page.locator("[data-pair]").wait_for()
        shown = page.get_attribute("[data-pair]", "data-pair")
        page.keyboard.press(key)
        expect(page.locator(f'[data-pair="{shown}"]')).to_have_count(0)
    expect(page.locator("#result .empty")).to_be_visible()
    assert [(label.rater, label.choice.value) for label in read_pair_labels(laid)] == [
        ("eva", choice) for choice in ("left", "right", "tie", "tie")
    ]
    page.context.close()


def test_a_step_is_set_going_from_the_case_and_done(desk: Desk, person: Person) -> None:
    case = desk.take("Kutudan vida poşeti çıkmadı, dolabı kuramıyorum. Sipariş no MLT-48213.", language="tr")
    page = person("nikos", f"/desk/?case={case}")
    page.locator(".steps > summary").click()
    step = page.locator('[data-step="send_part"]')
    step.locator('[data-field="order_number"]').fill("MLT-48213")
    step.locator("[data-step-go]").click()
    expect(page.locator('.going[data-state="task"]')).to_be_visible()
    expect(step).to_have_count(0)
    (row,) = desk.file(case).steps
    assert (row.code, row.fields, row.confirmed_by) == ("send_part", {"order_number": "MLT-48213"}, "nikos")
    page.locator("[data-step-end][data-done]").click()
    expect(page.locator('.going[data-state="done"]')).to_be_visible()
    assert desk.file(case).steps[0].state is StepState.DONE
