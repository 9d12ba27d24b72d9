"""One command of the page as a value: who sent it, what they had on the screen, and what to change there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from assistant.access import Person
from assistant.domain import Audience, Flag, Language
from assistant.errors import AssistantError, InputError
from assistant.store import Filters, Tab
from assistant.web.parts import Parts
from assistant.web.queue import Wanted
from assistant.web.rendering import texts
from assistant.wording import words
from assistant.workflow.decide import Seen

Node = Mapping[str, object]
ChoiceT = TypeVar("ChoiceT", bound=StrEnum)
LONGEST_COMMAND = 1_500_000  # characters: two texts of the largest size and some room


@dataclass(frozen=True, slots=True)
class View:
    """What the page has on the screen: the tab and filters, the case, and the version and conversation seen of it.

    ``mirrors`` are the replies the person reads in their own language.
    """

    wanted: Wanted
    case: int | None
    version: int
    thread: int
    dirty: bool
    mirrors: tuple[Audience, ...] = ()


@dataclass
class Screen:
    """What to change on the page: HTML by region, texts of the boxes, and an answer for the script."""

    html: dict[str, str] = field(default_factory=dict)
    boxes: dict[str, str] = field(default_factory=dict)
    answer: dict[str, object] = field(default_factory=dict)

    def toast(self, message: str, **more: object) -> None:
        """Say something in passing."""
        self.answer["toast"] = {"text": message, **more}


@dataclass(frozen=True, slots=True)
class Call:
    """One command with everything it needs."""

    parts: Parts
    person: Person
    language: Language
    view: View
    node: Node
    screen: Screen

    def text(self, name: str) -> str:
        """A string the command carries; empty without one."""
        value = self.node.get(name)
        return value if isinstance(value, str) else ""

    def texts(self) -> dict[Audience, str]:
        """The texts in the boxes, empty ones too; line ends as they are stored."""
        given = self.node.get("texts")
        boxes = given if isinstance(given, Mapping) else {}
        return {
            audience: value.replace("\r\n", "\n")
            for audience in Audience
            if isinstance(value := boxes.get(audience.value), str)
        }

    def filled(self) -> dict[Audience, str]:
        """The texts that are not empty: an empty box is a reply that is not sent."""
        return {audience: value for audience, value in self.texts().items() if value.strip()}

    def subject(self) -> str | None:
        """The subject line; ``None`` where the page has none."""
        return self.text("subject").strip() or None

    @property
    def case(self) -> int:
        """The case on the screen; raises ``InputError`` if there is none."""
        if self.view.case is None:
            raise InputError("no case is open", code="no_such_case")
        return self.view.case

    @property
    def seen(self) -> Seen:
        """What the person has before them."""
        return Seen(self.view.version, self.view.thread)


def view_of(value: object) -> View:
    """What the page says it has on the screen; raises ``InputError`` for what no page of ours says."""
    node = value if isinstance(value, Mapping) else {}
    try:
        filters = Filters(
            tab=Tab(str(node.get("tab") or Tab.REVIEW)),
            channel=_string(node, "channel"),
            language=Language(code) if (code := _string(node, "language")) else None,
            flag=Flag(code) if (code := _string(node, "flag")) else None,
        )
    except ValueError as error:
        raise InputError("the view is not known") from error
    wanted = Wanted(filters, (_string(node, "words") or "")[:200])
    case = node.get("case")
    return View(
        wanted,
        case if isinstance(case, int) and 0 < case < 2**31 else None,
        _count(node, "version"),
        _count(node, "thread"),
        node.get("dirty") is True,
        _audiences(node.get("mirrors")),
    )


def choice(kind: type[ChoiceT], value: str) -> ChoiceT:
    """One of a closed set by its code; raises ``InputError`` for any other."""
    try:
        return kind(value)
    except ValueError as error:
        raise InputError(f"{value!r} is not one of {' '.join(kind)}") from error


def _audiences(value: object) -> tuple[Audience, ...]:
    return tuple(audience for audience in Audience if isinstance(value, list) and audience.value in value)


def _string(node: Node, name: str) -> str | None:
    value = node.get(name)
    return value if isinstance(value, str) and value else None


def _count(node: Node, name: str) -> int:
    value = node.get(name)
    return value if isinstance(value, int) and 0 <= value < 2**31 else 0


def sentence(error: AssistantError, language: Language) -> str:
    """A failure in the reader's words."""
    known = texts(language)
    pattern = known.get(f"error.{error.code}") or words(language).get(error.code) or known["error.unknown"]
    named = {name: _named(name, value, language) for name, value in error.values.items()}
    try:
        return pattern.format_map(named)
    except KeyError:
        return known["error.unknown"]


def _named(name: str, value: str | int, language: Language) -> str:
    groups = {"state": "state", "role": "role", "text": "reply", "who": "actor", "check": "check", "slot": "slot"}
    group = groups.get(name)
    return texts(language).get(f"{group}.{value}", str(value)) if group else str(value)
