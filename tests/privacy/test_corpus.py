"""Masking on the labelled corpus: no hard kind is missed, and what is no personal data stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.bootstrap import Product
from assistant.privacy import HARD, Kind, Report, Vault, evaluate, mask, open_sealed, seal, spans
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def report(product: Product) -> Report:
    return evaluate(ROOT / "evals" / "privacy" / "corpus.jsonl", keep=product.knowledge.brand.own_contacts)


def test_no_value_of_a_hard_kind_is_missed(report: Report) -> None:
    assert report.of(*HARD).missed == 0, report.misses


def test_every_goal_of_masking_holds_on_the_corpus(report: Report) -> None:
    assert [goal for goal, met in report.goals().items() if not met] == [], report.misses


def test_at_least_nine_names_of_ten_are_found_in_each_language(report: Report) -> None:
    for language in ("tr", "el", "en"):
        assert report.recall[Kind.NAME, language].share >= 0.9


HARD_TEXTS = [
    "Beni 0532 123 45 67 numarasından arayın",
    "IBAN TR33 0006 1005 1978 6457 8413 26",
    "mail: ayse@posta.example",
]


@pytest.mark.parametrize("text", HARD_TEXTS)
@pytest.mark.parametrize(
    "change", [str, lambda t: t.replace(" ", "\u00a0"), lambda t: t.replace("0", "0\u200b"), str.upper]
)
def test_a_value_stays_masked_however_it_is_spaced(text: str, change: object) -> None:
    assert spans(change(text))  # type: ignore[operator]


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_masked_text_comes_back_exactly(text: str) -> None:
    vault = Vault()
    assert vault.unmask(mask(text, vault).text) == text


def test_a_placeholder_a_customer_typed_never_resolves() -> None:
    vault = Vault()
    masked = mask("⟦PHONE_1⟧ ve 0532 123 45 67", vault).text
    assert masked.count("⟦PHONE_1⟧") == 1


def test_a_sealed_vault_opens_with_its_own_key_only() -> None:
    vault = Vault()
    mask("0532 123 45 67", vault)
    sealed = seal(vault, b"k" * 32)
    assert b"0532" not in sealed
    assert open_sealed(sealed, b"k" * 32).values() == vault.values()
    with pytest.raises(Exception, match=r".+"):
        open_sealed(sealed, b"x" * 32)
