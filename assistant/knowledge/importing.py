"""Turning a brand's existing FAQ into entries of its folder, and saying what they still lack."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from assistant.domain import Language, Market
from assistant.knowledge.documents import Problem
from assistant.knowledge.questions import EXAMPLES
from assistant.knowledge.reading import Knowledge
from assistant.knowledge.tables import Row
from assistant.languages import key, sentences, words

SLUG_WORDS, SLUG_LETTERS = 7, 60
MOST_FACTS = 4
HEADING = re.compile(r"^#+\s*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Planned:
    """One entry to be written: its file inside the folder, its text, and the rows it was made of."""

    file: str
    text: str
    rows: tuple[Row, ...]


@dataclass
class Import:
    """What came of an import; ``kept`` are files that were there with other words, with the difference.

    ``missing`` names what the new entries lack: what -> where (files, or lines of the table).
    """

    written: list[str] = field(default_factory=list)
    replaced: list[tuple[str, str]] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    missing: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def import_rows(
    table: Path,
    rows: Iterable[Row | Problem],
    folder: Path,
    knowledge: Knowledge,
    today: date,
    *,
    replace: bool = False,
) -> Import:
    """Write the rows of a table as entries into ``folder`` (a ``knowledge/``); a file with other words stays.

    With ``replace`` it is overwritten; either way the difference is in the result. Refused rows are named and the
    others are written.
    """
    found = Import()
    taken: list[Row] = []
    asked = {(e.language, _asked(e.card.title)): e for e in knowledge.entries}
    seen: dict[tuple[Language, str, tuple[Market, ...]], int] = {}
    for row in rows:
        if isinstance(row, Problem):
            found.refused.append(row)
            continue
        if not any(character.isalnum() for character in row.answer):
            what = "the answer has no words, only signs"
            found.refused.append(Problem(str(table), row.line, what, "write the answer, or take the row out"))
            continue
        first = seen.setdefault((row.language, _asked(row.question), row.markets), row.line)
        if first != row.line:
            what = f"this question stands on line {first} already"
            found.refused.append(Problem(str(table), row.line, what, "keep one of the two"))
            continue
        taken.append(row)
    for planned in _plan(table, taken, knowledge, today):
        same = asked.get((planned.rows[0].language, _asked(planned.rows[0].question)))
        if same and same.file != f"knowledge/{planned.file}":
            found.missing["asked by another entry already"].append(f"{planned.file} (see {same.file})")
        _write(folder, planned, found, replace)
    _missing(table, taken, found)
    return found


def _asked(question: str) -> str:
    return " ".join(key(word) for word in words(question))


def _plan(table: Path, rows: Sequence[Row], knowledge: Knowledge, today: date) -> Iterator[Planned]:
    """One entry a slug and language; rows that differ by market alone are its sections."""
    slugs, numbers = _slugs(rows), _numbers(rows, knowledge)
    owner = "care" if "care" in knowledge.brand.teams else next(iter(knowledge.brand.teams))
    by_entry: dict[tuple[str, Language], list[Row]] = defaultdict(list)
    for row in rows:
        by_entry[slugs[row.line], row.language].append(row)
    for (slug, language), group in by_entry.items():
        first = group[0]
        source = next((row.source for row in group if len(row.source or "") >= 3), f"imported from {table.name}")
        front = {
            "topic": numbers[slugs[first.line]],
            "title": first.question,
            "examples": [],
            "facts": [fact for row in group for fact in _facts(row)],
            "exceptions": [],
            "market": [str(market) for market in Market if any(market in row.markets for row in group)],
            "audience": first.audience,
            "valid_from": min([today, *(row.valid_to for row in group if row.valid_to)]),
            "valid_to": first.valid_to,
            "source": source,
            "supersedes": None,
            "owner": owner,
        }
        head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=110)
        body = "\n\n".join(_part(row) for row in sorted(group, key=lambda row: -len(row.markets)))
        yield Planned(f"faq/{language}/{slug}.md", f"---\n{head}---\n{body}\n", tuple(group))


def entry_of(
    question: str, answer: str, *, language: Language, owner: str, source: str, knowledge: Knowledge, today: date
) -> tuple[str, str]:
    """The file of an entry (below ``knowledge/``) that gives this answer, and its text for an editor to go on with."""
    row = Row(1, question, answer, language, None, tuple(Market), "public", None, source, frozenset())
    (planned,) = _plan(Path(source), [row], knowledge, today)
    owned = re.sub(r"^owner: .*$", f"owner: {owner}", planned.text, count=1, flags=re.MULTILINE)
    return f"knowledge/{planned.file}", owned


def _slugs(rows: Sequence[Row]) -> dict[int, str]:
    """A file name for each row: siblings in other languages share the one of their common topic's first row."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[(row.topic or "").casefold()].append(row)
    found: dict[int, str] = {}
    used: set[tuple[str, Language, tuple[Market, ...]]] = set()
    for topic, group in groups.items():
        # A topic names siblings only where each language has one question on it; else it is a chapter of many.
        shared = topic and len({(row.language, row.markets) for row in group}) == len(group)
        name = _slug(group[0].question if not shared or topic.isdecimal() else topic)
        for row in group:
            own = name if shared else _slug(row.question)
            slug, count = own, 1
            while (slug, row.language, row.markets) in used:
                count += 1
                slug = f"{own}-{count}"
            used.add((slug, row.language, row.markets))
            found[row.line] = slug
    return found


