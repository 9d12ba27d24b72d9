"""Reading a brand's existing FAQ from a CSV file as spreadsheets and help desks write it."""

from __future__ import annotations

import codecs
import csv
import html
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from assistant.domain import Language, Market
from assistant.errors import InputError
from assistant.knowledge.documents import Problem
from assistant.languages import guess_language, key

LARGEST = 20_000_000  # bytes; a FAQ of ten thousand answers is a tenth of it
SHORTEST_QUESTION, LONGEST_ANSWER = 3, 10_000  # characters
DELIMITERS = ",;\t"
COLUMNS = {
    "question": "question title q soru başlık ερώτηση τίτλος",
    "answer": "answer reply a cevap yanıt απάντηση",
    "language": "language lang locale dil γλώσσα",
    "topic": "topic category konu kategori θέμα κατηγορία",
    "market": "market country pazar ülke αγορά χώρα",
    "audience": "audience visibility kitle κοινό",
    "valid_to": "valid_to expires geçerlilik bitiş λήξη",
    "source": "source policy kaynak πηγή",
}
LANGUAGES = {
    Language.TR: "tr tur tr-tr turkish türkçe τουρκικά",
    Language.EL: "el gr ell el-gr greek yunanca ελληνικά",
    Language.EN: "en eng en-gb en-us english ingilizce αγγλικά",
}
MARKETS = {
    (Market.TR,): "tr turkey türkiye τουρκία",
    (Market.GR,): "gr greece yunanistan ελλάδα",
    tuple(Market): "tr,gr gr,tr tr+gr both all hepsi όλα",
}
TAG = re.compile(r"<(/?)(p|br|div|li|ul|ol|h\d|strong|b|em|i|a|span|u)(?:\s[^<>]*)?/?>", re.IGNORECASE)
BREAKS = frozenset({"p", "br", "div", "li", "ul", "ol"})
GREEK_LETTER, LATIN_LETTER = re.compile("[\u0370-\u03ff]"), re.compile(r"[A-Za-z\u00c0-\u024f]")
WORD = re.compile(r"[^\W\d_]+")
NameT = TypeVar("NameT")


@dataclass(frozen=True, slots=True)
class Row:
    """One question with its answer; ``line`` is where the record begins, ``told`` the columns that had a value."""

    line: int
    question: str
    answer: str
    language: Language
    topic: str | None
    markets: tuple[Market, ...]
    audience: str
    valid_to: date | None
    source: str | None
    told: frozenset[str]


def read_table(path: Path) -> Iterator[Row | Problem]:
    """Every record of a CSV file as a row, or what is wrong with it.

    Comma, semicolon or tab; UTF-8 with or without a mark, UTF-16, Windows-1254 or Windows-1253; column names in
    Turkish, Greek or English. Raises ``InputError`` where the file as a whole cannot be read.
    """
    records = _records(path)
    first, header = next(records, (1, []))
    names = _columns(header)
    if not {"question", "answer"} <= set(names):
        found = ", ".join(header) or "nothing"
        raise InputError(f"{path}:{first}: there must be columns named question and answer; found {found}")
    if double := {name for name in names if name and names.count(name) > 1}:
        raise InputError(f"{path}:{first}: two columns mean {', '.join(sorted(double))}; keep one of them")
    for line, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
            what = f"there are {len(cells)} columns, the header names {len(names)}"
            yield Problem(str(path), line, what, "put quotes around text that holds the separator")
            continue
        values = {name: _plain(cell) for name, cell in zip(names, cells, strict=False) if name}
        yield _row(path, line, {name: value for name, value in values.items() if value})


