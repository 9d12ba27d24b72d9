"""What a customer told is taken up: beside a text of the brand's own, beside thanks, and in a second matter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain import Action, Audience, Category, Flag, Market, Situation
from assistant.drafting.belief import category, doubted
from assistant.drafting.composer import compose, traced
from assistant.drafting.fitting import leading
from assistant.drafting.matters import further
from assistant.drafting.things import store, subject
from assistant.workflow.propose import Proposer
from tests.drafting.test_asking import Samples, asked, said, slots, slugs

THREATS = [
    ("tr-s01", "Param cumaya kadar yatmazsa hakem heyetine gideceğim. Fritözü 2 Kasım'da geri yolladım, 3.499 TL hâlâ yok.",
     ("3.499 TL",)),
    ("el-s01", "Αν δεν πάρω τα λεφτά μου μέχρι την Παρασκευή πάω στον Συνήγορο του Καταναλωτή. Η επιστροφή έγινε στις "
     "2 Νοεμβρίου και τα 89 € δεν ήρθαν ακόμη.", ("89 €", "χρήμ", "2 Νοεμβρίου")),
    ("en-s01", "If you don't refund me by Friday I'll go to the consumer ombudsman. I sent the fryer back on 2 November "
     "and the 89 € still hasn't come.", ("€89", "89 €")),
]  # fmt: skip
CANCELLED = [
    ("tr-s01", "Siparişim stok yok diye iptal edilmiş, 9 gündür 4.200 TL de geri gelmedi."),
    (
        "el-s01",
        "Μου ακυρώσατε την παραγγελία λόγω αποθέματος και εννιά μέρες μετά τα χρήματά μου δεν έχουν επιστραφεί.",
    ),
    ("en-s01", "You cancelled my order because of stock and nine days later the refund of 240 € hasn't come back."),
]
THANKED = [
    (
        "tr-s01",
        "Bornova'da kasadaki kız yürüteçle gezen annem için paketi arabaya kadar taşıdı, teşekkürler. Beş yıldız.",
    ),
    ("en-s01", "The girl at the till carried it to the car for my mum who uses a walker. Thank you, five stars."),
]
QUEUES = [
    ("tr-s01", "Yirmi dakika kuyrukta bekledim, tek kasa açıktı, mağaza pis, kimse ilgilenmedi."),
    ("en-s01", "Twenty minutes in the queue with one till open, the shop was filthy and nobody cared."),
]


@pytest.mark.parametrize(("sample", "text", "told"), THREATS)
def test_whoever_names_a_court_reads_that_their_own_case_was_read(
    proposer: Proposer, samples: Samples, sample: str, text: str, told: tuple[str, ...]
) -> None:
    case = asked(proposer, samples[sample], text)
    assert Flag.LEGAL_THREAT in case.triage.flags
    reply = said(case)
    assert any(detail in reply for detail in told)
    assert "{{" not in reply


@pytest.mark.parametrize(("sample", "text"), CANCELLED)
def test_money_not_back_after_we_cancelled_has_its_own_owner_and_the_rule_for_cancelled_orders(
    proposer: Proposer, samples: Samples, sample: str, text: str
) -> None:
    case = asked(proposer, samples[sample], text)
    assert slugs(case)[0] == "order-cancelled-by-us"
    kinds = {code for code, _ in case.triage.categories}
    assert kinds >= {Category.ORDER_CANCELLED, Category.REFUND_DELAY}
    assert further(case)
    assert "14" not in said(case)  # the days a returned item has are not a cancelled order's


@pytest.mark.parametrize(("sample", "text"), THANKED)
def test_for_whom_something_was_is_no_fault_that_turns_thanks_into_irony(
    proposer: Proposer, samples: Samples, sample: str, text: str
) -> None:
    case = asked(proposer, samples[sample], text)
    assert case.triage.category is Category.PRAISE
    assert doubted(case) is None


@pytest.mark.parametrize(("sample", "text"), QUEUES)
def test_a_complaint_that_asks_nothing_is_looked_into_and_not_told_that_we_know_nothing(
    proposer: Proposer, samples: Samples, sample: str, text: str
) -> None:
    case = asked(proposer, samples[sample], text)
    assert not case.unanswered
    found = case.knowledge.texts[case.language, "abstain"].sections[Audience.PRIVATE]
    assert found.split(".")[0] not in said(case)


@pytest.mark.parametrize(
    ("sample", "text", "place"),
    [
        ("tr-s01", "Bornova mağazanızda kasadaki görevli bana bağırdı, çok kabaydı.", "Bornova"),
        ("el-s01", "Στο κατάστημα της Γλυφάδας οι ουρές ήταν ατελείωτες και το κατάστημα βρώμικο.", "στη Γλυφάδα"),
        ("en-s01", "The queue in your Larissa store was endless and the place was filthy.", "Larissa"),
    ],
)
def test_the_store_a_customer_names_is_theirs_and_is_not_asked_for(
    proposer: Proposer, samples: Samples, sample: str, text: str, place: str
) -> None:
    case = asked(proposer, samples[sample], text)
    assert store(case) == place
    assert "store" not in slots(case)


@pytest.mark.parametrize("text", ["Bornova and Glyfada are both too far for me.", "The shop was dirty.", "Nilüfer was lovely to me.",
                                  "Mağazanın bodrum katı leş gibi."])  # fmt: skip
def test_where_no_store_or_more_than_one_is_named_no_place_is_said(
    proposer: Proposer, samples: Samples, text: str
) -> None:
    assert store(asked(proposer, samples["en-s01"], text)) is None


@pytest.mark.parametrize(
    ("sample", "text", "broken"),
    [
        ("tr-s01", "Çamaşır makinesi su kaçırıyor. Teknisyen arayacak dediler, arayan olmadı. Evde bebek var.",
         "no_callback"),
        ("el-s01", "Το πλυντήριο στάζει. Πήρα δύο φορές, μου είπαν θα με καλέσετε και δεν με πήρε κανείς. Έχω μωρό.",
         "no_callback"),
    ],
)  # fmt: skip
def test_a_letter_says_back_the_call_we_owed_however_much_else_was_told(
    proposer: Proposer, samples: Samples, sample: str, text: str, broken: str
) -> None:
    letter = replace(samples[sample], complaint=replace(samples[sample].complaint, channel="email", public=False))
    case = asked(proposer, letter, text)
    said_back = {scene for step in traced(case)[1] if step for scene in step.scenes}
    assert broken in said_back


@pytest.mark.parametrize(
    ("sample", "text"),
    [
        ("tr-s01", "Kurye paketi çöp konteynerinin yanına bırakıp ben teslim almışım gibi imza atmış, komşu bulmuş."),
        ("el-s01", "Ο κούριερ άφησε το δέμα στον κάδο και έγραψε ότι το παρέλαβα εγώ. Ευτυχώς το βρήκε γείτονας."),
        ("en-s01", "The courier dumped my parcel by the bins and signed for it himself. A neighbour found it."),
    ],
)
def test_who_found_the_parcel_by_the_bins_is_not_told_of_a_second_attempt(
    proposer: Proposer, samples: Samples, sample: str, text: str
) -> None:
    assert "failed-delivery" not in slugs(asked(proposer, samples[sample], text))


def test_it_is_the_dishwasher_that_does_not_drain_and_not_the_cupboard_beside_it(
    proposer: Proposer, samples: Samples
) -> None:
    text = (
        "Your men fitted the dishwasher. It's not draining, there's water all over and the cupboard base is swelling."
    )
    assert subject(asked(proposer, samples["en-s01"], text)) == "dishwasher"


EXCEPTIONS = [
    ("tr-s01", "Outletten aldığım lambayı kaç gün içinde iade edebilirim?", "14 gün", "30"),
    ("el-s01", "Πήρα φωτιστικό από το outlet, σε πόσες μέρες μπορώ να το γυρίσω;", "14 ημέρες", "30"),
    ("en-s01", "I'd like to return a lamp from your outlet. How many days do I have?", "14 days", "30"),
    ("tr-s01", "Yenilenmiş kahve makinesinin garantisi ne kadar?", "1 yıl", "2 yıl"),
    ("el-s01", "Πήρα ανακατασκευασμένη καφετιέρα, πόση εγγύηση έχει;", "1 έτος", "2 χρόνια"),
    ("en-s01", "How long is the warranty on the refurbished coffee machine?", "1-year", "2 years"),
    ("tr-s01", "Size özel üretilen koltuk kaç günde gelir?", "30 gün", "5-10"),
    ("en-s01", "Our sofa is made to order. When should it be here?", "30 days", "7-12"),
]


@pytest.mark.parametrize(("sample", "text", "theirs", "others"), EXCEPTIONS)
def test_who_is_in_an_exception_reads_its_rule_and_not_the_one_for_others(
    proposer: Proposer, samples: Samples, sample: str, text: str, theirs: str, others: str
) -> None:
    market = {"tr": Market.TR}.get(sample[:2], Market.GR)
    reply = said(asked(proposer, samples[sample], text, market))
    assert theirs in reply
    assert others not in reply


def test_who_is_in_no_exception_reads_the_rule(proposer: Proposer, samples: Samples) -> None:
    case = asked(proposer, samples["en-s01"], "I'd like to return a lamp. How many days do I have?", Market.GR)
    assert "30 days" in said(case)
    assert "14 days" not in said(case)


TWO_QUESTIONS = [
    ("tr-s01", "Kargo ücreti ne kadar? Linda lambanızın yedek camı da satılıyor mu?", "79,90 TL", "Diğer Öteki diğer"),
    (
        "el-s01",
        "Πόσο κοστίζουν τα μεταφορικά; Έχετε και ανταλλακτικά τζάμια για το φωτιστικό;",
        "79,90 TL",
        "άλλο άλλη",
    ),
    ("en-s01", "How long does a parcel take? And is the pink kettle coming back?", "1-3 working days", "other"),
]


@pytest.mark.parametrize(("sample", "text", "answer", "other"), TWO_QUESTIONS)
def test_of_two_questions_the_one_without_an_answer_has_an_owner_and_a_time(
    proposer: Proposer, samples: Samples, sample: str, text: str, answer: str, other: str
) -> None:
    case = asked(proposer, samples[sample], text, Market.TR)
    draft = compose(case)
    reply = said(case)
    assert answer in reply
    assert any(word in reply for word in other.split())
    assert [promise.source for promise in draft.commitments] == ["brand/sla/follow-up-care"]


@pytest.mark.parametrize(
    "text", ["Hello, can you help me? When do your shops open on Saturday?", "When do your shops open on Saturday?"]
)
def test_who_only_asks_whether_they_may_ask_has_no_second_question(
    proposer: Proposer, samples: Samples, text: str
) -> None:
    assert compose(asked(proposer, samples["en-s01"], text, Market.GR)).commitments == ()


BROKEN = [
    ("tr-s01", "Buzdolabı çok ses yapıyor, bu hafta teknisyen gönderebilir misiniz?"),
    ("en-s01", "The fridge is very loud at night. Can you send a technician this week?"),
]


@pytest.mark.parametrize(("sample", "text"), BROKEN)
def test_a_fault_told_in_a_question_is_a_fault_and_no_repair_that_was_begun(
    proposer: Proposer, samples: Samples, sample: str, text: str
) -> None:
    case = asked(proposer, samples[sample], text, Market.TR)
    assert category(case) is Category.DEFECTIVE_PRODUCT
    assert case.triage.apology == 1
    assert compose(case).commitments


@pytest.mark.parametrize(
    ("sample", "text"),
    [
        ("tr-s01", "Teslimatı cumartesiye alabilir miyiz?"),
        ("en-s01", "Could you move my delivery to Saturday?"),
    ],
)
def test_who_asks_for_another_day_is_asked_for_the_order_and_told_who_does_it(
    proposer: Proposer, samples: Samples, sample: str, text: str
) -> None:
    case = asked(proposer, samples[sample], text, Market.TR)
    assert case.triage.situation is Situation.QUESTION
    assert "order_number" in slots(case)
    assert compose(case).commitments


def test_nothing_is_announced_that_does_not_follow(proposer: Proposer, samples: Samples) -> None:
    case = asked(proposer, samples["tr-s01"], "Kargo ücreti ne kadar, bir de kapıda ödeme var mı?", Market.TR)
    opened = {scene for step in traced(case)[1] if step and step.listed == "question_open" for scene in step.scenes}
    led = {leading(case)[scene] for scene in opened if scene in leading(case)}
    assert led <= set(slugs(case))


PRAISED = [
    ("tr-s01", "Kurulum ekibi çok nazikti, ellerine sağlık.", "teşekkür"),
    ("en-s01", "The two lads who carried our fridge up took their shoes off without being asked. Thank you, five stars.",
     "thank"),
]  # fmt: skip


@pytest.mark.parametrize(("sample", "text", "thanks"), PRAISED)
def test_praise_is_thanked_for_whatever_else_is_said_of_it(
    proposer: Proposer, samples: Samples, sample: str, text: str, thanks: str
) -> None:
    letter = replace(samples[sample], complaint=replace(samples[sample].complaint, channel="google_review"))
    case = asked(proposer, letter, text, Market.TR)
    assert case.triage.category is Category.PRAISE
    assert thanks in said(case).lower()


def test_a_bare_question_behind_another_goes_on_from_it(proposer: Proposer, samples: Samples) -> None:
    case = asked(
        proposer, samples["en-s01"], "Can I return a lamp in your shops? And how many days is that?", Market.GR
    )
    assert [sought.question.before for sought in case.sought] == ["", "Can I return a lamp in your shops?"]


def test_somebody_from_the_company_is_asked_on_a_forum_and_answers(proposer: Proposer, samples: Samples) -> None:
    forum = replace(samples["en-s01"], complaint=replace(samples["en-s01"].complaint, channel="forum"))
    text = "Does the warranty on dehumidifiers cover the filter? Would be nice if someone from the company answered."
    assert asked(proposer, forum, text).triage.action is Action.REPLY_PUBLIC


def test_what_an_agent_noted_on_a_request_is_said(proposer: Proposer, samples: Samples) -> None:
    complaint = replace(
        samples["en-s01"].complaint, text="Could you move my delivery to Saturday?", subject=None, thread=(),
        note="Your delivery has been moved to Saturday.", channel="email", public=False, market=Market.TR,
    )  # fmt: skip
    assert "Saturday" in said(proposer.understand(complaint)[0])


def test_who_asks_for_another_day_in_public_is_told_who_arranges_it_and_where_to_write(
    proposer: Proposer, samples: Samples
) -> None:
    forum = replace(samples["en-s01"], complaint=replace(samples["en-s01"].complaint, channel="trustpilot"))
    reply = said(asked(proposer, forum, "Could you move my delivery to Saturday?", Market.TR))
    assert "@meltemia.example" in reply
