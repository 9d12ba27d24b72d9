"""Which language the reply is in."""

from __future__ import annotations

import pytest

from assistant.domain import Complaint, Language, Market, Status, Turn
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


def test_the_alphabet_is_told_apart(look: Look) -> None:
    assert look("i paraggelia mou den irthe edw kai 3 evdomades, ti tha ginei?").script == "greeklish"
    assert look("Η παραγγελία μου δεν ήρθε ακόμα.").script == "native"
