"""A small shop's entries in three languages, for the tests of the search."""

from __future__ import annotations

from assistant.domain import Language, Market
from assistant.retrieval.passages import Indexable, Kind

TR, EL, EN = Language.TR, Language.EL, Language.EN
TURKEY, GREECE = Market.TR, Market.GR


def entry(
    language: Language,
    slug: str,
    title: str,
    *examples: str,
    both: str = "",
    tr: str = "",
    gr: str = "",
    quotable: bool = True,
    kind: Kind = "entry",
) -> Indexable:
    texts = {None: both, TURKEY: tr, GREECE: gr}
    folder = "faq" if kind == "entry" else "tone"
    return Indexable(
        id=f"{folder}/{language}/{slug}",
        title=title,
        examples=examples,
        text_by_market={market: text for market, text in texts.items() if text},
        language=language,
        version="v1",
        quotable=quotable,
        kind=kind,
    )


ENTRIES = (
    entry(
        TR, "refund-time", "İade ettiğim ürünün parası ne zaman gelir?", "param hâlâ yatmadı", "iade parası kaç gün",
        both="Tutar kartınıza aynı yolla döner.",
        tr="Ürün bize ulaştıktan sonra 14 gün içinde ödüyoruz.", gr="Bildirimden sonra 14 gün içinde ödüyoruz.",
    ),
    entry(
        TR, "failed-delivery", "Kurye beni evde bulamazsa ne olur?", "evdeydim zili çalmadan gitmişler",
        tr="Ertesi iş günü yeniden geliriz.", gr="Paketiniz 48 saat dolapta bekler.",
    ),
    entry(
        TR, "damaged-on-arrival", "Ürün kırık ya da hasarlı geldi, ne yapayım?", "koltuğun ayağı çatlak çıktı",
        both="Fotoğraf göndermeniz işi hızlandırır. Ürünü ücretsiz alırız.",
    ),
    entry(
        TR, "store-hours", "Mağazalar saat kaçta açılıyor?", "pazar açık mısınız",
        tr="Her gün 10.00-22.00 arası açığız.",
    ),
    entry(
        TR, "late-compensation", "Geç kalan teslimat için bir şey veriliyor mu?", "beklettiniz kupon yok mu",
        both="Kararı ekip lideri verir.", quotable=False,
    ),
    entry(
        TR, "repeat", "Yeniden yazan müşteri", "üçüncü kez yazıyorum", kind="tone",
        both="Önceki yazışmayı adıyla anın. Aynı cümleyi bir daha kurmayın.",
    ),
    entry(
        EL, "refund-time", "Πότε παίρνω πίσω τα χρήματά μου;", "τα λεφτά δεν μπήκαν ακόμα", "pote tha parw ta lefta",
        both="Το ποσό επιστρέφει με τον ίδιο τρόπο.",
        tr="Πληρώνουμε σε 14 ημέρες από την παραλαβή.", gr="Πληρώνουμε σε 14 ημέρες από την ειδοποίηση.",
    ),
    entry(
        EL, "failed-delivery", "Τι γίνεται αν ο διανομέας δεν με βρει στο σπίτι;", "ήμουν σπίτι και δεν χτύπησε",
        both="Περνάμε ξανά την επόμενη εργάσιμη ημέρα.",
    ),
    entry(
        EL, "damaged-on-arrival", "Το προϊόν ήρθε σπασμένο ή χτυπημένο", "ο καναπές ήρθε με σπασμένο πόδι",
        both="Το παραλαμβάνουμε δωρεάν. Μια φωτογραφία βοηθά.",
    ),
    entry(
        EL, "repair-time", "Πόσο διαρκεί η επισκευή;", "το πλυντήριο είναι στο σέρβις έναν μήνα",
        both="Ο στόχος είναι 15 εργάσιμες ημέρες.",
    ),
    entry(
        EN, "refund-time", "When do I get my money back?", "refund still not on my card",
        both="The amount goes back the way you paid.",
        tr="We pay within 14 days of arrival.", gr="We pay within 14 days of your notice.",
    ),
    entry(
        EN, "failed-delivery", "What happens if the courier misses me?", "nobody rang, I was in all day",
        both="We come again on the next working day.",
    ),
    entry(
        EN, "damaged-on-arrival", "My item arrived broken or damaged", "the mirror came cracked",
        both="A photo helps. Collection is free.",
    ),
    entry(
        EN, "price-match", "Do you match a cheaper price?", "saw it for less across the road",
        both="We do not match other shops' prices.",
    ),
)  # fmt: skip
