"""Where the customer bought: by signs of the market, never by the language they write."""

from __future__ import annotations

import pytest

from assistant.domain import Language, Market, Turn
from tests.triage.conftest import Look

LATE = {
    "tr": "Siparişim hâlâ gelmedi, çok geç kaldı.",
    "el": "Η παραγγελία μου δεν ήρθε ακόμα, άργησε πολύ.",
    "en": "My order has not arrived yet, it is very late.",
}
SIGNS = {
    "currency": {Market.TR: "4.299 TL ödedim", Market.GR: "I paid 149,90 €"},
    "phone": {Market.TR: "my number is +90 532 555 01 23", Market.GR: "το τηλέφωνό μου είναι 6971234567"},
    "city": {Market.TR: "delivered to Kadıköy, İstanbul", Market.GR: "I live in Thessaloniki"},
    "carrier": {Market.TR: "it is with Yurtiçi Kargo", Market.GR: "it is with ACS Courier"},
    "law": {Market.TR: "tüketici hakem heyeti", Market.GR: "Συνήγορος του Καταναλωτή"},
}
CASES = [(kind, market, said) for kind, signs in SIGNS.items() for market, said in signs.items()]


@pytest.mark.parametrize("spoken", list(LATE.values()), ids=list(LATE))
def test_a_language_tells_no_market(look: Look, spoken: str) -> None:
    triage = look(spoken)
    assert triage.market is None
    assert "market.unknown" in {reason.code for reason in triage.why}


@pytest.mark.parametrize("spoken", list(LATE.values()), ids=list(LATE))
@pytest.mark.parametrize(("kind", "market", "said"), CASES, ids=[f"{kind}-{market}" for kind, market, _ in CASES])
def test_a_sign_tells_the_market_whatever_the_language(
    look: Look, spoken: str, kind: str, market: Market, said: str
) -> None:
    triage = look(f"{spoken} {said}")
    assert triage.market is market
    assert f"market.{kind}" in {reason.code for reason in triage.why}


@pytest.mark.parametrize(("kind", "market", "said"), CASES, ids=[f"{kind}-{market}" for kind, market, _ in CASES])
def test_a_market_that_came_with_the_complaint_beats_every_sign(
    look: Look, kind: str, market: Market, said: str
) -> None:
    other = Market.GR if market is Market.TR else Market.TR
    assert look(f"{LATE['en']} {said}", market=other).market is other


def test_the_money_paid_beats_the_city_named(look: Look) -> None:
    assert look("Atina'dan yazıyorum, 4.299 TL ödedim, siparişim gelmedi.").market is Market.TR


def test_two_signs_that_contradict_each_other_leave_it_to_the_next(look: Look) -> None:
    triage = look("I paid 100 € and then 3.000 TL. The parcel went to Thessaloniki.")
    assert triage.market is Market.GR
    assert "market.city" in {reason.code for reason in triage.why}


def test_nothing_but_contradictions_tell_no_market(look: Look) -> None:
    assert look("I paid 100 € and then 3.000 TL, where is my parcel?").market is None


def test_what_was_said_before_in_the_thread_counts(look: Look) -> None:
    thread = (Turn("customer", "I ordered to Patras"), Turn("brand", "We will look, 4.299 TL"))
    assert look("Any news?", thread=thread).market is Market.GR


def test_a_turk_in_greece_gets_the_greek_market_and_a_turkish_reply(look: Look) -> None:
    triage = look("Selanik'te oturuyorum, 89 € ödediğim süpürge hâlâ gelmedi, ne zaman gelecek?")
    assert (triage.language, triage.market) == (Language.TR, Market.GR)


def test_a_phone_number_is_told_by_its_country_only(look: Look) -> None:
    triage = look("Siparişim gelmedi, beni 0532 555 01 23 numarasından arayın")
    reason = next(reason for reason in triage.why if reason.code == "market.phone")
    assert "555" not in str(reason.values)
