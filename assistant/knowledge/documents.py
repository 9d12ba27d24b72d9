"""Reading YAML and Markdown files so that every mistake can be named by file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

Path_ = tuple[str | int, ...]
# libyaml reads the sample brand eight times as fast; both loaders make plain values only.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CardT = TypeVar("CardT", bound=BaseModel)


class Card(BaseModel):
    """What people write in a file of the brand's folder; unknown keys are mistakes, not extras."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake an editor can mend: where, what, and what to do."""

    file: str
    line: int
    what: str
    todo: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; {self.todo}"


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: ``data`` plain YAML values, ``lines`` each value's line by its path.

    ``version`` is the first six hex digits of the SHA-256 of the file.
    """

    file: str
    data: object
    lines: Mapping[Path_, int]
    body: str
    body_line: int
    version: str

    def line(self, *path: str | int) -> int:
        """The line of a value; of its nearest parent when it is missing."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1

    def line_of(self, text: str) -> int:
        """The line of the body on which a piece of it begins; the body's first line when it is not there."""
        at = self.body.find(text)
        return self.body_line + (self.body.count("\n", 0, at) if at > 0 else 0)


def read_yaml(path: Path, root: Path, problems: list[Problem]) -> Document | None:
    """Read one YAML file; what is wrong with it goes to ``problems``."""
    text = _text(path, root, problems)
    return None if text is None else _document(path, root, text, 1, "", 1, text, problems)


def read_markdown(path: Path, root: Path, problems: list[Problem]) -> Document | None:
    """Read one Markdown file with YAML front matter between two ``---`` lines."""
    text = _text(path, root, problems)
    if text is None:
        return None
    lines = text.split("\n")
    ends = [number for number, line in enumerate(lines) if line.rstrip() == "---"]
    if len(ends) < 2 or ends[0] != 0:
        problems.append(
            Problem(
                _name(path, root), 1, "there is no front matter", "start the file with a block between two --- lines"
            )
        )
        return None
    front, body = "\n".join(lines[1 : ends[1]]), "\n".join(lines[ends[1] + 1 :])
    blank = len(body) - len(body.lstrip("\n"))
    return _document(path, root, front, 2, body.strip("\n"), ends[1] + 2 + blank, text, problems)


def card(kind: type[CardT], document: Document, problems: list[Problem]) -> CardT | None:
    """The document's data as a ``Card``; each field that does not fit becomes a problem with its line."""
    return card_at(kind, document, (), document.data, problems)


def card_at(kind: type[CardT], document: Document, path: Path_, value: object, problems: list[Problem]) -> CardT | None:
    """Like ``card`` for one value inside a document."""
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            where: Path_ = (*path, *fault["loc"])
            name = ".".join(str(part) for part in fault["loc"]) or "the file"
            problems.append(
                Problem(
                    document.file,
                    document.line(*where),
                    f"{name}: {_what(fault['msg'], fault['type'])}",
                    _todo(kind, fault["loc"]),
                )
            )
        return None


def version_of(text: str) -> str:
    """Six hex digits that change when the text does."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:6]


def _what(message: str, code: str) -> str:
    if code == "missing":
        return "is missing"
    if code == "extra_forbidden":
        return "is not a field of this file"
    return message[:1].lower() + message[1:]


def _todo(kind: type[BaseModel], loc: Sequence[str | int]) -> str:
    field = kind.model_fields.get(str(loc[0])) if loc else None
    if field is not None and field.description:
        return field.description
    if loc and field is None:
        return f"known fields are {', '.join(kind.model_fields)}"
    return "correct the value"


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root.parent).as_posix() if path.is_relative_to(root.parent) else path.as_posix()


def _text(path: Path, root: Path, problems: list[Problem]) -> str | None:
    name = _name(path, root)
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        problems.append(
            Problem(name, 1, "the file is missing", "create it, or copy it from a folder made by `assistant init`")
        )
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        problems.append(Problem(name, line, "the text is not UTF-8", "save the file as UTF-8"))
    return None


def _document(
    path: Path, root: Path, source: str, offset: int, body: str, body_line: int, whole: str, problems: list[Problem]
) -> Document | None:
    name = _name(path, root)
    try:
        parsed = _parsed(source)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + offset
        problems.append(
            Problem(
                name, line, f"this is not YAML ({error.problem})", "check quotes, colons and indentation on this line"
            )
        )
        return None
    for word, line in parsed.doubles:
        problems.append(Problem(name, line + offset, f"{word} stands twice", "keep one of the two"))
    lines = {place: line + offset for place, line in parsed.lines.items()}
    return Document(name, {} if parsed.data is None else parsed.data, lines, body, body_line, version_of(whole))


class _Parsed(NamedTuple):
    """The plain values of a YAML text, the line of each by its path from 0 on, and keys that stand twice."""

    data: object
    lines: Mapping[Path_, int]
    doubles: tuple[tuple[str, int], ...]


@lru_cache(maxsize=1024)  # a folder is read again when one of its files changes; values are only ever read
def _parsed(source: str) -> _Parsed:
    """A YAML text, parsed once and only to plain values."""
    loader = LOADER(source)
    try:
        node = loader.get_single_node()
        data = None if node is None else loader.construct_document(node)
    finally:
        loader.dispose()
    lines: dict[Path_, int] = {}
    doubles: list[tuple[str, int]] = []
    if node is not None:
        _collect(node, (), lines, doubles)
    return _Parsed(data, lines, tuple(doubles))


def _collect(node: yaml.Node, path: Path_, lines: dict[Path_, int], doubles: list[tuple[str, int]]) -> None:
    lines[path] = node.start_mark.line
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            word = str(key.value)
            if word in seen:
                doubles.append((word, key.start_mark.line))
            seen.add(word)
            _collect(value, (*path, word), lines, doubles)
            lines[(*path, word)] = key.start_mark.line
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _collect(item, (*path, index), lines, doubles)
