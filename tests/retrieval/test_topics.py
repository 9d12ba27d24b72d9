"""What an entry is about is gathered over all its languages, and being about more than was asked counts against it."""

from assistant.retrieval.search import Search
from assistant.retrieval.topics import Topics
from tests.retrieval.shop import EL, EN, TR, entry

GENERAL = entry(EN, "cancel", "How do I cancel my order?", both="In the app.")
SPECIAL = entry(
    EN, "black-friday", "Cancelled order on Black Friday", "black friday order cancelled", both="In the app."
)


def test_the_entry_about_just_that_is_nearer_than_the_one_about_more() -> None:
    near = Topics([GENERAL, SPECIAL]).nearness(["order", "cancel"], {0: GENERAL, 1: SPECIAL})
    assert near[0] > near[1] > 0.0


def test_what_another_language_says_on_its_card_helps_to_find_the_sibling() -> None:
    plain = [entry(TR, "a", "Birinci konu", both="x"), entry(TR, "b", "İkinci konu", both="y")]
    sibling = entry(EL, "a", "Πότε παίρνω πίσω τα χρήματά μου;", both="z")
    topics = Topics([*plain, sibling])
    near = topics.nearness(["refund", "money", "when"], dict(enumerate(plain)))
    assert near[0] > near[1] == 0.0


def test_without_a_concept_in_common_nothing_is_near() -> None:
    topics = Topics([GENERAL])
    assert topics.nearness([], {0: GENERAL}) == {}
    assert topics.nearness(["no_such_concept"], {0: GENERAL}) == {}
    assert not Topics([entry(EN, "q", "xyzzy", both="plugh")])


def test_of_two_entries_with_the_asked_words_the_one_about_just_that_comes_first() -> None:
    text = "how do I cancel my order"
    found = Search([SPECIAL, GENERAL], None).find(text, language=EN, market=None)
    assert found.passages[0].id == GENERAL.id
