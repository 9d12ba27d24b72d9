"""Postal addresses are masked whole, in the three orders; streets where shops are stay."""

from __future__ import annotations

import pytest

from assistant.privacy import Kind, spans

WHOLE = [
    ("Adresim {}", "Caferağa Mah. Moda Cad. No:118 Daire:5 Kadıköy/İstanbul"),
    ("adresim {}", "yenidoğan mah 1245 sok no 7 daire 3 keçiören ankara"),
    ("Paketi {} yerine komşuya bırakmışlar", "Gül Sokak No: 12/4, 35220 Konak / İzmir"),
    ("Evim {}, asansör yok", "19 Mayıs Mah. İnönü Cad. Yıldız Apt. K:3 D:7 Kozyatağı"),
    ("Yeni ev: {}.", "Güzeltepe mah. 2045/3 sk. no:11 kat:2 Çiğli"),
    ("İş yerime, {} adresine yollayın", "Maslak Mahallesi Büyükdere Caddesi No:237 Kat:11 Sarıyer"),
    ("Delivery to {} was refused", "Ataturk Mah. Gul Sok. No:5 D:3 Kadikoy Istanbul"),
    ("Η διεύθυνσή μου είναι {}.", "οδός Ερμού 42, 10563 Αθήνα"),
    ("Παραδώστε στη {}.", "Λεωφόρο Κηφισίας 124, Αμπελόκηποι, Τ.Κ. 11526"),
    ("Μένω {} και περιμένω", "28ης Οκτωβρίου 45, Πάτρα"),
    ("Ο courier δεν βρήκε το {}", "Πατησίων 210, Αθήνα"),
    ("Διεύθυνση: {}", "Βασ. Σοφίας 12, Αθήνα 10674"),
    ("menw {} kai perimeno", "odos Tsimiski 88, Thessaloniki 54622"),
    ("Deliver to {} please", "Flat 3B, 27 Harbour Street, Kyrenia"),
    ("New address: {}.", "221 Elm Grove Road, Bristol BS6 5TZ"),
    ("Shipping address is {}", "Ermou 42, Athens 105 63"),
    ("parcel went to {}, not to me", "9 Davaki, Kallithea 17672"),
]


@pytest.mark.parametrize(("sentence", "address"), WHOLE, ids=[address for _, address in WHOLE])
def test_an_address_is_masked_from_its_first_to_its_last_letter(sentence: str, address: str) -> None:
    text = sentence.format(address)
    start = text.index(address)
    masked = {i for span in spans(text) for i in range(span.start, span.end)}
    assert [text[i] for i in range(start, start + len(address)) if text[i].isalnum() and i not in masked] == []


@pytest.mark.parametrize(
    "text",
    [
        "Bağdat Caddesi mağazanızda kuyruk vardı",
        "Πού είναι το κατάστημα στη Λεωφόρο Μεσογείων;",
        "Your shop on Ermou Street was closed",
        "sokakta kaldım, cadde kapalıydı, no problem",
        "Ürün 12 gün, Koltuk 3 adet, Masa 2 tane geldi",
        "Πλήρωσα 12 ευρώ, Παραγγελία 3 τεμάχια",
        "I will drive 2 hours to close it, place 3 orders",
    ],
)
def test_shops_quantities_and_plain_words_are_no_addresses(text: str) -> None:
    assert [text[s.start : s.end] for s in spans(text) if s.kind is Kind.ADDRESS] == []


def test_the_address_ends_where_the_next_field_begins() -> None:
    text = "Adres: Gül Sok. No 5 Kadıköy Tel: 0532 123 45 67 Sipariş: MLT-48213"
    found = {s.kind: text[s.start : s.end] for s in spans(text)}
    assert found == {Kind.ADDRESS: "Gül Sok. No 5 Kadıköy", Kind.PHONE: "0532 123 45 67"}
