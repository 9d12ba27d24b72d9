"""What a reply says against what its sources say: numbers, negations, wrong sources, promises and their owners."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.checks import run
from assistant.checks.commitments import promises, who_may
from assistant.checks.grounding import clauses
from assistant.checks.judging import Doubt, Ruling, Verdict, judged
from assistant.checks.review import Reviewed
from assistant.domain import Audience, Finding, Language, Market, Passage, Sentence, SentenceKind, Turn
from assistant.evaluation.cases import EvaluationCase
from assistant.knowledge import Knowledge
from assistant.workflow.propose import Proposer
from assistant.workflow.reviewing import reviewed as for_review

Check = Callable[..., dict[str, Finding]]
TEXT = "Opened software can't be returned. Delivery costs €3.90 within Greece."
REPLY = "Hello,\nOpened software can be returned.\n\nKind regards,\n{agent_name} - Meltemia Customer Care"


@pytest.fixture
def reviewed(proposer: Proposer, samples: dict[str, EvaluationCase]) -> Reviewed:
    case, vault = proposer.understand(samples["en-s03"].complaint)
    passage = Passage("faq/en/x", "X", TEXT, "", "1", 1.0, Language.EN)
    return for_review(case, vault, Audience.PRIVATE, REPLY, [passage])


def test_the_opposite_of_a_source_blocks_and_shows_the_source(reviewed: Reviewed) -> None:
    found = [f for f in run(reviewed) if f.reason.code == "polarity.opposite"]
    assert [str(f.reason.values["source"]) for f in found] == ["opened software can't be returned."]


def test_the_same_negation_in_other_words_is_no_opposite(reviewed: Reviewed) -> None:
    same = replace(reviewed, text=REPLY.replace("can be", "cannot be"))
    assert not [f for f in run(same) if f.reason.code == "polarity.opposite"]


def test_a_sentence_that_cites_another_entry_than_its_own_blocks(reviewed: Reviewed) -> None:
    text = "Delivery costs €3.90 within Greece."
    other = Passage("faq/en/y", "Y", "Points are valid for 12 months.", "", "1", 0.5, Language.EN)
    cited = Sentence(Audience.PRIVATE, text, SentenceKind.SOURCE, ("faq/en/y",))
    both = replace(reviewed, text=text, passages=(*reviewed.passages, other), sentences=(cited,))
    assert "source.wrong" in {f.reason.code for f in run(both)}
    right = replace(both, sentences=(replace(cited, sources=("faq/en/x",)),))
    assert "source.wrong" not in {f.reason.code for f in run(right)}


@pytest.mark.parametrize(
    ("promise", "code"),
    [
        ("We'll look into the visit of 8 November and your four chairs.", None),
        ("We'll have them with you by 8 December.", "number.customers"),
        ("We'll send you 250 euros back.", "number.customers"),
        ("We'll look into the visit of 9 November.", "number.unsourced"),
    ],
)
def test_a_promise_may_repeat_what_is_past_or_counted_but_no_day_or_amount_the_customer_wants(
    reviewed: Reviewed, promise: str, code: str | None
) -> None:
    said = "Nobody came on 8 November with the four chairs. I want them by 8 December, or 250 euros back."
    sentence = Sentence(Audience.PRIVATE, promise, SentenceKind.COMMITMENT, ("brand/sla/follow-up-care",))
    case = replace(reviewed, text=promise, sentences=(sentence,), complaint=replace(reviewed.complaint, text=said))
    found = [f.reason.code for f in run(case) if f.reason.code.startswith("number.")]
    assert found == ([code] if code else [])


def test_a_number_the_customer_gives_without_its_unit_may_be_told_with_it(reviewed: Reviewed) -> None:
    said, told = (
        "You promised 20 working days, it's been 27 by my calendar.",
        "By your count it's been 27 working days.",
    )
    sentence = Sentence(Audience.PRIVATE, told, SentenceKind.THREAD, ("thread",))
    case = replace(reviewed, text=told, sentences=(sentence,), complaint=replace(reviewed.complaint, text=said))
    assert "facts" not in {f.check for f in run(case)}


def test_both_towns_of_a_hyphenated_journey_are_known(reviewed: Reviewed) -> None:
    case = replace(
        reviewed,
        text="You carried it between Volos and Larissa.",
        complaint=replace(reviewed.complaint, text="carrying bags volos-larissa every week"),
    )
    assert "names" not in {f.check for f in run(case)}


def test_a_judge_is_asked_only_what_is_undecided_and_must_quote_literally(reviewed: Reviewed) -> None:
    unclear = "Our shelves come in oak and walnut finish."
    sentence = Sentence(Audience.PRIVATE, unclear, SentenceKind.SOURCE, ("faq/en/x",))
    case = replace(reviewed, text=f"{unclear} Delivery costs €3.90 within Greece.", sentences=(sentence,))
    asked: list[Doubt] = []

    def judge(doubts: object) -> list[Verdict]:
        asked.extend(doubts)  # type: ignore[call-overload]
        return [Verdict(Ruling.SUPPORTED, "Shelves come in oak.")]

    assert [f.reason.code for f in judged(case, judge)] == ["sentence.unsupported"]
    assert [doubt.sentence for doubt in asked] == [unclear]


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Size 200 TL kupon tanımlayacağım.", Language.TR, "coupon"),
        ("We'll send you a €10 voucher.", Language.EN, "coupon"),
        ("Σας δίνουμε κουπόνι 10 €.", Language.EL, "coupon"),
        ("Yarın sizi arayacağım.", Language.TR, "call_back"),
        ("We'll replace it for you.", Language.EN, "exchange"),
        ("Θα σας στείλουμε καινούργιο πλυντήριο.", Language.EL, "exchange"),
    ],
)
def test_a_promise_is_read_from_any_text(text: str, language: Language, kind: str) -> None:
    assert kind in {promise.kind for promise in promises(text, language)}


def test_the_sheet_says_from_which_role_on_a_coupon_may_be_promised(knowledge: Knowledge) -> None:
    (within,) = [p for p in promises("Size 200 TL kupon tanımlayacağım.", Language.TR) if p.kind == "coupon"]
    (beyond,) = [p for p in promises("Size 900 TL kupon tanımlayacağım.", Language.TR) if p.kind == "coupon"]
    assert who_may(within, knowledge.authority, Market.TR)[0] == "lead"
    assert who_may(beyond, knowledge.authority, Market.TR) == ()
    assert who_may(within, knowledge.authority, Market.GR) == ()


def test_a_role_below_cannot_send_what_the_lead_may(proposer: Proposer, samples: dict[str, EvaluationCase]) -> None:
    complaint = samples["tr-s03"].complaint
    reply = "Merhaba Fatma Nur Hanım,\nSize 200 TL kupon tanımlayacağım."
    agent = {f.check for f in proposer.check(complaint, reply, Audience.PRIVATE)}
    lead = {f.check for f in proposer.check(complaint, reply, Audience.PRIVATE, role="lead")}
    assert "commitment" in agent
    assert "commitment" not in lead


def test_what_we_wrote_before_is_not_denied_nor_pasted_again(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    turn = Turn("brand", "We collect the item from your home on the day you choose.")
    complaint = replace(samples["en-s04"].complaint, thread=(turn,))
    denied = "Hi Tom,\nWe do not collect the item from your home on the day you choose."
    assert "thread" in {f.check for f in proposer.check(complaint, denied, Audience.PRIVATE)}
    pasted = f"Hi Tom,\n{turn.text}\n- {{agent_name}}"
    assert "duplicate" in {f.check for f in proposer.check(complaint, pasted, Audience.PRIVATE)}


def test_a_foreign_format_carries_its_mend(proposer: Proposer, samples: dict[str, EvaluationCase]) -> None:
    found = proposer.check(samples["tr-s03"].complaint, "Merhaba,\nÜcret €3.90 olur.", Audience.PRIVATE)
    assert [f.mend for f in found if f.check == "number_format"] == ["3,90 €"]


def test_a_name_nobody_mentioned_is_pointed_at(proposer: Proposer, samples: dict[str, EvaluationCase]) -> None:
    found = proposer.check(samples["tr-s03"].complaint, "Merhaba,\nBu konuyla Serhat ilgileniyor.", Audience.PRIVATE)
    assert [f.reason.values["text"] for f in found if f.check == "names"] == ["Serhat"]


@pytest.mark.parametrize(
    ("said", "negated"),
    [
        ("bulamazsanız adımlara bakarız", True),
        ("bulamıyorsanız adımlara bakarız", True),
        ("bulursanız haber verin", False),
    ],
)
def test_a_turkish_condition_is_negated_in_either_tense(said: str, negated: bool) -> None:
    assert [clause.negated for clause in clauses(said, Language.TR)] == [negated]
