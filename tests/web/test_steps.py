"""The fold of next steps: what the page shows of them, and what its commands do."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.access import Person
from assistant.bootstrap import Product
from assistant.domain import Language
from assistant.knowledge import Knowledge
from assistant.store import MadeBy, Store, case_file
from assistant.store.rows import StepState
from assistant.web.commands import run
from assistant.web.opened import opened
from assistant.web.parts import Parts
from assistant.web.steps import steps_html
from assistant.workflow.drafts import save_proposal
from assistant.workflow.intake import take_in
from tests.web.test_tools import parts
from tests.workflow.desk_days import AYSE, LEAD, TEXTS, complaint, summary


@pytest.fixture
def desk(knowledge: Knowledge, store: Store, product: Product) -> Parts:
    return replace(parts(knowledge, store, product), check=lambda *_, **__: ())  # type: ignore[arg-type]


@pytest.fixture
def late(store: Store) -> int:
    """A case about a late parcel, drafted."""
    case_id = take_in(store, complaint()).case_id
    told = {"status": "send_ready", "triage": {"categories": [{"code": "delivery_late", "score": 1}]}}
    row = case_file(store, case_id).row
    save_proposal(
        store, case_id, json.dumps(told), TEXTS, based_on=row.head, thread=row.thread, made_by=MadeBy.COMPOSER,
        author="composer", summary=summary(),
    )  # fmt: skip
    return case_id


def shown(desk: Parts, case_id: int, person: Person, language: Language = Language.EN) -> str:
    return steps_html(desk, opened(desk, case_file(desk.store, case_id), person), language)


def send(desk: Parts, case_id: int, person: Person, **node: object) -> dict[str, str]:
    screen = run(desk, person, Language.EN, {"view": {"case": case_id}, **node})
    return {**screen.html, "error": str(screen.answer.get("error", ""))}


def test_the_fold_names_what_the_playbook_proposes_and_whose_word_it_takes(desk: Parts, late: int) -> None:
    html = shown(desk, late, AYSE)
    assert 'data-step="trace_parcel"' in html
    assert html.count("data-step-go") == 1
    assert "needs: team lead" in html
    assert shown(desk, late, LEAD).count("data-step-go") == 2
    assert "Kargoyu araştır" in shown(desk, late, AYSE, Language.TR)


def test_a_confirmed_step_is_shown_as_going_and_ends_when_somebody_says_so(desk: Parts, late: int) -> None:
    refused = send(desk, late, AYSE, do="step", code="trace_parcel", fields={"order_number": "<b>MLT-1</b>"})
    assert refused["error"]
    assert not case_file(desk.store, late).steps  # a value that is none is not taken
    html = send(desk, late, AYSE, do="step", code="trace_parcel", fields={"order_number": "MLT-72210"})
    assert 'data-state="task"' in html["steps"]
    assert "MLT-72210" in html["steps"]
    assert 'data-step="trace_parcel"' not in html["steps"]
    (row,) = case_file(desk.store, late).steps
    ended = send(desk, late, AYSE, do="step_end", id=row.id, done=True)
    assert 'data-state="done"' in ended["steps"]
    assert case_file(desk.store, late).steps[0].state is StepState.DONE


@pytest.mark.parametrize(
    "node", [{"code": "waive_freight"}, {"code": "fly"}, {"code": 3}, {"code": "trace_parcel", "fields": {"order_number": "x" * 300}}]
)  # fmt: skip
def test_what_a_person_may_not_set_going_is_answered_with_a_sentence(
    desk: Parts, late: int, node: dict[str, object]
) -> None:
    answered = send(desk, late, AYSE, do="step", **node)
    assert answered["error"]
    assert case_file(desk.store, late).steps == ()
