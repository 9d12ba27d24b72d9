"""Each kind of personal data is found as people write it, and what only looks like it is left alone."""

from __future__ import annotations

import pytest

from assistant.privacy import Kind, spans
from assistant.privacy.reading import Reading
from assistant.privacy.recognizers import RECOGNIZERS, Recognizer
from assistant.privacy.surface import surfaces

FOUND = [
    (Kind.TCKN, "TC kimlik no 10000000146", "10000000146"),
    (Kind.TCKN, "kimlik numaram 100 000 001 46 dır", "100 000 001 46"),
    (Kind.TCKN, "TC10000000146", "10000000146"),
    (Kind.TCKN, "müşteriye 10000000146 yazdım", "10000000146"),
    (Kind.TCKN, "TC no: 12345678901 yanlış", "12345678901"),
    (Kind.VKN, "Vergi kimlik no: 1234567890", "1234567890"),
    (Kind.AFM, "ΑΦΜ 094014201", "094014201"),
    (Kind.AFM, "Α.Φ.Μ.: 123456789 (λάθος)", "123456789"),
    (Kind.AFM, "AΦM 094014201", "094014201"),  # Latin A and M around a Greek Φ
    (Kind.AFM, "VAT EL094014201", "094014201"),
    (Kind.AFM, "στοιχεία: 094014201, Πειραιάς", "094014201"),
    (Kind.AMKA, "ΑΜΚΑ 12057012348", "12057012348"),
    (Kind.AMKA, "amka 120570-12348", "120570-12348"),
    (Kind.IBAN, "TR33 0006 1005 1978 6457 8413 26", "TR33 0006 1005 1978 6457 8413 26"),
    (Kind.IBAN, "tr330006100519786457841326'ya", "tr330006100519786457841326"),
    (Kind.IBAN, "IBAN 33 0006 1005 1978 6457 8413 26", "33 0006 1005 1978 6457 8413 26"),
    (Kind.IBAN, "ΙΒΑΝ GR1601101250000000012300695", "GR1601101250000000012300695"),
    (Kind.IBAN, "to DE89 3704 0044 0532 0130 00 please", "DE89 3704 0044 0532 0130 00"),
    (Kind.CARD, "4111 1111 1111 1111 çekildi", "4111 1111 1111 1111"),
    (Kind.CARD, "kart 4111 1111 1111 1111 08/27", "4111 1111 1111 1111"),
    (Kind.CARD, "kartım 4543 6012 3456 7891", "4543 6012 3456 7891"),
    (Kind.CARD, "my amex 3782 822463 10005", "3782 822463 10005"),
    (Kind.CARD, "card ending in 9917", "9917"),
    (Kind.CARD, "kartımın son dört hanesi 7730", "7730"),
    (Kind.CARD, "κάρτα με τελευταία 4 ψηφία 3391", "3391"),
    (Kind.CARD, "5528 79** **** 0093", "5528 79** **** 0093"),
    (Kind.CARD, "CVV 482", "482"),
    (Kind.PHONE, "05321234567'den arayın", "05321234567"),
    (Kind.PHONE, "0 (532) 123 45 67", "0 (532) 123 45 67"),
    (Kind.PHONE, "(0212) 293 11 04", "(0212) 293 11 04"),
    (Kind.PHONE, "+90 532 123 45 67", "+90 532 123 45 67"),
    (Kind.PHONE, "0090 532 123 45 67", "0090 532 123 45 67"),
    (Kind.PHONE, "532.123.45.67", "532.123.45.67"),
    (Kind.PHONE, "κιν. 6944 123 456", "6944 123 456"),
    (Kind.PHONE, "210-7654321", "210-7654321"),
    (Kind.PHONE, "+44 20 7946 0958", "+44 20 7946 0958"),
    (Kind.PHONE, "telefonum 345 67 89", "345 67 89"),
    (Kind.PHONE, "https://wa.me/905321234567", "905321234567"),
    (Kind.PHONE, "6 9 4 4 1 2 3 4 5 6", "6 9 4 4 1 2 3 4 5 6"),
    (Kind.PHONE, "O532 I23 45 67", "O532 I23 45 67"),
    (Kind.PHONE, "sıfır beş yüz otuz iki yüz yirmi üç kırk beş altmış yedi", None),
    (Kind.EMAIL, "ayse.yilmaz+x@posta.example'dan", "ayse.yilmaz+x@posta.example"),
    (Kind.EMAIL, "(AYSE@POSTA.EXAMPLE)", "AYSE@POSTA.EXAMPLE"),
    (Kind.EMAIL, "ayse @ posta . example", "ayse @ posta . example"),
    (Kind.EMAIL, "ayse (at) posta (nokta) example", None),
    (Kind.EMAIL, "nikos παπάκι mail τελεία gr", None),
    (Kind.EMAIL, "?to=ayse%40posta.example", "ayse%40posta.example"),
    (Kind.PLATE, "34 ABC 123 kapıma park etti", "34 ABC 123"),
    (Kind.PLATE, "aracınız 06bz4471", "06bz4471"),
    (Kind.PLATE, "πινακίδα ΙΚΑ-4821", "ΙΚΑ-4821"),
    (Kind.PASSPORT, "pasaport no U12345678", "U12345678"),
    (Kind.PASSPORT, "διαβατήριο ΑΕ1234567", "ΑΕ1234567"),
    (Kind.PASSPORT, "Α.Δ.Τ. ΑΚ 345678", "ΑΚ 345678"),
]


