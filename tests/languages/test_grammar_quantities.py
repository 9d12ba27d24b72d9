"""Quantities: what a text states, whatever it was written as."""

from __future__ import annotations

import unicodedata
from datetime import date, time
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Language
from assistant.languages.formats import Currency, format_date, format_money, format_time
from assistant.languages.numerals import number_words, spell_number
from assistant.languages.quantities import (
    Kind,
    Unit,
    amounts,
    clock_times,
    dates,
    durations,
    percentages,
    quantities,
)

HERE = Path(__file__).parent
LANGUAGES = st.sampled_from(list(Language))
TABLE = [
    line.split("\t")
    for line in (HERE / "quantities.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
MEETINGS = yaml.safe_load((HERE / "meetings.yaml").read_text(encoding="utf-8"))
UNIT_WORDS = {
    Language.TR: {Unit.DAY: "gün", Unit.WORKING_DAY: "iş günü", Unit.HOUR: "saat", Unit.YEAR: "yıl"},
    Language.EL: {Unit.DAY: "ημέρες", Unit.WORKING_DAY: "εργάσιμες ημέρες", Unit.HOUR: "ώρες", Unit.WEEK: "εβδομάδες"},
    Language.EN: {Unit.DAY: "days", Unit.WORKING_DAY: "working days", Unit.HOUR: "hours", Unit.MINUTE: "minutes"},
}
# Letters, digits and signs that quantities are made of, so that random text hits the patterns.
WORDS = (
    "gün iş günü saat TL € lira ευρώ ημέρες εργάσιμες ώρες days hours pm am % yüzde Kasım May Νοεμβρίου on dört bir "
    "bin yüz δεκατέσσερις μισή half and a buçuk και - – / . , : ( ) ' 24/7 18.00 MLT-1 #5 \u00a0 \n"
)
PIECES = st.lists(
    st.one_of(st.sampled_from(WORDS.split(" ")), st.integers(0, 99999).map(str), st.text(max_size=4)), max_size=12
)


@pytest.mark.parametrize(("language", "text", "facts"), TABLE, ids=[f"{row[0]}-{row[1]}" for row in TABLE])
def test_a_text_states_the_quantities_the_table_says(language: str, text: str, facts: str) -> None:
    found = quantities(text, Language(language))
    expected = [] if facts == "-" else [fact.split(" ") for fact in facts.split("; ")]
    stated = [(q.kind.value, q.value, str(q.unit)) for q in found]
    assert stated == [
        (kind, Decimal(value) if isinstance(q.value, Decimal) else value, unit[0] if unit else "")
        for (kind, value, *unit), q in zip(expected, found, strict=True)
    ]


@pytest.mark.parametrize("group", MEETINGS, ids=[group[0][1] for group in MEETINGS])
def test_the_same_fact_meets_itself_in_every_spelling_and_language(group: list[list[str]]) -> None:
    facts = [[q.fact for q in quantities(text, Language(language))] for language, text in group]
    assert facts[0]
    assert all(stated == facts[0] for stated in facts), dict(zip(map(str, group), facts, strict=True))


@given(PIECES.map(" ".join) | PIECES.map("".join), LANGUAGES)
@settings(max_examples=150, deadline=None)
def test_every_digit_of_a_text_lies_in_a_span_and_spans_do_not_overlap(text: str, language: Language) -> None:
    found = quantities(text, language)
    spans = sorted({(q.start, q.end) for q in found})
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    for place, char in enumerate(text):
        if char.isdecimal():
            assert any(start <= place < end for start, end in spans), (text, place)


@given(st.integers(0, 9999), LANGUAGES, st.booleans())
@settings(deadline=None)
def test_a_number_spelled_out_is_read_back(number: int, language: Language, feminine: bool) -> None:
    spelled = spell_number(number, language, feminine=feminine)
    assert number_words(spelled, language, articles=True) == [(0, len(spelled), number)]


@given(st.integers(2, 9999), LANGUAGES, st.data())
@settings(deadline=None)
def test_a_length_of_time_in_words_meets_its_digits(number: int, language: Language, data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from(sorted(UNIT_WORDS[language])))
    spelled = spell_number(number, language, feminine=language is Language.EL)
    word = UNIT_WORDS[language][unit]
    expected = [] if unit is Unit.YEAR and 1900 <= number <= 2100 else [(Decimal(number), unit)]
    for text in (f"{number} {word}", f"{spelled} {word}"):
        assert [(d.value, d.unit) for d in durations(text, language)] == expected


@given(st.integers(1, 500), st.integers(1, 500), LANGUAGES, st.sampled_from(["-", "–", " - "]))
@settings(deadline=None)
def test_both_ends_of_a_range_are_found(low: int, high: int, language: Language, dash: str) -> None:
    text = f"{low}{dash}{high} {UNIT_WORDS[language][Unit.WORKING_DAY]}"
    values = [d.value for d in durations(text, language)]
    assert values == ([low, high] if low != high else [low])


@given(st.decimals(0, 999999, places=2), st.sampled_from(Currency), LANGUAGES)
@settings(deadline=None)
def test_money_as_formatted_is_read_back(amount: Decimal, currency: Currency, language: Language) -> None:
    text = format_money(amount, currency, language)
    assert amounts(text, language) == [(amount, currency, (0, len(text)))]
    assert amounts(f"({text}).", language) == [(amount, currency, (1, len(text) + 1))]


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), LANGUAGES, st.booleans())
@settings(deadline=None)
def test_a_date_as_formatted_is_read_back(day: date, language: Language, year: bool) -> None:
    text = format_date(day, language, year=year)
    expected = day.isoformat() if year else f"--{day:%m-%d}"
    assert dates(text, language) == [(expected, (0, len(text)))]


