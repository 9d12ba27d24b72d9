"""The rest of a reply pack and the rewrite controls: each says only what the draft's own sources grant."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Audience, Draft, Language, SentenceKind
from assistant.drafting import layout
from assistant.drafting.case import Case
from assistant.drafting.composer import compose
from assistant.drafting.pack import pack
from assistant.drafting.rewrite import Control, formally, mended, rewrite
from assistant.evaluation.cases import EvaluationCase
from assistant.workflow.formats import proposal_json
from assistant.workflow.propose import Proposer


@pytest.fixture
def refund(proposer: Proposer, samples: dict[str, EvaluationCase]) -> Case:
    return proposer.understand(samples["tr-s03"].complaint)[0]


@pytest.fixture
def table(proposer: Proposer, samples: dict[str, EvaluationCase]) -> Case:
    return proposer.understand(samples["en-s05"].complaint)[0]


def length(case: Case, draft: Draft, audience: Audience) -> int:
    return len(layout.text(draft.sentences, case, audience) or "")


# The pack


def test_the_card_says_who_calls_until_when_and_what_to_say_first(table: Case) -> None:
    found = pack(table, compose(table))
    assert found is not None
    assert found.card is not None
    assert found.card.owner == "warehouse"
    assert found.card.by is not None
    assert found.card.say[0].text.startswith("Hello, ")
    assert any(sentence.kind is SentenceKind.SOURCE for sentence in found.card.say)


def test_a_case_that_goes_on_in_a_store_is_to_be_called(proposer: Proposer, samples: dict[str, EvaluationCase]) -> None:
    called = proposer.propose(samples["tr-s06"].complaint)[0].pack
    written = proposer.propose(samples["tr-s14"].complaint)[0].pack
    assert [found.card.call for found in (called, written) if found and found.card] == [True, False]


def test_the_closing_line_is_public_only_where_the_complaint_was(table: Case, refund: Case) -> None:
    public, private = pack(table, compose(table)), pack(refund, compose(refund))
    said = [{sentence.reply for sentence in found.closing} for found in (public, private) if found]
    assert said == [{Audience.PUBLIC, Audience.PRIVATE}, {Audience.PRIVATE}]


def test_every_sentence_of_a_pack_that_claims_something_has_a_source(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    for sample in samples.values():
        found = proposer.propose(sample.complaint)[0].pack
        for sentence in (*found.card.say, *found.closing, *found.win_back) if found and found.card else ():
            assert sentence.kind not in {SentenceKind.SOURCE, SentenceKind.COMMITMENT} or sentence.sources


def test_silence_and_praise_have_no_card(proposer: Proposer, samples: dict[str, EvaluationCase]) -> None:
    assert proposer.propose(samples["en-s13"].complaint)[0].pack is None
    praise = proposer.propose(samples["en-s12"].complaint)[0].pack
    assert praise is not None
    assert praise.card is None


def test_the_pack_stands_in_the_proposal_s_json_with_its_note_in_the_reader_s_language(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    proposal, _ = proposer.propose(samples["en-s05"].complaint)
    english, turkish = (proposal_json(proposal, reader)["pack"] for reader in (Language.EN, Language.TR))
    assert isinstance(english, dict)
    assert isinstance(turkish, dict)
    assert set(english) == {"card", "note", "closing", "win_back"}
    assert english["note"] != turkish["note"]


# Rewriting


def test_a_shorter_draft_is_shorter_and_keeps_its_promise(refund: Case) -> None:
    draft = compose(refund)
    found = rewrite(refund, draft, Control.SHORTER)
    assert found.changed
    assert length(refund, found.draft, Audience.PRIVATE) < length(refund, draft, Audience.PRIVATE)
    assert [promise.source for promise in found.draft.commitments] == [promise.source for promise in draft.commitments]


def test_a_formal_draft_writes_contractions_out(table: Case) -> None:
    found = rewrite(table, compose(table), Control.MORE_FORMAL)
    assert found.changed
    assert "I'm" not in (layout.text(found.draft.sentences, table, Audience.PRIVATE) or "")


@pytest.mark.parametrize("control", list(Control))
def test_no_control_brings_in_a_fact_without_a_source(control: Control, table: Case) -> None:
    known = set(table.knowledge.entry_by_id) | {"thread", "note"}
    for sentence in rewrite(table, compose(table), control).draft.sentences:
        assert sentence.kind is not SentenceKind.UNSUPPORTED
        assert all(source in known or source.startswith("brand/") for source in sentence.sources)


@pytest.mark.parametrize("control", list(Control))
def test_an_unchanged_draft_always_comes_with_its_reason(control: Control, refund: Case) -> None:
    draft = compose(refund)
    found = rewrite(refund, draft, control)
    assert found.changed == (found.draft.sentences != draft.sentences)
    assert found.changed or found.said


@pytest.mark.parametrize("control", [Control.SHORTER, Control.WARMER, Control.PLAINER, Control.DECLINE, Control.ASK])
def test_a_person_s_words_are_never_replaced(control: Control, refund: Case) -> None:
    draft = compose(refund)
    mine = replace(draft.sentences[2], text="Bunu ben yazdım, 5 dakika sonra arıyorum.")
    edited = replace(draft, sentences=(*draft.sentences[:2], mine, *draft.sentences[3:]))
    kept = rewrite(refund, edited, control).draft.sentences
    assert mine in kept


def test_an_approved_text_is_not_rewritten(proposer: Proposer, samples: dict[str, EvaluationCase]) -> None:
    case = proposer.understand(samples["en-s09"].complaint)[0]
    found = rewrite(case, compose(case), Control.WARMER)
    assert not found.changed
    assert [reason.code for reason in found.said] == ["rewrite.approved"]


def test_an_instruction_nobody_can_follow_is_said_to_be_left_undone(refund: Case) -> None:
    found = rewrite(refund, compose(refund), Control.SHORTER, "mention the weather")
    assert "rewrite.instruction" in [reason.code for reason in found.said]


def test_a_plain_no_can_be_declined_and_not_accepted(proposer: Proposer, samples: dict[str, EvaluationCase]) -> None:
    price = replace(
        samples["en-s04"].complaint, text="The shop next door sells the toaster cheaper. Do you match prices?"
    )
    case = proposer.understand(price)[0]
    accepted = rewrite(case, compose(case), Control.ACCEPT)
    declined = rewrite(case, compose(case), Control.DECLINE).draft
    assert [reason.code for reason in accepted.said] == ["rewrite.accept_nothing"]
    assert "don't match" in (layout.text(declined.sentences, case, Audience.PRIVATE) or "")


def test_only_the_selected_sentences_are_changed(table: Case) -> None:
    draft = compose(table)
    place = next(n for n, s in enumerate(draft.sentences) if "I'm" in s.text or "I'll" in s.text)
    found = rewrite(table, draft, Control.MORE_FORMAL, selection=[place]).draft
    changed = [n for n, (a, b) in enumerate(zip(draft.sentences, found.sentences, strict=True)) if a != b]
    assert changed == [place]


@given(text=st.text(max_size=120), language=st.sampled_from(list(Language)))
def test_mending_twice_changes_nothing_more(text: str, language: Language) -> None:
    once = mended(text, language)
    assert mended(once, language) == once


@given(text=st.text(max_size=120))
def test_only_english_has_contractions_to_write_out(text: str) -> None:
    assert formally(text, Language.TR) == text


def test_warmer_thanks_before_it_asks_a_customer_to_take_personal_data_down(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    thanked = 0
    text = "My parcel is nine days late! Call me: 0532 111 22 33."
    exposed = replace(samples["en-s05"].complaint, channel="facebook_comment", public=True, text=text, subject=None)
    for number in range(6):
        case = proposer.understand(replace(exposed, id=f"warm-{number}"))[0]
        warmer = rewrite(case, compose(case), Control.WARMER).draft
        said = [one.text for one in warmer.sentences if one.reply is Audience.PUBLIC]
        removal = next(n for n, one in enumerate(said) if "personal" in one)
        thanks = [n for n, one in enumerate(said[:-2]) if one.startswith("Thank")]  # a last line may thank as well
        assert all(place < removal for place in thanks), said
        thanked += bool(thanks)
    assert thanked
