"""Labelled complaints and the suites they are gathered in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

from assistant.domain import Complaint
from assistant.errors import InputError
from assistant.workflow.message import ChannelFacts, read_message


@dataclass(frozen=True, slots=True)
class Expected:
    """What people say is right for a case; ``None`` where nobody labelled it."""

    language: str | None = None
    market: str | None = None
    categories: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    action: str | None = None
    status: str | None = None
    topics: tuple[str, ...] = ()
    facts_must: tuple[str, ...] = ()
    facts_must_not: tuple[str, ...] = ()
    address: str | None = None
    apology: int | None = None


@dataclass(frozen=True, slots=True)
class EvaluationCase:
    """One complaint with its labels; ``slices`` name what it is an example of (``ascii``, ``repeat``)."""

    id: str
    complaint: Complaint
    expected: Expected
    slices: tuple[str, ...] = ()
    cluster: str | None = None


@dataclass(frozen=True, slots=True)
class Suite:
    """A named set of cases and the moment they are answered at."""

    name: str
    cases: tuple[EvaluationCase, ...]
    now: datetime

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits of every complaint and label: rows of suites with another one are not comparable."""
        told = "\n".join(repr(case) for case in self.cases)
        return hashlib.sha256(told.encode("utf-8")).hexdigest()[:12]


def suite_names(evals: Path) -> list[str]:
    """The suites of a workspace."""
    return sorted(path.stem for path in (evals / "suites").glob("*.yaml"))


def read_suite(evals: Path, name: str, channels: Mapping[str, ChannelFacts]) -> Suite:
    """Read a suite and its cases; raises ``InputError`` that names the file and line of a case that does not fit."""
    path = evals / "suites" / f"{name}.yaml"
    if not path.is_file():
        raise InputError(
            f"there is no suite {name!r} in {evals / 'suites'}; known are {', '.join(suite_names(evals)) or 'none'}"
        )
    sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
    now = sheet["now"] if isinstance(sheet["now"], datetime) else datetime.fromisoformat(str(sheet["now"]))
    if now.tzinfo is None:
        raise InputError(f"{path.name}: now has no time zone; write it like 2026-11-20T10:00:00+03:00")
    cases = tuple(case for file in sheet["cases"] for case in _read(evals / file, channels, now))
    return Suite(str(sheet["name"]), cases, now)


def _read(path: Path, channels: Mapping[str, ChannelFacts], now: datetime) -> Iterator[EvaluationCase]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
            complaint = read_message(raw["complaint"], channels, now)
            yield EvaluationCase(
                str(raw["id"]), complaint, _expected(raw["expect"]), tuple(raw.get("slices", ())), raw.get("cluster")
            )
        except (json.JSONDecodeError, KeyError, TypeError, InputError) as error:
            raise InputError(f"{path.name}:{number}: {error}; see the case format in evals/README.md") from error


def _expected(raw: Mapping[str, object]) -> Expected:
    def words(name: str) -> tuple[str, ...]:
        value = raw.get(name) or ()
        return tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()

    def word(name: str) -> str | None:
        value = raw.get(name)
        return None if value is None else str(value)

    return Expected(
        word("language"),
        word("market"),
        words("categories"),
        words("flags"),
        word("action"),
        word("status"),
        words("topics"),
        words("facts_must"),
        words("facts_must_not"),
        word("address"),
        apology if isinstance(apology := raw.get("apology"), int) else None,
    )
