"""Passwords that would be guessed: in three languages, on every keyboard, and each refused with the reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.access import passwords
from assistant.access.guessing import guessed_by
from assistant.domain import Language
from assistant.errors import InputError
from assistant.web.rendering import texts

GUESSED = {
    "common": ("Password1", "iloveyou2", "12345678", "qwertyuiop", "Galatasaray", "1q2w3e4r5t6y", "mehmet123"),
    "words": (
        "Fenerbahçe.1907", "ΟΛΥΜΠΙΑΚΟΣ7", "olympiakos7", "olimpiakos7", "Şifrem2026", "σαγαπώ123", "sagapo123",
        "Αγάπημου1", "Gülseren1985", "GULSEREN1985", "Κωνσταντίνα1", "evaggelia85", "Kadıköy1907",
        "yönetici1", "διαχείριση1", "diaxeirisi1", "complaint1", "ελλάδα1821", "seniseviyorum", "χρόνιαπολλά!",
    ),
    "keyboard": ("rfvbgtyhn", "RFVBGTYHN"),
    "repeats": ("abcabcabcabc", "xyzzyxyzzy", "wrong-wrong-wrong"),
    "sequence": ("abcdefghij", "αβγδεζηθ", "zyxwvutsr"),
    "date": ("19.05.1919", "28-10-1940", "23041998"),
}  # fmt: skip
FINE = (
    "uzun ve güzel bir parola", "kahve-bulut-merdiven", "τρεις λέξεις νερό", "μπλε ομπρέλα στο ράφι", "xK9#mq2v",
    "correct horse battery staple " * 4, "Üç küçük ördek yüzer", "three words on water", "x" * 40 + " and 7 plain swans",
)  # fmt: skip


@pytest.mark.parametrize(("way", "password"), [(way, one) for way, found in GUESSED.items() for one in found])
def test_a_password_people_choose_first_is_refused_and_told_why(way: str, password: str) -> None:
    with pytest.raises(InputError) as caught:
        passwords.check(password, "root")
    assert caught.value.code == f"password_{way}"


@pytest.mark.parametrize("password", FINE)
def test_several_words_or_enough_random_letters_are_taken(password: str) -> None:
    passwords.check(password, "root")


def test_what_everybody_knows_of_somebody_is_guessed_first() -> None:
    assert guessed_by("Zografopoulos7") is None
    assert guessed_by("Zografopoulos7", ("Ζωγραφόπουλος",)) == "words"
    with pytest.raises(InputError, match="name"):
        passwords.check("Παπαζαχαριου12", "root", "Ελένη Παπαζαχαρίου")


@given(st.text(min_size=8, max_size=20))
def test_whatever_is_typed_is_judged(password: str) -> None:
    assert guessed_by(passwords.normalise(password)) in (*GUESSED, None)


@pytest.mark.parametrize("language", Language)
def test_every_reason_has_its_sentence(language: Language) -> None:
    known = texts(language)
    assert len({known[f"error.password_{way}"] for way in GUESSED}) == len(GUESSED)
