"""How many entries and labelled cases each cell has: language, topic, market, channel, flag, slice."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from assistant.domain import Language
from assistant.errors import InputError
from assistant.knowledge import Entry, Knowledge

NONE = "(none)"


@dataclass(frozen=True, slots=True)
class Count:
    """One table: the name of its rows, its columns, and each row's numbers in their order."""

    cell: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """What is counted of a case; its text is not read. The same case in two suites is one case."""

    id: str
    suite: str
    language: str
    market: str
    channel: str
    action: str
    flags: tuple[str, ...]
    slices: tuple[str, ...]
    topics: tuple[str, ...]
    cluster: str | None


def counted(knowledge: Knowledge, evals: Path) -> list[Count]:
    """The tables of a workspace: its entries, then its cases cell by cell, each by language and by suite."""
    cases = list(_labels(evals))
    suites = list(dict.fromkeys(case.suite for case in cases))
    number = {entry.slug: entry.card.topic for entry in knowledge.entries}
    by: dict[str, Callable[[Labels], Iterable[str]]] = {
        "cases": lambda case: ["all", *(["told in several languages"] if case.cluster else [])],
        "market": lambda case: [case.market],
        "channel": lambda case: [case.channel],
        "action": lambda case: [case.action],
        "flag": lambda case: case.flags or [NONE],
        "slice": lambda case: case.slices or [NONE],
        "topic": lambda case: [_topic(slug, number) for slug in case.topics] or [NONE],
    }
    return [_entries(knowledge), *(_cells(name, cells, cases, suites) for name, cells in by.items() if cases)]


def _entries(knowledge: Knowledge) -> Count:
    kinds: dict[str, Callable[[Entry], bool]] = {
        "public, in force or to come": lambda e: e.card.audience == "public" and not _past(e, knowledge),
        "agent-only": lambda e: e.card.audience == "agent" and not _past(e, knowledge),
        "ended": lambda e: e.card.valid_to is not None and e.card.valid_to < _latest(knowledge),
        "superseded": lambda e: (e.language, e.slug) in knowledge.superseded,
        "of them policies": lambda e: e.id.startswith("policy/"),
    }
    rows = [
        (kind, tuple(sum(1 for e in knowledge.entries if e.language == language and test(e)) for language in Language))
        for kind, test in kinds.items()
    ]
    texts = tuple(sum(1 for found, _ in knowledge.texts if found == language) for language in Language)
    examples = tuple(
        sum(len(e.card.examples) for e in knowledge.entries if e.language == language) for language in Language
    )
    return Count("entries", tuple(Language), (*rows, ("example questions", examples), ("approved texts", texts)))


def _past(entry: Entry, knowledge: Knowledge) -> bool:
    ended = entry.card.valid_to is not None and entry.card.valid_to < _latest(knowledge)
    return ended or (entry.language, entry.slug) in knowledge.superseded


def _latest(knowledge: Knowledge) -> date:
    """The day the newest entry begins to hold: what ended before it has ended, on whatever day this is counted."""
    return max((entry.card.valid_from for entry in knowledge.entries), default=date.min)


def _cells(
    name: str, cells: Callable[[Labels], Iterable[str]], cases: Sequence[Labels], suites: Sequence[str]
) -> Count:
    found: dict[str, Counter[str]] = {}
    seen: set[str] = set()
    for case in cases:
        columns_of = [case.suite] if case.id in seen else [case.language, case.suite]
        seen.add(case.id)
        for cell in cells(case):
            found.setdefault(cell, Counter()).update(columns_of)
    columns = (*(str(language) for language in Language), *suites)
    order = sorted(found, key=lambda cell: (cell == NONE, cell))
    return Count(name, columns, tuple((cell, tuple(found[cell][column] for column in columns)) for cell in order))


def _topic(slug: str, number: Mapping[str, int]) -> str:
    return f"{number[slug]:02} {slug}" if slug in number else slug


def _labels(evals: Path) -> Iterator[Labels]:
    for path in sorted((evals / "suites").glob("*.yaml")):
        sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
        for file in sheet.get("cases", ()):
            for line, text in enumerate((evals / file).read_text(encoding="utf-8").splitlines(), 1):
                if text.strip():
                    yield _label(str(sheet["name"]), text, f"{file}:{line}")


def _label(suite: str, line: str, place: str) -> Labels:
    try:
        raw = json.loads(line)
        expect = raw["expect"]
        return Labels(
            str(raw["id"]), suite, str(expect["language"]), str(expect.get("market") or NONE),
            str(raw["complaint"]["channel"]),
            str(expect.get("action") or NONE), tuple(expect.get("flags", ())), tuple(raw.get("slices", ())),
            tuple(expect.get("topics", ())), raw.get("cluster"),
        )  # fmt: skip
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise InputError(f"{place}: {error}; see the case format in evals/README.md") from error
