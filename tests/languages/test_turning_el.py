"""A Greek customer's own clause is told back in the second person, or not at all."""

from __future__ import annotations

import pytest

from assistant.domain import Language
from assistant.languages.greek.persons import Person, form
from assistant.languages.turning import Actor, retold

CUSTOMER = (
    (
        "Παρήγγειλα τον καναπέ στις 2 Νοεμβρίου και δεν ήρθε ακόμα.",
        "Παραγγείλατε τον καναπέ στις 2 Νοεμβρίου και δεν ήρθε ακόμα.",
    ),
    ("αγόρασα από το site σας ένα σίδερο ατμού", "Αγοράσατε από το site μας ένα σίδερο ατμού."),
    ("Σας έστειλα την απόδειξη με mail δύο φορές", "Μας στείλατε την απόδειξη με mail δύο φορές."),
    ("Περιμένω το ψυγείο μου εδώ και τρεις εβδομάδες...", "Περιμένετε το ψυγείο σας εδώ και τρεις εβδομάδες."),
    ("Πλήρωσα με κάρτα και η οθόνη ήρθε ραγισμένη.", "Πληρώσατε με κάρτα και η οθόνη ήρθε ραγισμένη."),
    ("Δεν μπορώ να μπω στον λογαριασμό μου.", "Δεν μπορείτε να μπείτε στον λογαριασμό σας."),
    ("Έχω τηλεφωνήσει τέσσερις φορές στην εξυπηρέτηση.", "Έχετε τηλεφωνήσει τέσσερις φορές στην εξυπηρέτηση."),
    ("Παραγγείλαμε ένα τραπέζι και παραλάβαμε δύο καρέκλες.", "Παραγγείλατε ένα τραπέζι και παραλάβατε δύο καρέκλες."),
)
BRAND = (
    ("Με χρεώσατε δύο φορές για την ίδια τηλεόραση.", "Σας χρεώσαμε δύο φορές για την ίδια τηλεόραση."),
    ("Μου στείλατε σεντόνια μονά αντί για διπλά.", "Σας στείλαμε σεντόνια μονά αντί για διπλά."),
    ("Ο κούριερ άφησε το δέμα μου στον γείτονα.", "Ο κούριερ άφησε το δέμα σας στον γείτονα."),
    ("Ο τεχνικός ήρθε δύο φορές, άλλαξε μια πλακέτα και το ψυγείο μάλλον δεν παγώνει.", "Ο τεχνικός ήρθε δύο φορές."),
    ("Μου είπαν ότι το πλυντήριο θα έρθει την Τρίτη.", "Σας είπαν ότι το πλυντήριο θα έρθει την Τρίτη."),
)
THING = (
    ("η τηλεόρασή μου χάλασε μετά από έναν μήνα", "Η τηλεόρασή σας χάλασε μετά από έναν μήνα."),
    ("Η ίδια παραγγελία χρεώθηκε δύο φορές.", "Η ίδια παραγγελία χρεώθηκε δύο φορές."),
    (
        "Ο φούρνος που αγόρασα τον Μάρτιο σταμάτησε να ζεσταίνει.",
        "Ο φούρνος που αγοράσατε τον Μάρτιο σταμάτησε να ζεσταίνει.",
    ),
)
LEFT_OUT = (
    "Πού είναι το πλυντήριο που παρήγγειλα;",
    "Θέλω να μου επιστρέψετε τα χρήματα της τηλεόρασης.",
    "Ζητώ αντικατάσταση του ψυγείου μου άμεσα.",
    "Θα σας κάνω μήνυση για το πλυντήριο.",
    "Αν είχα ξέρει για το πλυντήριο δεν αγόραζα.",
    "Μπράβο σας, παρέλαβα το πλυντήριο χωρίς πόρτα.",
    "Παρέλαβα χθες το πλυντήριο με σπασμένη πόρτα.",
    "ΠΑΡΗΓΓΕΙΛΑ ΤΟ ΨΥΓΕΙΟ ΚΑΙ ΔΕΝ ΗΡΘΕ ΠΟΤΕ",
    "Παρηγγειλα το ψυγειο και δεν ηρθε ποτε",
    "Parigeila to psigeio kai den irthe pote",
    "Παρήγγειλα το ψυγείο για την ⟦NAME_1⟧ στις 3 Μαΐου.",
    "Παρήγγειλα το ψυγείο 😡 και δεν ήρθε ποτέ",
    "Έφυγε και άφησε το κουτί στον δρόμο.",
    "Το άφησε ο κούριερ στον δρόμο.",
    "Είστε οι χειρότεροι με τις παραδόσεις.",
    "Η εξυπηρέτησή σου ήταν χάλια στο τηλέφωνο.",
    "Το ψυγείο το φτιάξατε, υποτίθεται, στις 20 Μαΐου.",
    "Αγόρασα και άλλη καρέκλα, ή μάλλον όχι.",
    "Άνοιξε το κάτω συρτάρι χωρίς λόγο.",
    "Μου είπαν «η κάρτα δεν",
    "u mou stilate lathos dema",
    "Ο κούριερ ήταν αγενέστατος με τη γυναίκα μου.",
)


