"""A rule's «if …» is not said to whoever has told that it is so; what follows it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain import Language
from assistant.drafting.told import check_scenes, scenes_in, settled
from assistant.knowledge import Knowledge
from assistant.workflow.propose import Proposer
from tests.drafting.test_asking import Samples, asked, said

MET = [
    ("en-s01", "I was at home all day on Tuesday and nobody came with the parcel. Nobody rang the bell either.",
     "If you were at home and nobody came, our delivery team looks into it.", "Our delivery team looks into it."),
    ("el-s01", "Ήμουν όλη μέρα στο σπίτι και δεν ήρθε κανείς με το δέμα.",
     "Αν ήσασταν στο σπίτι και η παράδοση δεν έγινε, η ομάδα μας ελέγχει τι συνέβη.", "Η ομάδα μας ελέγχει τι συνέβη."),
    ("tr-s01", "Takip sayfası günlerdir hiç değişmiyor, kargom nerede belli değil.",
     "Takip sayfası günlerdir değişmiyorsa ilgili ekibimiz bakar.", "İlgili ekibimiz bakar."),
]  # fmt: skip


@pytest.mark.parametrize(("sample", "text", "rule", "rest"), MET)
def test_a_condition_the_customer_has_met_is_not_said_to_them(
    proposer: Proposer, samples: Samples, sample: str, text: str, rule: str, rest: str
) -> None:
    assert settled(rule, asked(proposer, samples[sample], text)) == rest


@pytest.mark.parametrize(("sample", "text", "rule", "rest"), MET)
def test_a_condition_nobody_has_told_of_is_said(
    proposer: Proposer, samples: Samples, sample: str, text: str, rule: str, rest: str
) -> None:
    other = {"en-s01": "The colour is wrong.", "el-s01": "Το χρώμα είναι λάθος.", "tr-s01": "Rengi yanlış geldi."}
    assert settled(rule, asked(proposer, samples[sample], other[sample])) == rule


def test_whoever_says_their_parcel_has_not_come_is_not_told_what_happens_if_it_takes_longer(
    proposer: Proposer, samples: Samples
) -> None:
    text = "My kettle still hasn't come. It was due on 3 November and nobody answers me."
    assert "If a parcel is taking longer" not in said(asked(proposer, samples["en-s01"], text))


def test_a_condition_that_no_entry_has_or_of_no_scene_is_named_by_the_check(knowledge: Knowledge) -> None:
    told = knowledge.told[Language.EN]
    wrong = told.model_copy(update={"met": {"no_show": ("If the moon is blue",), "no_such": ("If a payment fails",)}})
    found = [str(one) for one in check_scenes(replace(knowledge, told={**knowledge.told, Language.EN: wrong}))]
    assert sum("If the moon is blue" in one or "no scene no_such" in one for one in found) == 2


def test_a_scene_may_ask_for_any_product_the_brand_names(knowledge: Knowledge) -> None:
    assert "where_is" in scenes_in("Where is my dishwasher?", knowledge, Language.EN)
    assert "where_is" not in scenes_in("Where is my mind?", knowledge, Language.EN)
