"""Word forms the composer needs: letters in upper and lower case, case endings, vocatives, money, dates and lists."""

from __future__ import annotations

import doctest
import importlib
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Language
from assistant.errors import InputError, KnowledgeError
from assistant.languages.address import address, mentions
from assistant.languages.english import grammar as english
from assistant.languages.formats import Currency, format_date, format_money, format_time, join_items
from assistant.languages.greek import grammar as greek
from assistant.languages.greek.spelling import latin_key, latin_keys
from assistant.languages.names import plain, section
from assistant.languages.numerals import number_words, spell_number
from assistant.languages.turkish import grammar as turkish
from assistant.languages.turkish.grammar import Case, ProductForms, cases, suffix

HERE = Path(__file__).parent
LINES = (HERE / "suffixes_tr.tsv").read_text(encoding="utf-8").splitlines()
ENDINGS = [tuple(line.split("\t")) for line in LINES if line and not line.startswith("#")]
FRONT, BACK = "eiöü", "aıou"
SHOWN = (
    "address names formats numerals quantities measures moments lexicon scanning turkish.address turkish.grammar "
    "turkish.names greek.address greek.grammar greek.names greek.spelling english.address english.grammar"
)


@pytest.mark.parametrize("row", ENDINGS, ids=[row[0] for row in ENDINGS])
def test_a_turkish_word_takes_its_endings(row: tuple[str, ...]) -> None:
    word, kind, *expected = row
    built = [suffix(word, case, proper=kind == "p", possessed=kind == "s") for case in Case]
    assert built == expected


@given(st.text(alphabet="abcçdefgğhıijklmnoöprsştuüvyz", min_size=2, max_size=10), st.sampled_from(Case))
@settings(deadline=None)
def test_a_turkish_ending_agrees_with_the_last_vowel(word: str, case: Case) -> None:
    vowels = [letter for letter in word if letter in FRONT + BACK]
    ended = suffix(word, case, proper=True)
    name, ending = ended.split("'")
    assert name == word
    front = (vowels or ["e"])[-1] in FRONT
    if word not in section("turkish/grammar.yaml", "thin"):
        assert all((letter in FRONT) == front for letter in ending if letter in FRONT + BACK)


def test_the_cases_of_what_is_the_customers() -> None:
    forms = cases("çamaşır makineniz", bare="çamaşır makinesi")
    assert forms == ProductForms(
        bare="çamaşır makinesi",
        yours="çamaşır makineniz",
        acc="çamaşır makinenizi",
        gen="çamaşır makinenizin",
        dat="çamaşır makinenize",
        loc="çamaşır makinenizde",
        abl="çamaşır makinenizden",
    )
    assert cases("koltuğunuz").bare is None


@pytest.mark.parametrize("wrong", ["koltuk", "çamaşır makinesi", "deniz", "siparişimiz", "", "kırmızı"])
def test_a_form_that_is_not_the_customers_is_an_error_with_the_form_in_it(wrong: str) -> None:
    with pytest.raises(KnowledgeError, match=f"«{wrong}»"):
        cases(wrong)


def test_an_ending_on_nothing_is_an_error() -> None:
    with pytest.raises(KnowledgeError):
        suffix("!", Case.ACC)


@pytest.mark.parametrize(
    ("written", "small", "title"),
    [
        ("İADE", "iade", "İade"),
        ("IŞIK", "ışık", "Işık"),
        ("ışık", "ışık", "Işık"),
        ("ilk İŞ GÜNÜ", "ilk iş günü", "İlk İş Günü"),
        ("ayşe-NUR", "ayşe-nur", "Ayşe-Nur"),
        ("AYŞE'NİN", "ayşe'nin", "Ayşe'nin"),
    ],
)
def test_turkish_keeps_dotted_and_dotless_i_apart(written: str, small: str, title: str) -> None:
    assert turkish.lower(written) == small
    assert turkish.title_case(written) == title
    assert "\u0307" not in turkish.lower(written)


@given(st.text(max_size=40))
def test_turkish_capitals_and_small_letters_are_each_others_inverse(text: str) -> None:
    letters = "".join(char for char in text if char in "abcçdefgğhıijklmnoöprsştuüvyz ")
    assert turkish.lower(turkish.upper(letters)) == letters


