"""What holds for every form of address, beyond the rows of the tables."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Language
from assistant.languages.address import Address, AddressReason, address, mentions
from assistant.languages.greek import names as greek
from assistant.languages.greek.grammar import is_stressed, vocative
from assistant.languages.names import section
from assistant.languages.turkish import names as turkish
from assistant.languages.turkish.grammar import upper
from tests.languages.test_address_tables import rows, told

TURKISH_ASCII = str.maketrans("çğıöşüÇĞİÖŞÜ", "cgiosuCGIOSU")
WOMEN, MEN, BOTH = (section(turkish.FILE, kind) for kind in ("female", "male", "unisex"))
ALWAYS_UNISEX = (
    "Deniz", "Derya", "Umut", "Ufuk", "Özgür", "Evren", "Yağmur", "Güneş", "İlkay", "Olcay", "Toprak", "Cihan",
    "Eylem", "Devrim", "Bilge", "Işık", "Ferhan", "Nur", "Hikmet", "İsmet", "Muzaffer", "Yüksel", "Suat", "Servet",
    "Şafak", "Ekin", "Doğa",
)  # fmt: skip
FORMS = [(language, told(row[1])) for language in Language for row in rows(language) if told(row[1])]
GREETINGS = {Language.TR: "Merhaba {}, ", Language.EL: "Γεια σας {}, ", Language.EN: "Hi {}, "}
LETTERS = {Language.TR: "Merhaba {},\n", Language.EL: "Αγαπητέ {},\n", Language.EN: "Dear {},\n"}
BODIES = {Language.TR: "siparişiniz yolda.", Language.EL: "η παραγγελία σας έρχεται.", Language.EN: "it is on its way."}


def test_the_lists_are_as_long_as_they_must_be_and_name_nobody_twice() -> None:
    assert len({*WOMEN, *MEN, *BOTH}) == len(WOMEN) + len(MEN) + len(BOTH) >= 600
    greek_kinds = ("female", "male", "male_e", "male_o", "unisex")
    names = [name for kind in greek_kinds for name in section(greek.FIRST, kind)]
    assert len(set(names)) == len(names) >= 400


def test_every_listed_greek_name_shows_its_stress_once() -> None:
    kinds = [(greek.FIRST, kind) for kind in ("female", "male", "male_e", "male_o")]
    kinds += [(greek.FAMILY, kind) for kind in ("men", "men_e", "men_o", "unclear", "genitive")]
    for file, kind in kinds:
        for name in section(file, kind):
            assert unicodedata.normalize("NFD", name).count("\u0301") == 1, name


@pytest.mark.parametrize("name", ALWAYS_UNISEX)
def test_a_name_that_women_and_men_carry_is_never_gendered(name: str) -> None:
    for written in (name, upper(name), name.translate(TURKISH_ASCII), f"{name} Çelikkol"):
        assert address(written, Language.TR).form is None


@pytest.mark.parametrize("title", ["Hanım", "hanım", "HANIM", "Bey"])
def test_a_title_the_customer_wrote_settles_a_unisex_name(title: str) -> None:
    found = address(f"Deniz {title}", Language.TR)
    assert found.form == ("Deniz Bey" if title == "Bey" else "Deniz Hanım")
    assert found.reason is AddressReason.TITLE_GIVEN


@given(st.sampled_from([*WOMEN, *MEN]), st.sampled_from(["Çelikkol", "Karahasanoğlu"]))
@settings(deadline=None)
def test_a_listed_name_keeps_its_form_when_letters_are_lost_or_has_none(name: str, family: str) -> None:
    whole = f"{name} {family}"
    expected = address(whole, Language.TR).form
    assert expected == f"{name} {'Hanım' if name in WOMEN else 'Bey'}"
    for written in (upper(whole), whole.upper(), whole.translate(TURKISH_ASCII), unicodedata.normalize("NFD", whole)):
        found = address(written, Language.TR)
        # Two listed names may lose the same letters (Şenay, Senay): then the one as typed, or nothing.
        assert found.form in {None, expected, expected.replace(name, name.translate(TURKISH_ASCII))}


@given(st.sampled_from([name for kind in ("female", "male_o", "male_e") for name in section(greek.FIRST, kind)]))
@settings(deadline=None)
def test_a_greek_first_name_keeps_its_vocative_in_capitals_or_has_none(name: str) -> None:
    expected = address(name, Language.EL).form
    assert expected
    assert is_stressed(expected)
    bare = "".join(c for c in unicodedata.normalize("NFD", name) if c != "\u0301")
    for written in (name.upper(), unicodedata.normalize("NFC", bare)):
        assert address(written, Language.EL).form in {expected, None}


@given(st.sampled_from(section(greek.FAMILY, "men")))
@settings(deadline=None)
def test_a_listed_mans_surname_has_a_vocative_without_its_sigma(surname: str) -> None:
    called = vocative(surname)
    assert called is not None
    assert not called.endswith("ς")
    assert address(f"Άγγελος {surname}", Language.EL).form in {f"κύριε {called}", None}


@given(st.sampled_from(section(greek.FAMILY, "men")), st.booleans())
@settings(deadline=None)
def test_the_order_of_greek_names_changes_nothing_but_the_reason(surname: str, man: bool) -> None:
    given_name = "Δημοσθένης" if man else "Καλλιρρόη"
    there, back = address(f"{given_name} {surname}", Language.EL), address(f"{surname} {given_name}", Language.EL)
    if there.form and back.form:
        assert there.form == back.form
    assert man or there.form is None


@given(st.text(max_size=80), st.sampled_from(list(Language)))
@settings(max_examples=200, deadline=None)
def test_any_display_name_has_an_answer_with_a_reason(name: str, language: Language) -> None:
    found = address(name, language)
    assert isinstance(found, Address)
    assert isinstance(found.reason, AddressReason)
    assert (found.form is None) == (found.formal is None)
    if found.form:
        assert found.form == found.form.strip()
        assert "\n" not in found.form
        if language is Language.TR:
            assert found.form.endswith((" Hanım", " Bey"))


@pytest.mark.parametrize("language", list(Language))
def test_no_name_means_no_form(language: Language) -> None:
    assert address(None, language) == Address(None, None, None, AddressReason.NO_NAME)


@pytest.mark.parametrize(("language", "form"), sorted(set(FORMS)), ids=str)
def test_the_form_the_engine_gives_is_the_form_found_in_the_reply(language: Language, form: str) -> None:
    for pattern in (GREETINGS[language], LETTERS[language]):
        text = pattern.format(form) + BODIES[language]
        found = mentions(text, language)
        assert [mention.form for mention in found] == [form]
        assert text[found[0].start : found[0].end] == form


WRONG_FORMS = [
    (Language.TR, "Merhaba Ayşe Yılmaz Hanım, siparişiniz yolda.", ["Ayşe Yılmaz Hanım"]),
    (Language.TR, "Merhaba Yılmaz Bey, siparişiniz yolda.", ["Yılmaz Bey"]),
    (Language.TR, "merhaba ayşe hanım, siparişiniz yolda.", ["ayşe hanım"]),
    (Language.TR, "Merhaba Ayşe, siparişiniz yolda.", ["Ayşe"]),
    (Language.TR, "Merhaba Ayşe siparişiniz yolda.", ["Ayşe"]),
    (Language.TR, "Sayın Ayşe Yılmaz, siparişiniz yolda.", ["Ayşe Yılmaz"]),
    (Language.TR, "Sayın Müşterimiz, siparişiniz yolda.", ["Müşterimiz"]),
    (Language.TR, "Bay Kaya, siparişiniz yolda.", ["Bay Kaya"]),
    (Language.TR, "Merhaba Beyefendi, siparişiniz yolda.", ["Beyefendi"]),
    (Language.TR, "İyi günler Mehmet Bey, kargonuz çıktı.", ["Mehmet Bey"]),
    (Language.TR, "Merhaba Ayşe Hanım'ın siparişi yolda.", ["Ayşe Hanım"]),
    (Language.TR, "Siparişiniz yolda. Teşekkürler Fatma Nur Hanım.", ["Fatma Nur Hanım"]),
    (Language.EL, "Γεια σας κύριε Παπαδόπουλος, λυπούμαστε.", ["κύριε Παπαδόπουλος"]),
    (Language.EL, "Γεια σας κ. Παπαδοπούλου, λυπούμαστε.", ["κ. Παπαδοπούλου"]),
    (Language.EL, "Γεια σας Γιώργος, λυπούμαστε.", ["Γιώργος"]),
    (Language.EL, "Γεια σας, κυρία Παπαδοπούλου! Σας γράφουμε.", ["κυρία Παπαδοπούλου"]),
    (Language.EL, "Καλησπέρα σας, Μαρία, είδαμε το μήνυμά σας.", ["Μαρία"]),
    (Language.EL, "Αγαπητέ πελάτη, λυπούμαστε.", ["πελάτη"]),
    (Language.EL, "Γεια σας κύριε, λυπούμαστε.", ["κύριε"]),
    (Language.EN, "Dear Mr Kaya, your order is on its way.", ["Mr Kaya"]),
    (Language.EN, "Hi Ms. Kaya, we are looking.", ["Ms. Kaya"]),
    (Language.EN, "hi maria, we are looking.", ["maria"]),
    (Language.EN, "Dear valued customer, we are looking.", ["valued customer"]),
    (Language.EN, "Dear Sir/Madam, we are looking.", ["Sir", "Madam"]),
]
NO_FORMS = [
    (Language.TR, "Merhaba, siparişiniz yolda."),
    (Language.TR, "Merhaba Siparişiniz yolda."),
    (Language.TR, "Merhaba @ayse_34, siparişiniz yolda."),
    (Language.TR, "Ürün bey rengi değil."),
    (Language.EL, "Γεια σας, λυπούμαστε."),
    (Language.EL, "Γεια σας,\nΛυπούμαστε πολύ."),
    (Language.EL, "Μιλήσαμε με την κυρία Παπαδοπούλου χθες."),
    (Language.EL, "Η κύρια είσοδος είναι κλειστή."),
    (Language.EN, "Hello, here's the answer."),
    (Language.EN, "Hi there, thanks for writing."),
    (Language.EN, "Please ask Mr Kaya at the store."),
]


@pytest.mark.parametrize(("language", "text", "forms"), WRONG_FORMS, ids=[case[1] for case in WRONG_FORMS])
def test_a_wrong_form_of_address_is_found_as_it_stands(language: Language, text: str, forms: list[str]) -> None:
    assert [mention.form for mention in mentions(text, language)] == forms


@pytest.mark.parametrize(("language", "text"), NO_FORMS, ids=[case[1] for case in NO_FORMS])
def test_a_text_that_addresses_nobody_by_name_holds_no_form(language: Language, text: str) -> None:
    assert mentions(text, language) == []


@given(st.text(max_size=120), st.sampled_from(list(Language)))
@settings(max_examples=150, deadline=None)
def test_mentions_stand_where_they_say_and_do_not_overlap(text: str, language: Language) -> None:
    end = 0
    for mention in mentions(text, language):
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.form
        end = mention.end
