"""A Turkish clause of the customer's own is told back right, or not at all."""

from __future__ import annotations

import pytest

from assistant.languages.turkish.persons import turned
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
    "iki hafta önce mağazanızdan koltuk takımı aldık hâlâ teslim edilmedi": (
        "İki hafta önce mağazamızdan koltuk takımı almışsınız, hâlâ teslim edilmemiş."
    ),
    "İade kodumu aldım, kargoya verdim, depoya ulaştı ama param yatmadı.": (
        "İade kodunuzu almışsınız, kargoya vermişsiniz, depoya ulaşmış, ama paranız yatmamış."
    ),
    "25 Ekimde aldığım robot süpürgeyi hiç açmadan iade ettim.": (
        "25 Ekim'de aldığınız robot süpürgeyi hiç açmadan iade etmişsiniz."
    ),
    "Eşim kargoyu teslim aldığında kutu açıktı ve içi boştu.": (
        "Eşiniz kargoyu teslim aldığında kutu açıkmış ve içi boşmuş."
    ),
    "Randevu verdiğiniz gün evde bekledim, kimse gelmedi.": "Randevu verdiğimiz gün evde beklemişsiniz, kimse gelmemiş.",
    "@magaza ★★ Takip numaram sistemde bulunamıyor.": "Takip numaranız sistemde bulunamıyor.",
    "Sipariş ettiğim ürünü göremiyorum, sizde kaydı yokmuş.": (
        "Sipariş ettiğiniz ürünü göremiyorsunuz, bizde kaydı yokmuş."
    ),
    "Usta geldi baktı gitti, makine çalışmıyor.": "Usta gelmiş bakmış gitmiş, makine çalışmıyor.",
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
    "Şikâyet " * 100,
    "almama" * 20 + " siparişim gelmedi üç haftadır",
    "",
    "Makine bu sabah yine su akıtıyor.",
    "Bu arada en son ben kırıldım galiba.",
    "Kızım kendi evi için seçmişti bu sandalyeyi.",
    "Dünyanın en çirkin salıncağını yapmışsınız bana.",
    "İki gün sonra siparişi iptal ettiniz.",
    "Matkap yok dediler bana kapıda.",
    "Teslim edildi yazan paketi hiç görmedim.",
    "Kutuda çizik var, fotoğraf (üç tane) ekledim.",
    "Fiyat sordum getirdi koydu oraya sonra.",
)

ACTORS = {
    "Bej koltuk sipariş ettim, gri geldi.": Actor.CUSTOMER,
    "Siparişim üç haftadır hâlâ gelmedi.": Actor.THING,
    "Kurye paketi komşuya bırakmış gitmiş.": Actor.BRAND,
    "Kartımdan iki kere para çektiniz.": Actor.BRAND,
    "Siparişimi haber vermeden iptal etmişler.": Actor.BRAND,
    "Kargom dokuz gündür şubede bekliyor.": Actor.THING,
    "Montaj ekibi ertesi gün gelmişti.": Actor.BRAND,
    "İade kargosunu alan kurye etiketi okutmadan gitmiş.": Actor.BRAND,
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


WORDS = {
    "kartımdan": "kartınızdan",
    "siparişimizi": "siparişinizi",
    "mağazanıza": "mağazamıza",
    "ayağımın": "ayağınızın",
    "elim": "eliniz",
    "evimdeki": "evinizdeki",
    "gönderdiğiniz": "gönderdiğimiz",
    "gönderdiğimi": "gönderdiğinizi",
    "almamı": "almanızı",
    "benimkinde": "sizinkinde",
    "gördüm": "görmüşsünüz",
    "alamadık": "alamamışsınız",
    "söylüyorum": "söylüyorsunuz",
    "göndermediniz": "göndermemişiz",
    "getirecektiniz": "getirecektik",
    "teslim": "teslim",
    "akşam": "akşam",
    "arama": "arama",
    "adam": "adam",
}

DOUBTFUL = (
    "çekim",
    "almama",
    "gelirsem",
    "gönderin",
    "alayım",
    "gelsin",
    "siparis",
    "musteriyim",
    "geliyo",
    "gelmez",
    "ederim",
)


@pytest.mark.parametrize(("word", "told"), WORDS.items())
def test_a_word_of_the_customers_becomes_yours_and_one_of_yours_becomes_ours(word: str, told: str) -> None:
    found = turned(word)
    assert found is not None
    assert found.form == told


@pytest.mark.parametrize("word", DOUBTFUL)
def test_a_word_that_may_mean_two_things_is_not_turned(word: str) -> None:
    assert turned(word) is None
