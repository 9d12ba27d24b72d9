"""Turkish endings and Greek forms of address in whole sentences: what stands wrong is put right, the rest left alone."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.languages.greek import slips as greek
from assistant.languages.names import section
from assistant.languages.turkish import slips as turkish
from assistant.languages.turkish.grammar import Case, ending_of, suffix

HERE = Path(__file__).parent
THINGS = ("çamaşır makinesi", "çamaşır makineniz", "buzdolabı", "buzdolabınız", "koltuk", "koltuğunuz", "klimanız")
NAMES = sorted(section("turkish/names.yaml", "female") + section("turkish/names.yaml", "male"))


def rows(language: str) -> list[tuple[str, list[str]]]:
    lines = (HERE / f"slips_{language}.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(text, wanted.split("|") if wanted else []) for text, wanted in pairs]


@pytest.mark.parametrize(("text", "wanted"), rows("tr"))
def test_turkish_endings_follow_names_behind_an_apostrophe_and_things_without(text: str, wanted: list[str]) -> None:
    assert [slip.wanted for slip in turkish.slips(text, ("Meltemia", "Ayşe"), THINGS)] == wanted


@pytest.mark.parametrize(("text", "wanted"), rows("el"))
def test_greek_calls_people_in_the_vocative_and_gives_the_brand_its_article(text: str, wanted: list[str]) -> None:
    assert [slip.wanted or "?" for slip in greek.slips(text, "Meltemia", "f")] == wanted


def test_a_brand_takes_the_endings_it_is_read_aloud_with() -> None:
    assert [slip.wanted for slip in turkish.slips("Apple'ın Apple'in", ("Apple",), reads="epıl")] == ["Apple'ın"]
    assert greek.slips("Ο Meltemia του Meltemia", "Meltemia", None) == []


@given(st.sampled_from(NAMES), st.sampled_from(Case))
def test_an_ending_as_it_should_be_is_never_a_slip_and_one_without_its_apostrophe_is(name: str, case: Case) -> None:
    right = suffix(name, case, proper=True)
    assert turkish.slips(f"Bugün {right} yazdık.", ("Meltemia", name)) == []
    assert ending_of(name, right.rpartition("'")[2]) == right.rpartition("'")[2]
    joined = suffix(f"{name} Hanım", case, proper=True).replace("'", "")
    assert [slip.wanted for slip in turkish.slips(joined)] == [suffix("Hanım", case, proper=True)]


@given(st.text("aeıioöuüMltmi'’ sz.Hanım", max_size=60))
def test_a_mend_is_no_slip_itself(text: str) -> None:
    for slip in turkish.slips(text, ("Meltemia", "Ali"), THINGS):
        assert turkish.slips(slip.wanted, ("Meltemia", "Ali"), THINGS) == []


@pytest.mark.parametrize("module", [turkish, greek])
def test_the_examples_in_docstrings_are_true(module: object) -> None:
    assert doctest.testmod(module)[0] == 0  # type: ignore[arg-type]
