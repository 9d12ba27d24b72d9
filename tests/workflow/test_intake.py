"""A complaint is kept before it is read, taken in once, and refused only with the field that is wrong."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from assistant.domain import Author, Language, Market, Turn
from assistant.errors import InputError
from assistant.store import State, Store, case_file, counts
from assistant.store.tables import arrivals
from assistant.workflow.intake import Arrival, follow_up, receive, refuse, take_in
from assistant.workflow.message import LARGEST_TEXT, read_message
from tests.store.stores import BEGIN
from tests.workflow.desk_days import complaint, jobs_of

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Facts:
    """A channel as reading needs it."""

    def __init__(self, public: bool) -> None:
        self.public = public


CHANNELS = {"x": Facts(True), "email": Facts(False), "other": Facts(False)}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def test_a_full_message_becomes_a_complaint_field_by_field() -> None:
    found = read_message(
        {
            "id": "A-17",
            "channel": "x",
            "text": "Kargom\r\ngelmedi!",
            "subject": None,
            "language": "tr",
            "author": {"name": "Ayşe Yılmaz", "handle": "@ayse"},
            "received_at": "2026-11-20T21:04:00+03:00",
            "public": False,
            "market": "gr",
            "thread": [{"from": "brand", "text": "Merhaba", "at": "2026-11-19T10:00:00Z"}],
            "note": "Kargo yarın.",
            "unknown": 1,
        },
        CHANNELS,
        NOW,
    )
    assert (found.id, found.channel, found.text, found.public) == ("A-17", "x", "Kargom\ngelmedi!", False)
    assert (found.language, found.market, found.author) == (Language.TR, Market.GR, Author("Ayşe Yılmaz", "@ayse"))
    assert found.received_at == datetime(2026, 11, 20, 18, 4, tzinfo=UTC)
    assert found.thread == (Turn("brand", "Merhaba", datetime(2026, 11, 19, 10, tzinfo=UTC)),)
    assert (found.note, found.notices) == ("Kargo yarın.", ())


def test_id_and_text_are_enough_and_the_rest_follows() -> None:
    found = read_message({"id": 17, "text": "Merhaba"}, CHANNELS, NOW)
    assert (found.id, found.channel, found.public, found.received_at) == ("17", "other", False, NOW)
    assert read_message({"id": "a", "text": "b", "channel": "x"}, CHANNELS, NOW).public


def test_a_csv_row_reads_like_its_json() -> None:
    row = {
        "id": "1",
        "text": "Merhaba",
        "channel": "x",
        "author_name": "Ayşe",
        "author_handle": "@a",
        "public": "FALSE",
        "market": "",
        "subject": "",
        "thread": '[{"from": "customer", "text": "ilk"}]',
        "received_at": "2026-11-20 21:04:00+03:00",
    }
    found = read_message(row, CHANNELS, NOW)
    assert (found.author, found.public, found.market, found.subject) == (Author("Ayşe", "@a"), False, None, None)
    assert found.thread == (Turn("customer", "ilk"),)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": None}, "id"),
        ({"id": "  "}, "id"),
        ({"id": True}, "id"),
        ({"id": "A\0"}, "id"),
        ({"id": "x" * 201}, "id"),
        ({"text": None}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \n\0"}, "text"),
        ({"text": 5}, "text"),
        ({"text": "ş" * (LARGEST_TEXT // 2 + 1)}, "text"),
        ({"channel": "myspace"}, "channel"),
        ({"channel": 3}, "channel"),
        ({"received_at": "yesterday"}, "received_at"),
        ({"received_at": "2026-13-45T00:00:00Z"}, "received_at"),
        ({"received_at": "0001-01-01T00:00:00+14:00"}, "received_at"),
        ({"received_at": "9999-12-31T23:59:59-14:00"}, "received_at"),
        ({"received_at": 1763672640}, "received_at"),
        ({"language": "de"}, "language"),
        ({"market": "us"}, "market"),
        ({"public": "maybe"}, "public"),
        ({"author": "Ayşe"}, "author"),
        ({"author": {"name": 5}}, "author.name"),
        ({"subject": ["a"]}, "subject"),
        ({"note": "x" * 20_001}, "note"),
        ({"thread": "not json"}, "thread"),
        ({"thread": {"from": "customer"}}, "thread"),
        ({"thread": [{"from": "customer", "text": "a"}, {"from": "nobody", "text": "b"}]}, "thread[1].from"),
        ({"thread": [{"from": "brand", "text": ""}]}, "thread[0].text"),
        ({"thread": [{"from": "brand", "text": "a", "at": "noon"}]}, "thread[0].at"),
        ({"thread": [{"from": "brand", "text": "a"}] * 501}, "thread"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as caught:
        read_message({"id": "A-1", "text": "Merhaba", **changes}, CHANNELS, NOW)
    assert caught.value.values["field"] == field
    assert str(caught.value).startswith(field)


def test_what_had_to_be_changed_is_said() -> None:
    found = read_message({"id": "1", "text": "a\0b \ud83d c", "received_at": "2026-11-20T12:00:00"}, CHANNELS, NOW)
    assert found.text == "ab \N{REPLACEMENT CHARACTER} c"
    assert set(found.notices) == {"nul_removed", "surrogate_replaced", "offset_assumed"}
    assert found.received_at == datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def test_a_name_or_subject_cannot_bring_a_line_break_of_its_own() -> None:
    found = read_message(
        {
            "id": "1",
            "text": "x",
            "subject": "a\r\nBcc: all@example.org",
            "author": {"name": "A\u2028B", "handle": "x\ny"},
        },
        CHANNELS,
        NOW,
    )
    assert found.subject == "a Bcc: all@example.org"
    assert found.author == Author("A B", "x y")


@given(raw=st.dictionaries(st.sampled_from(["id", "text", "channel", "author", "thread", "received_at", "x"]), JSON))
@settings(max_examples=100, deadline=None)
def test_any_json_is_a_complaint_or_an_input_error(raw: dict[str, object]) -> None:
    with contextlib.suppress(InputError):
        found = read_message(raw, CHANNELS, NOW)
        found.text.encode()
        assert "\0" not in found.text
        assert found.received_at.tzinfo is not None


def test_the_same_id_twice_is_the_same_complaint_and_asks_for_one_draft(store: Store) -> None:
    first, second = take_in(store, complaint()), take_in(store, complaint())
    assert (first.new, second.new, second.changed) == (True, False, False)
    assert first.case_id == second.case_id
    assert len(jobs_of(store, first.case_id)) == 1
    assert sum(count.total for count in counts(store).values()) == 1


def test_a_known_id_with_another_text_is_said_and_the_first_text_is_kept(store: Store) -> None:
    take_in(store, complaint())
    again = take_in(store, complaint(text="Başka bir şikayet"))
    assert (again.new, again.changed) == (False, True)
    assert case_file(store, again.case_id).complaint.text == "Kargom gelmedi!"


def test_a_complaint_comes_back_as_it_was_taken_in(store: Store) -> None:
    given_ = read_message(
        {
            "id": "A-1",
            "text": "İki ξ\n👍🏽",
            "channel": "email",
            "subject": "Konu",
            "author": {"name": "Ayşe", "handle": "a@example.org"},
            "received_at": "2026-11-20T21:04:00.000001+03:00",
            "market": "tr",
            "language": "tr",
            "note": "not",
            "thread": [{"from": "customer", "text": "1"}, {"from": "brand", "text": "2", "at": "2026-11-19T10:00:00Z"}],
        },
        CHANNELS,
        NOW,
    )
    taken = take_in(store, given_)
    assert case_file(store, taken.case_id).complaint == given_


def test_what_the_customer_wrote_next_is_answered_with_the_rest_as_thread(store: Store) -> None:
    case_id = take_in(store, complaint()).case_id
    next_ = Turn("customer", "Hâlâ bekliyorum.\0", BEGIN)

    assert follow_up(store, case_id, next_, key="m2")
    assert not follow_up(store, case_id, next_, key="m2")  # delivered twice, stored once

    file = case_file(store, case_id)
    assert (file.complaint.text, file.complaint.received_at) == ("Hâlâ bekliyorum.", BEGIN)
    assert [turn.text for turn in file.complaint.thread] == ["Kargom gelmedi!"]
    assert (file.row.thread, file.row.first_line, file.row.state) == (1, "Hâlâ bekliyorum.", State.DRAFTING)


def test_a_delivery_is_kept_before_it_is_read_and_accounted_for(store: Store) -> None:
    mail, spam = Arrival("imap:help", "<1@example.org>"), Arrival("imap:help", "<2@example.org>")
    assert receive(store, mail, b"\xff raw \0 bytes")
    receive(store, spam, b"?")
    assert receive(store, mail, b"\xff raw \0 bytes")  # nothing came of it: it is to be read again
    with store.read() as tx:
        kept = tx.connection.execute(select(arrivals.c.raw).order_by(arrivals.c.key)).scalars().all()
    assert kept == [b"\xff raw \0 bytes", b"?"]

    take_in(store, complaint(), arrival=mail)
    refuse(store, spam, "no_text")

    assert [receive(store, one, b"?") for one in (mail, spam)] == [False, False]
