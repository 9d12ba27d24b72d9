"""What every channel that sends promises, whatever it is made of."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.channels import CHANNELS, Channel, FilesChannel
from assistant.domain import Reply
from assistant.errors import RefusedError
from tests.channels.mail_server import Box, mail_server
from tests.channels.test_files_channel import NOW, numbered
from tests.channels.test_smtp_channel import made

NAMES = [name for name, _ in CHANNELS]


@pytest.fixture(params=NAMES)
def channel(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Channel]:
    if request.param == "files":
        yield FilesChannel(tmp_path / "sent.jsonl", lambda: NOW)
        return
    with mail_server(Box()) as port:
        yield made(port, tmp_path)


def reply(number: int) -> Reply:
    return replace(numbered(number), recipient="ayse@posta.example", complaint=f"A-{number}")


def test_a_receipt_names_the_reply_its_message_and_when(channel: Channel) -> None:
    receipt = channel.send(reply(1))
    assert (receipt.reply, receipt.message_id, receipt.sent_at) == ("r1", "<r1@x>", NOW)


def test_the_same_message_again_gives_the_first_receipt(channel: Channel) -> None:
    assert channel.send(reply(1)) == channel.send(reply(1)) == channel.find(reply(1))


def test_what_was_never_sent_is_not_found_and_neither_are_other_words(channel: Channel) -> None:
    assert channel.find(reply(1)) is None
    channel.send(reply(1))
    assert channel.find(replace(reply(1), text="Başka.")) is None


def test_a_message_id_is_never_used_for_other_words(channel: Channel) -> None:
    channel.send(reply(1))
    with pytest.raises(RefusedError):
        channel.send(replace(reply(1), text="Başka."))


def test_what_is_forgotten_stands_in_no_file_and_the_rest_does(channel: Channel, tmp_path: Path) -> None:
    for number in (1, 2):
        channel.send(reply(number))
    assert channel.forget(["A-1", "A-9"]) == 1
    assert channel.forget(["A-1"]) == 0
    assert channel.complaints() == {"A-2"}
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"A-1" not in content
    assert channel.find(reply(2)) is not None


def test_threads_send_each_message_and_get_a_receipt(channel: Channel) -> None:
    got: list[str] = []
    threads = [
        threading.Thread(target=lambda n=number: got.append(channel.send(reply(n)).message_id))  # type: ignore[misc]
        for number in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == sorted(f"<r{number}@x>" for number in range(6))
