"""A Turkish clause of the customer's own is told back right, or not at all."""

from __future__ import annotations

import pytest

from assistant.languages.turkish.turning import retell
from assistant.languages.turning import Actor

TOLD = {
    "Bej koltuk sipariş ettim, gri geldi.": "Bej koltuk sipariş etmişsiniz, gri gelmiş.",
    "Siparişimi üç haftadır bekliyorum": "Siparişinizi üç haftadır bekliyorsunuz.",
    "kuryeniz paketi kapıya bırakıp gitti": "Kuryemiz paketi kapıya bırakıp gitmiş.",
    "Buzdolabım 41 gündür yetkili servisinizde duruyor": "Buzdolabınız 41 gündür yetkili servisimizde duruyor.",
    "Kartımdan iki kere 1.249,90 TL çektiniz.": "Kartınızdan iki kere 1.249,90 TL çekmişiz.",
    "Sitenizden 3 Kasım'da kanepe almıştım.": "Sitemizden 3 Kasım'da kanepe almışsınız.",
    "Merhaba, bana yanlış ürün göndermişsiniz.": "Size yanlış ürün göndermişiz.",
    "Ama iki kere aradım, kimse açmadı.": "İki kere aramışsınız, kimse açmamış.",
    'Mağazaya götürdüm, "kullanıcı hatası" dediler.': 'Mağazaya götürmüşsünüz, "kullanıcı hatası" demişler.',
    "Aldığım ütünün kablosu ilk kullanımda yandı.": "Aldığınız ütünün kablosu ilk kullanımda yanmış.",
    "siparişim hala gelmedi... iki haftadır bekliyorum": "Siparişiniz hâlâ gelmemiş, iki haftadır bekliyorsunuz.",
    "Param hesabıma yatmadı bile.": "Paranız hesabınıza yatmamış bile.",
    "Benim hesabıma bir türlü giremiyorum, sizin uygulama donuyor.": (
        "Sizin hesabınıza bir türlü giremiyorsunuz, bizim uygulama donuyor."
    ),
    "Annemin telefonunu servisinize bıraktım.": "Annenizin telefonunu servisimize bırakmışsınız.",
}

LEFT = (
    "Siparişim neden hâlâ gelmedi?",
    "Paramı geri istiyorum artık lütfen.",
    "Siparişimin bir an önce gönderilmesini rica ediyorum.",
    "Avukatım aracılığıyla dava açacağım size.",
    "Keşke siparişi hiç sizden vermeseydim.",
    "Siparişim gelirse hemen iade edeceğim.",
    "SİPARİŞİM ÜÇ HAFTADIR GELMEDİ ARTIK",
    "Siparisim uc haftadir gelmedi hala bekliyorum",
    "siparişim 3 haftadır gelmiyo ya",
    "Siparişim bugün de gelmedi yine.",
    "⟦NAME_1⟧ siparişi üç hafta bekledi.",
    "Siparişim üç haftadır gelmedi 😡",
    "Maşallah siparişim üç haftada geldi.",
    "Bu makineyi sizden iki ay önce aldım.",
    "Ayağı kırıktı zaten o koltuğun.",
    "Usta yarın gelecek dediler telefonda.",
    "Ayşe Hanım siparişimi iptal etti.",
    "Eşimi geçen ay kaybettim, hediyesi gelmedi.",
    "Siparişim geldi.",
    "Cevap bekliyorum sizden en kısa sürede.",
    "Fiyat sordum getirdi koydu oraya sonra.",
)

ACTORS = {
    "Bej koltuk sipariş ettim, gri geldi.": Actor.CUSTOMER,
    "Siparişim üç haftadır hâlâ gelmedi.": Actor.THING,
    "Kurye paketi komşuya bırakmış gitmiş.": Actor.BRAND,
    "Kartımdan iki kere para çektiniz.": Actor.BRAND,
    "Siparişimi haber vermeden iptal etmişler.": Actor.BRAND,
    "Annem koltuğu çok beğendi, ayağı kırıldı.": Actor.THING,
}


@pytest.mark.parametrize(("sentence", "told"), TOLD.items())
def test_what_the_customer_tells_is_said_to_them(sentence: str, told: str) -> None:
    assert [clause.text for clause in retell(sentence)] == [told]


@pytest.mark.parametrize("sentence", LEFT)
def test_what_is_no_plain_fact_or_not_sure_is_left_out(sentence: str) -> None:
    assert retell(sentence) == ()


@pytest.mark.parametrize(("sentence", "actor"), ACTORS.items())
def test_it_is_said_who_did_it(sentence: str, actor: Actor) -> None:
    assert [clause.actor for clause in retell(sentence)] == [actor]


def test_the_place_in_the_sentence_is_that_of_the_clause() -> None:
    sentence = "Neden böyle oldu bilmiyorum, siparişim üç haftadır gelmedi."
    (clause,) = retell(sentence)
    assert sentence[clause.start : clause.end] == "siparişim üç haftadır gelmedi"
