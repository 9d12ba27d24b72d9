"""Sentences end where their writer ended them, and nothing gets lost on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Language
from assistant.languages import sentences

TR, EL, EN = Language.TR, Language.EL, Language.EN

CASES = [
    (TR, ["Merhaba.", "Siparişim 1.249,90 TL tuttu, saat 18.00'de gelecekti.", "Gelmedi!"]),
    (TR, ["Dr. Ayşe Hanım ve vb. kişiler aradı.", "Bkz. madde 3."]),
    (TR, ["kargom gelmedi.", "kimse aramadı.", "paramı istiyorum"]),
    (TR, ["Bekledim... bekledim... yine gelmedi.", "Neden?"]),
    (TR, ["Bakın https://meltemia.example/iade?x=1.2&y=3 yazıyor.", "destek@meltemia.example adresine yazdım."]),
    (TR, ["Sonra «tamam.» dedi ve gitti.", "Ürün no. 12345 kayıp."]),
    (TR, ["3. gün de gelmedi.", "Tamam mı?!", "Rezalet!!! 😡😡", "Bir daha asla."]),
    (EL, ["Πού είναι το δέμα μου;", "Το περιμένω από τις 3.11.2026.", "Κόστισε 1.249,90 €!"]),
    (EL, ["Είπε «Πότε;» και έφυγε.", "Ο κ. Παπαδόπουλος, π.χ., δεν απάντησε."]),
    (EL, ["den irthe pote;;", "pou einai?", "8elw ta lefta mou"]),
    (EL, ["Θα έρθει στις 18:00\u037e", "Λείπουν βίδες, οδηγίες κ.λπ. από το κουτί."]),
    (EN, ["Mr. Smith waited from 9 a.m. to 5 p.m. on Monday.", "Nobody came."]),
    (EN, ["I paid £1,249.90; nothing came.", "Version 5.3 crashed."]),
    (EN, ["I bought it from Meltemia Inc.", "It was late.", "Why?"]),
    (EN, ["Order no. 5 is late... really late.", "(Still waiting.)"]),
]


@pytest.mark.parametrize(("language", "expected"), CASES)
def test_a_text_is_cut_where_its_sentences_end(language: Language, expected: list[str]) -> None:
    assert sentences(" ".join(expected), language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("merhaba\nkargom gelmedi\nne yapmalıyım", ["merhaba", "kargom gelmedi", "ne yapmalıyım"]),
        ("1. Kargo yok.\n2. Ürün kırık.\n- iade lütfen", ["1. Kargo yok.", "2. Ürün kırık.", "- iade lütfen"]),
        ("Neden gelmedi?Cevap verin.Bekliyorum", ["Neden gelmedi?", "Cevap verin.", "Bekliyorum"]),
        ("Sipariş MLT-12345.Kargo yok", ["Sipariş MLT-12345.", "Kargo yok"]),
        (
            "Bu satır bir posta programının kırdığı kadar uzun olduğu için burada\nbitmiyor.\n\nBu yeni paragraf",
            ["Bu satır bir posta programının kırdığı kadar uzun olduğu için burada\nbitmiyor.", "Bu yeni paragraf"],
        ),
        ("", []),
        (" \n ", []),
        ("...", ["..."]),
    ],
)
def test_lines_lists_and_missing_spaces_end_sentences_too(text: str, expected: list[str]) -> None:
    assert sentences(text, TR) == expected


PIECES = st.lists(
    st.sampled_from([*'aβş.;!?…\u037e"»)(\n\t 1İ😡', "no.", "Dr.", "κ.λπ.", "18.00", "https://a.b/c?d=1.2", "..."]),
    max_size=40,
).map("".join)


@given(st.one_of(st.text(max_size=80), PIECES), st.sampled_from(Language))
def test_no_character_but_white_space_is_lost_or_changed(text: str, language: Language) -> None:
    assert "".join("".join(sentences(text, language)).split()) == "".join(text.split())


@given(PIECES, st.sampled_from(Language))
def test_a_sentence_is_never_empty_and_never_starts_or_ends_with_space(text: str, language: Language) -> None:
    assert all(sentence and sentence == sentence.strip() for sentence in sentences(text, language))


@pytest.mark.parametrize("run", ["a.", "\n ", "no.", "x@y.", "!?", ".\n\n", "«.» "])
def test_a_hostile_text_of_a_hundred_thousand_characters_takes_no_minute(run: str) -> None:
    text = run * (100_000 // len(run))
    assert "".join("".join(sentences(text, EL)).split()) == "".join(text.split())
