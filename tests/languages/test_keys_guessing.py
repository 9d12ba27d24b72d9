"""The language of a complaint is known from a few words, on any keyboard; another language is nobody's guess."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Language
from assistant.languages import guess_language

# language (a hyphen: one the product does not write) and text, a line each
_ROWS = (Path(__file__).parent / "guesses.tsv").read_text(encoding="utf-8").splitlines()
LABELLED = [
    (None if language == "-" else Language(language), text) for language, text in (row.split("\t") for row in _ROWS)
]


@pytest.mark.parametrize(("language", "text"), LABELLED)
def test_the_language_of_a_short_text_is_known(language: Language | None, text: str) -> None:
    assert guess_language(text).language is language


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Siparişim gelmedi", "native"),
        ("Siparisim gelmedi, cok beklettiniz", "ascii"),
        ("Kargo nerede", "native"),  # nothing in it could carry a mark
        ("Πού είναι το δέμα μου;", "native"),
        ("pou einai to dema mou", "greeklish"),
        ("where is my parcel", "native"),
        ("Wo ist mein Paket?", "native"),
    ],
)
def test_the_script_says_on_which_keyboard_it_was_typed(text: str, script: str) -> None:
    assert guess_language(text).script == script


@pytest.mark.parametrize("text", ["", "   ", "12345", ":) 😡", "@meltemia", "https://x.example/kargo", "⟦PHONE_1⟧"])
def test_without_a_word_there_is_no_guess(text: str) -> None:
    guess = guess_language(text)
    assert guess.language is None
    assert guess.confidence == 0.0


def test_brand_names_and_addresses_do_not_decide() -> None:
    assert guess_language("@meltemia kargom https://track.example/where-is-my-order gelmedi").language is Language.TR


@given(st.text(max_size=120))
def test_any_text_gets_a_guess_with_a_confidence_between_0_and_1(text: str) -> None:
    guess = guess_language(text)
    assert 0.0 <= guess.confidence <= 1.0
    assert guess.script in ("native", "ascii", "greeklish")


@given(st.sampled_from(LABELLED), st.sampled_from([str.upper, str.strip, lambda text: f"  {text} !!!"]))
def test_capitals_and_shouting_change_no_guess(labelled: tuple[Language | None, str], shouted: object) -> None:
    language, text = labelled
    assert callable(shouted)
    if language is not None:
        assert guess_language(shouted(text)).language is language
