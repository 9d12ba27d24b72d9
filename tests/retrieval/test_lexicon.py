"""What a customer types is led to the words the entries use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Language
from assistant.languages import analysis, words
from assistant.retrieval.lexicon import ONE_EDIT, SAME_STEM, Lexicon, Term, Vocabulary


def lexicon(language: Language, *texts: str) -> Lexicon:
    vocabulary = Vocabulary(analysis(language))
    for text in texts:
        vocabulary.read(text)
    return vocabulary.lexicon()


TURKISH = lexicon(
    Language.TR, "Siparişinizi iptal ettik, şikâyetiniz için teşekkürler.", "şikayet sipariş sipariş kargo"
)
GREEK = lexicon(Language.EL, "Η παραγγελία σας παραδόθηκε.", "χρόνια πλυντήριο παραγγελίες")


def term(lexicon: Lexicon, word: str) -> Term:
    (found,) = lexicon.terms([word])
    return found


@pytest.mark.parametrize(
    ("word", "near", "known"),
    [
        ("şikayet", "sikayet", 1.0),
        ("SIKAYET", "sikayet", 1.0),
        ("sikayetlerim", "sikayetlerim", SAME_STEM),  # led there by its stem
        ("siparsi", "siparis", ONE_EDIT),  # two letters swapped
        ("sipais", "siparis", ONE_EDIT),  # one lost
        ("siparris", "siparis", 1.0),  # a doubled letter is none
        ("sipaeris", "siparis", ONE_EDIT),  # one added
        ("televizyon", "televizyon", 0.0),
    ],
)
def test_a_word_is_led_to_the_indexed_one(word: str, near: str, known: float) -> None:
    found = term(TURKISH, word)
    assert (found.near, found.known) == (near, known)


def test_an_inflected_form_gets_the_stem_of_the_indexed_word() -> None:
    assert term(TURKISH, "sikayetlerim").stem == term(TURKISH, "şikâyet").stem
    assert term(GREEK, "paraggeliwn").stem == term(GREEK, "παραγγελία").stem


def test_a_misspelt_word_is_led_to_the_commonest_neighbour() -> None:
    both = lexicon(Language.EN, "carton carton carton", "cartoq")
    assert term(both, "cartob").near == "carton"


@pytest.mark.parametrize("word", ["kargi", "karo", "12346"])
def test_short_words_and_numbers_are_not_repaired_into_others(word: str) -> None:
    numbers = lexicon(Language.TR, "karg 12345")
    assert term(numbers, word).near == word


@pytest.mark.parametrize(("typed", "meant"), [("hronia", "χρόνια"), ("plinthrio", "πλυντήριο")])
def test_greeklish_that_can_be_read_in_two_ways_is_read_as_the_indexed_word(typed: str, meant: str) -> None:
    assert term(GREEK, typed) == term(GREEK, meant)


def test_stop_words_go_in_every_spelling() -> None:
    assert TURKISH.terms(["için", "icin", "İÇİN", "ve"]) == []
    assert GREEK.terms(["και", "kai", "KAI", "tis", "8a"]) == []


def test_a_word_said_twice_is_wanted_once() -> None:
    assert len(TURKISH.terms(words("kargo KARGO kargo"))) == 1


@given(st.text(max_size=80), st.sampled_from([TURKISH, GREEK]))
def test_every_word_is_read_and_an_indexed_one_as_itself(text: str, known: Lexicon) -> None:
    for found in known.terms(words(text)):
        assert found.key
        assert (found.near in known) == (found.known in (1.0, ONE_EDIT))


@given(st.sampled_from(["sipariş", "teşekkürler", "şikâyetiniz"]), st.integers(1, 5), st.sampled_from("jqwxv"))
def test_one_wrong_letter_after_the_first_is_forgiven(word: str, at: int, letter: str) -> None:
    plain = TURKISH.analysis.key(word)
    assert term(TURKISH, plain[:at] + letter + plain[at + 1 :]).near == plain
