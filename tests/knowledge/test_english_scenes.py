"""What the English file of scenes hears in a message, what only looks like it, and that it can always be said back."""

from __future__ import annotations

import pytest

from assistant.domain import Language
from assistant.drafting.told import scenes_in
from assistant.knowledge import Knowledge

FOR_OTHERS = {"for_mother", "for_father", "for_other", "parent_waits_mother", "parent_waits_father"}


@pytest.mark.parametrize(
    ("scene", "told", "like"),
    [
        ("screws", "It came without screws.", "I'm 68, not Usain Bolt."),
        ("carried_up", "They carried the fridge up four flights.", "My grandson ended up on the floor."),
        ("half_order", "Three boxes out of four have come.", "There were two tills open out of eight."),
        ("giftcard_no", "My giftcard was declined.", "My bank card was declined."),
        ("gift", "It was meant as a gift.", "It is my gift card."),
        ("noisy", "It makes a horrible noise.", "My coffee is grinding to my taste."),
        ("no_record", "They say they can't find my order.", "I can't find my order in the app."),
        ("no_call", "Nobody called.", "They said not us, ring the number."),
        ("asks_same_day", "Do you have same day delivery?", "Both charges are from the same day."),
        ("asks_rental", "I'd like to hire it instead.", "It's my rent week, so I'd rather not wait."),
        ("was_out", "The app says delivered, but I was at work.", "Please change the day, because we are away."),
        ("points_gone", "My points are gone.", "It says my points are not eligible."),
        ("seller_refuses", "The seller says I broke it.", "The seller was very kind."),
        ("fake_call", "A man rang saying he is from Meltemia, wanted the SMS code.", "He rang before he came."),
        ("paid_no_order", "The money was taken and there is no order.", "I have no order yet and would like to pay."),
        ("fitters_damage", "Since the fitters left there's a scratch on the floor.", "The table top has a scratch."),
        ("dmg_worktop", "The fitter cracked the worktop.", "The technician came, but the machine broke again."),
        ("no_lift", "The lift in your store was broken.", "Third floor, no lift, and they carried it up."),
        ("works_with_it", "I'm losing clients over this.", "You've lost a customer."),
        ("rearranged", "I moved my appointment for this.", "You moved my appointment to Friday."),
        ("day_off", "I took the day off work.", "I missed the delivery day because of you."),
        ("no_show", "They didn't come.", "They didn't come with instructions."),
        ("dead", "The kettle does nothing at all.", "Customer service does nothing at all."),
        ("shattered", "The mirror arrived in pieces.", "It comes in three pieces, as described."),
        ("photos_ready", "I took photos.", "Do you have a photo of the lamp?"),
        ("wrong_address", "That isn't the address we gave.", "He never came to the address we gave."),
    ],
)
def test_a_thing_told_is_heard_and_what_only_looks_like_it_is_not(
    knowledge: Knowledge, scene: str, told: str, like: str
) -> None:
    assert scene in scenes_in(told, knowledge, Language.EN)
    assert scene not in scenes_in(like, knowledge, Language.EN)


def test_what_was_told_can_be_said_back_whatever_the_product_is(knowledge: Knowledge) -> None:
    phrases = [phrase for phrase in knowledge.told[Language.EN].moves["restate"] if phrase.scenes]
    plain = {scene for phrase in phrases if "product" not in phrase.details for scene in phrase.scenes}
    assert {scene for phrase in phrases for scene in phrase.scenes} - plain <= FOR_OTHERS
