"""Folding makes one spelling of many without moving a letter."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Language
from assistant.languages import fold, words
from assistant.languages.folding import bare, without_addresses

TR, EL, EN = Language.TR, Language.EL, Language.EN


@pytest.mark.parametrize(
    ("language", "text", "folded"),
    [
        (TR, "İADE", "iade"),
        (TR, "ISPARTA'NIN ILIK IŞIĞI", "ısparta'nın ılık ışığı"),
        (TR, "ŞİKÂYET, hâlâ, kâr", "şikayet, hala, kar"),
        (TR, "i\u0307ade", "iade"),  # what Python's lower() makes of İ
        (EL, "Ακύρωσης ΠΡΟΪΌΝΤΟΣ", "ακυρωσησ προιοντοσ"),
        (EL, "ΆΈΉΊΌΎΏ ΰΐ ᾳ", "αεηιουω υι α"),
        (EN, "Café İZMİR Résumé", "cafe izmir resume"),
    ],
)
def test_each_language_folds_as_its_readers_do(language: Language, text: str, folded: str) -> None:
    assert fold(text, language) == folded


@given(st.text(max_size=60), st.sampled_from(Language))
def test_offsets_into_nfc_text_without_loose_marks_hold_after_folding(text: str, language: Language) -> None:
    text = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Mn")
    assert len(fold(text, language)) == len(unicodedata.normalize("NFC", text))


@given(st.text(alphabet=st.characters(max_codepoint=0x2FF) | st.characters(min_codepoint=0x370, max_codepoint=0x3FF)))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    for language in Language:
        assert fold(fold(text, language), language) == fold(text, language)


@given(st.text(max_size=60), st.sampled_from(Language))
def test_composed_and_decomposed_text_fold_alike(text: str, language: Language) -> None:
    assert fold(unicodedata.normalize("NFD", text), language) == fold(unicodedata.normalize("NFC", text), language)


def test_bare_text_has_no_mark_of_any_language() -> None:
    assert bare("Şikâyet IĞDIR İzmir Ακύρωσης Straße") == "sikayet igdir izmir ακυρωσησ strase"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NFL'de 1.249,90 TL", ["NFL", "de", "1", "249", "90", "TL"]),
        ("#kargo_yok didn't", ["kargo", "yok", "didn", "t"]),
        ("ka\u00adrgo\u200b ve \ufeffiade", ["kargo", "ve", "iade"]),
        ("i\u0307ade α\u0301β", ["i̇ade", "άβ"]),
        ("⟦NAME_1⟧ kargom nerede ⟦PHONE_1⟧", ["kargom", "nerede"]),
        ("😡!!! …", []),
    ],
)
def test_words_are_runs_of_letters_and_digits_without_placeholders(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text(max_size=200))
def test_words_hold_only_letters_digits_and_their_marks(text: str) -> None:
    assert all(c.isalnum() or unicodedata.category(c) in ("Mn", "No", "Nl") for word in words(text) for c in word)


def test_a_run_longer_than_any_word_is_cut_into_pieces() -> None:
    assert max(map(len, words("a" * 10_000))) == 64


def test_addresses_and_names_at_a_site_are_no_language() -> None:
    text = "@meltemia kargom https://t.example/a?b=c ben@posta.example www.x.example nerede"
    assert without_addresses(text).split() == ["kargom", "nerede"]


@pytest.mark.parametrize("run", ["a", "a@", "⟦", "th", "w://", "'", "\u0301"])
def test_a_hostile_run_of_a_hundred_thousand_characters_is_read_at_once(run: str) -> None:
    text = run * (100_000 // len(run)) + "w@"
    without_addresses(text)
    assert len(words(text)) <= len(text)
