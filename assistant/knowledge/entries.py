"""FAQ and policy entries and approved texts: what the brand says, per language and market."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field

from assistant.domain import Audience, Language, Market
from assistant.knowledge.documents import Card, Document, Problem

# Phone numbers, addresses of pages and of mailboxes: they differ by market, yet the answer is the same.
CONTACT = re.compile(r"https?://\S+|[\w.+-]+@[\w.-]+|\b0?\d{3} \d{3} [\d ]{4,6}\b")
FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
SECTION = re.compile(r"^##\s+(.+?)\s*$", re.MULTILINE)


class EntryCard(Card):
    """The front matter of an entry."""

    topic: int = Field(gt=0, description="give the number of the topic; siblings in other languages have the same")
    title: str = Field(min_length=3, description="write the question as a customer would ask it")
    examples: tuple[str, ...] = Field(description="give five questions as people really type them")
    facts: tuple[str, ...] = Field(min_length=1, description="give the facts that decide the case, short")
    exceptions: tuple[str, ...] = ()
    market: tuple[Market, ...] = Field(min_length=1, description="say where it holds: [tr], [gr] or [tr, gr]")
    audience: Literal["public", "agent"] = Field(
        description="write public, or agent for what informs and is never quoted"
    )
    valid_from: date
    valid_to: date | None = None
    source: str = Field(min_length=3, description="name the policy or law it rests on")
    supersedes: str | None = None
    owner: str = Field(description="name a team of brand.yaml")
    size: Literal["parcel", "large"] | None = Field(
        default=None, description="write parcel or large where it holds for goods of that size only, else leave it out"
    )
    short: Mapping[Market, str] = Field(default={}, description="give the answer in one sentence per market")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry in one language: ``id`` as cited, ``sections`` by market (None: holds in both)."""

    id: str
    slug: str
    language: Language
    card: EntryCard
    sections: Mapping[Market | None, str]
    version: str
    file: str

    def text(self, market: Market | None) -> str:
        """What a customer of this market may read; without a market only what holds in both."""
        parts = [self.sections.get(None, ""), self.sections.get(market, "") if market else ""]
        return "\n".join(part for part in parts if part)

    @property
    def differs_by_market(self) -> bool:
        """Whether a figure of the answer depends on where the customer bought; contacts alone do not count."""
        figures = {tuple(FIGURE.findall(CONTACT.sub(" ", text))) for market, text in self.sections.items() if market}
        return len(figures) > 1

    def valid_on(self, day: date) -> bool:
        """Whether the entry holds on this day."""
        return self.card.valid_from <= day and (self.card.valid_to is None or day <= self.card.valid_to)


class TextCard(Card):
    """The front matter of an approved text."""

    title: str = Field(min_length=3)
    use: str = Field(min_length=3, description="say in one line when the text is used")
    owner: str = Field(description="name a team of brand.yaml")
    version: int = 1


@dataclass(frozen=True, slots=True)
class ApprovedText:
    """Words a person approved beforehand; contacts in them are Jinja variables (``{{ safety_line }}``)."""

    id: str
    slug: str
    language: Language
    card: TextCard
    sections: Mapping[Audience, str]
    version: str
    file: str


def sections(document: Document) -> dict[str, tuple[int, str]]:
    """The body by ``##`` heading: name -> (line, text); what stands before the first heading is ``""``."""
    found: dict[str, tuple[int, str]] = {}
    start, line, name = 0, document.body_line, ""
    for match in [*SECTION.finditer(document.body), None]:
        end = match.start() if match else len(document.body)
        text = document.body[start:end].strip()
        if text or name:
            found[name] = (line, text)
        if match:
            name, start = match.group(1).lower(), match.end()
            line = document.body_line + document.body.count("\n", 0, match.start())
    return found


def market_sections(document: Document, card: EntryCard, problems: list[Problem]) -> dict[Market | None, str]:
    """The sections of an entry's body; an unknown heading or an empty section is a problem."""
    found: dict[Market | None, str] = {}
    for name, (line, text) in sections(document).items():
        if name and name not in set(Market):
            problems.append(
                Problem(document.file, line, f"«## {name}» is no market", "name the section ## tr or ## gr")
            )
        elif not text:
            problems.append(Problem(document.file, line, f"«## {name}» is empty", "write what holds in this market"))
        else:
            found[Market(name) if name else None] = text
    if not found:
        problems.append(
            Problem(document.file, document.body_line, "the entry has no answer", "write it below the front matter")
        )
    for market in card.market:
        if None not in found and market not in found:
            problems.append(
                Problem(
                    document.file,
                    document.body_line,
                    f"there is no answer for market {market}",
                    f"add a section ## {market}",
                )
            )
    return found
