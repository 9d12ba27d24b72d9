"""The tone guideline of a language: greetings, sign-offs, rules that run, and sections people read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import ConfigDict, Field

from assistant.domain import Language, Severity
from assistant.knowledge.documents import Card

Style = Literal["line", "comment", "chat", "letter"]
HEADING = re.compile(r"^(#{2,3})\s+(.+?)\s*$", re.MULTILINE)


class Greeting(Card):
    """How a reply opens: with the address form in place of ``{name}``, or without one."""

    named: str = Field(pattern=r"\{name\}", description="write the greeting with {name} where the name goes")
    plain: str = Field(min_length=1)


class RuleCheck(Card):
    """How a rule is checked: by words, a pattern, a count, a named built-in check, or a judge.

    ``sense`` adds, to any kind, what a sentence does whatever its words (``no_blame``, ``promises``, ...).
    """

    kind: Literal["words", "pattern", "count", "builtin", "judge"]
    words: tuple[str, ...] = ()
    pattern: str | None = None
    what: str | None = None
    most: int | None = None
    name: str | None = None
    question: str | None = None
    sense: str | None = None
    model_config = ConfigDict(extra="allow", frozen=True)


class Rule(Card):
    """One rule of the guideline: a sentence people read and a check the program runs."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    number: int | None = None
    statement: str = Field(min_length=5)
    severity: Severity
    scope: Mapping[str, tuple[str, ...] | str] = {}
    owner: str
    version: int = 1
    check: RuleCheck
    good: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()


class GuidelineCard(Card):
    """The front matter of ``tone/<language>.md``."""

    language: Language
    version: int
    owner: str
    register_: Literal["formal", "informal"] = Field(alias="register")
    greeting: Mapping[Style, Greeting]
    sign_off: Mapping[Style, str] = Field(
        description="write the closing line customers see, for line, comment, chat and letter"
    )
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the guideline that retrieval can find: ``id`` such as ``tone/tr/repeat``."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Guideline:
    """The guideline of one language; ``id`` is ``tone/tr@<version>``."""

    id: str
    language: Language
    card: GuidelineCard
    sections: tuple[Section, ...]
    version: str
    file: str


def split(body: str, language: Language) -> tuple[Section, ...]:
    """The body by ``##`` and ``###`` headings; ids from the heading's last word, or its number."""
    found = []
    matches = list(HEADING.finditer(body))
    for index, match in enumerate(matches, 1):
        end = matches[index].start() if index < len(matches) else len(body)
        text = body[match.end() : end].strip()
        title = match.group(2)
        slug = (
            re.sub(r"\W+", "-", title.lower()).strip("-") if match.group(1) == "###" else title.split(" ")[0].strip(".")
        )
        if text:
            found.append(Section(f"tone/{language}/{slug}", title, text))
    return tuple(found)
