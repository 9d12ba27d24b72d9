"""Labelled messages that the weights of triage are learnt from, as an editor keeps them."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.domain import Category, Flag, Language
from assistant.errors import KnowledgeError

FOLDER = Path(__file__).parent / "examples"
NOTHING = "-"
UNKNOWN = "?"
ALIKE = "lookalike:"  # before the flag an example only seems to carry
PARTS = 3  # one of them is kept out when the examples are measured on


@dataclass(frozen=True, slots=True)
class Example:
    """A message with its categories, the main one first; ``flags`` is ``None`` where nobody labelled risks.

    ``notes`` say what it is an example of: ``lookalike:FLAG`` (must not raise it), ``ascii``, ``sarcasm``.
    """

    text: str
    language: Language
    categories: tuple[Category, ...]
    flags: tuple[Flag, ...] | None
    notes: tuple[str, ...] = ()

    @property
    def kept_out(self) -> bool:
        """Whether this is of the third that is measured on and not learnt from, chosen by the text alone."""
        return int(hashlib.sha256(self.text.encode("utf-8")).hexdigest(), 16) % PARTS == 0


def read_examples(folder: Path = FOLDER) -> tuple[Example, ...]:
    """Every example; raises ``KnowledgeError`` that names the file and line of one that does not fit."""
    return tuple(example for language in Language for example in _read(folder / f"{language}.tsv", language))


def _read(path: Path, language: Language) -> Iterator[Example]:
    """Lines ``text<TAB>categories<TAB>flags<TAB>notes``, several separated by commas, notes may be left out.

    Flags: ``-`` none, ``?`` not labelled.
    """
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
            if not row or row[0].startswith("#"):
                continue
            try:
                text, categories, flags = row[:3]
                named = None if flags == UNKNOWN else tuple(Flag(code) for code in _codes(flags))
                notes = tuple(note for cell in row[3:4] for note in _codes(cell))
                yield Example(text, language, tuple(Category(code) for code in _codes(categories)), named, notes)
            except ValueError as error:
                where = f"assistant/triage/examples/{path.name}:{number}"
                raise KnowledgeError(f"{where}: {error}; write text, categories and flags with tabs between") from error


def _codes(cell: str) -> list[str]:
    return [code.strip() for code in cell.split(",") if code.strip() not in ("", NOTHING)]
