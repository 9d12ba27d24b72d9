"""Files are read a line at a time: a bad line is named with its number and the others are still read."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Complaint
from assistant.errors import InputError
from assistant.workflow import reading
from assistant.workflow.reading import LineError, read_file, read_records
from tests.workflow.test_intake import CHANNELS

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def read(content: bytes, name: str = "in.jsonl") -> list[str]:
    """Ids of complaints and ``line: problem`` of errors, in order."""
    return [
        item.id if isinstance(item, Complaint) else f"{item.line}: {item.problem}"
        for item in read_file(io.BytesIO(content), CHANNELS, NOW, name=name)
    ]


def test_good_lines_are_read_around_bad_ones_and_order_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "complaints.jsonl"
    file.write_bytes(
        b'\xef\xbb\xbf{"id": "1", "text": "a"}\n\n{"id": "2"}\nnot json\n{"id": "3", "text": "\xff"}\n[1]\n'
        + b"[" * 100_000
        + b'\n{"id": "4", "text": "'
        + "şğı".encode()
        + b'"}'
    )
    items = list(read_file(file, CHANNELS, NOW))
    assert [item.id if isinstance(item, Complaint) else str(item) for item in items] == [
        "1",
        f"{file}:3: text is missing",
        f"{file}:4: is not JSON: Expecting value at column 1",
        f"{file}:5: byte 22 is not UTF-8; save the file as UTF-8",
        f"{file}:6: is not a JSON object; write one {{…}} a line",
        f"{file}:7: is not JSON that can be read: it is nested too deeply or holds a huge number",
        "4",
    ]


@pytest.mark.parametrize("name", ["in.jsonl", "in.csv"])
def test_a_huge_line_is_skipped_and_named_and_never_held_in_memory(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST_LINE", 1000)
    good = [json.dumps({"id": str(number), "text": "a"}) for number in (1, 3)]
    huge = '{"id": "2", "text": "' + "x" * 5000 + '"}'
    lines = [good[0], huge, good[1]] if name == "in.jsonl" else ["id,text", "1,a", "2," + "x" * 5000, "3,a"]
    number = 2 if name == "in.jsonl" else 3
    assert read("\n".join(lines).encode(), name) == ["1", f"{number}: is longer than 1000 bytes", "3"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_with_the_delimiter_its_header_uses(delimiter: str) -> None:
    content = delimiter.join(("ID", "Text ", "author_name")) + "\r\n"
    content += delimiter.join(("1", '"two\r\nlines, ""quoted""; yes"', "Ayşe")) + "\r\n\r\n"
    content += delimiter.join(("2", "b")) + "\r\n" + delimiter.join(("3", "c", "")) + "\r\n"
    items = list(read_file(io.BytesIO(content.encode()), CHANNELS, NOW, name="in.csv"))
    first, second, third = items
    assert isinstance(first, Complaint)
    assert first.text == 'two\nlines, "quoted"; yes'
    assert second == LineError("in.csv", 5, "has 2 columns, the first line names 3")
    assert isinstance(third, Complaint)
    assert third.author.name is None


def test_a_csv_line_in_another_encoding_is_named() -> None:
    content = b"id,text\n1,a\n2," + "şikayet".encode("cp1254") + b"\n3,c\n"
    assert read(content, "in.csv") == ["1", "3: holds bytes that are not UTF-8; save the file as UTF-8", "3"]


def test_a_quote_that_is_never_closed_is_an_error_at_the_line_it_opens_in() -> None:
    assert read(b'id,text\n1,a\n2,"never\nclosed', "in.csv") == ["1", "3: is not CSV: unexpected end of data"]


@pytest.mark.parametrize("header", ["", "id,body", "id,text,text", "{}"])
def test_a_csv_without_usable_columns_is_refused_as_a_whole(header: str) -> None:
    with pytest.raises(InputError, match=r"^in\.csv:1: "):
        read(header.encode() + b"\n1,a\n", "in.csv")


def test_a_stream_without_a_name_is_recognised_by_its_first_character() -> None:
    for content in (b'\n \n{"id": "1", "text": "a"}\n', b"id,text\n1,a\n", b""):
        items = list(read_records(io.BytesIO(content)))
        assert [item.values["id"] for item in items if not isinstance(item, LineError)] == ["1"][: len(items)]
        assert len(items) == (1 if content else 0)


def test_records_of_any_shape_are_read_for_other_commands() -> None:
    line = json.dumps({"complaint": {"id": "1", "text": "a"}, "reply": "b"}).encode()
    (record,) = read_records(io.BytesIO(line), name="replies.jsonl")
    assert not isinstance(record, LineError)
    assert record.values["reply"] == "b"


@pytest.mark.parametrize("target", ["missing.jsonl", "."])
def test_a_file_that_cannot_be_opened_is_an_input_error(tmp_path: Path, target: str) -> None:
    with pytest.raises(InputError):
        list(read_file(tmp_path / target, CHANNELS, NOW))


def test_lines_are_read_as_they_come_and_not_all_at_once() -> None:
    class Endless(io.RawIOBase):
        def readline(self, size: int | None = -1, /) -> bytes:
            return b'{"id": "1", "text": "a"}\n'

    items: Iterator[Complaint | LineError] = read_file(Endless(), CHANNELS, NOW, name="in.jsonl")  # type: ignore[arg-type]
    assert [next(items) for _ in range(3)]


@given(content=st.binary(max_size=300), name=st.sampled_from(["in.csv", "in.jsonl", "stdin"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_lines_errors_or_one_input_error(content: bytes, name: str) -> None:
    with contextlib.suppress(InputError):
        items = list(read_file(io.BytesIO(content), CHANNELS, NOW, name=name))
        assert all(isinstance(item, Complaint) or item.line > 0 for item in items)
