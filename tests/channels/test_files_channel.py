"""The files channel writes each reply once, on the disk before it says so, and survives what a crash leaves behind."""

from __future__ import annotations

import errno
import json
import os
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.channels import CHANNELS, FilesChannel
from assistant.domain import Audience, Reply
from assistant.errors import RefusedError, UncertainError

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
REPLY = Reply(
    id="r1",
    complaint="A-17",
    channel="x",
    audience=Audience.PUBLIC,
    recipient="@ayse",
    text="Merhaba Ayşe Hanım,\nς İ ı 👍🏽 \u2028",
    message_id="<r1@x>",
    approved_by="ayse",
    approved_at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sent.jsonl"


@pytest.fixture
def channel(file: Path) -> FilesChannel:
    return FilesChannel(file, clock=lambda: NOW)


def lines(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file.read_text("utf-8").split("\n")[:-1]]


def numbered(number: int) -> Reply:
    return replace(REPLY, id=f"r{number}", message_id=f"<r{number}@x>")


def test_a_reply_becomes_one_line_with_exactly_the_fields_of_the_contract(channel: FilesChannel, file: Path) -> None:
    receipt = channel.send(REPLY)
    assert (receipt.reply, receipt.message_id, receipt.sent_at) == ("r1", "<r1@x>", NOW)
    assert lines(file) == [
        {
            "id": "r1",
            "complaint": "A-17",
            "channel": "x",
            "audience": "public",
            "recipient": "@ayse",
            "text": REPLY.text,
            "message_id": "<r1@x>",
            "approved_by": "ayse",
            "approved_at": "2026-11-20T09:00:00+00:00",
            "sent_at": "2026-11-20T09:30:00+00:00",
        }
    ]
    assert file.stat().st_mode & 0o077 == 0  # what customers are told is nobody else's business


def test_the_same_message_id_again_changes_nothing_and_gives_the_first_receipt(
    channel: FilesChannel, file: Path
) -> None:
    first = channel.send(REPLY)
    assert channel.send(REPLY) == first
    assert FilesChannel(file).send(REPLY) == first  # another process, later
    assert len(lines(file)) == 1


def test_a_message_id_with_another_text_is_refused(channel: FilesChannel, file: Path) -> None:
    channel.send(REPLY)
    with pytest.raises(RefusedError) as caught:
        channel.send(replace(REPLY, text="Başka."))
    assert caught.value.code == "message_id_reused"
    assert channel.find(replace(REPLY, text="Başka.")) is None
    assert len(lines(file)) == 1


def test_what_was_sent_is_found_again_and_what_was_not_is_not(channel: FilesChannel, file: Path) -> None:
    assert channel.find(REPLY) is None
    receipt = channel.send(REPLY)
    assert FilesChannel(file).find(REPLY) == receipt


def test_two_channels_on_one_file_see_each_others_lines(channel: FilesChannel, file: Path) -> None:
    other = FilesChannel(file)
    for number in range(6):
        (channel, other)[number % 2].send(numbered(number))
        (other, channel)[number % 2].send(numbered(number))
    assert [line["id"] for line in lines(file)] == [f"r{number}" for number in range(6)]


def test_threads_write_whole_lines_each_once(channel: FilesChannel, file: Path) -> None:
    def work() -> None:
        for number in range(20):
            channel.send(numbered(number))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(line["id"] for line in lines(file)) == sorted(f"r{number}" for number in range(20))


@given(cut=st.integers(1, 400))
@settings(max_examples=40, deadline=None)
def test_half_a_line_left_by_a_crash_is_cut_off_and_the_reply_can_be_sent(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    file = tmp_path_factory.mktemp("sent") / "sent.jsonl"
    channel = FilesChannel(file, clock=lambda: NOW)
    channel.send(numbered(1))
    whole = file.read_bytes()
    channel.send(numbered(2))
    second = file.read_bytes()[len(whole) :]
    file.write_bytes(whole + second[: min(cut, len(second) - 1)])

    fresh = FilesChannel(file, clock=lambda: NOW)
    assert fresh.find(numbered(2)) is None
    fresh.send(numbered(3))

    assert [line["id"] for line in lines(file)] == ["r1", "r3"]


def test_lines_that_are_not_ours_are_left_alone(channel: FilesChannel, file: Path) -> None:
    file.write_bytes(b'not json\n{"a": 1}\n\xff\n[1]\n')
    channel.send(REPLY)
    assert file.read_bytes().startswith(b'not json\n{"a": 1}\n\xff\n[1]\n')
    assert channel.find(REPLY) is not None


def test_a_file_that_was_moved_away_is_begun_anew(channel: FilesChannel, file: Path) -> None:
    channel.send(REPLY)
    file.rename(file.with_suffix(".old"))
    for number in range(2, 5):
        channel.send(numbered(number))
    assert [line["id"] for line in lines(file)] == ["r2", "r3", "r4"]


def test_a_line_is_on_the_disk_before_its_receipt_is_given(
    channel: FilesChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    def noted(name: str) -> None:
        real = getattr(os, name)

        def call(*given_: object) -> object:
            order.append(name)
            return real(*given_)

        monkeypatch.setattr(os, name, call)

    noted("write")
    noted("fsync")
    channel.send(REPLY)
    assert order == ["fsync", "write", "fsync"]  # the folder that got a new file, then the line


def test_a_full_disk_is_a_refusal_and_leaves_no_half_line(
    channel: FilesChannel, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel.send(numbered(1))
    write = os.write
    calls: list[int] = []

    def full(target: int, line: bytes) -> int:
        calls.append(1)
        if len(calls) > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(target, line[:10])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(RefusedError) as caught:
        channel.send(numbered(2))
    assert caught.value.code == "file_unwritable"
    monkeypatch.undo()
    assert [line["id"] for line in lines(file)] == ["r1"]
    channel.send(numbered(2))
    assert [line["id"] for line in lines(file)] == ["r1", "r2"]


@pytest.mark.parametrize("call", ["fsync", "ftruncate"])
def test_a_disk_that_does_not_confirm_leaves_it_uncertain(
    channel: FilesChannel, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    channel.send(numbered(1))

    def broken(*_: object) -> int:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, call, broken)
    if call == "ftruncate":
        monkeypatch.setattr(os, "write", broken)
    with pytest.raises(UncertainError):
        channel.send(numbered(2))


def test_a_folder_that_is_not_there_is_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        FilesChannel(tmp_path / "missing" / "sent.jsonl").send(REPLY)
    assert FilesChannel(tmp_path / "missing" / "sent.jsonl").find(REPLY) is None


def test_the_channel_is_in_the_list() -> None:
    assert dict(CHANNELS)["files"] is FilesChannel
