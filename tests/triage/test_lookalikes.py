"""A risk ends the ordinary reply: words that only resemble one raise nothing, and beside each stands one that does."""

from __future__ import annotations

import pytest

from assistant.domain import Category, Flag
from tests.triage.conftest import Look

PLACE = "facebook_comment"  # where everybody reads, so that every risk can show

NO_REPETITION = [
    # what is counted is no contact with us
    "Your shop texts me three times a day about curtains, please stop.",
    "The third hook of the coat rack is not in the bag.",
    "Your page crashed four times while I was paying.",
    "I am in your Volos shop for the third time this summer and I like it.",
    "Each time I open the drawer it squeaks.",
    "The driver is to make a second attempt tomorrow, at what hour?",
    "Günde dört kez reklam mesajı yolluyorsunuz, istemiyorum.",
    "Kart iki kere okutulmuş, kurye iki kere zile bastı.",
    "Formu iki kere baştan yazdım, sayfa dondu.",
    "Her seferinde şifre soruyor bu uygulama.",
    "Η σελίδα κόλλησε τρεις φορές στην πληρωμή.",
    "Με χρεώσατε και δεύτερη φορά 45 ευρώ για την ίδια λάμπα.",
    "Χάθηκαν τα ίχνη του δέματος στη διαλογή.",
    "Ζήτησα δύο μαξιλάρια και ήρθε ένα.",
    "Κάθε φορά που πατάω το κουμπί η οθόνη αλλάζει χρώμα.",
]
REPETITION = [
    "This is my fourth message about the missing hinge.",
    "Every time I call they tell me tomorrow.",
    "The replacement is also broken.",
    "Üç kez aradım, iki kez mail attım, dönen yok.",
    "İki kez daha yazdım, cevap yok.",
    "Her aradığımda başka bir şey söylüyorlar.",
    "Σας έχω ήδη γράψει για την καρέκλα και δεν πήρα απάντηση.",
    "Κάθε φορά που παίρνω τηλέφωνο μου λένε αύριο.",
    "Έχω στείλει τρία μηνύματα και δεν απάντησε κανείς.",
]
NOTHING_PERSONAL = [
    "Bravo @meltemia, my garden cushions soaked up the whole storm",
    "hats off @meltemia. ur sofa took nineteen days to cross the street",
    "My password is wrong, says your page.",
    "Helal olsun @meltemia, bir masayı on dokuz günde yolladınız",
    "Συγχαρητήρια @meltemia, μόνο εσείς στέλνετε κουρτίνες τον χειμώνα",
    "Ζητάτε ΑΦΜ για επιστροφή 20 ευρώ, γιατί;",
    "Με ζητά ταυτότητα με ραντεβού 9 με 5 και δουλεύω.",
]
PERSONAL = [
    "My card ending in 4417 was charged, please look.",
    "write me at melis.kara@posta.example, nobody answers",
    "Sonu 4417 ile biten kartımdan çekilmiş.",
    "Ταυτότητα ΑΒ 000000, βρείτε την εγγύηση.",
]
NO_CHILD_AT_RISK = [
    "The lamp my daughter bought from you flickers.",
    "My granddaughter ordered me the talking clock and it is silent.",
    "Torunum görüntülü arasın diye aldığım tabletin sesi kısık.",
    "9 taksitle yandım, aylık beş bin lira.",
    "Η κόρη μου αγόρασε από εσάς ένα τραπεζάκι και τρίζει.",
    "Το παιδί κουβαλάει τα βιβλία σε σακούλα γιατί σκίστηκε η ραφή της τσάντας.",
]
CHILD_GOODS_FAIL = [
    "The strap of your high chair slips through the buckle when he leans forward.",
    "Careful, the stroller folded while I was pushing it.",
    "Mama sandalyesinin kemeri kendiliğinden açılıyor.",
    "Bebek arabasının freni tutmuyor, yokuşta gitti.",
    "Η ζώνη στο καρεκλάκι φαγητού λύνεται μόνη της.",
    "Το κάγκελο στο παιδικό κρεβάτι έφυγε από τη θέση του.",
]
NO_PRESS = [
    "Lovely article about mattresses. Mine sags after five weeks.",
    "What does your guide suggest for a quilt that smells?",
    "I read about the sale in the newspaper at my aunt's and the till knew nothing.",
    "The box holds an iron and I wanted the steamer.",
    "Influencer kodu girdim, sepette kabul etmedi.",
    "Kutudan mikser yerine gazete parçası ve tuğla çıktı.",
    "Tek başına taşıdı kurye, fatura çıkmadı ama kutudan.",
    "Το είδα στο YouTube, έκανα reset και βγάζει σφάλμα 5.",
    "Χρήσιμο άρθρο, αλλά το στρώμα που πήρα βουλιάζει.",
]
PRESS = [
    "I am a reporter with the evening paper and would like your comment.",
    "I just hit 80k on tiktok and your cancelled order is the next video.",
    "Gazeteciyim, haberini yapacağım.",
    "Ετοιμάζω ρεπορτάζ για τις ακυρώσεις και θέλω δήλωσή σας.",
]
NO_FRAILTY = [
    "The hob died in the middle of dinner.",
    "Your order passed away at noon, cancelled.",
    "I nearly died laughing at the photo of the driver's knee.",
    "The card terminal said no and took the money anyway.",
    "Karanlık modda yazdığımı göremiyorum.",
    "Doksan iki lira fazla çekilmiş.",
    "Στις 3 του μήνα μου γράψατε πως έρχεται.",
    "Ογδόντα έξι ευρώ έκανε η λάμπα.",
    "Έγραψα τη διεύθυνση στα τυφλά, η οθόνη ήταν μαύρη.",
]
FRAILTY = [
    "I use a screen reader and cannot hear your phone menu, I am hard of hearing.",
    "Gözlerim görmüyor, sesli menü istiyorum.",
    "Annem seksen beş yaşında, tek başına yaşıyor.",
    "Ο πατέρας μου είναι ογδόντα τριών χρονών και περιμένει.",
    "My wife is due in three weeks and the cot is not here.",
]
NO_HARM = [
    "I love choosing curtains with you, what a blessing of a shop.",
    "I wanted the ground to swallow me up when she said it over the loudspeaker.",
    "We do not live with second-hand smoke, it is the heater's dust that smells.",
    "Bayıldım bu nevresime, bayıldık.",
    "İş çıkışı geldi kurye, elime geldi paket.",
    "Kapı yüzüme kapandı iade bankosunda.",
    "Πήρα ανιχνευτή καπνού και ήρθε χωρίς μπαταρία.",
    "Η εφαρμογή έσκασε μόλις έβαλα διεύθυνση.",
]
NO_INSULT_TO_ANYONE = [
    "You people move me to tears, such a kind shop.",
    "Thank you for your kind attention to my sofa.",
    "Επειδή το ξενοδοχείο ήθελε δύο πετσέτες, πείτε μου τιμή.",
]
NO_LEAK = [
    "Çamaşır makinesi alttan su sızdırıyor.",
    "Siparişimi 1 saat içinde iptal ettim ama kargoya verilmiş.",
    "I returned the lamp and the points are not in my account.",
]