@pytest.mark.parametrize(("kind", "text", "value"), FOUND, ids=[text for _, text, _ in FOUND])
def test_a_value_is_found_with_its_kind_and_its_exact_span(kind: Kind, text: str, value: str | None) -> None:
    found = [(span.kind, text[span.start : span.end]) for span in spans(text)]
    assert (kind, text if value is None else value) in found


LEFT = [
    "Sipariş MLT-48213, vaka C-20418",
    "Takip no 7340019284455 ve 1Z999AA10123456784",
    "αριθμός αποστολής 2101234567",
    "RR123456789GR",
    "Sipariş numaram 5321239876",
    "order 4111111111111111",
    "seri no 98765432109, barkod 8690123456789",
    "tutar 1.249,90 TL, 25.300.000,00 TL, €1,249.90, 59,90 €",
    "26.11.2026 13.30 ile 2026-11-26 09:15 arasında",
    "08.00-24.00 arasında aradım",
    "10 GB 128, 34 TL 500, 50 cm 2000",
    "SKU AB-1234-EX, model WM-900X, KLT-2040-GR",
    "hediye kartı kodu 1234567890123456",
    "kutuda 12345678901 yazıyor",
    "%15 indirim, 3 taksit x 1.166,33",
    "140x200 nevresim, 24/7, 1+1",
]


@pytest.mark.parametrize("text", LEFT)
def test_orders_codes_amounts_dates_and_times_are_left_alone(text: str) -> None:
    assert [(span.kind, text[span.start : span.end]) for span in spans(text)] == []


SCRAPS = ["", " ", "\n\n", "a", "1", "@", "⟦", "\u200b", "𝟘𝟙𝟚", "\ud800", "ΑΦΜ", "TC no:", "IBAN TR", "+", "\u0301"]


@pytest.mark.parametrize(("kind", "find"), RECOGNIZERS, ids=[kind.value for kind, _ in RECOGNIZERS])
@pytest.mark.parametrize("text", SCRAPS, ids=[repr(scrap) for scrap in SCRAPS])
def test_every_recogniser_takes_scraps_and_finds_only_inside_them(kind: Kind, find: Recognizer, text: str) -> None:
    for surface in surfaces(text):
        for found in find(Reading(surface)):
            assert 0 <= found.start < found.end <= len(surface.plain)
            assert found.kind is kind


def test_there_is_one_recogniser_for_each_kind() -> None:
    assert sorted(kind for kind, _ in RECOGNIZERS) == sorted(Kind)


def test_a_number_named_as_an_identity_number_is_masked_whatever_its_checksum() -> None:
    text = "TC no: 11111111111, seri no: 22222222222"
    assert [text[s.start : s.end] for s in spans(text)] == ["11111111111"]


def test_a_label_is_about_the_number_next_to_it() -> None:
    text = "TC 10000000146, barkod 98765432109, tel 0532 123 45 67"
    assert [(s.kind, text[s.start : s.end]) for s in spans(text)] == [
        (Kind.TCKN, "10000000146"),
        (Kind.PHONE, "0532 123 45 67"),
    ]
