"""A passage carries the text that holds where the customer bought, and one line for the reviewer."""

import pytest

from assistant.domain import Market
from assistant.retrieval.passages import excerpt, passage
from tests.retrieval.shop import EN, GREECE, TURKEY, entry

ONLY_TURKEY = entry(EN, "hours", "Opening hours", tr="Ten to ten.")
BOTH = entry(EN, "wrap", "Gift wrap", both="We wrap gifts.")
ALL_THREE = entry(EN, "fee", "Fee", both="Parcels only.", tr="TL 79,90.", gr="€3.90.")


@pytest.mark.parametrize(
    ("held", "market", "text"),
    [
        (ALL_THREE, TURKEY, "Parcels only.\n\nTL 79,90."),
        (ALL_THREE, GREECE, "Parcels only.\n\n€3.90."),
        (ALL_THREE, None, "Parcels only.\n\nTL 79,90.\n\n€3.90."),
        (BOTH, GREECE, "We wrap gifts."),
        (ONLY_TURKEY, TURKEY, "Ten to ten."),
        (ONLY_TURKEY, None, "Ten to ten."),
    ],
)
def test_the_text_of_a_market_is_the_shared_part_and_its_own(held: object, market: Market | None, text: str) -> None:
    assert held.text_in(market) == text  # type: ignore[attr-defined]


def test_an_entry_holds_where_it_has_something_to_say() -> None:
    assert ONLY_TURKEY.holds_in(TURKEY)
    assert ONLY_TURKEY.holds_in(None)
    assert not ONLY_TURKEY.holds_in(GREECE)
    assert BOTH.holds_in(GREECE)


def test_a_passage_takes_everything_it_cites_from_its_entry() -> None:
    found = passage(ALL_THREE, GREECE, 0.7, frozenset())
    assert (found.id, found.title, found.version) == ("faq/en/fee", "Fee", "v1")
    assert (found.market, found.score, found.quotable) == (GREECE, 0.7, True)


def test_an_excerpt_is_one_line_that_fits_a_glance() -> None:
    text = "Short.\n" + "A word " * 60 + "refund."
    line = excerpt(text, EN, frozenset({"refund"}))
    assert len(line) <= 160
    assert line.endswith("…")
    assert "\n" not in line


def test_a_text_without_sentences_has_no_excerpt() -> None:
    assert excerpt("  ", EN, frozenset()) == ""
