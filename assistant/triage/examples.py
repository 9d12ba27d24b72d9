"""Labelled messages that the weights of triage are learnt from, as an editor keeps them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.domain import Category, Flag, Language
from assistant.errors import KnowledgeError

FOLDER = Path(__file__).parent / "examples"
NOTHING = "-"
UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Example:
    """A message with its categories, the main one first; ``flags`` is ``None`` where nobody labelled risks."""

    text: str
    language: Language
    categories: tuple[Category, ...]
    flags: tuple[Flag, ...] | None


def read_examples(folder: Path = FOLDER) -> tuple[Example, ...]:
    """Every example; raises ``KnowledgeError`` that names the file and line of one that does not fit."""
    return tuple(example for language in Language for example in _read(folder / f"{language}.tsv", language))


def _read(path: Path, language: Language) -> Iterator[Example]:
    """Lines ``text<TAB>categories<TAB>flags``, several separated by commas; flags ``-`` none, ``?`` not labelled."""
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
            if not row or row[0].startswith("#"):
                continue
            try:
                text, categories, flags = row[:3]
                named = None if flags == UNKNOWN else tuple(Flag(code) for code in _codes(flags))
                yield Example(text, language, tuple(Category(code) for code in _codes(categories)), named)
            except ValueError as error:
                where = f"assistant/triage/examples/{path.name}:{number}"
                raise KnowledgeError(f"{where}: {error}; write text, categories and flags with tabs between") from error


def _codes(cell: str) -> list[str]:
    return [code.strip() for code in cell.split(",") if code.strip() not in ("", NOTHING)]
