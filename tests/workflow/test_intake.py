"""A complaint is kept before it is read, taken in once, and refused only with the field that is wrong."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from assistant.domain import Author, Complaint, Language, Market, Turn
from assistant.errors import ConflictError, InputError
from assistant.store import Posting, State, Store, case_file, counts
from assistant.store.arrivals import read_arrival
from assistant.store.cases import conversation
from assistant.store.tables import arrivals
from assistant.workflow.continuing import newly_said
from assistant.workflow.decide import Silence, no_reply
from assistant.workflow.intake import Arrival, follow_up, receive, refuse, take_in
from assistant.workflow.message import LARGEST_TEXT, read_message
from tests.store.stores import BEGIN
from tests.workflow.desk_days import AYSE, complaint, drafted, jobs_of, seen, sign_off

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
        ({"language": "the German one"}, "language"),
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


@pytest.mark.parametrize("given", ["de", "de-AT", "DE_at"])
def test_a_language_we_do_not_write_is_taken_and_recorded_as_given(given: str) -> None:
    found = read_message({"id": "1", "text": "Wo ist mein Paket?", "language": given}, CHANNELS, NOW)
    assert (found.language, found.notices) == (None, ("language:de",))


def test_a_language_of_ours_may_come_with_its_country() -> None:
    assert read_message({"id": "1", "text": "a", "language": "el-GR"}, CHANNELS, NOW).language is Language.EL


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


def test_a_known_id_told_with_another_text_is_the_customers_next_message(store: Store) -> None:
    take_in(store, complaint())
    again = take_in(store, complaint(text="Hâlâ gelmedi!"))
    assert (again.new, again.changed, again.added) == (False, True, 1)
    file = case_file(store, again.case_id)
    assert (file.complaint.text, [turn.text for turn in file.complaint.thread]) == (
        "Hâlâ gelmedi!",
        ["Kargom gelmedi!"],
    )
    assert (file.row.thread, file.row.state, len(jobs_of(store, again.case_id))) == (1, State.DRAFTING, 1)


FIRST = "Kargom gelmedi!"


@pytest.mark.parametrize(
    ("thread", "text", "new"),
    [
        ((), FIRST, []),
        ((), "  Kargom   gelmedi!\n\n", []),
        ((), f"{FIRST}\n\nİki gün oldu.", ["İki gün oldu."]),
        ((("customer", FIRST),), "Ne oldu?", ["Ne oldu?"]),
        ((("customer", FIRST), ("brand", "Bakıyoruz.")), "Ne oldu?", ["Bakıyoruz.", "Ne oldu?"]),
        ((("customer", FIRST), ("brand", "Bakıyoruz.")), FIRST, ["Bakıyoruz.", FIRST]),  # said twice in one thread
        ((("customer", "Bir"), ("customer", FIRST)), "İki", ["Bir", "İki"]),
        ((("brand", "Bakıyoruz."),), FIRST, []),  # nobody has answered that yet
    ],
)
def test_what_is_new_in_a_conversation_told_again_is_added_once(
    store: Store, thread: tuple[tuple[str, str], ...], text: str, new: list[str]
) -> None:
    case_id = take_in(store, complaint(text=FIRST)).case_id
    told = replace(complaint(text=text), thread=tuple(Turn(*turn) for turn in thread))

    counted = [take_in(store, told).added for _ in range(2)]

    assert counted == [len(new), 0]
    with store.read() as tx:
        assert [turn.text for turn in conversation(tx, case_id)] == [FIRST, *new]


@given(said=st.lists(st.sampled_from(["evet", "hayır", "evet\nama", "tamam"]), min_size=1, max_size=6), data=st.data())
@settings(max_examples=100, deadline=None)
def test_a_conversation_told_again_at_any_length_loses_nothing_and_repeats_nothing(
    said: list[str], data: st.DataObject
) -> None:
    def told(count: int) -> Complaint:
        return replace(
            complaint(), thread=tuple(Turn("customer", text) for text in said[: count - 1]), text=said[count - 1]
        )

    known: list[Turn] = [Turn("customer", said[0])]
    for count in sorted(data.draw(st.lists(st.integers(1, len(said)), max_size=4))):
        known += newly_said(told(count), known)
        assert newly_said(told(count), known) == ()
    whole = [line for turn in (*known, *newly_said(told(len(said)), known)) for line in turn.text.split("\n")]
    assert {line for text in said for line in text.split("\n")} <= set(whole)


def test_what_was_approved_is_withdrawn_when_the_complaint_is_told_again_with_more(store: Store) -> None:
    case_id = drafted(store)
    sign_off(store, case_id)
    assert take_in(store, complaint(text="Vazgeçtim, iptal edin!")).added == 1
    file = case_file(store, case_id)
    assert (file.row.state, {posting.state for posting in file.outbox}) == (State.DRAFTING, {Posting.WITHDRAWN})


def test_an_answered_complaint_told_again_gets_a_new_deadline_and_an_open_one_keeps_its_own(store: Store) -> None:
    case_id, later = take_in(store, complaint(), due_at=BEGIN).case_id, BEGIN + timedelta(days=9)
    told = replace(complaint(text="Ne oldu?"), received_at=later)
    take_in(store, told, due_at=later + timedelta(hours=9))
    assert case_file(store, case_id).row.due_at == BEGIN
    no_reply(store, case_id, AYSE, seen(store, case_id), Silence.SPAM)
    take_in(store, replace(told, text="Hâlâ?"), due_at=later + timedelta(hours=9))
    assert case_file(store, case_id).row.due_at == later + timedelta(hours=9)


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

    assert not receive(store, mail, b"\xff raw \0 bytes")
    assert receive(store, spam, b"?")  # what could not be read may be readable by now
    refuse(store, mail, "no_text")  # it is a case's: erasing that case must still find it
    with store.read() as tx:
        assert read_arrival(tx, mail.source, mail.key).case_id is not None


def test_something_else_under_a_key_that_was_delivered_before_is_refused_and_not_lost(store: Store) -> None:
    mail = Arrival("imap:help", "<1@example.org>")
    receive(store, mail, b"one")
    take_in(store, complaint(), arrival=mail)
    with pytest.raises(ConflictError) as caught:
        receive(store, mail, b"two")
    assert caught.value.code == "delivery_reused"


def test_a_message_with_a_key_that_stands_for_another_text_is_refused(store: Store) -> None:
    case_id = take_in(store, complaint()).case_id
    follow_up(store, case_id, Turn("customer", "Bir"), key="m")
    with pytest.raises(ConflictError) as caught:
        follow_up(store, case_id, Turn("customer", "İki"), key="m")
    assert caught.value.code == "key_reused"
    assert case_file(store, case_id).row.thread == 1
