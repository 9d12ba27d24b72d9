"""Reading a file of messages, JSONL or CSV, one line at a time: a bad line is named and the others go on."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from assistant.domain import Complaint
from assistant.errors import InputError
from assistant.workflow.message import ChannelFacts, read_message

# A complaint of the largest size with a full conversation fits several times over; a file without line breaks does not.
LONGEST_LINE = 4_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a file before anybody judged it; ``line`` counts from 1 and is where a CSV record begins."""

    file: str
    line: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class LineError:
    """A line that cannot be used; as a string it is what an operator reads: ``FILE:LINE: what is wrong``."""

    file: str
    line: int
    problem: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.problem}"


def read_file(
    source: Path | BinaryIO, channels: Mapping[str, ChannelFacts], now: datetime, *, name: str | None = None
) -> Iterator[Complaint | LineError]:
    """Every complaint of a file or stream, in order, with what is wrong in place of those that cannot be taken.

    Raises ``InputError`` if the file cannot be read at all.
    """
    for record in read_records(source, name=name):
        if isinstance(record, LineError):
            yield record
            continue
        try:
            complaint = read_message(record.values, channels, now)
        except InputError as error:
            yield LineError(record.file, record.line, str(error))
        else:
            yield complaint


def read_records(source: Path | BinaryIO, *, name: str | None = None) -> Iterator[Record | LineError]:
    """Every line as an object, whatever its fields mean: JSONL, or CSV if the name ends so or a header comes first.

    Memory holds one line at a time. Raises ``InputError`` if the file cannot be opened or its CSV header is unusable.
    """
    with ExitStack() as stack:
        if isinstance(source, Path):
            name = name or str(source)
            try:
                source = stack.enter_context(source.open("rb"))
            except OSError as error:
                raise InputError(f"{name}: {error.strerror or error}") from error
        lines = _Lines(source, name or getattr(source, "name", None) or "stdin")
        yield from _csv(lines) if lines.is_csv() else _jsonl(lines)


class _Lines:
    """The physical lines of a stream; one that is too long is skipped to its end and remembered by number."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self.name = str(name)
        self.number = 0
        self.too_long: list[int] = []
        self._first: bytes | None = None

    def is_csv(self) -> bool:
        if self.name.lower().endswith((".csv", ".tsv")):
            return True
        self._first = self._next()
        while self._first is not None and not self._first.strip() and not self.too_long:
            self._first = self._next()
        return _names_columns(self._first or b"")

    def __iter__(self) -> Iterator[bytes]:
        line = self._next() if self._first is None else self._first
        while line is not None:
            yield line
            line = self._next()

    def _next(self) -> bytes | None:
        line = self._stream.readline(LONGEST_LINE + 1)
        if not line:
            return None
        self.number += 1
        if self.number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            self.too_long.append(self.number)
            while line and not line.endswith(b"\n"):
                line = self._stream.readline(1 << 20)
            return b"\n"
        return line


def _names_columns(line: bytes) -> bool:
    """Whether a first line is a CSV header; a broken first line of JSONL must not turn the rest into CSV."""
    text = line.decode("utf-8", "replace").strip().lower()
    columns = {name.strip().strip('"') for name in text.split(_delimiter(text))}
    return not text.startswith("{") and {"id", "text"} <= columns


def _jsonl(lines: _Lines) -> Iterator[Record | LineError]:
    for line in lines:
        if lines.too_long:
            yield _too_long(lines.name, lines.too_long.pop())
        elif line.strip():
            yield _object(lines.name, lines.number, line)


def _object(name: str, number: int, line: bytes) -> Record | LineError:
    try:
        values = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return LineError(name, number, f"byte {error.start + 1} is not UTF-8; save the file as UTF-8")
    except json.JSONDecodeError as error:
        return LineError(name, number, f"is not JSON: {error.msg} at column {error.colno}")
    except (ValueError, RecursionError):
        return LineError(name, number, "is not JSON that can be read: it is nested too deeply or holds a huge number")
    if not isinstance(values, dict):
        return LineError(name, number, "is not a JSON object; write one {…} a line")
    return Record(name, number, values)


def _csv(lines: _Lines) -> Iterator[Record | LineError]:
    csv.field_size_limit(LONGEST_LINE)  # the library's own limit is below the longest text we take
    # Bytes that are not UTF-8 become surrogates here, which no correct file holds, and are reported with their record.
    texts = (line.decode("utf-8", "surrogateescape") for line in lines)
    header_line = next(texts, "")
    rows = csv.reader(texts, delimiter=_delimiter(header_line), strict=True)
    names = _columns(header_line)
    if not {"id", "text"} <= set(names) or len(set(names)) != len(names):
        raise InputError(f"{lines.name}:1: the first line must name the columns, id and text among them, each once")
    while True:
        begin = lines.number + 1
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            yield LineError(lines.name, begin, f"is not CSV: {error}")
            continue
        long = [number for number in lines.too_long if begin <= number <= lines.number]
        if long:
            lines.too_long.clear()
            yield _too_long(lines.name, long[0])
        elif row:
            yield _row(lines.name, begin, names, row)
    for number in lines.too_long:
        yield _too_long(lines.name, number)


def _columns(header: str) -> list[str]:
    try:
        return [column.strip().lower() for column in next(csv.reader([header], delimiter=_delimiter(header)), [])]
    except csv.Error:
        return []


def _row(name: str, number: int, names: list[str], row: list[str]) -> Record | LineError:
    if len(row) != len(names):
        return LineError(name, number, f"has {len(row)} columns, the first line names {len(names)}")
    if any("\udc80" <= character <= "\udcff" for cell in row for character in cell):
        return LineError(name, number, "holds bytes that are not UTF-8; save the file as UTF-8")
    return Record(name, number, {column: value or None for column, value in zip(names, row, strict=True)})


def _delimiter(header: str) -> str:
    """Comma, or what Turkish and Greek spreadsheets write instead."""
    return max(",;\t", key=header.count)


def _too_long(name: str, number: int) -> LineError:
    return LineError(name, number, f"is longer than {LONGEST_LINE} bytes")