def test_the_first_letter_is_raised_and_the_rest_left_alone() -> None:
    assert turkish.upper_first("iade ekibimiz, TL") == "İade ekibimiz, TL"
    assert greek.upper_first("έως αύριο") == "Έως αύριο"
    assert english.upper_first("our iPhone team") == "Our iPhone team"
    assert [grammar.upper_first("") for grammar in (turkish, greek, english)] == ["", "", ""]


@pytest.mark.parametrize(
    ("surname", "called"),
    [
        ("Παπαδόπουλος", "Παπαδόπουλε"),
        ("Σταθόπουλος", "Σταθόπουλε"),
        ("Κασσιανός", "Κασσιανέ"),
        ("Ξηρός", "Ξηρέ"),
        ("Κόκκινος", "Κόκκινε"),
        ("Σαραντάκος", "Σαραντάκο"),
        ("Καρλίτσος", "Καρλίτσο"),
        ("Κουτσούκος", "Κουτσούκο"),
        ("Παππάς", "Παππά"),
        ("Γεωργιάδης", "Γεωργιάδη"),
        ("Μαρινάκης", "Μαρινάκη"),
        ("Χατζιδάκις", "Χατζιδάκι"),
        ("Τζες", "Τζε"),
        ("Παπαγεωργίου", "Παπαγεωργίου"),
        ("Σμιθ", "Σμιθ"),
        ("Κορδάτος", None),
        ("Μπίρμπος", None),
        ("Τσέλιος", None),
        ("Μίνως", None),
    ],
)
def test_a_greek_surname_has_its_vocative_or_none_where_usage_wavers(surname: str, called: str | None) -> None:
    assert greek.vocative(surname) == called


def test_greek_capitals_lose_their_stress_and_keep_their_diaeresis() -> None:
    assert greek.upper("Μαΐου, Άννα, Γαϊδάρου") == "ΜΑΪΟΥ, ΑΝΝΑ, ΓΑΪΔΑΡΟΥ"
    assert greek.lower("ΣΟΦΌΣ ΓΙΏΡΓΟΣ") == "σοφός γιώργος"
    assert greek.title_case("ΆΝΝΑ-ΜΑΡΊΑ παπαδοπούλου") == "Άννα-Μαρία Παπαδοπούλου"


@pytest.mark.parametrize(
    ("word", "place"),
    [("Παπαδόπουλος", 3), ("Βενιζέλος", 2), ("Ξηρός", 1), ("Μάιος", 3), ("Ευαγγελάτος", 2), ("Φως", None)],
)
def test_the_stressed_syllable_is_counted_from_the_end(word: str, place: int | None) -> None:
    assert greek.stress_from_end(word) == place


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("Γιώργος", "Giorgos giorgos Yiorgos giwrgos Yorgos"),
        ("Χρήστος", "Christos Xristos Hristos xrhstos"),
        ("Ευτυχία", "Eftychia Eutuxia Evtychia eytyxia"),
        ("Αγγελική", "Aggeliki Angeliki aggelikh"),
        ("Δημήτρης", "Dimitris Dhmhtrhs dimitrhs"),
        ("Αλέξανδρος", "Alexandros Aleksandros"),
        ("Παπαδοπούλου", "Papadopoulou Papadopulu papadopoyloy"),
        ("Κατερίνα", "Katerina Caterina"),
        ("Φωτεινή", "Foteini Photini fwteinh"),
    ],
)
def test_a_greek_name_is_found_under_every_usual_latin_spelling(word: str, typed: str) -> None:
    assert {latin_key(spelling) for spelling in typed.split()} <= latin_keys(word)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("mary o'brien", "Mary O'Brien"),
        ("FIONA MCDONALD", "Fiona McDonald"),
        ("smith-JONES", "Smith-Jones"),
        ("maria DE souza", "Maria de Souza"),
        ("van morrison", "Van Morrison"),
        ("maria's", "Maria's"),
    ],
)
def test_english_names_have_their_inner_capitals(written: str, title: str) -> None:
    assert english.title_case(written) == title


