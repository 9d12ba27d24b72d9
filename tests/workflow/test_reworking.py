"""A reviewer changes a stored draft by one click: versions stay, and nobody's own words go unasked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Audience, Language, Sentence, SentenceKind
from assistant.drafting.rewrite import Control
from assistant.errors import AccessError, ConflictError, InputError
from assistant.store import CaseFile, MadeBy, Store, case_file
from assistant.triage import History
from assistant.workflow.drafts import save_edit
from assistant.workflow.intake import take_in
from assistant.workflow.mirroring import mirrored
from assistant.workflow.produce import Producer
from assistant.workflow.propose import Proposer
from assistant.workflow.reworking import Reworked, Selected, rework
from assistant.workflow.standing import exchanged, standing
from tests.workflow.desk_days import AYSE, EDITOR, complaint

LATE = "Kargom 9 gündür gelmedi, sipariş MLT-48213. Ne zaman elime geçecek? Çok üzgünüm, doğum günü hediyesiydi."
MINE = "Şubeyi de aradım."


@pytest.fixture
def producer(store: Store, proposer: Proposer) -> Producer:
    return Producer(store, proposer, b"k" * 32, lambda _: History())


@pytest.fixture
def case_id(store: Store, producer: Producer) -> int:
    taken = take_in(store, complaint(channel="email", public=False, text=LATE)).case_id
    producer.draft(taken)
    return taken


def asked(producer: Producer, case: int, control: Control, **more: object) -> Reworked:
    head = case_file(producer.store, case).row.head
    return rework(producer, case, AYSE, head, control, lambda text: text, **more)  # type: ignore[arg-type]


def text(file: CaseFile) -> str:
    assert file.draft is not None
    return file.draft.private or ""


def edited(store: Store, case: int) -> str:
    """Somebody writes a sentence of their own into the draft."""
    file = case_file(store, case)
    mine = text(file).replace("\n\n", f"\n\n{MINE} ", 1)
    save_edit(store, case, AYSE, file.row.head, {Audience.PRIVATE: mine})
    return mine


def test_a_control_makes_a_new_version_and_the_one_before_stays(producer: Producer, case_id: int) -> None:
    before = case_file(producer.store, case_id)
    done = asked(producer, case_id, Control.SHORTER)
    after = case_file(producer.store, case_id)
    assert done.saved is not None
    assert done.saved.shown
    assert len(text(after)) < len(text(before))
    assert [draft.private for draft in after.drafts] == [text(before), text(after)]
    assert after.drafts[-1].based_on == before.row.head
    assert not after.row.touched  # nobody's own words are in it


def test_tones_and_stances_can_be_tried_one_after_the_other(producer: Producer, case_id: int) -> None:
    first = asked(producer, case_id, Control.WARMER)
    second = asked(producer, case_id, Control.ASK)
    third = asked(producer, case_id, Control.PLAINER)
    assert all(done.saved or done.said for done in (first, second, third))
    assert all(draft.made_by is MadeBy.COMPOSER for draft in case_file(producer.store, case_id).drafts)


def test_what_a_control_cannot_do_is_said_and_makes_no_version(producer: Producer, case_id: int) -> None:
    asked(producer, case_id, Control.SHORTER)
    versions = case_file(producer.store, case_id).row.versions
    done = asked(producer, case_id, Control.FIX_LANGUAGE)
    assert done.saved is None
    assert [reason.code for reason in done.said] == ["rewrite.fix_language_already"]
    assert case_file(producer.store, case_id).row.versions == versions


def test_a_person_s_own_words_are_replaced_only_when_they_say_so(producer: Producer, case_id: int) -> None:
    mine = edited(producer.store, case_id)
    with pytest.raises(ConflictError) as refused:
        asked(producer, case_id, Control.WARMER)
    assert refused.value.code == "would_replace"
    assert text(case_file(producer.store, case_id)) == mine
    done = asked(producer, case_id, Control.WARMER, replace_words=True)
    after = case_file(producer.store, case_id)
    assert done.saved is not None
    assert MINE not in text(after)
    assert mine in [draft.private for draft in after.drafts]


def test_a_control_that_works_sentence_by_sentence_leaves_a_person_s_words_in_place(
    producer: Producer, case_id: int
) -> None:
    edited(producer.store, case_id)
    done = asked(producer, case_id, Control.SHORTER)
    after = case_file(producer.store, case_id)
    assert done.saved is not None
    assert MINE in text(after)
    assert after.draft is not None
    assert after.draft.made_by is MadeBy.PERSON


def test_only_the_marked_part_is_changed(producer: Producer, case_id: int) -> None:
    before = text(case_file(producer.store, case_id))
    greeting = before.index("\n")
    done = asked(producer, case_id, Control.SHORTER, selected=Selected(Audience.PRIVATE, 0, greeting))
    assert done.saved is None
    assert text(case_file(producer.store, case_id)) == before


def test_a_control_asked_of_a_version_that_is_gone_is_refused(producer: Producer, case_id: int) -> None:
    asked(producer, case_id, Control.SHORTER)
    with pytest.raises(ConflictError):
        rework(producer, case_id, AYSE, 1, Control.WARMER, lambda text: text)


def test_who_may_not_draft_may_not_rewrite_and_a_case_without_a_draft_says_so(
    producer: Producer, store: Store, case_id: int
) -> None:
    with pytest.raises(AccessError):
        rework(producer, case_id, EDITOR, 1, Control.SHORTER, lambda text: text)
    bare = take_in(store, complaint(2)).case_id
    with pytest.raises(InputError):
        rework(producer, bare, AYSE, 0, Control.SHORTER, lambda text: text)


def test_a_draft_made_with_a_fact_keeps_it_when_its_tone_changes(producer: Producer, case_id: int) -> None:
    fact = "Kargonuz bu sabah depodan çıktı."
    producer.redo(case_id, AYSE, 1, fact)
    assert fact in text(case_file(producer.store, case_id))
    asked(producer, case_id, Control.WARMER)
    assert fact in text(case_file(producer.store, case_id))


def test_the_mirror_has_a_sentence_for_each_and_leaves_a_person_s_own_as_they_are(
    producer: Producer, case_id: int
) -> None:
    mine = edited(producer.store, case_id)
    lines = mirrored(producer, case_id, {Audience.PRIVATE: mine}, Language.EN, lambda text: text)[Audience.PRIVATE]
    own = [line.text for line in lines if line.other is None]
    assert own == [MINE]
    assert all(line.text in mine for line in lines)
    assert "".join(piece for _, piece in lines[0].other or ()).startswith(("Dear", "Hello"))
    assert all("".join(piece for _, piece in line.said) == line.text for line in lines)


WORDS = st.text("abğç .!?\n", max_size=40)


@given(WORDS, WORDS, WORDS)
def test_whatever_a_person_writes_around_them_sentences_are_found_and_put_back_whole(
    before: str, between: str, after: str
) -> None:
    drafted = [Sentence(Audience.PRIVATE, one, SentenceKind.SOURCE, ("x",)) for one in ("Bir XX.", "İki YY.")]
    whole = f"{before}{drafted[0].text}{between}{drafted[1].text}{after}"
    places = standing(whole, Audience.PRIVATE, drafted, Language.TR)
    assert [whole[one.start : one.end] for one in places] == [one.sentence.text for one in places]
    assert [one.sentence.text for one in places if one.sentence.kind is SentenceKind.SOURCE] == ["Bir XX.", "İki YY."]
    assert exchanged(whole, places, [one.sentence for one in places]) == whole
    left = exchanged(whole, places, [one.sentence for one in places if one.sentence.text != "İki YY."])
    assert "İki YY." not in left
    assert "".join((before + "Bir XX." + between + after).split()) == "".join(left.split())