def _told(sentence: str) -> list[tuple[str, Actor]]:
    return [(told.text, told.actor) for told in retold(sentence, Language.EL)]


@pytest.mark.parametrize(("sentence", "expected"), CUSTOMER)
def test_what_the_customer_did_is_told_in_the_second_person(sentence: str, expected: str) -> None:
    assert _told(sentence) == [(expected, Actor.CUSTOMER)]


@pytest.mark.parametrize(("sentence", "expected"), BRAND)
def test_what_we_did_is_told_of_us(sentence: str, expected: str) -> None:
    assert _told(sentence) == [(expected, Actor.BRAND)]


@pytest.mark.parametrize(("sentence", "expected"), THING)
def test_what_a_thing_did_stays_as_it_was(sentence: str, expected: str) -> None:
    assert _told(sentence) == [(expected, Actor.THING)]


@pytest.mark.parametrize("sentence", LEFT_OUT)
def test_wishes_questions_and_what_is_unsure_are_left_out(sentence: str) -> None:
    assert _told(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Πήγα στο κατάστημα κι έφυγα χωρίς το μίξερ.", "Πήγατε στο κατάστημα και φύγατε χωρίς το μίξερ."),
        ("Τη σκούπα την έφερα πίσω την Τρίτη.", "Τη σκούπα τη φέρατε πίσω την Τρίτη."),
        ("Έχασα την απόδειξη μου από το ψυγείο.", "Χάσατε την απόδειξή σας από το ψυγείο."),
        ("Η τηλεόραση μου έχει μια μαύρη γραμμή.", "Η τηλεόρασή σας έχει μια μαύρη γραμμή."),
        (
            "Το δέμα ήταν για μας και όχι για σας, μου είπε ο κούριερ.",
            "Το δέμα ήταν για εσάς και όχι για εμάς, σας είπε ο κούριερ.",
        ),
    ],
)
def test_the_words_around_a_turned_word_fit_it(sentence: str, expected: str) -> None:
    assert [text for text, _ in _told(sentence)] == [expected]


def test_a_good_clause_of_a_sentence_is_told_without_the_rest() -> None:
    sentence = "Ήρθε το πλυντήριο με σπασμένη πόρτα, στείλτε τεχνικό."
    (told,) = retold(sentence, Language.EL)
    assert told.text == "Ήρθε το πλυντήριο με σπασμένη πόρτα."
    assert sentence[told.start : told.end] == "Ήρθε το πλυντήριο με σπασμένη πόρτα"


def test_a_sentence_without_an_end_costs_nothing() -> None:
    assert _told("Παρήγγειλα τον καναπέ, και " * 2000) == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("έγραψα", "γράψατε"), ("πλήρωσα", "πληρώσατε"), ("παρέλαβα", "παραλάβατε"), ("επέστρεψα", "επιστρέψατε"),
        ("χρεώθηκα", "χρεωθήκατε"), ("άδειασα", "αδειάσατε"), ("φόρτισα", "φορτίσατε"), ("ξαναπήγα", "ξαναπήγατε"),
        ("μιλούσα", "μιλούσατε"), ("ήμουν", "ήσασταν"), ("περιμένουμε", "περιμένετε"), ("ζητάτε", "ζητάμε"),
        ("έπαιρνα", "παίρνατε"), ("έφτιαξα", "φτιάξατε"), ("συνδέομαι", "συνδέεστε"), ("χρειαζόμαστε", "χρειάζεστε"),
    ],
)  # fmt: skip
def test_a_verb_moves_its_stress_and_loses_its_augment(typed: str, told: str) -> None:
    assert form(typed, False).told == told


@pytest.mark.parametrize("word", ["παρίγγειλα", "στείλτε", "κάνεις", "έφτιχνα", "πληρωσα", "γουστάρω", "δώστε"])
def test_a_word_that_no_rule_covers_is_unsure(word: str) -> None:
    assert form(word, False).person is Person.UNSURE