@pytest.mark.parametrize("text", NO_REPETITION)
def test_what_is_counted_or_comes_again_is_no_repeated_complaint(look: Look, text: str) -> None:
    assert Flag.REPEAT not in look(text, PLACE).flags


@pytest.mark.parametrize("text", REPETITION)
def test_who_wrote_before_without_help_repeats(look: Look, text: str) -> None:
    assert Flag.REPEAT in look(text, PLACE).flags


@pytest.mark.parametrize("text", NOTHING_PERSONAL)
def test_a_handle_a_number_and_a_word_for_a_document_expose_nobody(look: Look, text: str) -> None:
    assert Flag.PII_PUBLIC not in look(text, PLACE).flags


@pytest.mark.parametrize("text", PERSONAL)
def test_what_points_to_one_person_is_exposed(look: Look, text: str) -> None:
    assert Flag.PII_PUBLIC in look(text, PLACE).flags


@pytest.mark.parametrize("text", NO_CHILD_AT_RISK)
def test_a_child_that_is_only_spoken_of_is_at_no_risk(look: Look, text: str) -> None:
    assert Flag.MINORS not in look(text, PLACE).flags


@pytest.mark.parametrize("text", CHILD_GOODS_FAIL)
def test_goods_for_children_that_give_way_are_a_matter_of_safety(look: Look, text: str) -> None:
    assert Flag.HEALTH_SAFETY in look(text, PLACE).flags


@pytest.mark.parametrize("text", NO_PRESS)
def test_our_own_article_and_somebody_elses_newspaper_are_no_press(look: Look, text: str) -> None:
    assert Flag.PRESS_INFLUENCER not in look(text, PLACE).flags


@pytest.mark.parametrize("text", PRESS)
def test_who_writes_for_many_is_press(look: Look, text: str) -> None:
    assert Flag.PRESS_INFLUENCER in look(text, PLACE).flags