def decoded(raw: bytes) -> str:
    """Text of a file whose encoding nobody tells: by its mark, else UTF-8, else the Windows code page that reads well.

    >>> decoded("Ürün nerede?".encode("cp1254")), decoded("Πού είναι;".encode("cp1253"))
    ('Ürün nerede?', 'Πού είναι;')
    """
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        greek = raw.decode("cp1253", "replace")
    # Turkish read as Greek has Greek letters inside Latin words; Greek has words of its own.
    words = [word for word in WORD.findall(greek) if GREEK_LETTER.search(word)]
    mixed = sum(1 for word in words if LATIN_LETTER.search(word))
    return raw.decode("cp1254", "replace") if 2 * mixed > len(words) else greek


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The records with the line each begins on; Excel's own ``sep=`` line names the separator."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    if len(raw) > LARGEST:
        raise InputError(f"{path} is larger than {LARGEST} bytes; split it")
    text = decoded(raw).replace("\r\n", "\n").replace("\r", "\n")
    skipped = 0
    told = re.match(r"sep=(.)\n", text)
    if told:
        text, skipped = text[told.end() :], 1
    delimiter = told[1] if told else max(DELIMITERS, key=text.split("\n", 1)[0].count)
    csv.field_size_limit(LARGEST)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    begin = 1
    try:
        for cells in reader:
            yield begin + skipped, cells
            begin = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{path}:{begin + skipped}: this is not CSV ({error}); save it as CSV UTF-8") from error


def _columns(header: list[str]) -> list[str]:
    known = {key(word): name for name, words in COLUMNS.items() for word in words.split()}
    return [known.get(key(cell.strip()), "") for cell in header]


def _plain(cell: str) -> str:
    """A cell as text: tags of help desks' editors become line breaks or nothing."""
    text = TAG.sub(lambda tag: "\n" if tag[2].lower() in BREAKS else "", cell)
    lines = (" ".join(line.split()) for line in html.unescape(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _row(path: Path, line: int, values: Mapping[str, str]) -> Row | Problem:
    for name in ("question", "answer"):
        if not values.get(name):
            return Problem(str(path), line, f"there is no {name}", f"write one in the column {name}")
    question = " ".join(values["question"].split())
    if len(question) < SHORTEST_QUESTION:
        return Problem(str(path), line, f"«{question}» is no question", "write it as a customer would ask it")
    if len(values["answer"]) > LONGEST_ANSWER:
        what = f"the answer has {len(values['answer'])} characters"
        return Problem(str(path), line, what, f"keep it under {LONGEST_ANSWER}; a customer reads a few sentences")
    language = _language(values)
    if language is None:
        told = f" ({values['language']!r})" if "language" in values else ""
        return Problem(
            str(path), line, f"the language{told} is not recognised", "write tr, el or en in the column language"
        )
    markets = _named(values.get("market"), MARKETS) if "market" in values else tuple(Market)
    if markets is None:
        return Problem(str(path), line, f"{values['market']!r} is no market", "write tr or gr, or leave it empty")
    valid_to = _date(values.get("valid_to"))
    if "valid_to" in values and valid_to is None:
        return Problem(str(path), line, f"{values['valid_to']!r} is no date", "write it like 2026-12-31 or 31.12.2026")
    audience = values.get("audience", "public").lower()
    if audience not in ("public", "agent"):
        return Problem(
            str(path), line, f"{audience!r} is no audience", "write public, or agent for what is never quoted"
        )
    return Row(
        line, question, values["answer"], language, values.get("topic"), markets, audience, valid_to,
        values.get("source"), frozenset(values),
    )  # fmt: skip


def _language(values: Mapping[str, str]) -> Language | None:
    """As named in the column; where that is empty, the language question and answer are written in."""
    if "language" in values:
        return _named(values["language"], LANGUAGES)
    return guess_language(f"{values['question']}\n{values['answer']}").language


def _named(value: str | None, names: Mapping[NameT, str]) -> NameT | None:
    wanted = key(re.sub(r"\s*([,+])\s*", r"\1", (value or "").strip()))
    return next((found for found, words in names.items() if wanted in map(key, words.split())), None)


def _date(value: str | None) -> date | None:
    """A day as written in a spreadsheet: 2026-12-31, 31.12.2026, 31/12/2026."""
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?", value or ""):
        year, month, day = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", value or ""):
        day, month, year = (int(part) for part in match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
