"""The table of states is complete: every state can be reached and left, and nothing happens that it does not name."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from assistant.domain import Status
from assistant.errors import ConflictError
from assistant.store import State, Store, Tab, case_file
from assistant.workflow.intake import take_in
from assistant.workflow.states import TABLE, Event, after, may, tab
from tests.workflow.desk_days import complaint


def test_every_state_can_be_reached_from_the_first_and_left_again() -> None:
    reached = {State.DRAFTING}
    while True:
        more = {to for _, states, to in TABLE if reached & set(states)} - reached
        if not more:
            break
        reached |= more
    assert reached == set(State)
    for state in State:
        assert any(state in states and to is not state for _, states, to in TABLE)


def test_one_thing_in_one_state_leads_to_one_place() -> None:
    pairs = [(event, state) for event, states, _ in TABLE for state in states]
    assert len(pairs) == len(set(pairs))
    assert {event for event, _ in pairs} == set(Event)


def test_the_customer_may_write_in_every_state() -> None:
    assert all(may(state, Event.WRITTEN_AGAIN) for state in State)


def test_only_a_draft_in_review_or_before_can_be_approved_and_nothing_that_was_sent() -> None:
    approvable = {state for state in State if may(state, Event.APPROVED)}
    assert approvable == {State.DRAFTING, State.REVIEW, State.SECOND_LOOK, State.ESCALATED}


def test_what_the_table_does_not_name_is_a_conflict_that_says_who_brought_the_case_there(store: Store) -> None:
    fresh = case_file(store, take_in(store, complaint()).case_id).row
    for state, event in product(State, Event):
        row = replace(fresh, state=state)
        if may(state, event):
            assert after(row, event).tab is tab(after(row, event).state, row.status)
            continue
        with pytest.raises(ConflictError) as caught:
            after(row, event)
        assert caught.value.values == {"state": state.value, "who": "intake", "event": event.value}


@pytest.mark.parametrize(
    ("state", "status", "shown_in"),
    [
        (State.DRAFTING, None, Tab.REVIEW),
        (State.REVIEW, Status.SEND_READY, Tab.REVIEW),
        (State.REVIEW, Status.NO_REPLY, Tab.REVIEW),
        (State.REVIEW, Status.NEEDS_FILL, Tab.INFO),
        (State.REVIEW, Status.ASK_COLLEAGUE, Tab.COLLEAGUE),
        (State.ESCALATED, Status.SEND_READY, Tab.COLLEAGUE),
        (State.SECOND_LOOK, Status.NEEDS_FILL, Tab.REVIEW),
        (State.STUCK, Status.NEEDS_FILL, Tab.REVIEW),
        (State.APPROVED, Status.SEND_READY, Tab.SENT),
        (State.SENT, Status.NEEDS_FILL, Tab.CUSTOMER),
        (State.CLOSED, Status.NO_REPLY, Tab.CLOSED),
    ],
)
def test_a_case_stands_where_whoever_has_to_act_looks(state: State, status: Status | None, shown_in: Tab) -> None:
    assert tab(state, status) is shown_in
