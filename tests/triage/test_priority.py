"""How urgent a complaint is, and that the points explain it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import product as every
from operator import ne
from typing import TYPE_CHECKING

import pytest

from assistant.domain import Category, Complaint, Emotion, Flag, Language, Reason, Triage
from assistant.triage import Earlier, History, TriageKnowledge
from assistant.triage.emotion import Mood
from assistant.triage.flags import GRAVITY, Flagged
from assistant.triage.priority import PINNING, Urgency, terms
from assistant.wording import say, words
from tests.conftest import NOW
from tests.triage.conftest import Look

if TYPE_CHECKING:
    from assistant.bootstrap import Product

HARMED = {
    "tr": "Ocağınız patladı, kızımın eli yandı, acildeyiz",
    "el": "Ο φούρνος πήρε φωτιά και κάηκε το χέρι του γιου μου, είμαστε στα επείγοντα",
    "en": "The heater caught fire and my son burned his hand, we are in A&E",
}
HOUR = timedelta(hours=1)
LATE = "My order MLT-2026-004417 is late, it was due three days ago."


def _points(triage: Triage) -> dict[str, int]:
    return {reason.code.removeprefix("priority."): value for reason, value in triage.terms}


def _worst(*, pinned: bool) -> int:
    """The most points a complaint can collect, with or without somebody's safety at stake."""
    flags = tuple(item for item in GRAVITY if pinned or item not in PINNING)
    case = Urgency(
        flagged=Flagged(flags, ()),
        severity=5,
        mood=Mood(Emotion.ANGER, 3, ()),
        history=History(similar_last_hour=500),
        public=True,
        silent=False,
        received_at=NOW - timedelta(days=30),
        now=NOW,
        due_at=NOW - timedelta(days=29),
    )
    return sum(value for _, value in terms(case))


@pytest.mark.parametrize("text", HARMED.values(), ids=HARMED)
def test_somebody_hurt_goes_before_the_loudest_complaint_there_can_be(look: Look, text: str) -> None:
    assert look(text).priority > _worst(pinned=False)


@pytest.mark.parametrize("flag", [Flag.SELF_HARM, Flag.HEALTH_SAFETY, Flag.MINORS, Flag.VIOLENCE_THREAT])
def test_even_a_calm_question_about_safety_goes_before_everything_else(flag: Flag) -> None:
    calm = Urgency(Flagged((flag,), ()), 3, Mood(Emotion.NONE, 0, ()), History(), False, False, NOW, NOW, None)
    assert sum(value for _, value in terms(calm)) > _worst(pinned=False)


@pytest.mark.parametrize("text", [LATE, *HARMED.values()])
def test_the_priority_is_the_sum_of_what_is_shown(look: Look, text: str) -> None:
    triage = look(text, "x", now=NOW + timedelta(hours=5))
    assert triage.priority == sum(value for _, value in triage.terms)
    assert all(value > 0 for _, value in triage.terms)


def test_the_nearer_the_deadline_the_more_urgent(look: Look) -> None:
    seen = [look(LATE, "x", now=NOW + timedelta(minutes=minutes)).priority for minutes in (0, 10, 20, 40, 90, 3000)]
    assert seen == sorted(seen)
    assert seen[0] < seen[-1]


def test_a_missed_deadline_says_by_how_much(look: Look) -> None:
    late = look(LATE, "x", now=NOW + timedelta(days=3))
    overdue = next(reason for reason, _ in late.terms if reason.code == "priority.overdue")
    assert 0 < int(overdue.values["minutes"]) <= 3 * 24 * 60


def test_a_clock_running_backwards_gives_no_points(look: Look) -> None:
    points = _points(look(LATE, "x", now=NOW - timedelta(days=2)))
    assert not {"overdue", "sla_left"} & set(points)


def test_what_gets_no_reply_has_no_deadline(look: Look) -> None:
    spam = look("Earn 5000€ a week from home! Click the link in my bio, DM me now", "x", now=NOW + timedelta(days=3))
    assert "overdue" not in _points(spam)


