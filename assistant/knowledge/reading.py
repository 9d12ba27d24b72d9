"""The brand's folder as one value: ``read`` gives the knowledge, or every mistake in it by file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from assistant.domain import Audience, Category, Language, Market
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
)
from assistant.knowledge.documents import CardT, Document, Problem, card, read_markdown, read_yaml
from assistant.knowledge.entries import ApprovedText, Entry, EntryCard, TextCard, market_sections, sections
from assistant.knowledge.phrases import Phrases, Products
from assistant.knowledge.tone import Guideline, GuidelineCard, split

ENTRY_FOLDERS = ("faq", "policy")
PHRASE_MAPS = ("slots", "bridges", "join", "durations", "about")


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

    @cached_property
    def entry_by_id(self) -> Mapping[str, Entry]:
        """Entries by the id they are cited with."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def superseded(self) -> frozenset[tuple[Language, str]]:
        """Slugs that a newer entry of the same language replaces."""
        return frozenset((entry.language, entry.card.supersedes) for entry in self.entries if entry.card.supersedes)

    def usable(self, day: date) -> tuple[Entry, ...]:
        """The entries that hold on a day: not expired, not yet to come, not superseded."""
        return tuple(e for e in self.entries if e.valid_on(day) and (e.language, e.slug) not in self.superseded)


def read(folder: Path) -> Knowledge:
    """Read ``knowledge/``; raises ``KnowledgeError`` that lists every mistake as ``file:line: what; what to do``."""
    knowledge, problems = survey(folder)
    if knowledge is None or problems:
        raise KnowledgeError("\n".join(str(problem) for problem in sorted(problems)))
    return knowledge


def survey(folder: Path) -> tuple[Knowledge | None, list[Problem]]:
    """Read what can be read; the knowledge is ``None`` when a part that everything needs is missing."""
    problems: list[Problem] = []
    if not folder.is_dir():
        return None, [
            Problem(
                folder.name,
                1,
                "there is no such folder",
                "run `assistant init DIR` or choose a workspace with --workspace",
            )
        ]
    brand = _card_of(Brand, folder / "brand.yaml", folder, problems)
    channels = _card_of(Channels, folder / "channels.yaml", folder, problems)
    levels = _card_of(ServiceLevels, folder / "sla.yaml", folder, problems)
    authority = _card_of(Authority, folder / "authority.yaml", folder, problems)
    playbooks = _card_of(Playbooks, folder / "playbooks.yaml", folder, problems)
    entries = tuple(_entries(folder, problems))
    texts = {(text.language, text.slug): text for text in _texts(folder, problems)}
    tone = {language: found for language in Language if (found := _guideline(folder, language, problems))}
    phrases = {language: words for language in Language if (words := _phrases(folder, language, problems))}
    products = {language: names for language in Language if (names := _products(folder, language, problems))}
    if not (brand and channels and levels and authority and playbooks and tone and phrases and products):
        return None, problems
    return Knowledge(
        brand,
        channels.root,
        levels,
        authority.root,
        playbooks.root,
        entries,
        texts,
        tone,
        phrases,
        products,
        fingerprint(folder),
    ), problems


def fingerprint(folder: Path) -> str:
    """Twelve hex digits over the names and bytes of every file of the folder."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in {".md", ".yaml"}):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _card_of(kind: type[CardT], path: Path, root: Path, problems: list[Problem]) -> CardT | None:
    document = read_yaml(path, root, problems)
    return None if document is None else card(kind, document, problems)


def _entries(folder: Path, problems: list[Problem]) -> list[Entry]:
    found = []
    for kind in ENTRY_FOLDERS:
        for language in Language:
            for path in sorted((folder / kind / language).glob("*.md")):
                document = read_markdown(path, folder, problems)
                front = card(EntryCard, document, problems) if document else None
                if document and front:
                    parts = market_sections(document, front, problems)
                    found.append(
                        Entry(
                            f"{kind}/{language}/{path.stem}",
                            path.stem,
                            language,
                            front,
                            parts,
                            document.version,
                            document.file,
                        )
                    )
    return found


def _texts(folder: Path, problems: list[Problem]) -> list[ApprovedText]:
    found = []
    for language in Language:
        for path in sorted((folder / "texts" / language).glob("*.md")):
            document = read_markdown(path, folder, problems)
            front = card(TextCard, document, problems) if document else None
            if document and front:
                parts = _audiences(document, problems)
                found.append(
                    ApprovedText(
                        f"text/{language}/{path.stem}",
                        path.stem,
                        language,
                        front,
                        parts,
                        document.version,
                        document.file,
                    )
                )
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


def _guideline(folder: Path, language: Language, problems: list[Problem]) -> Guideline | None:
    document = read_markdown(folder / "tone" / f"{language}.md", folder, problems)
    front = card(GuidelineCard, document, problems) if document else None
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


def _phrases(folder: Path, language: Language, problems: list[Problem]) -> Phrases | None:
    document = read_yaml(folder / "phrases" / f"{language}.yaml", folder, problems)
    if document is None or not isinstance(document.data, dict):
        return None
    maps = {key: value for key, value in document.data.items() if key in PHRASE_MAPS}
    moves = {key: value for key, value in document.data.items() if key not in PHRASE_MAPS}
    lines = {
        (path if not path or path[0] in PHRASE_MAPS else ("moves", *path)): line
        for path, line in document.lines.items()
    }
    return card(Phrases, replace(document, data={"moves": moves, **maps}, lines=lines), problems)


def _products(folder: Path, language: Language, problems: list[Problem]) -> Products | None:
    document = read_yaml(folder / "products" / f"{language}.yaml", folder, problems)
    return card(Products, document, problems) if document else None


def market_of(language: Language, brand: Brand) -> Market | None:
    """The market whose default language this is, if it is one's."""
    return next((market for market, default in brand.default_language.items() if default is language), None)
