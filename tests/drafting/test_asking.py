"""Who only asks is answered and not regretted; an entry answers whom it is for; nothing is asked that was told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from assistant.domain import (
    Action,
    Audience,
    Category,
    Complaint,
    Flag,
    Language,
    Market,
    SentenceKind,
    Situation,
    Status,
)
from assistant.drafting import layout
from assistant.drafting.belief import category
from assistant.drafting.case import Case
from assistant.drafting.choosing import deciding_entries
from assistant.drafting.composer import compose
from assistant.drafting.days import days_named, wait
from assistant.drafting.goods import is_large
from assistant.drafting.material import material
from assistant.drafting.plan import approved_text
from assistant.drafting.questions import questions
from assistant.drafting.things import subject
from assistant.drafting.told import scenes_in
from assistant.evaluation.cases import EvaluationCase
from assistant.workflow.propose import Proposer
from tests.conftest import NOW

Samples = dict[str, EvaluationCase]


def asked(proposer: Proposer, sample: EvaluationCase, text: str, market: Market | None = None) -> Case:
    complaint = replace(sample.complaint, text=text, subject=None, note=None, thread=(), market=market)
    return proposer.understand(complaint)[0]


def said(case: Case) -> str:
    draft = compose(case)
    return "\n".join(layout.text(draft.sentences, case, audience) or "" for audience in Audience)


def slugs(case: Case) -> list[str]:
    return [pick.entry.slug for pick in deciding_entries(case)]


def slots(case: Case) -> set[str]:
    return {slot.name for slot in material(case).slots}


@pytest.mark.parametrize(
    ("sample", "text", "fact"),
    [
        ("en-s04", "Hi, can I still cancel an order I placed this morning?", "until"),
        ("tr-s04", "siparis iptali nasil oluyor", "3 iş günü"),
        ("el-s04", "mporo na akyroso mia paraggelia pou ekana to proi?", "Πριν από την αποστολή"),
        ("tr-s04", "Bugün Ankara'ya bir gardırop alsam ne zaman gelir?", "5-10 iş günü"),
        ("el-s04", "Αν αγοράσω σήμερα καναπέ, πότε θα έρθει στη Θεσσαλονίκη;", "7-12 εργάσιμες"),
    ],
)
def test_who_only_asks_is_answered_without_regret_or_promise(
    proposer: Proposer, samples: Samples, sample: str, text: str, fact: str
) -> None:
    case = asked(proposer, samples[sample], text)
    assert case.triage.situation is Situation.QUESTION
    assert case.triage.apology == 0
    assert case.triage.category is Category.QUESTION
    draft = compose(case)
    assert fact in said(case)
    assert not draft.commitments
    assert not {SentenceKind.COMMITMENT, SentenceKind.THREAD} & {sentence.kind for sentence in draft.sentences}


@pytest.mark.parametrize(
    ("sample", "text"),
    [
        ("en-s01", "I ordered a sofa on 2 November. When is it coming?"),
        ("en-s01", "Where is my order?"),
        ("tr-s01", "Siparişimi siz iptal ettiniz, param ne zaman gelir?"),
        ("el-s01", "Το έστειλα πίσω στις 20 Οκτωβρίου και λεφτά δεν είδα. Πόσο παίρνει συνήθως;"),
    ],
)
def test_a_fault_or_a_wait_told_beside_a_question_stays_a_complaint(
    proposer: Proposer, samples: Samples, sample: str, text: str
) -> None:
    assert asked(proposer, samples[sample], text).triage.situation is not Situation.QUESTION


def test_thanks_told_of_people_are_no_grievance_whatever_they_were_taken_for(
    proposer: Proposer, samples: Samples
) -> None:
    text = "Your two men carried the washer up four flights, took their shoes off at the door and left nothing behind."
    case = asked(proposer, samples["en-s12"], text)
    assert case.triage.situation is Situation.PRAISE
    assert case.triage.apology == 0


@pytest.mark.parametrize(
    ("sample", "text", "never"),
    [
        ("en-s18", "I used it once and the box is open. Do you take it back or not?", "non-returnable"),
        ("el-s18", "Την άνοιξα και τη δοκίμασα μια φορά. Την παίρνετε πίσω ανοιγμένη ή όχι;", "non-returnable"),
        ("en-s20", "My sofa bed sagged within a month. What happens now?", "out-of-warranty"),
    ],
)
def test_what_answers_a_thing_nobody_told_answers_nobody(
    proposer: Proposer, samples: Samples, sample: str, text: str, never: str
) -> None:
    assert never not in slugs(asked(proposer, samples[sample], text))


def test_a_thing_told_is_answered_by_its_own_entry_or_not_at_all(proposer: Proposer, samples: Samples) -> None:
    text = "The app says shipped on Wednesday but I never got a tracking link, not by text, not in the app."
    case = asked(proposer, samples["en-s01"], text, Market.TR)
    assert "marked-delivered-not-received" not in slugs(case)
    assert "tracking link in the app" not in said(case)


def test_what_is_asked_of_others_is_not_the_question_that_is_answered(proposer: Proposer, samples: Samples) -> None:
    assert "marketing-opt-out" not in slugs(proposer.understand(samples["en-s18"].complaint)[0])


@pytest.mark.parametrize(
    ("sample", "text", "market", "right", "wrong"),
    [
        ("tr-s04", "koltuk takımının nakliyesi ne kadar tutar?", Market.TR, "449 TL", "79,90"),
        ("tr-s04", "yorgan alsam kargo ücreti ne kadar tutar?", Market.TR, "79,90", "449"),
        ("en-s04", "How much is delivery for a wardrobe to Patras?", Market.GR, "€29", "€3.90"),
        ("el-s04", "Πόσο κοστίζουν τα μεταφορικά για μια ντουλάπα;", Market.GR, "29 €", "3,90"),
    ],
)
def test_large_goods_and_parcels_get_each_their_own_terms(
    proposer: Proposer, samples: Samples, sample: str, text: str, market: Market, right: str, wrong: str
) -> None:
    reply = said(asked(proposer, samples[sample], text, market))
    assert right in reply
    assert wrong not in reply


def test_of_two_things_the_one_that_failed_is_the_matter(proposer: Proposer, samples: Samples) -> None:
    text = "You repaired my toaster in May and it has been fine. The blender I bought in September stopped working."
    case = asked(proposer, samples["en-s20"], text)
    assert subject(case) == "blender"
    assert "toaster" not in said(case)


def test_an_undelivered_bed_waits_in_no_locker(proposer: Proposer, samples: Samples) -> None:
    text = "Yatağım gelecekti, kurye «adreste kimse yok» yazıp gitmiş, oysa evdeydim."
    case = asked(proposer, samples["tr-s05"], text, Market.TR)
    assert is_large(case)
    assert "paketiniz" not in said(case)


@pytest.mark.parametrize(
    ("sample", "text", "slot"),
    [
        ("en-s04", "The shelf came cracked. I took photos, shall I send them?", "photo"),
        ("el-s04", "Το ράφι ήρθε σπασμένο, έβγαλα φωτογραφίες.", "photo"),
        ("en-s04", "The wrong kettle came and nobody came to pick it up on Thursday, I waited in all day.", "photo"),
        ("en-s08", "You charged me twice for one rug, both dated the 15th.", "charge_date"),
        ("en-s04", "Why is my coupon not working? It says not valid. There's a towel in the basket.", "order_number"),
        ("en-s20", "My coffee machine has started leaking, a puddle every morning.", "fault"),
    ],
)
def test_nothing_is_asked_that_the_message_holds(
    proposer: Proposer, samples: Samples, sample: str, text: str, slot: str
) -> None:
    assert slot not in slots(asked(proposer, samples[sample], text))


def test_a_language_nobody_here_reads_is_neither_said_back_nor_regretted(proposer: Proposer, samples: Samples) -> None:
    text = "مرحبا، وصلتني الطاولة مكسورة، ماذا أفعل؟"
    case = asked(proposer, samples["en-s04"], text)
    kinds = {sentence.kind for sentence in compose(case).sentences}
    assert case.triage.apology == 0
    assert SentenceKind.THREAD not in kinds
    assert {SentenceKind.COMMITMENT, SentenceKind.SOURCE} & kinds


def test_who_tells_of_a_swindle_is_told_how_to_keep_their_money(proposer: Proposer, samples: Samples) -> None:
    case = asked(proposer, samples["en-s08"], "I got a text saying it was Meltemia and typed in my card number. Help!")
    case = replace(case, triage=replace(case.triage, flags=(Flag.FRAUD,), categories=((Category.BILLING, 0.75),)))
    told = case.knowledge.told[Language.EN].entries
    assert "fake-messages" in {told.get(scene) for scene in scenes_in(case.complaint.text, case.knowledge, Language.EN)}
    assert category(case) is Category.UNAUTHORISED_TX
    assert not slots(case)


@settings(max_examples=25, deadline=None)
@drawn(text=st.text(alphabet="①²½٣๓१0123456789.,'’ -yaorderkettle\u200d🙂ıİß", max_size=80))
def test_odd_signs_never_leave_anybody_without_a_draft(proposer: Proposer, text: str) -> None:
    moment = datetime.fromisoformat("2026-11-20T10:00:00+03:00")
    proposer.propose(Complaint("odd", "email", f"My order {text} is late.", public=False, received_at=moment))


def test_a_number_of_many_digits_counts_nothing(proposer: Proposer, samples: Samples) -> None:
    text = f"I ordered 4 chairs and got {'9' * 5000} instead of them."
    proposer.propose(replace(samples["en-s04"].complaint, text=text))


def test_a_day_that_was_not_in_the_year_is_no_day(proposer: Proposer, samples: Samples) -> None:
    complaint = replace(
        samples["en-s04"].complaint, text="I ordered on 29 February and it has not come.",
        received_at=datetime.fromisoformat("2028-01-10T10:00:00+03:00"),
    )  # fmt: skip
    assert date(2027, 3, 1) not in days_named(proposer.understand(complaint)[0]).values()


@pytest.mark.parametrize(
    ("sample", "text"),
    [
        ("en-s01", "You told me delivery would take 21 days. My order is late."),
        ("en-s01", "They told me I would wait 30 days for delivery, is that right?"),
        ("tr-s01", "Bana tamir için 45 gün beklersiniz dediler."),
    ],
)
def test_a_time_that_was_only_promised_is_no_wait(proposer: Proposer, samples: Samples, sample: str, text: str) -> None:
    assert wait(asked(proposer, samples[sample], text)) is None


def test_a_promised_time_is_not_over_yet(proposer: Proposer, samples: Samples) -> None:
    text = "I was told to wait 60 days for the repair of my kettle in Athens. Nobody answers the phone."
    assert "longer than that" not in said(asked(proposer, samples["en-s20"], text, Market.GR))


def test_of_many_questions_those_that_want_a_fact_are_kept(proposer: Proposer) -> None:
    text = "Is this a joke? Do you read this? Are you serious? Is anybody there? How much does the delivery cost?"
    wanted = {want for found in questions(text, proposer.knowledge, Language.EN) for want in found.wants}
    assert "amount" in wanted


@pytest.mark.parametrize(
    "text", ["@meltemia", "@meltemia help", "@meltemia yardım", "@meltemia βοήθεια", "meltemia!!!"]
)
def test_a_bare_call_is_asked_what_it_is_about(proposer: Proposer, text: str) -> None:
    complaint = Complaint("call", "x", text, True, NOW)
    proposal, _ = proposer.propose(complaint)
    assert (proposal.action, proposal.status) == (Action.REPLY_PUBLIC, Status.SEND_READY)
    calls = {phrase.text for phrases in proposer.knowledge.phrases.values() for phrase in phrases.moves["how_help"]}
    assert any(call in str(proposal.public) for call in calls)
    assert not proposal.draft.commitments
    assert proposal.triage.apology == 0


@pytest.mark.parametrize(
    "text",
    [
        "I bought it in your Kadıköy store and paid 4.500 TL",
        "Kadıköy mağazanızdan aldım, 4.500 TL ödedim",
        "Το πήρα από το κατάστημά σας στο Περιστέρι, 450 ευρώ",
    ],
)
def test_what_nobody_understood_goes_to_a_colleague_without_a_fact_found_by_chance(
    proposer: Proposer, text: str
) -> None:
    proposal, _ = proposer.propose(Complaint("unclear", "email", text, False, NOW))
    assert proposal.status is Status.ASK_COLLEAGUE
    cited = {source for sentence in proposal.draft.sentences for source in sentence.sources}
    assert not [source for source in cited if source.startswith("faq/")]


@pytest.mark.parametrize("days", [1, 38])
def test_a_customer_whom_we_let_wait_on_our_own_page_is_answered(proposer: Proposer, days: int) -> None:
    waiting = Complaint("late", "facebook_comment", "Koltuğum gelmedi", True, NOW - timedelta(days=days))
    assert proposer.propose(waiting)[0].action is Action.REPLY_BOTH


def test_a_coupon_whose_code_was_told_is_not_asked_for(proposer: Proposer, samples: Samples) -> None:
    told = "το κουπόνι NOEM10 βγαίνει μη έγκυρο στο καλάθι"
    assert "coupon_code" not in slots(asked(proposer, samples["el-s08"], told, Market.GR))
    assert "coupon_code" in slots(asked(proposer, samples["el-s08"], told.replace("NOEM10 ", ""), Market.GR))


def test_a_question_about_safety_without_its_mark_gets_no_words_for_an_accident(
    proposer: Proposer, samples: Samples
) -> None:
    case = proposer.understand(samples["tr-s09"].complaint)[0]
    assert approved_text(case) == "safety-question"
    for text in (
        "kizim oyuncagi agzina aldi boguldu, hastanedeyiz. guvenli mi bu",
        "bu guvenli mi kizim halkayi yuttu",
    ):
        assert approved_text(asked(proposer, samples["tr-s09"], text)) == "safety"


def test_a_rule_is_said_to_who_asks_for_it_and_not_what_follows_when_it_is_too_late(
    proposer: Proposer, samples: Samples
) -> None:
    text = "παρήγγειλα σήμερα και έβαλα λάθος διεύθυνση, πώς την αλλάζω;"
    reply = said(asked(proposer, samples["el-s08"], text))
    assert "Στην Ελλάδα" in reply
    assert "Αν η διεύθυνση δεν αλλάζει πια" not in reply.split("Στην Ελλάδα")[0]
