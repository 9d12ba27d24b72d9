"""People's names are found by what stands around them, in any letters; words that look like names are not."""

from __future__ import annotations

import pytest

from assistant.privacy import Kind, Vault, mask, spans

FOUND = [
    ("Merhaba, ben Ayşe Yılmaz.", ["Ayşe Yılmaz"]),
    ("adim mehmet demir siparisim gelmedi", ["mehmet demir"]),
    ("Adım Zühtü Karagöz, bekliyorum.", ["Zühtü Karagöz"]),
    ("ADIM FATMA ŞAHİN TELEFONUM YOK", ["FATMA ŞAHİN"]),
    ("Saygılarımla,\nElif Kaya", ["Elif Kaya"]),
    ("paramı geri verin\n\nyusuf karaca", ["yusuf karaca"]),
    ("Ahmet Bey çok kabaydı, Buse hanım da.", ["Ahmet", "Buse"]),
    ("Sn. Korkmaz'a ilettim", ["Korkmaz"]),
    ("Kurye Rojhat kapıya gelmedi", ["Rojhat"]),
    ("Eşim Gülşeref aradı", ["Gülşeref"]),
    ("Ayşeye teslim edilmiş", ["Ayşe"]),
    ("Ayşe'ye, Mehmet'ten", ["Ayşe", "Mehmet"]),
    ("Fatura Osman Nuri Koç adına kesildi", ["Osman Nuri Koç"]),
    ("Zeynep_Arslan_fatura.pdf", ["Zeynep_Arslan"]),
    ("Kimden: Pelin Şimşek <p@posta.example>", ["Pelin Şimşek", "p@posta.example"]),
    ('"Soyadınız?" dedi. "Yurdakul."', ["Yurdakul"]),
    ("Ονομάζομαι Μαρία Παπαδοπούλου", ["Μαρία Παπαδοπούλου"]),
    ("με λενε κωστα μαυριδη και θελω", ["κωστα μαυριδη"]),
    ("ΟΝΟΜΑ: ΝΙΚΟΛΑΟΣ ΓΕΩΡΓΙΟΥ", ["ΝΙΚΟΛΑΟΣ ΓΕΩΡΓΙΟΥ"]),
    ("ο κ. Παπαδόπουλος και η κυρία Ελένη", ["Παπαδόπουλος", "Ελένη"]),
    ("Με εκτίμηση,\nΧρήστος Βλάχος", ["Χρήστος Βλάχος"]),
    ("me lene giorgo kai perimeno", ["giorgo"]),
    ("o ypallilos sas o Kwstas", ["Kwstas"]),
    ("Κουδούνι: Αναγνωστοπούλου - Ρέππας", ["Αναγνωστοπούλου", "Ρέππας"]),
    ("my name is ola bergström and I wait", ["ola bergström"]),
    ("Kind regards,\nAnne-Marie Fitzgerald", ["Anne-Marie Fitzgerald"]),
    ("This is Siobhan O'Brien again.", ["Siobhan O'Brien"]),
    ("I spoke to Linda and Oluwaseun said no", ["Linda", "Oluwaseun"]),
    ("Your driver Ahmed left it; Mr Henderson saw", ["Ahmed", "Henderson"]),
    ("signed for by J. Whitaker", ["Whitaker"]),
    ("Ngozi's parcel came to me", ["Ngozi"]),
]


@pytest.mark.parametrize(("text", "names"), FOUND, ids=[text for text, _ in FOUND])
def test_a_name_is_found(text: str, names: list[str]) -> None:
    found = [text[s.start : s.end] for s in spans(text)]
    for name in names:
        assert any(name in value for value in found), found


LEFT = [
    "Deniz kenarında umut ettiğim koltuk gelmedi, barış içinde güneş altında",
    "Barış içinde ayrılalım. Umut veriyorsunuz. Güneş görmeyen depo.",
    "müdür hanım ve kurye bey, usta da geldi, genç bey",
    "Aras Kargo ve Yurtiçi Kargo suçu Vestel'e atıyor",
    "Sayın yetkili, sayın müşterimiz",
    "Teşekkürler, iyi günler, kolay gelsin",
    "ben çok kızgınım, adım adım anlattım",
    "Kadıköy, Ankara'dan İzmir'e; Eylül'de, Pazartesi günü",
    "çalışan adı paylaşılmaz, alıcı adı yok",
    "Yanımdaki teyze de bekliyordu",
    "Geç Teslimat Ve Eksik Parça",
    "Η ζωή μου, η ελπίδα, η χαρά, η ειρήνη· την Κυριακή στην Αθήνα",
    "Κύριε διευθυντά, αγαπητέ πελάτη, το όνομα του κομματιού",
    "Dear Team, hello there, hi all, dear customer care",
    "In May I hope for grace; bill me, mark it, will you? Rose gold",
    "The Samsung fridge from the Black Friday sale came via DHL Express to Athens",
]


@pytest.mark.parametrize("text", LEFT)
def test_everyday_words_places_and_firms_are_no_names(text: str) -> None:
    assert [text[s.start : s.end] for s in spans(text)] == []


KNOWN = [
    ("Zübükzade Ferhunde", "zubukzade hanım aradı, ZÜBÜKZADE'ye söyleyin", 2),
    ("Ayşe Yılmaz", "AYSE bekliyor, ayşenin paketi, Yılmaz ailesi", 3),
    ("Deniz Öz", "Deniz gelmedi dedim", 1),
    ("Παπαδόπουλος Αντώνης", "του Παπαδόπουλου, papadopoulos, ANTONIS", 3),
    ("@ayse_34", "profilim ayse_34 oradan yazın", 1),
    ("Kargo Mağduru", "kargo mağduru olarak yazıyorum", 1),
]


@pytest.mark.parametrize(("name", "text", "times"), KNOWN, ids=[name for name, _, _ in KNOWN])
def test_a_person_known_beforehand_is_found_in_any_spelling_ending_and_part(name: str, text: str, times: int) -> None:
    assert sum(span.kind is Kind.NAME for span in spans(text, names=[name])) == times


def test_a_nickname_made_of_everyday_words_does_not_mask_those_words() -> None:
    text = "kargo gelmedi, kargo nerede"
    assert mask(text, Vault(), names=["Kargo Mağduru"]).text == text


def test_a_name_found_once_is_found_in_the_next_texts_of_the_case() -> None:
    vault = Vault()
    mask("Adım Zühtü Karagöz.", vault)
    assert "zühtü" not in mask("paketi zühtü alacaktı", vault).text


def test_every_spelling_of_a_name_has_one_placeholder() -> None:
    masked = mask("Ben Ayşe. AYŞE diyorum, Ayşe'ye sorun.", Vault()).text
    assert masked == "Ben ⟦NAME_1⟧. ⟦NAME_1⟧ diyorum, ⟦NAME_1⟧'ye sorun."


def test_greek_cases_of_a_name_have_one_placeholder() -> None:
    masked = mask("Με λένε Γιώργο. Είμαι ο Γιώργος.", Vault()).text
    assert masked == "Με λένε ⟦NAME_1⟧. Είμαι ο ⟦NAME_1⟧."
