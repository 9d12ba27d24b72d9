"""The sample brand states the decisive facts of its terms, for both markets, in all three languages."""

from __future__ import annotations

import pytest

from assistant.domain import Language, Market
from assistant.knowledge import Knowledge
from assistant.languages.quantities import Kind, quantities

# What the brand's terms say, in English: topic, in Turkey, in Greece. «=»: the same in both.
TERMS = {
    "delivery-time-parcels": ("1-3 working days, 2 working days", "2-4 working days, 2 working days"),
    "delivery-time-large-items": ("5-10 working days, 30 days", "7-12 working days, 30 days"),
    "delivery-fee": ("79.90 TL, 1,000 TL, 449 TL", "€3.90, €49, €29"),
    "same-day-delivery": ("12:00, 149 TL", "11:00, €7"),
    "order-tracking": ("24 hours", "="),
    "failed-delivery": ("3 days", "48 hours"),
    "cancel-before-dispatch": ("3 working days", "="),
    "marked-delivered-not-received": ("7 days, 5 working days", "7 days, 6 working days"),
    "damaged-on-arrival": ("48 hours", "="),
    "wrong-item": ("2 working days", "3 working days"),
    "missing-parts": ("5 working days", "7 working days"),
    "change-of-mind-return": ("30 days, 14 days, 15 days", "="),
    "return-cost": ("", "€3.50"),
    "refund-time": ("14 days, 5-7 days", "14 days"),
    "exchange": ("30 days", "="),
    "warranty-length": ("2 years, 1 year", "="),
    "repair-time": ("20 working days, 10 working days", "15 working days"),
    "out-of-warranty": ("250 TL", "€15"),
    "installation": ("2 hours", "="),
    "installer-damage": ("24 hours, 3 working days", "="),
    "store-hours": ("10:00, 22:00", "09:00, 21:00, 20:00"),
    "click-and-collect": ("2 hours, 3 days", "3 hours, 4 days"),
    "stock-display": ("30 minutes", "="),
    "black-friday-cancellation": ("3 working days", "="),
    "payment-methods": ("5,000 TL", "€500"),
    "double-charge": ("7 days, 3 working days", "="),
    "gift-card": ("2 years", "3 years"),
    "loyalty-points": ("1%, 12 months", "="),
    "missing-points": ("30 days", "="),
    "account-locked": ("15 minutes", "="),
    "app-crash": ("7 days", "="),
    "invoice": ("24 hours, 7 days", "5 days"),
    "marketplace-seller": ("2 days", "="),
    "seller-refuses": ("25,000 TL", "€1,000"),
    "marketing-opt-out": ("3 working days", "48 hours"),
    "data-deletion": ("30 days", "1 month"),
    "allergens-materials": ("2 days", "="),
    "staff-conduct": ("2 working days", "="),
    "discrimination-report": ("24 hours", "="),
    "complaint-escalation": ("24 hours, 5 working days", "="),
    "outside-bodies": ("186,000 TL", "1 year"),
    "gift-packaging": ("39 TL", "€2"),
    "legal-remedies-defect": ("2 years", "="),
}
SAID = frozenset({Kind.MONEY, Kind.PERCENT, Kind.DURATION, Kind.TIME})
LATE = ("marked-delivered-not-received", "damaged-on-arrival", "installer-damage")
# How each language says that a late report counts all the same.
STILL = {Language.TR: ("de bildirimi", "da bildirim", "geç kalmış sayılmaz"), Language.EL: ("και πάλι", "κανονικά"), Language.EN: ("later report",)}  # fmt: skip


def said(text: str, language: Language) -> set[tuple[object, ...]]:
    return {quantity.fact for quantity in quantities(text, language) if quantity.kind in SAID}


@pytest.mark.parametrize("slug", TERMS)
@pytest.mark.parametrize("language", list(Language))
def test_an_answer_states_what_the_terms_say(knowledge: Knowledge, slug: str, language: Language) -> None:
    entry = knowledge.entry_by_id[f"faq/{language}/{slug}"]
    here, there = TERMS[slug]
    for market, terms in ((Market.TR, here), (Market.GR, here if there == "=" else there)):
        missing = said(terms, Language.EN) - said(entry.text(market), language)
        assert not missing, (market, missing, entry.text(market))


@pytest.mark.parametrize("slug", LATE)
@pytest.mark.parametrize("language", list(Language))
def test_a_late_report_is_still_taken(knowledge: Knowledge, slug: str, language: Language) -> None:
    text = knowledge.entry_by_id[f"faq/{language}/{slug}"].text(Market.TR)
    assert any(words in text for words in (*STILL[language], "bildiriminizi al")), text


def test_policies_inform_and_are_never_quoted(knowledge: Knowledge) -> None:
    policies = [entry for entry in knowledge.entries if entry.id.startswith("policy/")]
    assert {entry.slug for entry in policies} == {
        "returns-and-withdrawal", "warranty-and-defects", "personal-data", "safety", "complaints", "compensation",
    }  # fmt: skip
    assert {entry.card.audience for entry in policies} == {"agent"}


def test_the_policy_on_compensation_says_what_the_authority_table_grants(knowledge: Knowledge) -> None:
    for language in Language:
        entry = knowledge.entry_by_id[f"policy/{language}/compensation"]
        for market, currency in ((Market.TR, "TRY"), (Market.GR, "EUR")):
            granted = {grant.up_to[market] for grant in knowledge.authority.values() if grant.up_to}
            facts = {(value, unit) for kind, value, unit in said(entry.text(market), language) if kind is Kind.MONEY}
            assert facts == {(amount, currency) for amount in granted}