def test_who_had_to_write_again_goes_before_who_writes_first(look: Look) -> None:
    earlier = Earlier(NOW - timedelta(days=4), (Category.DELIVERY_LATE,), intensity=1)
    first, again = look(LATE), look(LATE, history=History((earlier,)))
    assert again.priority > first.priority
    assert "repeat" in _points(again)
    assert "repeat" not in _points(first)


def test_what_everybody_reads_goes_before_the_same_in_private(look: Look) -> None:
    assert look(LATE, "x").priority > look(LATE, "x_dm").priority


def test_many_with_the_same_trouble_raise_it_but_not_without_end(look: Look) -> None:
    one, many, crowd = (look(LATE, history=History(similar_last_hour=n)).priority for n in (0, 2, 2000))
    assert one < many < crowd < one + 10


def test_going_to_court_goes_before_being_angry(look: Look) -> None:
    angry = look("This is an absolute disgrace!!! I am furious, you useless people!!! Order still not here!!!")
    calm = look("My order has not arrived. My solicitor will file a claim in the small claims court on Monday.")
    assert calm.priority > angry.priority
    assert "legal" in _points(calm)


def test_every_term_only_ever_adds() -> None:
    plain = Urgency(Flagged((), ()), 2, Mood(Emotion.NONE, 0, ()), History(), False, False, NOW, NOW, None)
    base = sum(value for _, value in terms(plain))
    for flag, public, intensity in every(Flag, (False, True), range(4)):
        mood = Mood(Emotion.ANGER, intensity, ())
        raised = replace(plain, flagged=Flagged((flag,), ()), public=public, mood=mood)
        assert sum(value for _, value in terms(raised)) >= base


def test_a_risk_on_a_channel_that_sleeps_is_due_at_once(product: Product, brand: TriageKnowledge) -> None:
    night = NOW.replace(hour=3)
    for text, due in ((LATE, NOW.replace(hour=8, minute=2)), (HARMED["en"], night.replace(minute=2))):
        complaint = Complaint("t", "live_chat", text, False, night)
        assert product.due_at(complaint) == due
        assert brand.due_at(complaint, None, partial(ne, text, LATE)) == due


def test_the_points_for_waiting_go_by_the_deadline_kept_with_the_case(look: Look) -> None:
    late = look(LATE, "email", history=History(due_at=NOW - timedelta(minutes=90)))
    assert next(reason.values for reason, _ in late.terms if reason.code == "priority.overdue") == {"minutes": 90}
    assert "overdue" not in _points(look(LATE, "email"))


@pytest.mark.parametrize("hour", [7, 9])
def test_nobody_is_late_before_the_desk_opens(look: Look, hour: int) -> None:
    written = NOW.replace(hour=3)
    points = _points(look(LATE, "live_chat", received_at=written, now=NOW.replace(hour=hour)))
    assert ("overdue" in points) is (hour == 9)


TERMS = (
    "safety", "severity", "legal", "fraud", "repeat", "vulnerable", "emotion", "public", "press", "similar", "overdue",
    "sla_left",
)  # fmt: skip


def _everything() -> dict[str, Reason]:
    """Every term there is, from the worst complaint there can be before its deadline and after it."""
    loud = Mood(Emotion.ANGER, 3, ())
    worst = Urgency(Flagged(GRAVITY, ()), 5, loud, History(similar_last_hour=9), True, False, NOW, NOW, None)
    soon, late = (replace(worst, received_at=NOW - HOUR, due_at=NOW + after * HOUR) for after in (1, -1))
    return {reason.code.removeprefix("priority."): reason for case in (soon, late) for reason, _ in terms(case)}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", TERMS)
def test_every_term_is_said_in_the_words_of_the_reader(name: str, language: Language) -> None:
    reason = _everything()[name]
    said = say(reason, language)
    assert reason.code in words(language)
    assert "{" not in said
    assert not {str(value) for value in reason.values.values() if isinstance(value, str)} & set(said.split())


def test_the_terms_named_here_are_all_there_are() -> None:
    assert set(TERMS) == set(_everything())
