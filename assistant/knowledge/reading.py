"""The brand's folder as one value: ``read`` gives the knowledge, or every mistake in it by file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from assistant.domain import Audience, Category, Language
from assistant.errors import KnowledgeError
from assistant.knowledge.brand import (
    Authority,
    Brand,
    ChannelProfile,
    Channels,
    Grant,
    Playbook,
    Playbooks,
    ServiceLevels,
    Step,
    Steps,
)
from assistant.knowledge.documents import CardT, Document, Problem, card, read_markdown, read_yaml
from assistant.knowledge.entries import ApprovedText, Entry, EntryCard, TextCard, market_sections, sections
from assistant.knowledge.phrases import Circumstances, Listed, Phrases, Products, Told
from assistant.knowledge.slots import MARKET, SlotRule, Slots
from assistant.knowledge.tone import Guideline, GuidelineCard, split

ENTRY_FOLDERS = ("faq", "policy")
CIRCUMSTANCES = "circumstances.yaml"
PHRASE_MAPS = ("slots", "bridges", "join", "durations", "about", "markets", "numbers", "reads")


@dataclass(frozen=True)
class Knowledge:
    """What the brand knows and how it speaks; ``fingerprint`` changes when any file does."""

    brand: Brand
    channels: Mapping[str, ChannelProfile]
    service_levels: ServiceLevels
    authority: Mapping[str, Grant]
    playbooks: Mapping[Category, Playbook]
    entries: tuple[Entry, ...]
    texts: Mapping[tuple[Language, str], ApprovedText]
    tone: Mapping[Language, Guideline]
    phrases: Mapping[Language, Phrases]
    products: Mapping[Language, Products]
    fingerprint: str
    documents: Mapping[str, Document] = field(default_factory=dict, repr=False, compare=False)
    told: Mapping[Language, Told] = field(default_factory=dict)
    steps: Mapping[str, Step] = field(default_factory=dict)
    circumstances: Circumstances = field(default_factory=Circumstances)
    slots: Mapping[str, SlotRule] = field(default_factory=dict)

    def slot(self, name: str) -> SlotRule:
        """What kind of fact a slot is: as the sheet says, plain text where it says nothing."""
        return self.slots.get(name) or (MARKET if name == "market" else SlotRule())

    def line(self, file: str, *path: str | int) -> int:
        """The line of a value in one of the folder's files (``knowledge/sla.yaml``); 1 where that is not known."""
        return self.documents[file].line(*path) if file in self.documents else 1

    def line_of(self, file: str, text: str) -> int:
        """The line on which a piece of a file's body begins; 1 where that is not known."""
        return self.documents[file].line_of(text) if file in self.documents else 1

    @cached_property
    def entry_by_id(self) -> Mapping[str, Entry]:
        """Entries by the id they are cited with."""
        return {entry.id: entry for entry in self.entries}

    def listed(self, language: Language, move: str) -> Listed:
        """The brand's phrases for a move in a language, those for what customers tell behind the others."""
        found = self._lists.get((language, move))
        if found is None:
            told = self.told.get(language)
            own = (*self.phrases[language].moves.get(move, ()), *(told.moves.get(move, ()) if told else ()))
            found = self._lists[language, move] = Listed.of(own)
        return found

    @cached_property
    def _lists(self) -> dict[tuple[Language, str], Listed]:
        return {}

    @cached_property
    def superseded(self) -> frozenset[tuple[Language, str]]:
        """Slugs that a newer entry of the same language replaces."""
        return frozenset((entry.language, entry.card.supersedes) for entry in self.entries if entry.card.supersedes)

    def usable(self, day: date) -> tuple[Entry, ...]:
        """The entries that hold on a day: not expired, not yet to come, not superseded."""
        return tuple(entry for entry in self.entries if not self.unused(entry, day))

    def unused(self, entry: Entry, day: date) -> str:
        """Why an entry does not hold on a day: ``superseded``, ``not yet valid``, ``expired``; empty where it does."""
        if (entry.language, entry.slug) in self.superseded:
            return "superseded"
        if entry.valid_on(day):
            return ""
        return "not yet valid" if day < entry.card.valid_from else "expired"


def read(folder: Path) -> Knowledge:
    """Read ``knowledge/``; raises ``KnowledgeError`` that lists every mistake as ``file:line: what; what to do``."""
    knowledge, problems = survey(folder)
    if knowledge is None or problems:
        raise KnowledgeError("\n".join(str(problem) for problem in sorted(problems)))
    return knowledge


