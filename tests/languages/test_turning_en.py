"""What English-speaking customers tell is told back to them in their own words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Language
from assistant.languages import sentences
from assistant.languages.english.turning import retell
from assistant.languages.english.vocabulary import listed
from assistant.languages.turning import Actor
from assistant.triage.examples import read_examples

PIECES = sorted(
    listed(
        "I we you he it they nobody no one there is was am have had been told us me my your the a two on and but so then also "
        "only that which who because same has even to for 51 sofa came bought said , . ; : - ( ) ' ! … I'd you'd didn't \""
    )
)
TOLD = [
    (
        "I ordered a three-door wardrobe on your website on 2 November and was told delivery would be between the 10th and the 12th.",
        "You ordered a three-door wardrobe on our website on 2 November and were told delivery would be between the 10th and the 12th.",
    ),
    ("you charged my card twice", "We charged your card twice."),
    (
        "my fridge has been at your authorised service for 41 days",
        "Your fridge has been at our authorised service for 41 days.",
    ),
    ("Ordered the green one, got the grey one", "You ordered the green one, got the grey one."),
    ("I was told you would call me back on Monday.", "You were told we would call you back on Monday."),
    ("I'm still waiting for my refund", "You're still waiting for your refund."),
    ("We've been without a fridge for three weeks.", "You've been without a fridge for three weeks."),
    ("The driver told me I had to carry it up myself.", None),
    (
        "The driver told me I had to carry the sofa up myself.",
        "The driver told you that you had to carry the sofa up yourself.",
    ),
    (
        "When I called, the lady said she would ring me back the same afternoon and she didn't.",
        "When you called, the lady said she would ring you back the same afternoon and she didn't.",
    ),
    ("so i bought a kettle from you on monday and it dont work", "You bought a kettle from us on Monday."),
    ("i dont have a lift", "You don't have a lift."),
    ("The lamp you sent us is not ours.", "The lamp we sent you is not yours."),
    ("I told you I was away until Monday.", "You told us that you were away until Monday."),
    ("You took 129 euros from our account instead of 29.", "We took 129 euros from your account instead of 29."),
    ("I exchanged the boots and was charged a second time.", "You exchanged the boots and were charged a second time."),
    ("I was at home and my wife was too.", "You were at home and your wife was too."),
    (
        "I ordered two chairs, a table and a lamp and was sent only the lamp.",
        "You ordered two chairs, a table and a lamp and were sent only the lamp.",
    ),
    (
        "It's been five weeks since I sent the tablet in for repair.",
        "It's been five weeks since you sent the tablet in for repair.",
    ),
    ("The toaster's leaking and my kitchen floor is ruined", "The toaster's leaking and your kitchen floor is ruined."),
    ("I've been a customer of yours since 2011.", "You've been a customer of ours since 2011."),
    ("Courier left my parcel with a neighbour.", "The courier left your parcel with a neighbour."),
    ("Well, so I rang your helpline on tuesday...", "You rang our helpline on Tuesday."),
    ("Still waiting for my refund.", "You're still waiting for your refund."),
    ("was told the sofa would be here by May", None),
    ("Please, I ordered a lamp and was told it was sent.", "You ordered a lamp and were told it was sent."),
    ("Was told the sofa would come by May.", "You were told the sofa would come by May."),
    ("I also asked for a new invoice.", "You asked for a new invoice."),
    ("The app says 'in progress' on my order page.", "The app says 'in progress' on your order page."),
    ("The handle of the cooker I bought from you came off.", "The handle of the cooker you bought from us came off."),
    ("I returned the kettle on 3 May.", "You returned the kettle on 3 May."),
    (
        "There are two payments on my statement for the same order.",
        "There are two payments on your statement for the same order.",
    ),
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
        "Let me tell you how I was treated.",
        "I bought the sofa before you'd even opened.",
        "The tills and the website both died at once.",
        "The adviser doesn't.",
        "The notary wants it for the inventory.",
        "I bought sofa from you.",
        "it dont work since one week",
        "Your lads left the door open.",
        "I'll wait until Friday and not a day longer.",
        "As if I had nothing else to do all day.",
        "You owe me 40 euros for the taxi.",
        "I sent it back 😡 to your shop on Monday",
        '"Recipient refused delivery" is what the page says.',
    ],
)
def test_what_is_no_fact_or_stands_in_doubt_is_not_told_back(sentence: str) -> None:
    assert retell(sentence) == ()


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("He said he would call, I waited all day for your van.", []),
        ("I bought the lamp that came broken and was sent back.", ["You bought the lamp that came broken."]),
        (
            "I rang and the line was busy and was told to wait.",
            ["You rang and the line was busy and were told to wait."],
        ),
        ("I ordered the lamp in June, please check.", ["You ordered the lamp in June."]),
        ("I paid in June and I want my money back.", ["You paid in June."]),
        ("I rang you on Monday: nobody answered the phone.", ["You rang us on Monday.", "Nobody answered the phone."]),
        ("The man said I had refused the parcel and my wife was rude.", ["The man said you had refused the parcel."]),
        ("I and my wife were at home all day.", []),
        ("My curtains are somewhere between your warehouse and the moon now.", []),
    ],
)
def test_of_a_sentence_only_what_stands_by_itself_is_told(sentence: str, told: list[str]) -> None:
    assert [retold.text for retold in retell(sentence)] == told


def test_nothing_of_what_customers_write_is_left_speaking_for_them() -> None:
    left = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself|am|[Ii]'\w+)\b|⟦|\byou (?:was|am)\b|\byou you\b")
    for example in read_examples():
        for sentence in sentences(example.text, Language.EN) if example.language is Language.EN else ():
            for told in retell(sentence):
                assert not left.search(re.sub(r"[\"“'].*?[\"”']", "", told.text)), told.text
                assert 4 <= len(told.text.split()) <= 24
                assert 0 <= told.start < told.end <= len(sentence)


@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_half_sentences_bring_nothing_down(pieces: list[str]) -> None:
    sentence = " ".join(pieces)
    assert all(told.end <= len(sentence) for told in retell(sentence))


def test_the_clause_told_back_is_found_in_the_sentence() -> None:
    sentence = "Please hurry: my fridge stopped working on Monday."
    (told,) = retell(sentence)
    assert sentence[told.start : told.end] == "my fridge stopped working on Monday."


def test_a_noun_with_a_clause_inside_it_is_no_clause_of_its_own() -> None:
    assert not retell("The code my bank sent.")
    assert [one.text for one in retell("The code my bank sent expired.")] == ["The code your bank sent expired."]
