"""Which language the reply is in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain import Complaint, Language, Market, Reason, Status, Turn
from assistant.knowledge import Knowledge
from assistant.triage import TriageKnowledge
from assistant.triage.examples import read_examples
from assistant.triage.language import voice
from assistant.triage.reading import read
from assistant.workflow.propose import Proposer
from tests.conftest import NOW
from tests.triage.conftest import Look

WRITTEN = [
    (Language.TR, "Siparişim üç haftadır gelmedi, kimse ilgilenmiyor."),
    (Language.TR, "siparisim uc haftadir gelmedi kimse ilgilenmiyor"),
    (Language.TR, "SİPARİŞİM ÜÇ HAFTADIR GELMEDİ KİMSE İLGİLENMİYOR"),
    (Language.EL, "Η παραγγελία μου δεν ήρθε εδώ και τρεις εβδομάδες."),
    (Language.EL, "i paraggelia mou den irthe edw kai 3 evdomades, ti tha ginei?"),
    (Language.EL, "Η ΠΑΡΑΓΓΕΛΙΑ ΜΟΥ ΔΕΝ ΗΡΘΕ ΕΔΩ ΚΑΙ ΤΡΕΙΣ ΕΒΔΟΜΑΔΕΣ"),
    (Language.EN, "My order has not come for three weeks and nobody cares."),
]
FOREIGN = "Meine Bestellung ist seit drei Wochen nicht angekommen und niemand antwortet mir."


@pytest.mark.parametrize(("language", "text"), WRITTEN)
def test_the_customer_is_answered_in_their_own_language(look: Look, language: Language, text: str) -> None:
    triage = look(text)
    assert (triage.language, triage.written) == (language, language)


@pytest.mark.parametrize("given", list(Language))
@pytest.mark.parametrize(("language", "text"), WRITTEN)
def test_a_language_that_came_with_the_complaint_is_kept(
    look: Look, given: Language, language: Language, text: str
) -> None:
    triage = look(text, language=given)
    assert triage.language is given
    assert triage.written == language


@pytest.mark.parametrize(("market", "reply"), [(Market.TR, Language.TR), (Market.GR, Language.EL)])
def test_a_language_we_do_not_write_gets_the_markets_own(look: Look, market: Market, reply: Language) -> None:
    triage = look(FOREIGN, market=market)
    assert (triage.language, triage.written) == (reply, "other")


def test_a_language_we_do_not_write_from_nowhere_gets_english(look: Look) -> None:
    triage = look(FOREIGN)
    assert (triage.language, triage.written) == (Language.EN, "other")


def test_which_language_that_is_the_brand_says(knowledge: Knowledge) -> None:
    greek = replace(knowledge, brand=knowledge.brand.model_copy(update={"fallback_language": Language.EL}))
    silent = replace(knowledge, brand=knowledge.brand.model_copy(update={"fallback_language": None}))
    assert TriageKnowledge.of(greek).fallback_language is Language.EL
    assert TriageKnowledge.of(silent).fallback_language is Language.TR  # that of its first market


SHORT = {
    "German": ["Paket kaputt", "Keine Antwort", "Niemand geht ans Telefon", "Falscher Artikel geliefert"],
    "French": ["Colis jamais reçu", "Produit cassé", "Toujours rien", "Très déçue"],
    "Russian": ["Посылка не пришла", "Верните деньги"],
    "Ukrainian": ["Де моє замовлення?", "Ніхто не відповідає"],
    "Bulgarian": ["Счупен продукт", "Пратката не пристигна"],
    "Arabic": ["أين طلبي؟", "خدمة سيئة"],
    "Albanian": ["Dua paratë mbrapsht", "Askush nuk përgjigjet", "Ku është porosia ime?"],
    "Dutch": ["Pakket niet ontvangen", "Nog steeds niets", "Slechte service"],
    "Spanish": ["Paquete no recibido", "Nadie contesta", "Producto roto"],
}
MOST_WORDS = 6


@pytest.mark.parametrize("text", [text for texts in SHORT.values() for text in texts])
def test_a_short_message_in_another_language_is_recognised(look: Look, text: str) -> None:
    assert look(text).written == "other"


@pytest.mark.parametrize("language", Language)
def test_no_short_message_in_one_of_our_languages_is_taken_for_another(
    brand: TriageKnowledge, language: Language
) -> None:
    own = [one.text for one in read_examples() if one.language is language]
    short = [text for text in own if len(text.split()) <= MOST_WORDS]
    seen = {text: voice(read(text), Complaint("t", "email", text, False, NOW), None, brand).written for text in short}
    assert len(seen) > 50
    assert [text for text, written in seen.items() if written == "other"] == []


def test_a_message_without_words_is_answered_in_the_language_of_its_thread(look: Look) -> None:
    thread = (Turn("customer", "Η παραγγελία μου δεν ήρθε ακόμα, τι γίνεται;"), Turn("brand", "We are looking into it"))
    assert look("👎👎 ???", thread=thread).language is Language.EL


@pytest.mark.parametrize("text", ["", "   ", "👎👎👎", "???", "12345"])
def test_a_message_without_words_still_gets_a_language(look: Look, text: str) -> None:
    assert look(text, market=Market.GR).language is Language.EL


@pytest.mark.parametrize(
    "text",
    [
        FOREIGN,
        "Wo bleibt mein Geld?",
        "Где мой заказ? Я жду уже три недели, никто не отвечает",
        "طلبي لم يصل منذ ثلاثة أسابيع ولا أحد يرد علي",
    ],
)
def test_what_we_cannot_read_goes_to_somebody_who_can(proposer: Proposer, text: str) -> None:
    proposal, _ = proposer.propose(Complaint("t", "x", text, True, NOW))
    assert proposal.status is Status.ASK_COLLEAGUE
    assert proposal.reason.code == "status.language"
    assert proposal.ask is not None
    assert proposal.ask.question == Reason("ask.language", {"language": Language.EN})


def test_the_alphabet_is_told_apart(look: Look) -> None:
    assert look("i paraggelia mou den irthe edw kai 3 evdomades, ti tha ginei?").script == "greeklish"
    assert look("Η παραγγελία μου δεν ήρθε ακόμα.").script == "native"
