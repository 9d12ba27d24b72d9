"""What a case is told of the complaints before it makes bursts, copies and repetitions show, on either database."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.domain import Action, Author, Category, Complaint, Flag, Situation
from assistant.store import MadeBy, Store, case_file
from assistant.store.cases import find_case
from assistant.store.earlier import latest_proposals
from assistant.triage import History
from assistant.workflow.drafts import save_proposal
from assistant.workflow.history import recall
from assistant.workflow.intake import take_in
from assistant.workflow.produce import Producer
from assistant.workflow.propose import Proposer
from tests.store.stores import BEGIN
from tests.workflow.desk_days import TEXTS, complaint, drafted, summary

LATE = "Siparişim on gündür gelmedi, hâlâ yolda görünüyor."
BROKEN = "Aldığım ütü çalışmıyor, hiç ısınmıyor. Bozuk çıktı."


def written(text: str, minutes: int, number: int, handle: str | None = None) -> Complaint:
    return Complaint(
        f"C-{number}", "email", text, False, BEGIN + timedelta(minutes=minutes), author=Author(handle=handle)
    )


class Desk:
    """Takes complaints in and drafts them, as intake and worker do."""

    def __init__(self, store: Store, proposer: Proposer) -> None:
        self.store = store
        self.proposer = replace(proposer, clock=lambda: BEGIN + timedelta(hours=3))
        self.producer = Producer(store, self.proposer, b"k" * 32, lambda file: recall(store, file))

    def take(self, text: str, minutes: int, number: int, handle: str | None = None) -> History:
        """What was known of the complaint when it was drafted."""
        case_id = take_in(self.store, written(text, minutes, number, handle)).case_id
        file = case_file(self.store, case_id)
        known = recall(self.store, file)
        self.producer.draft(case_id)
        return known


@pytest.fixture
def desk(store: Store, proposer: Proposer) -> Desk:
    return Desk(store, proposer)


def test_what_others_complain_about_within_the_hour_is_counted_by_category(desk: Desk) -> None:
    for number in range(5):
        desk.take(f"{LATE} {number}", number, number)
    last = desk.take(LATE, 30, 9)
    assert last.about((Category.DELIVERY_LATE,)).similar_last_hour == 5
    assert last.about((Category.DEFECTIVE_PRODUCT,)).similar_last_hour == 0
    assert last.identical_last_hour == 0


def test_what_is_older_than_an_hour_or_came_later_is_no_burst(desk: Desk) -> None:
    desk.take(LATE, 0, 1)
    desk.take(LATE, 90, 2)
    assert desk.take(LATE, 70, 3).identical_last_hour == 0


def test_a_category_among_many_others_is_no_burst(desk: Desk) -> None:
    desk.take(LATE, 0, 1)
    for number in range(2, 5):
        desk.take(f"{BROKEN} {number}", number, number)
    assert desk.take(LATE, 9, 9).about((Category.DELIVERY_LATE,)).similar_last_hour == 0


def test_the_same_text_of_others_is_counted_and_ones_own_copy_is_not(desk: Desk) -> None:
    desk.take(LATE, 0, 1, "@a")
    desk.take(LATE, 1, 2, "@b")
    assert desk.take(LATE, 2, 3, "@a").identical_last_hour == 1


def test_an_earlier_complaint_of_the_same_author_says_what_it_was_about(desk: Desk) -> None:
    desk.take(LATE, 0, 1, "@a")
    known = desk.take(LATE, 60, 2, "@a")
    assert [earlier.categories[0] for earlier in known.earlier] == [Category.DELIVERY_LATE]


def proposed(desk: Desk, number: int) -> tuple[str, str, list[str]]:
    """The action, the situation and the flags of the proposal that was stored."""
    with desk.store.read() as tx:
        case_id = find_case(tx, f"C-{number}")
    assert case_id is not None
    found = json.loads(latest_proposals(desk.store, [case_id])[case_id])
    return found["action"], found["triage"]["situation"], found["triage"]["flags"]


def test_five_alike_in_an_hour_make_the_next_an_incident(desk: Desk) -> None:
    for number in range(6):
        desk.take(f"{LATE} {number}", number, number)
    assert proposed(desk, 4)[1] != Situation.INCIDENT
    assert proposed(desk, 5)[1] == Situation.INCIDENT


def test_the_same_text_from_many_is_coordinated(desk: Desk) -> None:
    for number in range(4):
        desk.take(LATE, number, number, f"@{number}")
    assert Flag.COMPETITOR_OR_COORDINATED in proposed(desk, 3)[2]


def test_a_copy_by_the_same_author_gets_no_second_text(desk: Desk) -> None:
    desk.take(LATE, 0, 1, "@a")
    desk.take(LATE, 60, 2, "@a")
    assert proposed(desk, 1)[0] != Action.NO_REPLY
    assert proposed(desk, 2)[0] == Action.NO_REPLY


def test_the_same_trouble_with_another_order_is_another_case(desk: Desk) -> None:
    desk.take(f"{LATE} MLT-48213", 0, 1, "@a")
    desk.take(f"{LATE} MLT-48214", 60, 2, "@a")
    desk.take(f"{LATE} MLT-48214", 70, 3, "@a")
    assert proposed(desk, 2)[0] != Action.NO_REPLY
    assert Flag.REPEAT not in proposed(desk, 2)[2]
    assert proposed(desk, 3)[0] == Action.NO_REPLY


@pytest.mark.parametrize(
    "kept",
    [
        "{}",
        "[]",
        '{"triage": null}',
        '{"triage": {"categories": [{"code": "of_tomorrow"}], "emotion": {}}}',
        '{"triage": {"categories": "x", "emotion": {"intensity": "high"}, "details": {"order_numbers": 7}}}',
    ],
)
def test_a_proposal_this_version_does_not_understand_keeps_no_later_complaint_from_its_draft(
    kept: str, store: Store, proposer: Proposer
) -> None:
    case_id = drafted(store)
    save_proposal(
        store, case_id, kept, TEXTS, based_on=1, thread=0, made_by=MadeBy.MODEL, author="other", summary=summary()
    )
    later = take_in(store, complaint(2)).case_id
    Producer(store, proposer, b"k" * 32, lambda file: recall(store, file)).draft(later)
    assert case_file(store, later).draft is not None
