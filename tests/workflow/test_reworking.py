"""A reviewer changes a stored draft by one click: versions stay, and nobody's own words go unasked."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Audience, Language, Sentence, SentenceKind
from assistant.drafting.rewrite import Control
from assistant.drafting.writer import Writer
from assistant.errors import AccessError, ConflictError, InputError, ModelError
from assistant.llm import ScriptedModel
from assistant.store import CaseFile, MadeBy, Store, case_file
from assistant.store.spending import uses
from assistant.triage import History
from assistant.web.stored import read_stored
from assistant.workflow.drafts import save_edit
from assistant.workflow.intake import take_in
from assistant.workflow.offering import offered
from assistant.workflow.produce import Producer
from assistant.workflow.propose import Proposer
from assistant.workflow.reworking import Reworked, Selected, rework
from assistant.workflow.standing import exchanged, standing
from tests.conftest import ROOT
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
    producer.redo(case_id, AYSE, 1, None, fact)
    assert fact in text(case_file(producer.store, case_id))
    asked(producer, case_id, Control.WARMER)
    assert fact in text(case_file(producer.store, case_id))
    producer.redo(case_id, AYSE, case_file(producer.store, case_id).row.head, None)
    assert fact in text(case_file(producer.store, case_id))  # it is the case's own from now on


WISHES = (
    "Daha kısa yaz.", "Tonu çok soğuk, biraz daha sıcak ol.", "İndirim teklif etme.", "Müşteriye iki seçenek sun.",
    "Shorter please, two sentences.", "The tone is too cold, be warmer.", "Do not mention the courier.",
    "Start with an apology.", "Γράψε το πιο σύντομα.", "Ο τόνος είναι ψυχρός, πιο ζεστά.", "Μην αναφέρεις προθεσμίες.",
    "Απάντησε στον ενικό.",
)  # fmt: skip
COMPLAINTS = {
    "tr": LATE,
    "en": "My parcel is 9 days late, order MLT-48213. When will I get it? It was a birthday present.",
    "el": "Το δέμα μου άργησε 9 μέρες, παραγγελία MLT-48213. Πότε θα έρθει; Ήταν δώρο γενεθλίων.",
}


@pytest.mark.parametrize("language", list(COMPLAINTS))
def test_a_reviewer_s_wish_never_stands_in_a_reply(store: Store, producer: Producer, language: str) -> None:
    case = take_in(store, complaint(channel="email", public=False, text=COMPLAINTS[language])).case_id
    producer.draft(case)
    for head, wish in enumerate(WISHES, 1):
        producer.redo(case, AYSE, head, wish)
        file = case_file(store, case)
        assert file.row.head == head + 1
        said = {body.casefold() for body in file.draft.texts.values()} if file.draft else set()
        assert not [body for body in said if any(part in body for part in wish.casefold().rstrip(".").split(", "))]
        assert file.complaint.note is None


@pytest.mark.parametrize(
    ("text_of", "slot", "value"),
    [
        ("Kartımdan aynı tutar iki kez çekildi, sipariş MLT-48213.", "charge_date", "purchase_date: 12 Kasım"),
        ("My parcel is late. Where is it?", "order_number", "MLT-48213"),
        ("Χρεώθηκε δύο φορές η κάρτα μου, παραγγελία MLT-48213.", "charge_date", "12 Νοεμβρίου"),
    ],
)
def test_a_filled_slot_is_closed_and_never_a_sentence(
    store: Store, producer: Producer, text_of: str, slot: str, value: str
) -> None:
    case = take_in(store, complaint(channel="email", public=False, text=text_of)).case_id
    producer.draft(case)
    assert slot in open_slots(store, case)
    producer.redo(case, AYSE, 1, None, None, {slot: value})
    file = case_file(store, case)
    assert slot not in open_slots(store, case)
    assert file.complaint.note is None
    assert f"{value}." not in text(file)
    producer.redo(case, AYSE, 2, None)
    assert slot not in open_slots(store, case)  # it stays filled
    made = json.loads((case_file(store, case).draft or file.draft).proposal or "{}")  # type: ignore[union-attr]
    assert [one for one in made["findings"] if one["severity"] == "block"] == []


def open_slots(store: Store, case: int) -> list[str]:
    draft = case_file(store, case).draft
    assert draft is not None
    return [str(slot["name"]) for slot in json.loads(draft.proposal or "{}")["slots"]]


def row(text: str, kind: str = "courtesy") -> dict[str, object]:
    return {"reply": "private", "text": text, "kind": kind, "sources": [], "paragraph": 0}


ANSWER = json.dumps({"sentences": [row("Dokuz gün beklemek çok yorucu, üzgünüm.")]}, ensure_ascii=False)


def modelled(producer: Producer, *answers: str | ModelError) -> tuple[Producer, ScriptedModel]:
    model = ScriptedModel(answers, "test:model")
    writer = Writer(model, ROOT / "prompts", b"secret")
    return replace(producer, proposer=replace(producer.proposer, writer=writer, repairs=0)), model


def test_with_a_model_a_control_asks_it_and_names_the_control_and_the_draft(producer: Producer, case_id: int) -> None:
    before = text(case_file(producer.store, case_id))
    writing, model = modelled(producer, ANSWER)
    done = asked(writing, case_id, Control.WARMER)
    after = case_file(producer.store, case_id)
    assert done.saved is not None
    assert "Dokuz gün beklemek çok yorucu" in text(after)
    assert after.draft is not None
    assert after.draft.made_by is MadeBy.MODEL
    (prompt,) = [message.content for message in model.asked[0] if message.role == "user"]
    assert "The reviewer asks: warmer" in prompt
    assert before.split("\n\n")[1] in prompt


def test_with_a_model_a_marked_passage_alone_is_written_anew(producer: Producer, case_id: int) -> None:
    before = text(case_file(producer.store, case_id))
    first, _, *rest = before.split("\n\n")
    place = Selected(Audience.PRIVATE, len(first) + 4, len(first) + 6)
    writing, model = modelled(producer, ANSWER, ANSWER)
    asked(writing, case_id, Control.PLAINER, selected=place)
    after = text(case_file(producer.store, case_id))
    assert after.startswith(f"{first}\n\nDokuz gün beklemek çok yorucu, üzgünüm.")
    assert after.endswith("\n\n".join(rest))
    assert "Change this passage only" in model.asked[0][-1].content
    mine = edited(producer.store, case_id)
    asked(
        writing, case_id, Control.SHORTER, selected=Selected(Audience.PRIVATE, mine.index(MINE), mine.index(MINE) + 3)
    )
    file = case_file(producer.store, case_id)
    assert MINE not in text(file)
    assert mine.replace(MINE, "Dokuz gün beklemek çok yorucu, üzgünüm.", 1) == text(file)


def test_a_model_that_fails_leaves_the_text_and_says_why(producer: Producer, case_id: int) -> None:
    before = case_file(producer.store, case_id)
    for selected in (None, Selected(Audience.PRIVATE, 30, 40)):
        writing, _ = modelled(producer, ModelError("late", code="timeout"))
        done = asked(writing, case_id, Control.SHORTER, selected=selected)
        assert done.saved is None
        assert [reason.code for reason in done.said] == ["model.timeout"]
    assert case_file(producer.store, case_id).row.head == before.row.head
    with producer.store.read() as tx:
        assert {use.outcome: use.drafts for use in uses(tx)} == {"timeout": 2}


def test_a_model_replaces_a_person_s_words_only_when_they_say_so_and_is_not_asked_before(
    producer: Producer, case_id: int
) -> None:
    mine = edited(producer.store, case_id)
    writing, model = modelled(producer, ANSWER)
    with pytest.raises(ConflictError, match="would replace"):
        asked(writing, case_id, Control.SHORTER)
    assert model.asked == []
    asked(writing, case_id, Control.SHORTER, replace_words=True)
    assert MINE not in text(case_file(producer.store, case_id))
    assert mine in [draft.private for draft in case_file(producer.store, case_id).drafts]


def test_no_control_is_offered_that_does_nothing(producer: Producer, case_id: int) -> None:
    shown = offered(producer, case_id, lambda text: text)
    assert Control.FIX_LANGUAGE not in shown.whole
    assert Control.FIX_LANGUAGE in shown.edited
    assert Control.MORE_FORMAL not in shown.passage  # Turkish has no contractions to write out
    assert not shown.model
    for control in shown.whole:
        done = asked(producer, case_id, control)
        assert done.saved is not None
        file = case_file(producer.store, case_id)
        save_edit(producer.store, case_id, AYSE, file.row.head, file.drafts[0].texts)
        producer.redo(case_id, AYSE, case_file(producer.store, case_id).row.head, None)
    writing, _ = modelled(producer)
    assert offered(writing, case_id, lambda text: text).model
    assert Control.WARMER in offered(writing, case_id, lambda text: text).passage


def test_the_repairs_of_a_draft_are_counted(producer: Producer, case_id: int) -> None:
    faulty = json.dumps({"sentences": [row("Paranız yarın hesabınızda olacak.", "source")]}, ensure_ascii=False)
    writing, _ = modelled(producer, faulty, faulty, ANSWER)
    writing = replace(writing, proposer=replace(writing.proposer, repairs=2))
    writing.redo(case_id, AYSE, 1, None)
    draft = case_file(producer.store, case_id).draft
    assert draft is not None
    assert read_stored(draft.proposal, Language.TR).repairs == 2


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
