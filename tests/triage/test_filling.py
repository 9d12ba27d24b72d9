"""What a person fills in for a customer becomes one normal form, or is refused in words that say what is wrong."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Complaint, Language, Market, Reason, SlotType
from assistant.errors import InputError
from assistant.knowledge import Knowledge
from assistant.knowledge.slots import SlotRule
from assistant.languages.formats import format_date
from assistant.privacy import Vault, mask
from assistant.triage import History, TriageKnowledge, understand
from assistant.triage.filling import Form, read_filled, shown
from assistant.wording import say, words
from tests.conftest import NOW

TR, EL, EN = Language.TR, Language.EL, Language.EN
TODAY = date(2026, 11, 20)
# The sample asks for no amount, no telephone and nothing in the future; a brand may.
MORE = {
    "fault": SlotRule(type=SlotType.MONEY),
    "service_code": SlotRule(type=SlotType.PHONE),
    "app_version": SlotRule(type=SlotType.DATE, ahead=True),
}


@pytest.fixture(scope="module")
def wide(knowledge: Knowledge) -> Knowledge:
    """The sample brand, were some of its slots of other types."""
    return replace(knowledge, slots={**knowledge.slots, **MORE})


def fill(knowledge: Knowledge, name: str, said: str, language: Language = EN, market: Market | None = Market.TR) -> str:
    return read_filled(name, said, Form(knowledge, market, language, TODAY))


@pytest.mark.parametrize(
    ("name", "said", "language", "normal"),
    [
        ("charge_date", "3 Kasım 2026", TR, "2026-11-03"),
        ("charge_date", "03.11.2026", TR, "2026-11-03"),
        ("charge_date", "3/11/26", EL, "2026-11-03"),
        ("charge_date", "3 Νοεμβρίου", EL, "2026-11-03"),
        ("charge_date", "3 Kasım", EL, "2026-11-03"),  # a Greek reviewer copies what a Turkish customer wrote
        ("charge_date", "12 Aralık", TR, "2025-12-12"),  # this year's is still to come
        ("charge_date", "29 Şubat", TR, "2024-02-29"),
        ("charge_date", "November 3, 2026", EN, "2026-11-03"),
        ("visit_date", "2026-11-20", EN, "2026-11-20"),
        ("app_version", "12 Aralık", TR, "2026-12-12"),
        ("order_number", "MLT-12345", EN, "MLT-12345"),
        ("order_number", " sipariş no: mlt-12345 ", TR, "MLT-12345"),
        ("order_number", "MLT 12345", EN, "MLT-12345"),
        ("order_number", "mlt – 12345", EL, "MLT-12345"),
        ("fault", "1.249,90 TL", TR, "1249.90 TRY"),
        ("fault", "29,90 €", EL, "29.90 EUR"),
        ("fault", "€1,249.90", EN, "1249.90 EUR"),
        ("fault", "1249", TR, "1249.00 TRY"),  # the market's own currency
        ("service_code", "0532 123 45 67", TR, "+905321234567"),
        ("service_code", "+30 691 234 5678", EL, "+306912345678"),
        ("photo", "https://photos.example/a?b=1", EN, "https://photos.example/a?b=1"),
        ("photo", "Φωτό 1.JPG", EL, "Φωτό 1.JPG"),
        ("market", "gr", EN, "gr"),
        ("market", "Yunanistan", TR, "gr"),
        ("market", "ΤΟΥΡΚΙΑ", EL, "tr"),
        ("missing_part", "  the   left  leg ", EN, "the left leg"),
    ],
)
def test_what_is_typed_is_kept_in_one_form(
    wide: Knowledge, name: str, said: str, language: Language, normal: str
) -> None:
    assert fill(wide, name, said, language) == normal


@pytest.mark.parametrize(
    ("name", "said", "problem"),
    [
        ("charge_date", "35 Mayıs", "date"),
        ("charge_date", "last week", "date"),
        ("charge_date", "Kasım 2026", "date"),
        ("charge_date", "3 Kasım ya da 4 Kasım", "several"),
        ("visit_date", "2026-11-21", "ahead"),
        ("order_number", "12", "order_number"),
        ("order_number", "MLT-12345, MLT-54321", "several"),
        ("fault", "a lot", "money"),
        ("service_code", "12", "phone"),
        ("photo", "see my mail", "photo"),
        ("photo", "javascript:alert(1)", "photo"),
        ("market", "Mars", "choice"),
        ("missing_part", "x" * 201, "long"),
        ("shoe_size", "44", "unknown"),
    ],
)
@pytest.mark.parametrize("language", Language)
def test_what_cannot_be_is_refused_in_the_readers_words(
    wide: Knowledge, name: str, said: str, problem: str, language: Language
) -> None:
    with pytest.raises(InputError) as refused:
        fill(wide, name, said, language)
    assert refused.value.code == f"slot.{problem}"
    told = say(Reason(refused.value.code, refused.value.values), language)
    assert refused.value.code in words(language)
    assert "{" not in told
    assert problem in {"long", "unknown"} or said in told


def test_an_amount_without_a_currency_needs_the_market_to_be_known(wide: Knowledge) -> None:
    with pytest.raises(InputError) as refused:
        fill(wide, "fault", "1249", market=None)
    assert refused.value.code == "slot.currency"


def test_the_error_shows_an_order_number_as_the_brands_are(wide: Knowledge) -> None:
    with pytest.raises(InputError) as refused:
        fill(wide, "order_number", "77")
    assert refused.value.values["like"] == "MLT-12345"


def test_a_brand_that_says_nothing_of_its_slots_asks_in_plain_text_and_for_the_country(knowledge: Knowledge) -> None:
    old = replace(knowledge, slots={})
    assert fill(old, "charge_date", "some time in spring") == "some time in spring"
    assert fill(old, "market", "GR") == "gr"


@given(day=st.dates(date(2000, 1, 1), TODAY), language=st.sampled_from(Language))
def test_every_day_is_read_as_it_is_written(knowledge: Knowledge, day: date, language: Language) -> None:
    written = format_date(day, language)
    assert fill(knowledge, "charge_date", written, language) == day.isoformat()
    assert shown(knowledge.slot("charge_date"), day.isoformat(), language) == written


@given(said=st.text(max_size=300), name=st.sampled_from(["charge_date", "order_number", "photo", "market", *MORE]))
def test_anything_typed_is_refused_or_has_a_form_that_stays(knowledge: Knowledge, said: str, name: str) -> None:
    wide = replace(knowledge, slots={**knowledge.slots, **MORE})
    with suppress(InputError):
        normal = fill(wide, name, said)
        assert fill(wide, name, normal) == normal


def test_what_was_filled_in_is_a_detail_of_the_case_as_its_language_writes_it(brand: TriageKnowledge) -> None:
    known = (("charge_date", "2026-11-03"), ("order_number", "MLT-12345"), ("product", "kettle"))
    complaint = Complaint("t", "email", "Η κάρτα μου χρεώθηκε δύο φορές", False, NOW, known=known)
    triage = understand(mask(complaint.text, Vault()), complaint, brand, History(), NOW)
    assert triage.details.dates == ("3 Νοεμβρίου 2026",)
    assert triage.details.order_numbers == ("MLT-12345",)
    assert triage.details.products == ("kettle",)
    assert triage.missing == ()
