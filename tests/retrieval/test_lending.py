"""Where the complaint's language has no entry of its own, the nearest other language lends one."""

from assistant.domain import Language
from assistant.retrieval.lending import FALLBACK, lent
from assistant.retrieval.search import Search
from tests.retrieval.shop import EL, EN, ENTRIES, TR, entry


def borrowed_by(language: Language) -> set[str]:
    return {one.id for one in lent(ENTRIES) if one.lent_to is language}


def test_an_entry_is_lent_to_every_language_that_lacks_it_and_to_no_other() -> None:
    assert borrowed_by(TR) == {"faq/el/repair-time", "faq/en/price-match"}
    assert "faq/tr/store-hours" in borrowed_by(EL)
    assert not {"faq/tr/refund-time", "tone/tr/repeat"} & {one.id for one in lent(ENTRIES)}


def test_of_two_lenders_the_nearer_language_comes_first() -> None:
    both = [entry(language, "x", "x", both="x") for language in (EN, EL)] + [entry(TR, "y", "y", both="y")]
    lenders = {one.lent_to: one.language for one in lent(both) if one.slug == "x"}
    assert lenders == {TR: FALLBACK[TR][0]}


def test_a_language_without_entries_of_its_own_borrows_none() -> None:
    assert lent([entry(TR, "x", "x", both="x")]) == []


def test_a_lent_entry_is_found_by_what_it_is_about_and_says_whose_words_it_is_in() -> None:
    search = Search([*ENTRIES, *lent(ENTRIES)], None)
    found = search.find("çamaşır makinesi tamirde, servisten ne zaman çıkacak", language=TR, market=None)
    assert ("faq/el/repair-time", EL) in [(one.id, one.language) for one in found.passages]
    own = search.find("iade param ne zaman yatar", language=TR, market=None)
    assert own.passages[0].language is TR
