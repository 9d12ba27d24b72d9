"""What is said but not meant, and what is meant without being said: irony, stars, comparisons, age, mourning."""

from __future__ import annotations

import pytest

from assistant.domain import Category
from tests.triage.conftest import Look

KIND_BUT_LOW = [
    "1 star. Lovely colour, shame it fell apart on day two.",
    "Two stars. Staff were kind, the shelf still wobbles.",
    "⭐ harika firma, üç kere aradım kimse açmadı",
    "★☆☆☆☆ çok güzel mağaza ama tuvalet pis",
    "1/5 πολύ ωραίο το κατάστημα, κατά τα άλλα το πλυντήριο δεν δουλεύει",
    "Ένα αστέρι. Ευγενικοί όλοι, η καφετιέρα όμως στάζει.",
]


@pytest.mark.parametrize("text", KIND_BUT_LOW)
def test_kind_words_under_few_stars_are_no_praise(look: Look, text: str) -> None:
    assert look(text, "google_review").category is not Category.PRAISE


@pytest.mark.parametrize(
    "text",
    [
        "★★★★★ harika bir mağaza, herkese tavsiye ederim, çok teşekkürler",
        "Five stars, the staff were brilliant and so helpful. Thank you!",
        "5/5 υπέροχο κατάστημα, ευχαριστώ πολύ για την εξυπηρέτηση",
    ],
)
def test_kind_words_under_many_stars_are_praise(look: Look, text: str) -> None:
    assert look(text, "google_review").category is Category.PRAISE


@pytest.mark.parametrize(
    ("text", "occasion"),
    [
        ("My mother passed away last week and her chair still has not been collected.", "bereavement"),
        ("Babam geçen hafta vefat etti, siparişini iptal etmek istiyoruz.", "bereavement"),
        ("Πέθανε ο πατέρας μου και θέλω να ακυρώσω την παραγγελία του.", "bereavement"),
        ("I am in hospital after surgery and the bed has not come.", "illness"),
        ("Kemoterapi görüyorum, klima hâlâ gelmedi.", "illness"),
        ("Δίνω πανελλήνιες και το λάπτοπ δεν ήρθε ακόμα.", "exam"),
    ],
)
def test_what_a_fault_falls_into_is_seen(look: Look, text: str, occasion: str) -> None:
    assert occasion in look(text).details.occasions


@pytest.mark.parametrize(
    "text",
    [
        "It was like Christmas morning opening that box, and then it would not turn on.",
        "Your delivery takes longer than a honeymoon.",
        "I was expecting a refund by now.",
        "Bayram değil seyran değil, niye para çektiniz?",
        "Η παραγγελία θα έρθει του χρόνου τα Χριστούγεννα μάλλον.",
        "My fridge died yesterday, it passed away at noon.",
        "Buzdolabım dün vefat etti, rahmetli iki ay dayandı.",
    ],
)
def test_a_figure_of_speech_is_no_occasion(look: Look, text: str) -> None:
    assert look(text).details.occasions == ()


@pytest.mark.parametrize(
    "text",
    [
        "I bought the fridge 8 months ago and it stopped cooling yesterday.",
        "Buzdolabını iki yıl önce aldım, şimdi soğutmuyor.",
        "Αγόρασα το πλυντήριο πριν από οκτώ μήνες και σταμάτησε να δουλεύει.",
    ],
)
def test_the_age_of_a_product_is_no_wait(look: Look, text: str) -> None:
    assert look(text).details.days_waited is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("I ordered the fridge 3 weeks ago and it has not arrived.", 21),
        ("Buzdolabı üç haftadır gelmedi.", 21),
        ("Περιμένω το ψυγείο 3 εβδομάδες και δεν ήρθε.", 21),
    ],
)
def test_a_wait_is_a_wait(look: Look, text: str, days: int) -> None:
    assert look(text).details.days_waited == days


@pytest.mark.parametrize(
    "text",
    [
        "So nice to wake up to fresh coffee every morning, thank you.",
        "The garden chairs arrived with a scratch.",
        "The packing slip from the store was missing.",
        "Your prices are killing me.",
        "Fiyatlara çarpıldım, bu ne zam böyle.",
        "Έπεσα από τα σύννεφα με τις τιμές σας.",
    ],
)
def test_a_figure_of_speech_is_no_risk(look: Look, text: str) -> None:
    assert look(text).flags == ()
