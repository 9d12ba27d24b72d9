"""What the desk works out by itself: signatures, urgency, search, and what changed between two versions."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.access import Person, Role
from assistant.domain import Flag, Language
from assistant.errors import InputError
from assistant.store import Store, case_file
from assistant.web.history import difference
from assistant.web.moments import span
from assistant.web.queue import Wanted, queue_html, urgency
from assistant.web.rendering import unhidden
from assistant.web.signature import initials, signed
from assistant.web.stored import read_stored
from assistant.workflow.intake import take_in
from tests.workflow.desk_days import AYSE, complaint, drafted

MARK = re.compile(r'<b class="unseen" title="U\+[0-9A-F]+">U\+([0-9A-F]+)</b>')


def test_the_sign_off_is_filled_with_the_person_s_own_name() -> None:
    person = Person(1, "nikos", "Νίκος Παπάς", Role.AGENT)
    assert signed("… ^{agent_initials}", person) == "… ^ΝΠ"
    assert signed("- {agent_name}", person) == "- Νίκος Παπάς"


@given(st.text(min_size=1, max_size=30))
def test_any_display_name_gives_some_initials_and_never_fails(name: str) -> None:
    assert len(initials(name)) <= 6


@given(st.text(max_size=120), st.text(max_size=120))
def test_the_pieces_of_a_difference_add_up_to_both_texts(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert "".join(text for kind, text in pieces if kind != "ins") == before
    assert "".join(text for kind, text in pieces if kind != "del") == after


def test_what_the_provider_had_in_its_cache_is_a_share_of_what_it_was_sent() -> None:
    told = '{"usage": {"input_tokens": 3000, "cached_tokens": 1920, "output_tokens": 200, "cost": 0.001}}'
    assert read_stored(told, Language.TR).cached_share == 64
    assert read_stored("{}", Language.TR).cached_share == 0


@pytest.mark.parametrize(("hours", "shown"), [(0, "calm"), (11, "calm"), (13, "warm"), (20, "hot"), (24, "late")])
def test_urgency_follows_the_part_of_the_time_that_is_used_up(store: Store, hours: int, shown: str) -> None:
    row = case_file(store, drafted(store)).row
    row = replace(row, due_at=row.received_at + timedelta(hours=24))
    assert urgency(row, row.received_at + timedelta(hours=hours)) == shown


def test_safety_stands_first_whatever_its_points(store: Store) -> None:
    calm = [drafted(store, number) for number in (1, 2)]
    danger = drafted(store, 3, flags=(Flag.HEALTH_SAFETY,))
    html = queue_html(store, AYSE, Language.EN, Wanted(), None)
    places = [html.index(f'data-case="{number}"') for number in (danger, *calm)]
    assert places[0] == min(places)
    assert html.count(f'data-case="{danger}"') == 1


@pytest.mark.parametrize("words", ["kargom", "KARGOM", "yilmaz", "AYŞE yilmaz", "@ayse", "a-1"])
def test_the_search_finds_what_any_keyboard_types(store: Store, words: str) -> None:
    case_id = drafted(store, 1)
    assert f'data-case="{case_id}"' in queue_html(store, AYSE, Language.TR, Wanted(words=words), None)
    assert "data-case" not in queue_html(store, AYSE, Language.TR, Wanted(words=words + " çaydanlık"), None)


def test_what_a_customer_wrote_is_escaped_in_the_queue(store: Store) -> None:
    take_in(store, complaint(1, text="<script>alert(1)</script>"))
    assert "<script" not in queue_html(store, AYSE, Language.EN, Wanted(), None)


@pytest.mark.parametrize("stored", ["", "{}", '{"triage": 3, "sentences": "x", "sources": [1]}'])
def test_a_proposal_with_parts_missing_is_shown_with_what_it_has(stored: str) -> None:
    assert read_stored(stored, Language.EN).sentences == ()


@pytest.mark.parametrize("stored", ["[", "[]", '{"sentences": [{"reply": "x", "kind": "y"}]}'])
def test_something_that_is_no_proposal_is_refused(stored: str) -> None:
    with pytest.raises(InputError):
        read_stored(stored, Language.EN)


def test_every_length_of_time_is_short_in_every_language() -> None:
    for language in Language:
        for minutes in (0, 1, 59, 61, 600, 1500, 20_000, 600_000):
            assert len(span(language, timedelta(minutes=minutes))) <= 12


def test_what_nobody_would_see_in_a_customers_text_is_shown_by_its_number_and_markup_stays_text() -> None:
    shown = unhidden("refund\u200b now \u202eevil\u202c <b>x</b> \U000e0041")
    assert "U+200B" in shown
    assert "U+202E" in shown
    assert "U+E0041" in shown
    assert "\u200b" not in shown
    assert "\u202e" not in shown
    assert "&lt;b&gt;x&lt;/b&gt;" in shown


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_escaped_whole(text: str) -> None:
    bare = MARK.sub(lambda found: chr(int(found[1], 16)), unhidden(text))
    assert unescape(bare) == text
