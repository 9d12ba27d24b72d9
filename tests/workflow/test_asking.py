"""A question to a colleague is answered once, by whoever may; the answer is a note, a source, and an offer for editors."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.access.links import count_failure, link_token, opened_by, refuse_busy
from assistant.access.sessions import TRIES
from assistant.domain import Author
from assistant.errors import AccessError, ConflictError, InputError
from assistant.store import QuestionRow, State, Store, Tab, case_file
from assistant.store.jobs import waits
from assistant.store.rows import Offer
from assistant.workflow.asking import EXCERPT, answer, ask, asked, offered, settle, withdraw
from assistant.workflow.intake import DRAFT, take_in
from tests.store.stores import BEGIN, Clock
from tests.workflow.desk_days import AYSE, EDITOR, EVALUATOR, NIKOS, complaint, drafted, propose, sign_off

DAYS = timedelta(days=3)
KEY = b"k" * 32
LETTER = "Kargom gelmedi. Ben Ayşe Yılmaz, telefonum 0532 123 45 67, sipariş MLT-12345."


def waiting(store: Store, case_id: int | None = None, question: str = "İade ne zaman yattı?") -> QuestionRow:
    return ask(store, case_id or drafted(store), AYSE, "finance", question, valid=DAYS)


def test_a_case_waits_for_its_colleague_and_comes_back_with_the_answer_as_a_note_and_a_new_draft_asked_for(
    store: Store,
) -> None:
    case_id = drafted(store)
    one = waiting(store, case_id)
    file = case_file(store, case_id)
    assert (file.row.state, file.row.tab, file.row.unit) == (State.ESCALATED, Tab.COLLEAGUE, "finance")
    assert file.questions == (one,)
    assert one.waits(store.clock())

    answer(store, one.id, "  20 Kasım'da 450 TL iade edildi.\r\n", "Deniz")

    file = case_file(store, case_id)
    assert (file.row.state, file.row.unit, file.row.note) == (State.DRAFTING, None, "20 Kasım'da 450 TL iade edildi.")
    assert file.complaint.note == "20 Kasım'da 450 TL iade edildi."  # what drafting takes as a source
    assert (file.questions[0].answered_by, file.questions[0].offer) == ("Deniz", Offer.OPEN)
    with store.read() as tx:
        assert waits(tx, DRAFT, case_id)
    assert [line.event for line in file.audit][-2:] == ["asked", "answered"]
    assert file.audit[-1].actor == "colleague"  # a name somebody typed is no account


def test_a_question_is_answered_once(store: Store) -> None:
    one = waiting(store)
    answer(store, one.id, "Evet.", "Deniz")
    with pytest.raises(ConflictError) as caught:
        answer(store, one.id, "Hayır.", "Başkası")
    assert caught.value.code == "question_closed"
    assert case_file(store, one.case_id).row.note == "Evet."
    with pytest.raises(ConflictError):
        asked(store, one.id)


def test_a_question_that_is_too_old_or_was_taken_back_takes_no_answer(store: Store, clock: Clock) -> None:
    old, back = waiting(store), waiting(store, drafted(store, 2))
    withdraw(store, back.id, NIKOS)
    assert case_file(store, back.case_id).row.state is State.REVIEW
    clock.forward(DAYS.total_seconds())
    for one in (old, back):
        with pytest.raises(ConflictError):
            answer(store, one.id, "Evet.", "Deniz")
        assert case_file(store, one.case_id).row.note is None
    with pytest.raises(ConflictError):
        withdraw(store, back.id, NIKOS)


def test_a_case_with_two_questions_waits_for_both(store: Store) -> None:
    first = waiting(store)
    second = waiting(store, first.case_id, "Depoda var mı?")
    answer(store, first.id, "Evet.", "Deniz")
    assert case_file(store, first.case_id).row.state is State.ESCALATED
    answer(store, second.id, "Var.", "Deniz")
    row = case_file(store, first.case_id).row
    assert (row.state, row.note) == (State.DRAFTING, "Evet.\nVar.")


def test_an_answer_that_comes_after_the_reply_is_kept_and_changes_nothing_that_was_approved(store: Store) -> None:
    one = waiting(store)
    sign_off(store, one.case_id)
    answer(store, one.id, "Evet.", "Deniz")
    row = case_file(store, one.case_id).row
    assert (row.state, row.note) == (State.APPROVED, "Evet.")


def test_what_a_person_has_written_is_not_taken_from_them_by_the_draft_an_answer_asks_for(store: Store) -> None:
    from assistant.domain import Audience
    from assistant.workflow.drafts import save_edit

    case_id = drafted(store)
    mine = save_edit(store, case_id, AYSE, 1, {Audience.PRIVATE: "Bunu ben yazdım."})
    answer(store, waiting(store, case_id).id, "Evet.", "Deniz")
    propose(store, case_id)
    file = case_file(store, case_id)
    assert (file.row.state, file.row.head) == (State.REVIEW, mine)


def test_question_and_excerpt_hold_no_personal_data_and_no_more_than_the_beginning(store: Store) -> None:
    letter = replace(
        complaint(channel="email", public=False), text=LETTER + " Uzun." * 400, author=Author("Ayşe Yılmaz")
    )
    case_id = take_in(store, letter).case_id
    one = waiting(store, case_id, "Ayşe Yılmaz'ın 0532 123 45 67 numarasına kim baktı? Sipariş MLT-12345.")
    for text in (one.question, one.excerpt):
        assert "Ayşe" not in text
        assert "0532" not in text
        assert "MLT-12345" in text
    assert len(one.excerpt) <= EXCERPT + 2


def test_an_empty_question_answer_or_name_is_refused(store: Store) -> None:
    case_id = drafted(store)
    with pytest.raises(InputError):
        waiting(store, case_id, " \n ")
    one = waiting(store, case_id)
    for said, name in ((" ", "Deniz"), ("Evet.", " "), ("a" * 4_001, "Deniz")):
        with pytest.raises(InputError):
            answer(store, one.id, said, name)
    with pytest.raises(InputError):
        answer(store, "0" * 32, "Evet.", "Deniz")


def test_only_who_may_decide_asks_and_only_editors_settle_offers_once(store: Store) -> None:
    case_id = drafted(store)
    with pytest.raises(AccessError):
        ask(store, case_id, EDITOR, "finance", "Ne oldu?", valid=DAYS)
    one = waiting(store, case_id)
    with pytest.raises(InputError):
        settle(store, one.id, EDITOR, Offer.ACCEPTED)  # there is no answer yet
    answer(store, one.id, "Evet.", "Deniz")
    assert [row.id for row in offered(store, EDITOR)] == [one.id]
    for person in (AYSE, EVALUATOR):
        with pytest.raises(AccessError):
            settle(store, one.id, person, Offer.DISMISSED)
    assert settle(store, one.id, EDITOR, Offer.ACCEPTED).settled_by == "editor"
    with pytest.raises(ConflictError):
        settle(store, one.id, EDITOR, Offer.DISMISSED)
    assert offered(store, EDITOR) == ()


ID = "0123456789abcdef" * 2
UNTIL = BEGIN + DAYS


def test_a_link_opens_its_question_until_it_is_over() -> None:
    token = link_token(KEY, ID, UNTIL)
    assert opened_by(KEY, token, BEGIN) == ID
    for now, code in ((UNTIL, "old_link"), (UNTIL + DAYS, "old_link")):
        with pytest.raises(AccessError) as caught:
            opened_by(KEY, token, now)
        assert caught.value.code == code
    with pytest.raises(AccessError):
        opened_by(b"another" * 8, token, BEGIN)


@given(at=st.integers(0, 86), new=st.characters(codec="utf-8"))
def test_a_link_with_any_letter_changed_opens_nothing(at: int, new: str) -> None:
    token = link_token(KEY, ID, UNTIL)
    changed = token[:at] + new + token[at + 1 :]
    if changed == token:
        return
    with pytest.raises(AccessError) as caught:
        opened_by(KEY, changed, BEGIN)
    assert caught.value.code == "bad_link"


@pytest.mark.parametrize("token", ["", "x", ".", f"{ID}.1.", f"{ID}.0001.{'a' * 43}", f"{ID}.1.{'a' * 43}\n"])
def test_what_is_no_link_opens_nothing(token: str) -> None:
    with pytest.raises(AccessError):
        opened_by(KEY, token, datetime(1970, 1, 1, tzinfo=UTC))


def test_an_address_that_guesses_links_is_turned_away_for_a_while_and_others_are_not(
    store: Store, clock: Clock
) -> None:
    for _ in range(TRIES):
        refuse_busy(store, "10.0.0.1")
        count_failure(store, "10.0.0.1")
    with pytest.raises(AccessError) as caught:
        refuse_busy(store, "10.0.0.1")
    assert caught.value.code == "too_many_attempts"
    refuse_busy(store, "10.0.0.2")
    clock.forward(15 * 60)
    refuse_busy(store, "10.0.0.1")
