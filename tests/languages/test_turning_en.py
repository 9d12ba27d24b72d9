"""What English-speaking customers tell is told back to them in their own words."""

from __future__ import annotations

import pytest

from assistant.languages.english.turning import retell
from assistant.languages.turning import Actor

TOLD = [
    (
        "I ordered a three-door wardrobe on your website on 2 November and was told delivery would be between the 10th and the 12th.",
        "You ordered a three-door wardrobe on our website on 2 November and were told delivery would be between the 10th and the 12th.",
    ),
    ("you charged my card twice", "We charged your card twice."),
    ("my fridge has been at your authorised service for 41 days", "Your fridge has been at our authorised service for 41 days."),
    ("Ordered the green one, got the grey one", "You ordered the green one, got the grey one."),
    ("I was told you would call me back on Monday.", "You were told we would call you back on Monday."),
    ("I'm still waiting for my refund", "You're still waiting for your refund."),
    ("We've been without a fridge for three weeks.", "You've been without a fridge for three weeks."),
    ("The driver told me I had to carry it up myself.", None),
    ("The driver told me I had to carry the sofa up myself.", "The driver told you that you had to carry the sofa up yourself."),
    ("When I called, the lady said she would ring me back the same afternoon and she didn't.", "When you called, the lady said she would ring you back the same afternoon and she didn't."),
    ("so i bought a kettle from you on monday and it dont work", "You bought a kettle from us on Monday."),
    ("i dont have a lift", "You don't have a lift."),
    ("There are two payments on my statement for the same order.", "There are two payments on your statement for the same order."),
]


@pytest.mark.parametrize(("sentence", "told"), TOLD)
def test_a_fact_is_told_back_with_every_person_turned(sentence: str, told: str | None) -> None:
    assert [retold.text for retold in retell(sentence)] == ([told] if told else [])


@pytest.mark.parametrize(
    ("sentence", "actor"),
    [
        ("you charged my card twice", Actor.BRAND),
        ("Your courier left the parcel in the rain.", Actor.BRAND),
        ("The sofa arrived with a broken leg.", Actor.THING),
        ("I returned the kettle on 3 May.", Actor.CUSTOMER),
        ("I rang three times and you hung up on me.", Actor.CUSTOMER),
    ],
)
def test_it_is_known_who_is_said_to_have_acted(sentence: str, actor: Actor) -> None:
    assert [retold.actor for retold in retell(sentence)] == [actor]


@pytest.mark.parametrize(
    "sentence",
    [
        "Where is my wardrobe and when is it coming?",
        "I want my money back for the sofa.",
        "Please send me a new lamp for the hall.",
        "I will report you to the consumer court.",
        "I think your shop is the worst in town.",
        "What a wonderful team you have there!",
        "If I had known, I would have bought it elsewhere.",
        "Everyone knows how you treat your customers.",
        "I HAVE BEEN WAITING FOR THREE WEEKS",
        "I orderd a kettel from you in May.",
        "u charged my card twice for the sofa",
        "I bought the lamp from ⟦NAME_1⟧ in your shop.",
        "Fotis told me the mattress would settle.",
        "Then he left the box in the rain.",
        "It came without any screws in the box.",
        "My fridge arrived yesterday with a dent.",
        "I am very disappointed with your service.",
        "You can't open the door without a tool.",
        "Thank you for the quick refund of my money.",
    ],
)
def test_what_is_no_fact_or_stands_in_doubt_is_not_told_back(sentence: str) -> None:
    assert retell(sentence) == ()


def test_the_clause_told_back_is_found_in_the_sentence() -> None:
    sentence = "Please hurry: my fridge stopped working on Monday."
    (told,) = retell(sentence)
    assert sentence[told.start : told.end] == "my fridge stopped working on Monday."
