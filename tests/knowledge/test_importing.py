"""A brand's own FAQ, as spreadsheets write it, becomes entries; what cannot be taken is named and the rest is written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Language, Market
from assistant.errors import InputError
from assistant.knowledge import Problem, read
from assistant.knowledge.importing import Import, import_rows
from assistant.knowledge.tables import Row, decoded, read_table

TODAY = date(2026, 11, 20)
TURKISH = "Soru;Cevap;Dil\nİade süresi kaç gün?;Ürünü 21 gün içinde iade edebilirsiniz.;tr\n"
GREEK = "Ερώτηση;Απάντηση;Γλώσσα\nΠότε έρχεται το δέμα;Το δέμα φτάνει σε 3 εργάσιμες ημέρες.;el\n"
ENGLISH = "question,answer,language\nHow long is the warranty?,The warranty is 3 years.,en\n"


def rows(tmp_path: Path, text: str | bytes) -> list[Row | Problem]:
    file = tmp_path / "faq.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return list(read_table(file))


def imported(small: Path, text: str, *, replace: bool = False) -> Import:
    file = small.parent / "faq.csv"
    file.write_text(text, encoding="utf-8")
    return import_rows(file, read_table(file), small, read(small), TODAY, replace=replace)


@pytest.mark.parametrize(
    ("raw", "language", "question"),
    [
        (TURKISH.encode("utf-8"), "tr", "İade süresi kaç gün?"),
        (TURKISH.encode("utf-8-sig"), "tr", "İade süresi kaç gün?"),
        (TURKISH.encode("utf-16"), "tr", "İade süresi kaç gün?"),
        (TURKISH.encode("cp1254"), "tr", "İade süresi kaç gün?"),
        (GREEK.encode("cp1253"), "el", "Πότε έρχεται το δέμα"),
        (GREEK.replace("\n", "\r\n").encode("utf-8"), "el", "Πότε έρχεται το δέμα"),
        (ENGLISH.encode("utf-8"), "en", "How long is the warranty?"),
        (b"sep=|\r\nquestion|answer|language\r\nWhere?|In Athens.|English\r\n", "en", "Where?"),
        ("question\tanswer\tlanguage\nNerede?\tİzmir'de.\tTürkçe\n".encode(), "tr", "Nerede?"),
    ],
)
def test_a_table_is_read_as_spreadsheets_write_it(tmp_path: Path, raw: bytes, language: str, question: str) -> None:
    (row,) = rows(tmp_path, raw)
    assert isinstance(row, Row), row
    assert (row.language, row.question) == (language, question)


@pytest.mark.parametrize(("language", "code_page"), [("tr", "cp1254"), ("el", "cp1253")])
def test_every_answer_of_the_sample_is_read_back_from_its_code_page(language: str, code_page: str) -> None:
    texts = ["\n".join(entry.sections.values()) for entry in KNOWLEDGE.entries if entry.language == language]
    fitting = [text for text in texts if text.encode(code_page, "ignore").decode(code_page) == text]
    assert len(fitting) > 60
    assert [text for text in fitting if decoded(text.encode(code_page)) != text] == []


def test_a_language_that_is_not_named_is_told_from_the_text(tmp_path: Path) -> None:
    found = rows(
        tmp_path, "question,answer\nKargom nerede kaldı,Kargonuz yolda\nwhere is my parcel,It is on its way to you\n"
    )
    assert [row.language for row in found if isinstance(row, Row)] == ["tr", "en"]
    assert all("language" not in row.told for row in found if isinstance(row, Row))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",An answer,en,,", "there is no question"),
        ("A?,An answer,en,,", "«A?» is no question"),
        ("A question,,en,,", "there is no answer"),
        ("A question,An answer,de,,", "the language ('de') is not recognised"),
        ("Qwx zzk,vvb ddf,,,", "the language is not recognised"),
        ("A question,An answer,en,mars,", "'mars' is no market"),
        ("A question,An answer,en,,soon", "'soon' is no date"),
        ("A question,An answer,en,,31.02.2026", "'31.02.2026' is no date"),
        ("A question,An answer,en,,,more,cells", "there are 7 columns"),
        ("A question," + "a" * 10_001 + ",en,,", "the answer has 10001 characters"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_the_rest_is_read(tmp_path: Path, line: str, said: str) -> None:
    good = '"A question\nof two lines","An answer",en,,'
    found = rows(tmp_path, f"question,answer,language,market,valid_to\n{good}\n{line}\n{good}\n")
    assert [type(row) for row in found] == [Row, Problem, Row]
    problem = found[1]
    assert isinstance(problem, Problem)
    assert said in problem.what
    assert problem.line == 4
    assert str(problem).startswith(f"{tmp_path / 'faq.csv'}:4: ")


@pytest.mark.parametrize("text", ["id,text\n1,hello\n", "", "question,question,answer\na,b,c\n"])
def test_a_table_without_its_columns_says_which(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"faq\.csv:1: .*(question|answer)"):
        rows(tmp_path, text)


def test_siblings_share_a_file_name_and_a_topic_and_markets_become_sections(small: Path) -> None:
    found = imported(
        small,
        "question,answer,language,topic,market,source,valid_to\n"
        "Kaç günde gelir?,2 günde gelir.,tr,delivery,tr,Delivery terms,\n"
        "Kaç günde gelir?,4 günde gelir.,tr,delivery,gr,Delivery terms,31/12/2027\n"
        "How long does it take?,It takes 2 days.,en,delivery,tr,Delivery terms,\n",
    )
    assert sorted(found.written) == ["faq/en/delivery.md", "faq/tr/delivery.md"]
    knowledge = read(small)
    turkish, english = (knowledge.entry_by_id[f"faq/{language}/delivery"] for language in ("tr", "en"))
    assert turkish.card.topic == english.card.topic == 2  # the next free number
    assert turkish.text(Market.TR) == "2 günde gelir."
    assert turkish.text(Market.GR) == "4 günde gelir."
    assert turkish.card.facts == ("tr: 2 günde gelir.", "gr: 4 günde gelir.")
    assert turkish.card.source == "Delivery terms"
    assert english.valid_on(TODAY)
    assert english.card.market == (Market.TR,)


def test_a_topic_with_many_questions_is_a_chapter_and_no_file_name(small: Path) -> None:
    text = "question,answer,language,topic\nHow long?,2 days.,en,delivery\nHow much?,3 TL.,en,delivery\n"
    assert imported(small, text).written == ["faq/en/how-long.md", "faq/en/how-much.md"]


def test_answers_of_help_desks_editors_become_plain_text(small: Path) -> None:
    imported(small, 'question,answer,language\nWhere?,"<p>In&nbsp;<b>Athens</b>.</p><br># Open daily",en\n')
    text = read(small).entry_by_id["faq/en/where"].text(Market.GR)
    assert text == "In Athens.\n\nOpen daily"


def test_what_is_there_with_other_words_stays_and_the_difference_is_shown(small: Path) -> None:
    imported(small, ENGLISH)
    file = small / "faq/en/how-long-is-the-warranty.md"
    before = file.read_text(encoding="utf-8")
    assert imported(small, ENGLISH).unchanged == ["faq/en/how-long-is-the-warranty.md"]
    changed = ENGLISH.replace("3 years", "4 years")
    ((name, difference),) = imported(small, changed).kept
    assert name == "faq/en/how-long-is-the-warranty.md"
    assert "-The warranty is 3 years." in difference
    assert "+The warranty is 4 years." in difference
    assert file.read_text(encoding="utf-8") == before
    assert [name for name, _ in imported(small, changed, replace=True).replaced] == [name]
    assert "4 years" in file.read_text(encoding="utf-8")


def test_a_question_that_stands_twice_is_taken_once(small: Path) -> None:
    found = imported(small, ENGLISH + "how long is the warranty,Two years.,en\n")
    assert [problem.what for problem in found.refused] == ["this question stands on line 2 already"]
    assert len(found.written) == 1


def test_the_report_says_what_an_editor_still_has_to_give(small: Path) -> None:
    text = "question,answer,language\nParam ne zaman iade edilir,Yakında.,tr\n"
    missing = imported(small, text).missing
    said = " / ".join(missing)
    for what in ("example questions", "a version in el and en", "a figure", "a market", "a source", "an owner"):
        assert what in said
    assert missing["asked by another entry already"] == [
        "faq/tr/param-ne-zaman-iade-edilir.md (see knowledge/faq/tr/refund-time.md)"
    ]


CELL = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=60)


def test_an_answer_of_signs_alone_is_refused_and_the_rest_is_written(tmp_path: Path) -> None:
    file = tmp_path / "faq.csv"
    file.write_text("question,answer,language\nHow much?,#,en\nHow long?,Three days.,en\n", encoding="utf-8")
    found = import_rows(file, read_table(file), tmp_path / "knowledge", KNOWLEDGE, TODAY)
    assert found.written == ["faq/en/how-long.md"]
    assert [(problem.line, "no words" in problem.what) for problem in found.refused] == [(2, True)]


@given(st.lists(st.tuples(CELL, CELL, st.sampled_from(["tr", "el", "en"])), max_size=6))
def test_whatever_the_cells_hold_the_folder_can_be_read_afterwards(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str, str]]
) -> None:
    import csv

    from assistant.knowledge.documents import read_markdown
    from assistant.knowledge.entries import EntryCard, market_sections

    folder = tmp_path_factory.mktemp("import") / "knowledge"
    file = folder.parent / "faq.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("question", "answer", "language"), *cells])
    found = import_rows(file, read_table(file), folder, KNOWLEDGE, TODAY)
    for name in found.written:
        problems: list[Problem] = []
        document = read_markdown(folder / name, folder, problems)
        assert document is not None, problems
        market_sections(document, EntryCard.model_validate(document.data), problems)
        assert problems == []
    assert {Path(name).parts[1] for name in found.written} <= set(Language)


KNOWLEDGE = read(Path(__file__).parents[2] / "knowledge")