def _slug(text: str) -> str:
    """A file name from a question, on any keyboard: «İade süresi kaç gün?» is iade-suresi-kac-gun."""
    spelled = [re.sub(r"[^a-z0-9]", "", _latin(word)) for word in words(text)]
    slug = "-".join([word for word in spelled if word][:SLUG_WORDS])[:SLUG_LETTERS].strip("-")
    return slug or "question"


def _latin(word: str) -> str:
    lower = word.lower().translate(str.maketrans("çğıöşüâîû", "cgiosuaiu")).replace("i̇", "i")
    return lower if lower.isascii() else key(word)


def _numbers(rows: Sequence[Row], knowledge: Knowledge) -> dict[str, int]:
    """The topic number of each slug: the table's own, an existing entry's, or the next free one."""
    slugs = _slugs(rows)
    known = {entry.slug: entry.card.topic for entry in knowledge.entries}
    told = {slugs[row.line]: int(row.topic) for row in rows if row.topic and row.topic.isdecimal() and int(row.topic)}
    number = max([0, *known.values(), *told.values()])
    found: dict[str, int] = {}
    for slug in dict.fromkeys(slugs.values()):
        if slug not in told and slug not in known:
            number += 1
        found[slug] = told.get(slug, known.get(slug, number))
    return found


def _facts(row: Row) -> list[str]:
    """The sentences with a figure, which mostly decide a case; the first sentence where there is none."""
    said = [s for line in row.answer.split("\n") if line for s in sentences(line, row.language)]
    figures = [sentence for sentence in said if any(character.isdecimal() for character in sentence)]
    head = f"{row.markets[0]}: " if len(row.markets) == 1 else ""
    return [head + sentence for sentence in (figures or said[:1])[:MOST_FACTS]]


def _part(row: Row) -> str:
    text = HEADING.sub("", row.answer)
    return f"## {row.markets[0]}\n{text}" if len(row.markets) == 1 else text


def _write(folder: Path, planned: Planned, found: Import, replace: bool) -> None:
    path = folder / planned.file
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(planned.text, encoding="utf-8")
        found.written.append(planned.file)
        return
    before = path.read_text(encoding="utf-8")
    if _same(before, planned.text):
        found.unchanged.append(planned.file)
        return
    lines = difflib.unified_diff(
        before.splitlines(), planned.text.splitlines(), planned.file, f"{planned.file} (imported)", lineterm="", n=1
    )
    difference = "\n".join(lines)
    if replace:
        path.write_text(planned.text, encoding="utf-8")
        found.replaced.append((planned.file, difference))
    else:
        found.kept.append((planned.file, difference))


def _same(before: str, after: str) -> bool:
    """The day of the import alone makes no difference."""
    dated = re.compile(r"^valid_from: .*$", re.MULTILINE)
    return dated.sub("", before) == dated.sub("", after)


def _missing(table: Path, rows: Sequence[Row], found: Import) -> None:
    """What an editor still has to give: each kind of gap with the lines of the table it concerns."""
    slugs = _slugs(rows)
    languages: dict[str, set[Language]] = defaultdict(set)
    for row in rows:
        languages[slugs[row.line]].add(row.language)
    for row in rows:
        here = f"{table}:{row.line}"
        found.missing[f"example questions ({EXAMPLES} an entry, as people really type them)"].append(here)
        if absent := [str(language) for language in Language if language not in languages[slugs[row.line]]]:
            found.missing[f"a version in {' and '.join(absent)}"].append(here)
        if not any(character.isdecimal() for character in row.answer):
            found.missing["a figure: its first sentence was taken for the deciding fact"].append(here)
        if "market" not in row.told:
            found.missing["a market: taken to hold in all of them"].append(here)
        if "source" not in row.told:
            found.missing["a source: the table's name was taken"].append(here)
        if "language" not in row.told:
            found.missing["a language: told from the text"].append(here)
    if rows:
        found.missing["an owner: one team was taken for all"].append(str(table))
