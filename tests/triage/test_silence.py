"""Who is answered, who is left alone and whom a person looks at first: silence needs words that say so."""

from __future__ import annotations

import pytest

from assistant.domain import Action, Category, Flag, Language, Market
from assistant.triage.language import GIVEN
from tests.triage.conftest import Look

TOLD_SIDEWAYS = [
    "Üçüncü keredir maaştan kesiliyor yevmiyem, nakliyeci yine kapıdan dönmüş, maç izler gibi pencerede bekliyorum.",
    "Πήρα άδεια από τη δουλειά, ο μεταφορέας δεν φάνηκε, και ο προϊστάμενος με ρωτάει αν δουλεύω ακόμα εκεί.",
    "Lost a day's wages again for your courier, my manager thinks I made the whole delivery up.",
]
INVITED = [
    "Beyler bu markanın koltuğu iki yılda çöker mi? Firmadan okuyan biri varsa o da yazsın.",
    "Ξέρει κανείς αν βγαίνει το κάλυμμα; Κι αν διαβάζει κάποιος από την εταιρεία, ας απαντήσει.",
    "Does the cover of this sofa come off? If anyone from the company reads this, please say.",
]
BELOW_THE_ARTICLE = [
    "Anlattığınız yöntemle masamın lekesi çıktı, elinize sağlık.",
    "Με τις συμβουλές σας έσωσα το τηγάνι της γιαγιάς, σας ευχαριστώ.",
    "Your tips saved my gran's cast-iron pan, thank you so much!",
]
AMONG_READERS = [
    "Arkadaşlar bu koltuğu kullanan var mı, memnun musunuz?",
    "Παιδιά έχει πάρει κανείς αυτό το στρώμα; Αξίζει τα λεφτά του;",
    "Has anyone here bought this mattress? Is it worth it?",
]
FROM_THE_TRADE = [
    "Sizde üç yıl çalıştım, iade gelen ürünler yeniden paketleniyor.",
    "Eski tedarikçinizim, mart ayından beri alacağımı ödemediniz.",
    "Ως πρώην υπάλληλος ξέρω τι γίνεται με τις επιστροφές σας.",
    "Είμαστε προμηθευτές σας και μας χρωστάτε από τον Μάρτιο.",
    "As a former employee I know what happens to the returned mattresses.",
    "We used to supply these people with foam, and they never paid.",
]
NOT_FROM_THE_TRADE = [
    "Servisiniz gelip çalıştırdı makineyi ama iki gün sonra yine durdu.",
    "Η συσκευή δούλεψε μια βδομάδα και μετά σταμάτησε.",
    "I work from home and your courier still claims nobody was in.",
]
BEFORE_BUYING = [
    "Almayı düşünüyorum: bu beşik yeni doğan için güvenli mi? Yeğenim yünden kızarıyor da.",
    "Πριν το παραγγείλω, είναι ασφαλές για μωρό δύο μηνών; Η ανιψιά μου βγάζει εξανθήματα με το μαλλί.",
    "Before I order: is this cot safe for a newborn? My niece comes out in a rash with wool.",
]
HURT_AND_ASKING = [
    "Oğlum dün oyuncağınızın tekerini yuttu, hastaneye gittik. Bir de almayı düşünüyorum, beşik yeni doğana olur mu?",
    "Η κόρη μου έκοψε χθες το χέρι της στο ράφι σας και της έκαναν ράμματα. Πριν παραγγείλω την κούνια, είναι ασφαλής;",
    "My son swallowed a wheel of your toy yesterday and we were in hospital. Before I order the cot: is it safe?",
]
FAKES = [
    "Sahte bir instagram sayfası logonuzu kullanıp kapora topluyor, haberiniz olsun.",
    "Υπάρχει ψεύτικη σελίδα με το λογότυπό σας που ζητάει στοιχεία κάρτας.",
    "There is a fake page with your logo that asks people for card details.",
]
NUMBERED = [
    ("Sipariş numaram 4417902, vida torbası yok.", "4417902"),
    ("4417902 numaralı siparişim eksik geldi.", "4417902"),
    ("My order no. 44-1790 has not arrived.", "44-1790"),
    ("Ο αριθμός παραγγελίας μου είναι 441790, δεν ήρθε.", "441790"),
    ("ar. paraggelias 441790, den irthe tipota", "441790"),
    ("Siparişim mlt-44179 hâlâ gelmedi.", "MLT-44179"),
]
NO_NUMBER = ["Order 2 chairs, 1250 TL each?", "Siparişim 12.11.2026 tarihinde verildi.", "Η παραγγελία 2 καρέκλες."]


