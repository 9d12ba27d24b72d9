"""A question is answered by the sentence that decides its point; without such a sentence nothing stands in for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.domain import Language, Market
from assistant.drafting.answers import answers, unspoken
from assistant.drafting.case import Case
from assistant.drafting.choosing import deciding_entries
from assistant.drafting.points import AGAINST, BESIDE, BETTER, MARKS, NEEDED, decides, points
from assistant.evaluation.cases import EvaluationCase
from assistant.languages import analysis
from assistant.retrieval.concepts import Concepts
from assistant.workflow.propose import Proposer

Asking = Callable[[str, Language], Case]
EN, TR, EL = Language.EN, Language.TR, Language.EL


@pytest.fixture(scope="module")
def asked(proposer: Proposer, samples: dict[str, EvaluationCase]) -> Asking:
    """What gives the case of a message in a chat, without a market unless it names one."""

    def of(text: str, language: Language) -> Case:
        sample = samples[f"{language}-s01"].complaint
        complaint = replace(sample, channel="messenger", text=text, subject=None, note=None, thread=(), known=())
        return proposer.understand(complaint)[0]

    return of


def said(case: Case) -> list[str]:
    return [sentence for answer in answers(case, deciding_entries(case), "chat") for sentence in answer.sentences]


def test_the_points_have_the_same_names_and_marks_in_every_language() -> None:
    names = [Concepts(analysis(language), "points").names for language in Language]
    assert names[0] == names[1] == names[2]
    for name in names[0]:
        assert name[-1] not in MARKS or name[:-1] in names[0], name
        answered = name[-1] in MARKS or {name + NEEDED, name + BETTER} & names[0]
        assert answered, f"{name}: nothing says what answers it"


def test_a_word_beside_a_point_and_one_against_it_decide_whether_it_is_meant() -> None:
    assert points("I bought it on Monday and now it is cheaper", EN) == {"price_fell"}
    assert not points("I bought it on Monday and it is cheaper elsewhere", EN)
    assert not points("Is it cheaper on Mondays?", EN)
    for name in ("price_fell" + BESIDE, "price_fell" + AGAINST):
        assert name in Concepts(analysis(EN), "points").names


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        (EN, "I lost the receipt for my toaster, is it still under warranty?", "e-receipt"),
        (TR, "Faturamı kaybettim, tost makinemin garantisi yine de geçerli mi?", "e-fişiniz"),
        (EL, "Έχασα την απόδειξη. Ισχύει η εγγύηση για την τοστιέρα;", "ηλεκτρονική απόδειξη"),
        (TR, "Mağazadan teslim siparişimi kaç gün bekletiyorsunuz?", "3 gün"),
        (EL, "Πόσες μέρες κρατάει το κατάστημα την παραγγελία που θα παραλάβω;", "4 ημέρες"),
        (EN, "How many times can I exchange the size of a jacket?", "first exchange"),
        (
            EN,
            "I bought a kettle last week and now it is 10 euros less, will you refund the difference?",
            "price you paid",
        ),
        (TR, "Ütüyü aldım, iki gün sonra fiyatı düştü. Farkı geri alabilir miyim?", "ödediğiniz fiyat"),
        (EL, "Αγόρασα τοστιέρα και μετά έπεσε η τιμή. Μου δίνετε τη διαφορά;", "τιμή που πληρώσατε"),
        (TR, "Kuponum geçmiyor, oysa süresi dolmadı ve sepette outlet ürünü yok, neden?", "Koşullara uyduğu hâlde"),
        (EL, "Το κουπόνι δεν περνάει, ενώ ισχύει μέχρι την Κυριακή. Γιατί;", "σε ισχύ"),
        (EN, "I tried the pillow for one night, can I still return it?", "try the item"),
    ],
)
def test_a_question_gets_the_sentence_that_decides_its_point(
    asked: Asking, language: Language, text: str, word: str
) -> None:
    assert word in " ".join(said(asked(text, language)))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (EN, "Can I return a lamp if I have thrown the box away?"),
        (TR, "Kutusunu attım, lambayı iade edebilir miyim?"),
        (EL, "Πέταξα το κουτί, μπορώ να επιστρέψω τη λάμπα;"),
        (EN, "Can someone else pick up my click and collect order from the store?"),
        (TR, "Mağazadan teslim siparişimi eşim alabilir mi benim yerime?"),
        (EL, "Μπορεί να παραλάβει κάποιος άλλος για μένα από το κατάστημα;"),
        (EL, "Έληξε η δωροκάρτα μου, μπορείτε να την παρατείνετε;"),
    ],
)
def test_a_question_whose_point_no_entry_decides_is_a_colleague_s(asked: Asking, language: Language, text: str) -> None:
    case = asked(text, language)
    assert said(case) == []
    assert unspoken(case)


def test_who_writes_turkish_or_greek_is_given_the_terms_of_one_country_and_english_both(asked: Asking) -> None:
    for language, text, country in (
        (TR, "Mağazadan teslim siparişimi kaç gün bekletiyorsunuz?", "Türkiye"),
        (EL, "Πόσες μέρες κρατάει το κατάστημα την παραγγελία που θα παραλάβω;", "Ελλάδα"),
    ):
        case = asked(text, language)
        assert case.market is None
        assert len(said(case)) == 1
        assert country in said(case)[0]
    both = asked("How many days does the store keep my click and collect order?", EN)
    assert [sentence.split(":")[0] for sentence in said(both)] == ["In Turkey", "In Greece"]


def test_a_sentence_for_another_case_is_not_quoted(asked: Asking) -> None:
    case = asked("Your driver left my parcel with a neighbour and now they say they never had it.", EN)
    assert not [sentence for sentence in said(case) if "nobody came" in sentence]


def test_a_queue_is_not_answered_with_the_conduct_of_staff(asked: Asking) -> None:
    case = asked("Half the lamps were not working and fifteen people stood in the queue at one till.", EN)
    assert not [pick for pick in deciding_entries(case) if pick.entry.slug == "staff-conduct"]


def test_what_decides_a_point_stands_in_an_entry_of_every_language(proposer: Proposer) -> None:
    for point in ("no_receipt", "price_fell", "though_valid", "once_more", "loan", "which_card", "unplugged", "kept"):
        for language in Language:
            entries = [entry for entry in proposer.knowledge.entries if entry.language is language]
            assert any(decides(entry, {point}) for entry in entries), (point, language)


def test_trying_goods_is_told_to_customers_of_both_markets(asked: Asking) -> None:
    case = asked("Yastığı bir gece denedim, iade edebilir miyim?", TR)
    for market in Market:
        told = replace(case, triage=replace(case.triage, market=market))
        assert any("deneyebilirsiniz" in sentence for sentence in said(told)), market