def test_money_is_written_as_each_language_writes_it() -> None:
    price = Decimal("1249.90")
    assert format_money(price, Currency.TRY, Language.TR) == "1.249,90 TL"
    assert format_money(price, Currency.EUR, Language.TR) == "1.249,90 €"
    assert format_money(price, Currency.EUR, Language.EL) == "1.249,90 €"
    assert format_money(price, Currency.EUR, Language.EN) == "€1,249.90"
    assert format_money(Decimal("79.90"), Currency.TRY, Language.EN) == "79.90 TL"
    assert format_money(Decimal("1000.00"), Currency.TRY, Language.TR) == "1.000 TL"
    assert format_money(Decimal("0.005"), Currency.EUR, Language.EL) == "0,01 €"
    assert format_money(Decimal("-3.5"), Currency.EUR, Language.EN) == "-€3.50"


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(InputError, match="no amount"):
        format_money(Decimal(amount), Currency.EUR, Language.EN)


def test_dates_and_times_are_written_as_each_language_writes_them() -> None:
    day = date(2026, 11, 21)
    assert [format_date(day, language) for language in Language] == [
        "21 Kasım 2026",
        "21 Νοεμβρίου 2026",
        "21 November 2026",
    ]
    assert format_date(date(2026, 5, 1), Language.EL, year=False) == "1 Μαΐου"
    assert [format_time(time(18), language) for language in Language] == ["18.00", "18:00", "18:00"]
    assert format_time(time(9, 5), Language.TR) == "09.05"
    assert format_time(time(0), Language.EL) == "00:00"


def test_lists_end_in_the_word_for_and() -> None:
    assert join_items(["a", "b", "c"], Language.TR) == "a, b ve c"
    assert join_items(["a", "b", "c"], Language.EL) == "a, b και c"
    assert join_items(["a", "b", "c"], Language.EN) == "a, b and c"
    assert [join_items(items, Language.TR) for items in ([], ["a"], ["a", "b"])] == ["", "a", "a ve b"]


@pytest.mark.parametrize(
    ("number", "turkish_words", "greek_words", "english_words"),
    [
        (0, "sıfır", "μηδέν", "zero"),
        (14, "on dört", "δεκατέσσερις", "fourteen"),
        (21, "yirmi bir", "είκοσι μία", "twenty-one"),
        (100, "yüz", "εκατό", "one hundred"),
        (101, "yüz bir", "εκατόν μία", "one hundred and one"),
        (250, "iki yüz elli", "διακόσιες πενήντα", "two hundred and fifty"),
        (1000, "bin", "χίλιες", "one thousand"),
        (3004, "üç bin dört", "τρεις χιλιάδες τέσσερις", "three thousand and four"),
        (9999, "dokuz bin dokuz yüz doksan dokuz", "εννέα χιλιάδες εννιακόσιες ενενήντα εννέα", None),
    ],
)
def test_numbers_are_spelled_out(number: int, turkish_words: str, greek_words: str, english_words: str | None) -> None:
    assert spell_number(number, Language.TR) == turkish_words
    assert spell_number(number, Language.EL, feminine=True) == greek_words
    if english_words:
        assert spell_number(number, Language.EN) == english_words


@pytest.mark.parametrize("number", [-1, 10_000])
def test_a_number_too_large_or_too_small_to_spell_is_refused(number: int) -> None:
    with pytest.raises(InputError, match="0 to 9999"):
        spell_number(number, Language.EN)


def test_a_one_that_counts_nothing_is_left_out_unless_asked_for() -> None:
    for text, language in (("bir ürün", Language.TR), ("ένα προϊόν", Language.EL), ("one of us", Language.EN)):
        assert number_words(text, language) == []
        assert [word.value for word in number_words(text, language, articles=True)] == [1]
    assert [word.value for word in number_words("bir gün", Language.TR)] == [1]


def test_no_listed_name_is_taken_for_a_company_or_a_placeholder() -> None:
    kinds = ("companies", "placeholders", "relations", "suffixes")
    words = {plain(word) for kind in kinds for word in section("display_names.yaml", kind)}
    lists = [("turkish/names.yaml", "female male unisex"), ("english/names.yaml", "names")]
    lists += [("greek/names.yaml", "female male male_e male_o")]
    for file, names in lists:
        for kind in names.split():
            assert not {plain(name) for name in section(file, kind)} & words


@pytest.mark.parametrize("module", SHOWN.split())
def test_the_examples_in_docstrings_are_true(module: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(f"assistant.languages.{module}"))
    assert failed == 0


def test_the_brands_own_forms_are_found_again() -> None:
    form = address("Ayşe Yılmaz", Language.TR).form
    assert form
    text = f"Merhaba, {suffix(form, Case.GEN, proper=True)} siparişi yolda."
    assert [mention.form for mention in mentions(text, Language.TR)] == [form]
