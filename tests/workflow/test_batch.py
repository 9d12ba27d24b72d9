"""The complaints of one file know of each other, in the order of their times and whatever the order of their lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Action, Author, Complaint, Flag, Proposal, Situation, Status
from assistant.workflow.batch import Line, propose_all
from assistant.workflow.propose import Proposer
from tests.store.stores import BEGIN

LATE = "Siparişim MLT-48213 on gündür gelmedi, hâlâ yolda görünüyor."
BROKEN = "Aldığım ütü çalışmıyor, hiç ısınmıyor. Bozuk çıktı."


@pytest.fixture(scope="session")
def later(proposer: Proposer) -> Proposer:
    return replace(proposer, clock=lambda: BEGIN + timedelta(days=9))


def line(id_: str, text: str, minutes: float | None, handle: str | None = None, channel: str = "email") -> Line:
    at = BEGIN + timedelta(minutes=minutes or 0)
    public = channel == "x"
    return Line(Complaint(id_, channel, text, public, at, author=Author(handle=handle)), timed=minutes is not None)


def told(lines: Sequence[Line], proposer: Proposer) -> dict[str, Proposal]:
    """What became of each line, by its id and where that is shared its place."""
    found = dict(propose_all(lines, proposer))
    assert sorted(found) == list(range(len(lines)))
    ids = [one.complaint.id for one in lines]
    return {id_ if ids.count(id_) == 1 else f"{id_}{place}": found[place] for place, id_ in enumerate(ids)}


def test_who_writes_the_same_again_within_two_days_gets_one_answer_and_later_is_a_repeat(later: Proposer) -> None:
    copies = [
        line("first", LATE, 0, "@ayse"),
        line("same", LATE, 600, "@ayse"),
        line("week", LATE, 7 * 1440, "@ayse"),
        line("order", LATE.replace("48213", "11111"), 700, "@ayse"),
        line("other", LATE, 7 * 1440, "@deniz"),
        line("elsewhere", LATE, 7 * 1440, "@ayse", "x"),
    ]
    for lines in (copies, copies[::-1], [copies[2], copies[0], copies[5], copies[1], copies[4], copies[3]]):
        found = told(lines, later)
        assert found["same"].status is Status.NO_REPLY
        assert found["same"].reason.code == "action.duplicate"
        repeated = {name for name, one in found.items() if Flag.REPEAT in one.triage.flags}
        assert repeated == {"same", "week"}
        assert found["week"].action is Action.REPLY_PRIVATE


def test_many_with_one_fault_within_the_hour_are_an_incident(later: Proposer) -> None:
    many = [line(f"n{number}", f"{LATE} {number}", number * 5) for number in range(7)]
    found = told([*reversed(many), line("calm", LATE, 500)], later)
    assert [found[f"n{number}"].triage.situation is Situation.INCIDENT for number in range(7)] == [False] * 5 + [
        True
    ] * 2
    assert found["calm"].triage.situation is not Situation.INCIDENT


def test_one_text_from_many_is_coordinated(later: Proposer) -> None:
    found = told([line(f"n{number}", LATE, number, f"@user{number}", "x") for number in range(5)], later)
    marked = [Flag.COMPETITOR_OR_COORDINATED in found[f"n{number}"].triage.flags for number in range(5)]
    assert marked == [False, False, False, True, True]


def test_rows_without_a_time_or_with_one_for_all_are_no_burst(later: Proposer) -> None:
    for minutes in (None, 0):
        found = told([line(f"n{number}", LATE, minutes) for number in range(8)], later)
        assert {one.triage.situation for one in found.values()} == {found["n0"].triage.situation}
        assert found["n0"].triage.situation is not Situation.INCIDENT
        assert not any(one.triage.flags for one in found.values())


def test_a_conversation_that_went_on_is_answered_at_its_newest_message(later: Proposer) -> None:
    for order in permutations([line("c", LATE, 0), line("c", "Kargocu bugün aradı, paketi kaybetmişler!", 90)]):
        first, second = sorted(
            told(order, later).items(), key=lambda item: order[int(item[0][1])].complaint.received_at
        )
        assert first[1].status is Status.NO_REPLY
        assert first[1].reason.code == "status.moved_on"
        assert (first[1].public, first[1].private, first[1].draft.sentences) == (None, None, ())
        assert second[1].private is not None
        assert second[1].triage.details.order_numbers == ("MLT-48213",)  # from the message before


def test_a_message_told_twice_is_answered_alike_and_is_no_repeat(later: Proposer) -> None:
    one, other = told([line("c", LATE, 0, "@ayse"), line("c", LATE, 90, "@ayse")], later).values()
    assert one == other
    assert one.private is not None
    assert not one.triage.flags


def test_somebody_in_danger_is_never_left_because_they_wrote_again(later: Proposer) -> None:
    fire = line("c", "Ütü alev aldı, kızımın eli yandı, hastanedeyiz.", 0)
    first, _ = told([fire, line("c", "Kimse yok mu? Cevap bekliyorum.", 30)], later).values()
    assert first.action is Action.ESCALATE
    assert first.private is not None


@settings(max_examples=15)
@given(st.permutations([0, 30, 700, 5000]))
def test_the_order_of_lines_changes_nothing(later: Proposer, order: list[int]) -> None:
    def lines(minutes: Sequence[int]) -> list[Line]:
        return [line(f"at{minute}", BROKEN if minute == 30 else LATE, minute, "@ayse") for minute in minutes]

    sorted_ = {name: one.triage for name, one in told(lines([0, 30, 700, 5000]), later).items()}
    assert {name: one.triage for name, one in told(lines(order), later).items()} == sorted_
