"""What a sentence does, told by the labelled sentences of evals/checks; and the little language of the signs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checks.senses import names, sense
from assistant.domain import Language
from assistant.errors import InputError
from assistant.evaluation.labelled import CheckScore, read_labelled, score_checks
from assistant.knowledge import Knowledge

EVALS = Path(__file__).parents[2] / "evals"
LEAST = 0.9


@pytest.fixture(scope="module")
def scores(knowledge: Knowledge) -> list[CheckScore]:
    return list(score_checks(EVALS, knowledge))


def test_every_risky_check_has_thirty_sentences_each_way_in_three_languages() -> None:
    files = sorted((EVALS / "checks").glob("*.tsv"))
    assert len(files) == 30
    for file in files:
        rows = read_labelled(file)
        assert sum(row.wanted for row in rows) >= 30, file.name
        assert sum(not row.wanted for row in rows) >= 30, file.name


def test_every_risky_check_keeps_its_precision_and_recall(scores: list[CheckScore]) -> None:
    weak = [(s.check, s.language, s.all) for s in scores if min(s.all.precision, s.all.recall) < LEAST]
    assert weak == []


@pytest.mark.parametrize(
    ("language", "name", "sentence"),
    [
        (Language.EL, "no_blame", "Έγινε λάθος, σας ζητούμε συγγνώμη."),
        (Language.TR, "no_blame", "Size yanlış ürün göndermişiz, özür dileriz."),
        (Language.EN, "promises", "I can't promise a date yet."),
        (Language.TR, "register", "Koltuğun ayağı kırık gelmiş."),
        (Language.EL, "register", "Ήσασταν στην πόρτα και δεν ήρθε κανείς."),
        (Language.EN, "legal_opinion", "You have every right to ask for a clear date."),
        (Language.EN, "no_blame", "You should have known the new date before the driver rang."),
        (Language.EN, "no_blame", "You should have been told sooner, and I apologise."),
        (Language.EN, "register", "Dear Elif Sarı, you asked about jobs in our product team."),
        (Language.EN, "register", "Dear Ayşe Gül Yılmaz, your parcel is on its way."),
        (Language.EN, "completed_action", "We cancelled your appointment and didn't tell you."),
        (Language.EL, "completed_action", "Το ραντεβού το ακυρώσαμε εμείς και δεν σας ειδοποιήσαμε."),
        (Language.TR, "completed_action", "Randevunuzu biz iptal ettik ve size haber vermedik."),
    ],
)
def test_a_look_alike_is_let_pass(language: Language, name: str, sentence: str) -> None:
    assert sense(name, sentence, language) == ()


@pytest.mark.parametrize(
    ("language", "name", "sentence"),
    [
        (Language.EN, "no_blame", "You should have known better."),
        (Language.EN, "no_blame", "You should have been at home."),
        (Language.EN, "register", "Dear, read the terms first."),
        (Language.EN, "completed_action", "We cancelled your appointment and told the team."),
        (Language.EL, "completed_action", "Το ραντεβού το ακυρώσαμε και σας ενημερώσαμε."),
    ],
)
def test_what_it_looks_like_is_still_found(language: Language, name: str, sentence: str) -> None:
    assert sense(name, sentence, language) != ()


def test_an_unknown_sense_is_named_together_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="no_blame"):
        sense("kindness", "Üzgünüz.", Language.TR)


def test_the_three_languages_know_the_same_senses() -> None:
    assert names(Language.TR) == names(Language.EL) == names(Language.EN)


@given(st.text(max_size=200))
def test_a_place_found_lies_within_the_text_whatever_the_text(text: str) -> None:
    for name in ("promises", "no_blame", "register"):
        for (start, end), sentence in sense(name, text, Language.EN):
            assert 0 <= start < end <= len(text)
            assert sentence.start <= start