@pytest.mark.parametrize("text", TOLD_SIDEWAYS)
def test_whoever_speaks_of_a_delivery_is_answered_however_little_of_it_is_understood(look: Look, text: str) -> None:
    assert look(text, "x").action is not Action.NO_REPLY


@pytest.mark.parametrize("text", INVITED)
def test_a_firm_that_is_invited_answers_among_readers(look: Look, text: str) -> None:
    assert look(text, "forum").action is Action.REPLY_PUBLIC


@pytest.mark.parametrize("text", AMONG_READERS)
def test_a_post_that_only_asks_other_readers_is_left_to_them(look: Look, text: str) -> None:
    assert look(text, "forum").action is Action.NO_REPLY


@pytest.mark.parametrize("text", BELOW_THE_ARTICLE)
def test_thanks_below_our_article_are_answered(look: Look, text: str) -> None:
    assert look(text, "blog_comment").action is Action.REPLY_PUBLIC


@pytest.mark.parametrize("text", FROM_THE_TRADE)
def test_former_staff_and_suppliers_are_looked_at_by_a_person(look: Look, text: str) -> None:
    triage = look(text, "facebook_comment")
    assert (triage.action, triage.why[-1].code) == (Action.ESCALATE, "action.insider")


@pytest.mark.parametrize("text", NOT_FROM_THE_TRADE)
def test_a_customer_who_speaks_of_work_is_no_insider(look: Look, text: str) -> None:
    assert look(text, "facebook_comment").action is not Action.ESCALATE


@pytest.mark.parametrize("text", BEFORE_BUYING)
def test_who_asks_before_buying_asks_and_nobody_was_hurt(look: Look, text: str) -> None:
    triage = look(text, "email")
    assert triage.category is Category.QUESTION
    assert triage.flags == (Flag.HEALTH_SAFETY,)
    assert triage.severity < 5


@pytest.mark.parametrize("text", HURT_AND_ASKING)
def test_a_question_before_buying_does_not_hide_that_somebody_was_hurt(look: Look, text: str) -> None:
    triage = look(text, "email")
    assert Flag.HEALTH_SAFETY in triage.flags
    assert (triage.severity, triage.action) == (5, Action.ESCALATE)


@pytest.mark.parametrize("text", FAKES)
def test_a_fake_page_is_warned_of_where_everybody_reads(look: Look, text: str) -> None:
    triage = look(text, "x")
    assert Flag.FRAUD in triage.flags
    assert (triage.category, triage.action) == (Category.UNAUTHORISED_TX, Action.REPLY_PUBLIC)


@pytest.mark.parametrize(("text", "number"), NUMBERED)
def test_an_order_number_in_any_form_is_read_as_it_was_written(look: Look, text: str, number: str) -> None:
    assert look(text).details.order_numbers == (number,)


@pytest.mark.parametrize("text", NO_NUMBER)
def test_an_amount_a_date_or_a_count_is_no_order_number(look: Look, text: str) -> None:
    assert look(text).details.order_numbers == ()


def test_a_language_given_that_we_do_not_write_gets_the_default_one(look: Look) -> None:
    triage = look("Wo ist mein Paket?", market=Market.GR, notices=(f"{GIVEN}de",))
    assert (triage.language, triage.written) == (Language.EL, "other")
    assert [why.values["language"] for why in triage.why if why.code == "language.elsewhere"] == ["de"]
