"""One word has one key, whatever keyboard and habit it was typed with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Language
from assistant.languages import key, stem
from assistant.languages.folding import key_of_start, other_readings, spelling_key

SAME = [
    "şikâyet şikayet sikayet SIKAYET ŞİKÂYET Şikayet",
    "müşteri musteri MÜŞTERİ MUSTERI müşşteriii",
    "ılık ILIK ilik",
    "παραγγελία παραγγελια ΠΑΡΑΓΓΕΛΙΑ ΠΑΡΑΓΓΕΛΊΑ paraggelia PARAGGELIA parangelia paragelia",
    "θέλω θελω ΘΕΛΩ 8elw thelo thelw 8elo qelo",
    "βοήθεια boh8eia voitheia voithia boithia",
    "χρήματα xrhmata chrimata xrimata khrimata",
    "μηχανή mhxanh mihani michani mixani",
    "έχω ehw exo echo exw",
    "αυτό auto afto avto ayto",
    "ευχαριστώ euxaristw efharisto efxaristo eyxaristo",
    "τηλέφωνο thlefwno tilefono tilephono",
    "απάντηση apanthsh apantisi apadisi",
    "εξυπηρέτηση e3uphrethsh eksipiretisi exypiretisi",
    "ξέρω 3erw ksero xero",
    "ντουλάπα doulapa ntoulapa",
    "μπαταρία bataria mpataria",
    "επιστροφή epistrofi epistrofh",
    "κατάστημα katasthma katastima",
    "συντήρηση synthrhsh sintirisi",
    "αθλητής athlitis a8lhths",
    "προϊόν proion PROION",
    "τους tous toys",
]


@pytest.mark.parametrize("spellings", SAME)
def test_every_spelling_of_a_word_has_the_same_key(spellings: str) -> None:
    assert len({key(word) for word in spellings.split()}) == 1


@pytest.mark.parametrize("words", ["kargo karga", "para kare", "δέμα θέμα", "iade ifade", "κάρτα καρέκλα", "late lamp"])
def test_different_words_keep_different_keys(words: str) -> None:
    first, second = words.split()
    assert key(first) != key(second)
    assert spelling_key(first) != spelling_key(second)


@pytest.mark.parametrize("number", ["8", "38", "2026", "1249"])
def test_a_number_is_its_own_key(number: str) -> None:
    assert key(number) == spelling_key(number) == number


@given(st.text(alphabet="abcçdefgğhıijklmnoöprsştuüvyzâîû", min_size=1, max_size=20))
def test_a_turkish_word_has_one_key_with_diacritics_and_without(word: str) -> None:
    ascii_only = word.translate(str.maketrans("çğıöşüâîû", "cgiosuaiu"))
    for typed in (ascii_only, ascii_only.upper(), word.replace("i", "İ").upper()):
        assert key(typed) == key(word)
        assert spelling_key(typed) == spelling_key(word)


BY_SOUND = str.maketrans("αβγδεζηικλμνοπρστυφω", "avgdeziiklmnoprstifo") | {
    ord("θ"): "th", ord("χ"): "x", ord("ξ"): "ks", ord("ψ"): "ps"
}  # fmt: skip


@given(st.text(alphabet="αβγδεζκλμπρσταεοι", min_size=2, max_size=14))
def test_greek_typed_by_sound_has_the_key_of_the_greek_word(word: str) -> None:
    assert key(word.translate(BY_SOUND)) == key(word)


@given(st.text(max_size=30))
def test_a_key_never_fails_and_holds_no_letter_with_a_mark(word: str) -> None:
    assert key(key(word)) is not None
    assert spelling_key(spelling_key(word)) == spelling_key(word)


@given(st.sampled_from(["παραγγελ", "διαγραφ", "επιστροφ", "χρημ", "αλλαγ"]), st.sampled_from("αήέώ"))
def test_the_key_of_a_beginning_begins_the_key_of_every_word_that_goes_on(start: str, ending: str) -> None:
    assert key(start + ending).startswith(key_of_start(start))


def test_where_greeklish_leaves_a_choice_the_other_reading_is_offered() -> None:
    assert key("χρόνια") in other_readings("hronia")
    assert key("πλυντήριο") in other_readings("plinthrio")
    assert key("γιατί") not in other_readings("γιατί")
    assert other_readings("12345") == ()


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        (Language.TR, "şikâyetlerimizden sikayetim şikayetiniz SIKAYETI"),
        (Language.TR, "kargom kargonuz kargosu kargolar kargoya"),
        (Language.TR, "siparişimi siparislerin siparişiniz"),
        (Language.EL, "παραγγελία παραγγελίες paraggeliwn PARAGGELIAS"),
        (Language.EL, "επιστροφή epistrofes επιστροφών"),
        (Language.EN, "refund refunds refunded refunding"),
    ],
)
def test_the_forms_of_a_word_share_a_stem_on_every_keyboard(language: Language, forms: str) -> None:
    assert len({stem(form, language) for form in forms.split()}) == 1


@given(st.text(max_size=40), st.sampled_from(Language))
def test_a_stem_is_never_longer_than_the_word(word: str, language: Language) -> None:
    assert len(stem(word, language)) <= max(len(word) * 2, 1)