@pytest.mark.parametrize("text", NO_FRAILTY)
def test_things_that_die_and_numbers_are_nobodys_frailty(look: Look, text: str) -> None:
    assert Flag.VULNERABLE not in look(text, PLACE).flags


@pytest.mark.parametrize("text", FRAILTY)
def test_who_needs_care_is_seen(look: Look, text: str) -> None:
    assert Flag.VULNERABLE in look(text, PLACE).flags


@pytest.mark.parametrize("text", NO_HARM)
def test_a_word_like_a_harm_or_a_figure_of_speech_is_no_harm(look: Look, text: str) -> None:
    assert Flag.HEALTH_SAFETY not in look(text, PLACE).flags


@pytest.mark.parametrize("text", NO_INSULT_TO_ANYONE)
def test_kind_words_and_reasons_are_no_discrimination(look: Look, text: str) -> None:
    assert Flag.DISCRIMINATION not in look(text, PLACE).flags


@pytest.mark.parametrize("text", NO_LEAK)
def test_water_that_leaks_is_no_breach_of_data(look: Look, text: str) -> None:
    assert Flag.DATA_BREACH not in look(text, PLACE).flags


@pytest.mark.parametrize(
    "text",
    [
        "★★★★★ The lady at your desk fixed my broken kettle in five minutes, a treasure.",
        "★★★★★ I am in a wheelchair and the young man moved the shelves for me. Nobody asked him to. Thank you!",
        "★★★★★ Bozuk gelen lambayı hemen değiştirdiler, çok memnun kaldık, elinize sağlık.",
        "★★★★★ Σπασμένο ήρθε το βάζο και το άλλαξαν αμέσως, άψογη εξυπηρέτηση, μπράβο σας.",
        "They carried the fridge up four flights smiling and took the cardboard.",
        "Kumaşları sabırla gösteren hanımefendiye minnettarız.",
        "Μου εξήγησε τα πάντα με υπομονή, είναι διαμάντι ο άνθρωπος.",
    ],
)
def test_thanks_are_taken_as_thanks(look: Look, text: str) -> None:
    triage = look(text, "google_review")
    assert triage.category is Category.PRAISE
    assert triage.flags == ()


@pytest.mark.parametrize(
    "text",
    [
        "Congratulations on the 'waterproof' cover. Three drops and it surrendered.",
        'Tebrikler "hızlı" kargonuz için, üç hafta sürdü.',
        "Συγχαρητήρια για το «αδιάβροχο» κάλυμμα, τρεις σταγόνες άντεξε.",
        "Since the update my basket empties at checkout. Thank you very much",
        "Güncellemeden beri sepetim boşalıyor, ödeme ekranı donuyor. Çok teşekkürler",
        "Μετά την ενημέρωση μου αδειάζει το καλάθι όποτε πληρώνω. Ευχαριστώ πολύ",
    ],
)
def test_a_fault_that_ends_in_thanks_and_a_word_held_up_are_no_praise(look: Look, text: str) -> None:
    assert look(text, "google_review").category is not Category.PRAISE


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("The fridge came today and the door opens the wrong way, I ordered left hinge.", Category.WRONG_ITEM),
        ("Buzdolabının kapısı ters tarafa açılıyor, soldan açılan istemiştim.", Category.WRONG_ITEM),
        ("Η πόρτα του ψυγείου ανοίγει ανάποδα, παρήγγειλα αριστερό άνοιγμα.", Category.WRONG_ITEM),
        ("Your free gift with purchase never came.", Category.PRICE_PROMO),
        ("Kampanyada yanında hediye havlu vardı, verilmedi.", Category.PRICE_PROMO),
        ("Το δώρο με την αγορά των 100 ευρώ δεν ήταν μέσα, πουθενά η πετσέτα.", Category.PRICE_PROMO),
        ("I put in the wrong flat number on my order, can you change it before it ships?", Category.QUESTION),
        ("Siparişte daire no yanlış yazdım, yola çıkmadan düzeltebilir misiniz?", Category.QUESTION),
        ("Έβαλα λάθος διεύθυνση στην παραγγελία, γίνεται να την αλλάξετε πριν φύγει;", Category.QUESTION),
        ("do i have to be in when the wardrobe comes", Category.QUESTION),
        ("Teslimatta evde olmam gerekiyor mu?", Category.QUESTION),
        ("Πρέπει να είμαι σπίτι στην παράδοση;", Category.QUESTION),
    ],
)
def test_what_a_message_is_first_of_all_about(look: Look, text: str, category: Category) -> None:
    assert look(text).category is category