@given(st.times(), LANGUAGES)
@settings(deadline=None)
def test_a_time_as_formatted_is_read_back(moment: time, language: Language) -> None:
    text = format_time(moment, language)
    assert clock_times(text, language) == [(f"{moment:%H:%M}", (0, len(text)))]


def test_the_end_of_a_day_is_read_as_midnight() -> None:
    text = format_time(time(0), Language.TR, end_of_day=True)
    assert text == "24.00"
    assert [found.value for found in clock_times(text, Language.TR)] == ["00:00"]


@pytest.mark.parametrize("text", ["on dört gün içinde 1.249,90 TL", "Δεκατέσσερις ημέρες και 3,90 ευρώ έως τις 18:00"])
def test_spans_fit_decomposed_text_too(text: str) -> None:
    language = Language.TR if "gün" in text else Language.EL
    composed, apart = quantities(text, language), unicodedata.normalize("NFD", text)
    decomposed = quantities(apart, language)
    assert [q.fact for q in composed] == [q.fact for q in decomposed]
    parts = [unicodedata.normalize("NFC", apart[q.start : q.end]) for q in decomposed]
    assert parts == [text[q.start : q.end] for q in composed]


def test_the_span_of_a_quantity_is_its_words_and_nothing_else() -> None:
    text = "Tutarı en geç on dört gün içinde, 18.00'e kadar iade ediyoruz."
    assert [text[q.start : q.end] for q in quantities(text, Language.TR)] == ["on dört gün", "18.00"]


def test_percentages_have_no_currency_and_amounts_no_percent() -> None:
    text = "1.000 TL üzerinde %10 indirim"
    assert [p.value for p in percentages(text, Language.TR)] == [10]
    assert [(a.value, a.currency) for a in amounts(text, Language.TR)] == [(1000, Currency.TRY)]


def test_a_working_day_is_no_calendar_day() -> None:
    facts = {text: quantities(text, Language.TR)[0].fact for text in ("3 gün", "3 iş günü")}
    assert facts["3 gün"] != facts["3 iş günü"]


def test_digits_of_other_scripts_count_as_digits() -> None:
    assert quantities("\uff11\uff14 gün", Language.TR)[0].fact == (Kind.DURATION, 14, "day")


@given(st.text(max_size=200), LANGUAGES)
@settings(max_examples=150, deadline=None)
def test_no_text_makes_the_readers_fail(text: str, language: Language) -> None:
    for reader in (amounts, durations, clock_times, percentages, dates, number_words):
        reader(text, language)