def survey(folder: Path) -> tuple[Knowledge | None, list[Problem]]:
    """Read what can be read; the knowledge is ``None`` when a part that everything needs is missing."""
    if not folder.is_dir():
        todo = "run `assistant init DIR` or choose a workspace with --workspace"
        return None, [Problem(folder.name, 1, "there is no such folder", todo)]
    reader = _Reader(folder)
    brand = reader.sheet(Brand, "brand.yaml")
    channels = reader.sheet(Channels, "channels.yaml")
    levels = reader.sheet(ServiceLevels, "sla.yaml")
    authority = reader.sheet(Authority, "authority.yaml")
    playbooks = reader.sheet(Playbooks, "playbooks.yaml")
    entries = tuple(_entries(reader))
    texts = {(text.language, text.slug): text for text in _texts(reader)}
    tone = {language: found for language in Language if (found := _guideline(reader, language))}
    phrases = {language: words for language in Language if (words := _phrases(reader, language))}
    products = {
        language: names for language in Language if (names := reader.sheet(Products, f"products/{language}.yaml"))
    }
    told = {language: known for language in Language if (known := _told(reader, language))}
    # A folder from before there were steps, circumstances or kinds of slots has none.
    steps = reader.sheet(Steps, "steps.yaml") if (folder / "steps.yaml").is_file() else None
    slots = reader.sheet(Slots, "slots.yaml") if (folder / "slots.yaml").is_file() else None
    meant = reader.sheet(Circumstances, CIRCUMSTANCES) if (folder / CIRCUMSTANCES).is_file() else None
    if not (brand and channels and levels and authority and playbooks and tone and phrases and products):
        return None, reader.problems
    return Knowledge(
        brand, channels.root, levels, authority.root, playbooks.root, entries, texts, tone, phrases, products,
        fingerprint(folder), reader.documents, told, steps.root if steps else {}, meant or Circumstances(),
        slots.root if slots else {},
    ), reader.problems  # fmt: skip


class _Reader:
    """The folder as it is read: what is wrong with it, and each document for its line numbers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.documents: dict[str, Document] = {}

    def yaml(self, name: str) -> Document | None:
        """A YAML file of the folder."""
        return self._kept(read_yaml(self.folder / name, self.folder, self.problems))

    def markdown(self, path: Path) -> Document | None:
        """A Markdown file of the folder."""
        return self._kept(read_markdown(path, self.folder, self.problems))

    def sheet(self, kind: type[CardT], name: str) -> CardT | None:
        """A YAML file as a card."""
        document = self.yaml(name)
        return None if document is None else card(kind, document, self.problems)

    def _kept(self, document: Document | None) -> Document | None:
        if document is not None:
            self.documents[document.file] = document
        return document


def fingerprint(folder: Path) -> str:
    """Twelve hex digits over the names and bytes of every file of the folder."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in {".md", ".yaml"}):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _entries(reader: _Reader) -> list[Entry]:
    found = []
    for kind in ENTRY_FOLDERS:
        for language in Language:
            for path in sorted((reader.folder / kind / language).glob("*.md")):
                document = reader.markdown(path)
                front = card(EntryCard, document, reader.problems) if document else None
                if document and front:
                    parts = market_sections(document, front, reader.problems)
                    id_ = f"{kind}/{language}/{path.stem}"
                    found.append(Entry(id_, path.stem, language, front, parts, document.version, document.file))
    return found


def _texts(reader: _Reader) -> list[ApprovedText]:
    found = []
    for language in Language:
        for path in sorted((reader.folder / "texts" / language).glob("*.md")):
            document = reader.markdown(path)
            front = card(TextCard, document, reader.problems) if document else None
            if document and front:
                parts = _audiences(document, reader.problems)
                id_ = f"text/{language}/{path.stem}"
                found.append(ApprovedText(id_, path.stem, language, front, parts, document.version, document.file))
    return found


def _audiences(document: Document, problems: list[Problem]) -> dict[Audience, str]:
    found: dict[Audience, str] = {}
    for name, (line, text) in sections(document).items():
        if name not in set(Audience):
            problems.append(
                Problem(
                    document.file,
                    line,
                    f"«{name or 'text before a heading'}» is no audience",
                    "use ## public and ## private",
                )
            )
        elif text:
            found[Audience(name)] = text
    if not found:
        problems.append(
            Problem(document.file, document.body_line, "the text is empty", "write a section ## public or ## private")
        )
    return found


def _guideline(reader: _Reader, language: Language) -> Guideline | None:
    document = reader.markdown(reader.folder / "tone" / f"{language}.md")
    front = card(GuidelineCard, document, reader.problems) if document else None
    if not document or not front:
        return None
    return Guideline(
        f"tone/{language}@{document.version}",
        language,
        front,
        split(document.body, language),
        document.version,
        document.file,
    )


def _phrases(reader: _Reader, language: Language) -> Phrases | None:
    document = reader.yaml(f"phrases/{language}.yaml")
    if document is None or not isinstance(document.data, dict):
        return None
    maps = {key: value for key, value in document.data.items() if key in PHRASE_MAPS}
    moves = {key: value for key, value in document.data.items() if key not in PHRASE_MAPS}
    lines = {
        (path if not path or path[0] in PHRASE_MAPS else ("moves", *path)): line
        for path, line in document.lines.items()
    }
    return card(Phrases, replace(document, data={"moves": moves, **maps}, lines=lines), reader.problems)


def _told(reader: _Reader, language: Language) -> Told | None:
    """What customers tell, where the brand has words for it: a folder without the file is none the worse."""
    name = f"told/{language}.yaml"
    document = reader.yaml(name) if (reader.folder / name).is_file() else None
    if document is None or not isinstance(document.data, dict):
        return None
    own = Told.sections()
    data = {key: value for key, value in document.data.items() if key in own}
    moves = {key: value for key, value in document.data.items() if key not in own}
    lines = {(path if not path or path[0] in own else ("moves", *path)): line for path, line in document.lines.items()}
    return card(Told, replace(document, data={"moves": moves, **data}, lines=lines), reader.problems)
