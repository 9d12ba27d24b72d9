"""Choosing and filling phrases: only what is known is said, the specific wins, and nothing is evaluated."""

from __future__ import annotations

import pytest

from assistant.domain import Audience, Category, Emotion, Language, Situation
from assistant.drafting.phrasebook import Setting, cap, choose, fill
from assistant.errors import KnowledgeError
from assistant.knowledge import Phrase

SETTING = Setting(
    Category.DELIVERY_LATE,
    Emotion.ANGER,
    2,
    "letter",
    Audience.PRIVATE,
    Situation.LOOKUP,
    ("birthday",),
    1,
    Language.EN,
)


def phrase(text: str, **filters: object) -> Phrase:
    return Phrase.model_validate({"text": text, **filters})


def test_a_phrase_whose_variable_is_not_known_is_never_used() -> None:
    options = [phrase("You have waited {{ days }} days."), phrase("You are still waiting.")]
    for seed in "abcdefgh":
        chosen = choose(options, SETTING, {}, seed)
        assert chosen is not None
        assert chosen.text == "You are still waiting."


def test_what_names_the_customers_own_detail_wins() -> None:
    options = [phrase("You are still waiting."), phrase("Waiting {{ days }} days for {{ product.yours }} is long.")]
    values = {"days": "12", "product": {"yours": "your sofa"}}
    chosen = choose(options, SETTING, values, "seed")
    assert chosen is not None
    assert chosen.text == "Waiting 12 days for your sofa is long."


@pytest.mark.parametrize(
    "filters",
    [
        {"categories": ["billing"]},
        {"emotions": ["worry"]},
        {"styles": ["line"]},
        {"audience": "public"},
        {"occasions": ["wedding"]},
        {"situations": ["praise"]},
        {"intensity": 3},
        {"apology": 2},
    ],
)
def test_a_phrase_for_another_case_is_never_used(filters: dict[str, object]) -> None:
    assert choose([phrase("Not for this one.", **filters)], SETTING, {}, "seed") is None


def test_the_same_seed_gives_the_same_words_and_other_seeds_give_others() -> None:
    options = [phrase(f"Sentence {number}.") for number in range(8)]
    said = {seed: choose(options, SETTING, {}, seed) for seed in map(str, range(40))}
    assert said["1"] == choose(options, SETTING, {}, "1")
    assert len({chosen.text for chosen in said.values() if chosen}) == 8


def test_a_sentence_already_said_is_not_said_again() -> None:
    options = [phrase("One."), phrase("Two.")]
    chosen = choose(options, SETTING, {}, "seed", used={"One."})
    assert chosen is not None
    assert chosen.text == "Two."


def test_what_a_customer_wrote_is_never_read_as_a_template() -> None:
    assert (
        fill("You wrote {{ date }}.", {"date": "{{ 7 * 7 }} {% for %}"}, Language.EN)
        == "You wrote {{ 7 * 7 }} {% for %}."
    )


def test_a_phrase_cannot_reach_into_python() -> None:
    with pytest.raises(KnowledgeError, match="cannot be filled in"):
        fill("{{ brand.__class__.__mro__ }}", {"brand": "Meltemia"}, Language.EN)


@pytest.mark.parametrize(
    ("text", "language", "raised"),
    [
        ("iade", Language.TR, "İade"),
        ("ışık", Language.TR, "Işık"),
        ("iade", Language.EN, "Iade"),
        ("όλα", Language.EL, "Όλα"),
    ],
)
def test_a_sentence_begins_with_a_capital_of_its_language(text: str, language: Language, raised: str) -> None:
    assert cap(text, language) == raised
