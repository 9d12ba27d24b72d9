"""What a customer says outright in a clause of its own decides what their message is, beside thanks and questions."""

from __future__ import annotations

import pytest

from assistant.domain import Category, Situation
from assistant.drafting.belief import category
from assistant.drafting.composer import traced
from assistant.drafting.matters import further
from assistant.drafting.questions import questions
from assistant.workflow.propose import Proposer
from tests.drafting.test_asking import Samples, said, slugs
from tests.drafting.test_retelling import written

WAITS = "I ordered a washing machine 12 days ago and it still has not come. Also, when it comes, will you take away the old one?"
THANKS = (
    "I wanted to say a big thank you to the man who delivered our freezer, he was so kind and patient with my mother. "
    "The only thing is, we still have not received the invoice."
)


def test_a_wait_told_beside_a_question_is_a_complaint_and_the_question_is_answered_too(
    proposer: Proposer, samples: Samples
) -> None:
    case = written(proposer, samples, "en-s01", WAITS)
    assert category(case) is Category.DELIVERY_LATE
    assert case.triage.apology
    assert "old-appliance-take-back" in slugs(case)


def test_a_question_without_a_fault_stays_a_question(proposer: Proposer, samples: Samples) -> None:
    text = "I ordered a washing machine last week. When it comes, will you take away the old one?"
    assert written(proposer, samples, "en-s01", text).triage.situation is Situation.QUESTION


def test_what_is_missing_beside_thanks_is_looked_into_and_the_thanks_are_returned(
    proposer: Proposer, samples: Samples
) -> None:
    case = written(proposer, samples, "en-s01", THANKS)
    assert category(case) is Category.INVOICE_DOCS
    reply = said(case)
    assert "hank you" in reply.split("invoice")[0]
    assert "You still have not received the invoice." in reply


def test_a_slip_that_was_put_right_leaves_praise_praise(proposer: Proposer, samples: Samples) -> None:
    text = (
        "Mersin mağazasında perde ölçüsünü yanlış almışım, kasadaki hanım üşenmedi depodan doğrusunu çıkardı, nasıl "
        "asılacağını anlattı. Emeğinize sağlık, çok teşekkürler."
    )
    assert written(proposer, samples, "tr-s01", text).triage.situation is Situation.PRAISE


def test_condolences_stand_before_everything_else(proposer: Proposer, samples: Samples) -> None:
    text = (
        "My husband passed away in August and I asked you to take him off your list. I keep getting your emails to him."
    )
    draft, steps = traced(written(proposer, samples, "en-s01", text))
    told = [step for step in steps if step is not None]
    assert "bereaved" in told[0].scenes, [sentence.text for sentence in draft.sentences]


def test_a_further_matter_is_said_back_in_its_own_clause(proposer: Proposer, samples: Samples) -> None:
    text = (
        "I sent the kettle back three weeks ago and the refund has not arrived. "
        "My points from the last purchase have also disappeared from my account."
    )
    case = written(proposer, samples, "en-s01", text)
    assert further(case) == (Category.LOYALTY_GIFTCARD,)
    assert "Your points from the last purchase have also disappeared from your account." in said(case)


@pytest.mark.parametrize(
    "text",
    [
        "hi is the 55 inch tv on your site the 2025 model? and can i collect it today from a shop",
        "Is the tv on your site the 2025 model? And how do I collect it.",
    ],
)
def test_a_question_behind_a_question_mark_is_heard_without_one(
    proposer: Proposer, samples: Samples, text: str
) -> None:
    case = written(proposer, samples, "en-s01", text)
    assert len(questions(text, case.knowledge, case.language)) == 2


def test_what_was_done_three_times_is_no_third_complaint(proposer: Proposer, samples: Samples) -> None:
    text = "I've run the drum clean three times and the shirts still come out grey."
    assert written(proposer, samples, "en-s01", text).triage.details.earlier_contacts is None
    text = "I have called your customer service seven times since Monday. I've sent two emails, no answer."
    assert written(proposer, samples, "en-s01", text).triage.details.earlier_contacts == 7


def test_damage_by_fitters_is_no_item_that_arrived_damaged(proposer: Proposer, samples: Samples) -> None:
    text = "Your fitters came on Thursday to install our hob. They scratched the new worktop from end to end."
    assert Category.DAMAGED_ON_ARRIVAL not in further(written(proposer, samples, "en-s01", text))


@pytest.mark.parametrize(
    ("sample", "text"),
    [
        ("en-s01", "Love the new lamps, but are they the same ones in the shops or online only?"),
        ("tr-s01", "Salonum için hangi renk koltuk yakışır, iç mimarınız bakar mı?"),
        ("el-s01", "Μπορώ να μπω στο κατάστημα με τον σκύλο μου;"),
    ],
)
def test_a_question_nothing_is_held_on_is_not_answered_with_the_nearest_entry(
    proposer: Proposer, samples: Samples, sample: str, text: str
) -> None:
    assert not slugs(written(proposer, samples, sample, text))
