"""Column types: how times, codes and lists of codes are written to a database."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import DateTime, Dialect, Text, TypeDecorator

CodeT = TypeVar("CodeT", bound=StrEnum)


class Instant(TypeDecorator[datetime]):
    """A moment, always in UTC; a time without its zone is refused, because nobody could say which hour was meant."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Code(TypeDecorator[CodeT]):
    """A member of a closed set, written as its code."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[CodeT]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: CodeT | str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.kind(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> CodeT | None:
        return None if value is None else self.kind(value)


class Codes(TypeDecorator[tuple[CodeT, ...]]):
    """Several codes in one column, written ``|one|two|`` so that ``LIKE '%|one|%'`` finds one of them."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[CodeT]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: tuple[CodeT, ...] | str | None, dialect: Dialect) -> str:
        if isinstance(value, str):  # the pattern of a LIKE
            return value
        return "".join(f"|{code}" for code in value) + "|" if value else ""

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[CodeT, ...]:
        return tuple(self.kind(code) for code in (value or "").split("|") if code)


class Strings(TypeDecorator[tuple[str, ...]]):
    """A list of strings as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str:
        return json.dumps(list(value or ()), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        return tuple(json.loads(value or "[]"))


class StringMap(TypeDecorator[dict[str, str]]):
    """Strings by name as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, str] | None, dialect: Dialect) -> str:
        return json.dumps(value or {}, ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, str]:
        return {str(name): str(text) for name, text in json.loads(value or "{}").items()}
