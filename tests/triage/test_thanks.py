"""Kind words are praise only where they are meant; whoever asks before anything went wrong has only asked."""

from __future__ import annotations

import pytest

from assistant.domain import Action, Category, Flag
from tests.triage.conftest import Look

LONG_ON_THE_WAY = [
    "Ordered on 2 September, in my hall on 9 October it came. Wonderful speed 👏",
    "2 Eylül'de sipariş verdim, 9 Ekim'de geldi. Harika bir hız 👏",
    "Την παραγγελία την έκανα 2 Σεπτεμβρίου και ήρθε 9 Οκτωβρίου. Φανταστική ταχύτητα 👏",
]
SOON_THERE = [
    "Ordered on 2 September, it came on 5 September. Wonderful speed, very happy 👏",
    "2 Eylül'de sipariş verdim, 5 Eylül'de geldi. Harika bir hız, çok memnun kaldık 👏",
    "Την παραγγελία την έκανα 2 Σεπτεμβρίου και ήρθε 5 Σεπτεμβρίου. Πολύ ευχαριστημένοι, μπράβο 👏",
]
ASKED_POLITELY = [
    "Could you send the invoice of the lamp to my new mail address? Thank you so much for your kind help.",
    "Lambanın rengini depodan çıkmadan değiştirebilir misiniz? Çok teşekkür ederim, iyi ki varsınız.",
    "Μπορείτε να αλλάξετε το χρώμα της λάμπας πριν φύγει; Σας ευχαριστώ πολύ για τη βοήθεια.",
]
NOT_SENT_YET = [
    "I ordered the curtains this morning in the wrong width, can you still change them?",
    "Perdeleri bu sabah sipariş verdim, eni yanlış olmuş, değiştirebilir miyiz?",
    "Παρήγγειλα τις κουρτίνες σήμερα σε λάθος πλάτος, προλαβαίνω να τις αλλάξω;",
    "please cancel the stool i ordered ten minutes ago, before it ships",
    "on dakika once verdigim siparis henuz kargolanmadi, iptal etmek istiyorum",
    "θέλω να ακυρώσω τη σημερινή παραγγελία μου",
]
A_GOOD_DEED = [
    "Your driver found my purse in the lobby and ran back with it. People say nobody does that. Restored my faith.",
    "Kasadaki delikanlı cüzdanımı unutmuşum, peşimden koşarak getirdi. Böyle insanlar kalmadı.",
    "Ο διανομέας κουβάλησε τα ψώνια της γιαγιάς μου, 83 χρονών, ως τον τρίτο. Λεβέντης.",
]
KIND_BEFORE_A_BUT = [
    "The staff were so helpful, but the drawer I carried home is cracked.",
    "Personel çok ilgiliydi ama eve getirdiğim çekmece kırık çıktı.",
    "Πολύ ευγενικό προσωπικό, αλλά το συρτάρι που πήρα ήρθε σπασμένο.",
]
BELOW_OUR_OWN_ARTICLE = [
    "Interesting read. Do you deliver to the islands as well?",
    "Güzel yazı. Adalara da gönderiyor musunuz?",
    "Ωραίο κείμενο. Στέλνετε και στα νησιά;",
]
AMONG_READERS = [
    "Has anybody here had a bed delivered to the islands?",
    "Adalara yatak getirten oldu mu aranızda?",
    "Έχει φέρει κανείς κρεβάτι στα νησιά;",
]


@pytest.mark.parametrize("text", LONG_ON_THE_WAY)
def test_speed_praised_after_weeks_on_the_way_is_a_late_delivery(look: Look, text: str) -> None:
    triage = look(text, "x")
    assert triage.category is Category.DELIVERY_LATE
    assert any("…" in str(reason.values.get("said", "")) for reason in triage.why if reason.code == "category.found")


@pytest.mark.parametrize("text", SOON_THERE)
def test_speed_praised_after_days_is_praise(look: Look, text: str) -> None:
    assert look(text, "facebook_comment").category is Category.PRAISE


@pytest.mark.parametrize("text", ASKED_POLITELY)
def test_thanks_that_follow_a_request_are_no_praise(look: Look, text: str) -> None:
    assert look(text).category in {Category.QUESTION, Category.INVOICE_DOCS}


@pytest.mark.parametrize("text", NOT_SENT_YET)
def test_whoever_changes_or_cancels_what_was_not_sent_yet_only_asks(look: Look, text: str) -> None:
    assert look(text, "live_chat").category is Category.QUESTION


@pytest.mark.parametrize("text", A_GOOD_DEED)
def test_a_good_deed_told_from_the_heart_is_praise_whatever_else_it_names(look: Look, text: str) -> None:
    triage = look(text, "facebook_comment")
    assert triage.category is Category.PRAISE
    assert Flag.VULNERABLE not in triage.flags


@pytest.mark.parametrize("text", KIND_BEFORE_A_BUT)
def test_what_comes_after_a_but_is_what_the_message_is_about(look: Look, text: str) -> None:
    assert look(text, "google_review").category is Category.DAMAGED_ON_ARRIVAL


@pytest.mark.parametrize("text", BELOW_OUR_OWN_ARTICLE)
def test_whoever_asks_the_shop_itself_is_answered_below_an_article(look: Look, text: str) -> None:
    assert look(text, "blog_comment").action is Action.REPLY_PUBLIC


@pytest.mark.parametrize("text", AMONG_READERS)
def test_readers_who_ask_each_other_are_left_alone(look: Look, text: str) -> None:
    assert look(text, "forum").action is Action.NO_REPLY
