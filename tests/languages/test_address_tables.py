"""Every row of the name tables: a promise about how one kind of display name is addressed."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain import Language
from assistant.languages.address import address

HERE = Path(__file__).parent
COLUMNS = 4


def rows(language: Language) -> list[tuple[str, ...]]:
    """The rows of a table: name, form, gender, reason and, where it differs, the form of a letter."""
    lines = (HERE / f"names_{language}.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


def told(value: str) -> str | None:
    return None if value == "-" else value


CASES = [(language, row) for language in Language for row in rows(language)]


@pytest.mark.parametrize(("language", "row"), CASES, ids=[f"{lang}-{row[0]}" for lang, row in CASES])
def test_a_display_name_is_addressed_as_the_table_says(language: Language, row: tuple[str, ...]) -> None:
    name, form, gender, reason, *letter = row
    found = address(name, language)
    assert (found.form, found.gender, found.reason.value) == (told(form), told(gender), reason)
    assert found.formal == told(letter[0] if letter else form)


@pytest.mark.parametrize("language", list(Language))
def test_each_table_holds_at_least_two_hundred_names_and_no_name_twice(language: Language) -> None:
    table = rows(language)
    assert len(table) >= 200
    assert all(len(row) in {COLUMNS, COLUMNS + 1} for row in table)
    assert len({row[0] for row in table}) == len(table)
