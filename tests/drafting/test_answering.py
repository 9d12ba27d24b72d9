"""What was asked is answered, in the customer's order; what is hardly believed is not said; nothing is said twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.domain import Action, Audience, Category, Flag, Language, SentenceKind, Situation
from assistant.drafting import layout
from assistant.drafting.belief import category, doubted
from assistant.drafting.case import Case
from assistant.drafting.choosing import deciding_entries
from assistant.drafting.composer import compose
from assistant.drafting.days import days_named, delay, wait
from assistant.drafting.questions import questions
from assistant.drafting.suiting import timed
from assistant.drafting.things import colours, counts, products_in_question
from assistant.evaluation.cases import EvaluationCase
from assistant.workflow.propose import Proposer


def understood(proposer: Proposer, sample: EvaluationCase, text: str) -> Case:
    complaint = replace(sample.complaint, text=text, subject=None, note=None, thread=())
    return proposer.understand(complaint)[0]


def of_kind(case: Case, kind: Category, score: float = 0.95) -> Case:
    return replace(case, triage=replace(case.triage, categories=((kind, score),)))


def private(case: Case) -> str:
    return layout.text(compose(case).sentences, case, Audience.PRIVATE) or ""


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        (Language.TR, "Kuryeyle göndersem ücret öder miyim, parası kaç günde geri gelir?", ["amount", "time"]),
        (Language.EN, "How long am I covered and what do I do now?", ["time", "way"]),
        (Language.EL, "Ισχύει η εγγύηση; Πού τη δίνω;", ["whether", "way"]),
    ],
)
def test_each_question_is_found_with_what_it_wants(
    proposer: Proposer, language: Language, text: str, wanted: list[str]
) -> None:
    found = questions(text, proposer.knowledge, language)
    assert len(found) == len(wanted)
    assert all(want in question.wants for question, want in zip(found, wanted, strict=True))


def test_two_questions_get_two_answers_in_the_customer_s_order(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    case = proposer.understand(samples["tr-s15"].complaint)[0]
    assert [pick.entry.slug for pick in deciding_entries(case)][:2] == ["return-cost", "refund-time"]


def test_a_question_about_the_time_of_large_goods_is_not_answered_with_tracking(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    said = private(proposer.understand(samples["tr-s01"].complaint)[0])
    assert "5-10 iş günü" in said
    assert "Takip bağlantınız" not in said


def test_a_kind_that_is_hardly_believed_is_neither_said_back_nor_apologised_for(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    case = of_kind(proposer.understand(samples["tr-s15"].complaint)[0], Category.STORE_EXPERIENCE, 0.4)
    assert category(case) is not Category.STORE_EXPERIENCE
    assert "karşılan" not in private(case)
    assert "mağazamızda yaşa" not in private(case)


def test_a_kind_that_is_believed_is_said_back(proposer: Proposer, samples: dict[str, EvaluationCase]) -> None:
    case = of_kind(proposer.understand(samples["en-s01"].complaint)[0], Category.DELIVERY_LATE)
    assert doubted(case) is None


def test_what_was_wanted_and_what_came_are_told_apart(proposer: Proposer, samples: dict[str, EvaluationCase]) -> None:
    case = of_kind(proposer.understand(samples["tr-s04"].complaint)[0], Category.WRONG_ITEM)
    found = products_in_question(case)
    assert found is not None
    assert (found.wanted, found.got) == ("curtain", "tablecloth")
    assert "istediğiniz renkte" not in private(case)


@pytest.mark.parametrize(
    ("sample", "text", "wanted", "got"),
    [
        ("tr-s04", "Hardal sarısı örtü aldım, kutudan haki çıktı.", "hardal", "haki"),
        ("en-s04", "I ordered cushions in grey and what came is pink.", "grey", "pink"),
        ("el-s04", "Παρήγγειλα γκρι κουρτίνες και μου ήρθαν πράσινες.", "γκρι", "πράσινο"),
    ],
)
def test_the_colour_wanted_and_the_colour_that_came_are_known(
    proposer: Proposer, samples: dict[str, EvaluationCase], sample: str, text: str, wanted: str, got: str
) -> None:
    found = colours(of_kind(understood(proposer, samples[sample], text), Category.WRONG_ITEM))
    assert found is not None
    assert (found.wanted, found.got) == (wanted, got)


@pytest.mark.parametrize(
    ("sample", "text"),
    [
        ("tr-s17", "Kutudan 32 vida yerine 19 vida çıktı."),
        ("en-s04", "There were 19 screws instead of 32."),
        ("el-s04", "Στο κουτί είχε 19 βίδες αντί για 32."),
    ],
)
def test_a_count_that_falls_short_is_known(
    proposer: Proposer, samples: dict[str, EvaluationCase], sample: str, text: str
) -> None:
    found = counts(understood(proposer, samples[sample], text))
    assert found is not None
    assert (found.wanted, found.got) == ("32", "19")


def test_weeks_past_the_date_are_a_delay_and_no_wait(proposer: Proposer, samples: dict[str, EvaluationCase]) -> None:
    case = understood(proposer, samples["en-s01"], "My sofa in Larissa is three weeks late. Where is it?")
    assert delay(case) is not None
    assert wait(case) is None


def test_a_promised_day_still_to_come_has_not_passed(proposer: Proposer, samples: dict[str, EvaluationCase]) -> None:
    text = "Siparişim için 1 Aralık'ta teslim dediniz, bekliyorum."
    assert date(2025, 12, 1) not in days_named(understood(proposer, samples["tr-s16"], text)).values()


def test_the_private_message_repeats_nothing_and_promises_the_same_thing_once(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    for sample in samples.values():
        case = proposer.understand(sample.complaint)[0]
        if case.triage.action is not Action.REPLY_BOTH or Flag.PII_PUBLIC in case.triage.flags:
            continue
        draft = compose(case)
        public = {s.text for s in draft.sentences if s.reply is Audience.PUBLIC and s.kind is not SentenceKind.COURTESY}
        secret = {s.text for s in draft.sentences if s.reply is Audience.PRIVATE}
        assert not public & secret, sample.id
        promised = [
            s.sources
            for s in draft.sentences
            if s.reply is Audience.PRIVATE and s.kind is SentenceKind.COMMITMENT and timed(s.text, case.language)
        ]
        assert len(promised) == len(set(promised)), sample.id
        # One in each for every matter, since either may go out alone.
        assert len(draft.commitments) <= 2 * len({promise.source for promise in draft.commitments}), sample.id


def test_thanks_beside_a_fault_are_not_answered_as_praise(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    case = of_kind(proposer.understand(samples["en-s11"].complaint)[0], Category.PRAISE)
    assert doubted(case) is Category.PRAISE
    calm = of_kind(proposer.understand(samples["en-s12"].complaint)[0], Category.PRAISE)
    assert doubted(calm) is None


def test_somebody_who_waits_for_a_repair_is_not_told_how_to_begin_one(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    waits = understood(
        proposer, samples["en-s01"], "My mixer has been at your repair shop since 2 October. Not a word."
    )
    asks = understood(proposer, samples["en-s01"], "My mixer has stopped working. How do I get a warranty repair?")
    assert (category(waits), waits.triage.situation) == (Category.WARRANTY_REPAIR, Situation.LOOKUP)
    assert "start a warranty repair" not in private(waits)
    assert "start a warranty repair" in private(asks)
