"""A reply by e-mail is one message with the approved words; a broken line is never taken for a refusal."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import assistant.bootstrap as bootstrap
from assistant.channels import FilesChannel, Routed, SmtpChannel
from assistant.channels.smtp import Server
from assistant.domain import Audience, Author, Reply
from assistant.errors import RefusedError, SettingError, UncertainError
from assistant.settings import Settings
from assistant.workflow.decide import Seen, approve
from assistant.workflow.intake import take_in
from tests.channels.mail_server import BEFORE, MOODS, Box, mail_server
from tests.channels.test_files_channel import NOW, REPLY
from tests.conftest import ROOT
from tests.store.stores import Clock
from tests.workflow.desk_days import AYSE, complaint

MAIL: Reply = replace(
    REPLY,
    channel="email",
    recipient="ayse@posta.example",
    complaint="<abc.123@posta.example>",
    subject="Kargonuz hakkında ğ İ ς",
    text="Merhaba Ayşe Hanım,\n.\n.. nokta\nFrom hepimizden 👍🏽",
)


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def port(box: Box) -> Iterator[int]:
    with mail_server(box) as number:
        yield number


@pytest.fixture
def channel(port: int, tmp_path: Path) -> SmtpChannel:
    return made(port, tmp_path)


def made(port: int, folder: Path) -> SmtpChannel:
    server = Server.at(f"smtp://127.0.0.1:{port}", "destek@marka.example")
    return SmtpChannel(replace(server, timeout=3), FilesChannel(folder / "mailed.jsonl", lambda: NOW), lambda: NOW)


def test_a_mail_carries_the_approved_words_the_stable_id_and_the_thread(channel: SmtpChannel, box: Box) -> None:
    receipt = channel.send(MAIL)
    assert (receipt.reply, receipt.message_id, receipt.sent_at) == ("r1", "<r1@x>", NOW)
    (mail,) = box.got
    assert mail.get_content().replace("\r\n", "\n") == MAIL.text + "\n"
    assert mail["Message-ID"] == "<r1@x>"
    assert mail["In-Reply-To"] == mail["References"] == "<abc.123@posta.example>"
    assert mail["Subject"] == MAIL.subject
    assert box.envelopes == [("destek@marka.example", ["ayse@posta.example"])]


def test_a_complaint_whose_id_is_no_message_id_is_not_named_as_one(channel: SmtpChannel, box: Box) -> None:
    channel.send(replace(MAIL, complaint="A-17", subject=None))
    assert box.got[0]["In-Reply-To"] is None
    assert box.got[0]["Subject"] is None


@pytest.mark.parametrize("mood", sorted(set(MOODS) - {"sent", "refuse_connection"}))
def test_only_what_broke_in_data_is_uncertain_and_everything_else_may_be_tried_again(
    channel: SmtpChannel, box: Box, mood: str
) -> None:
    box.mood = mood
    certain = mood in BEFORE or mood == "refuse_content"
    with pytest.raises(RefusedError if certain else UncertainError):
        channel.send(MAIL)
    assert bool(box.got) is MOODS[mood]
    assert channel.find(MAIL) is None
    box.mood = "sent"
    if certain:
        channel.send(MAIL)
        assert len(box.got) == 1


def test_a_server_that_is_not_there_is_a_refusal(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(RefusedError):
            made(closed.getsockname()[1], tmp_path).send(MAIL)


def test_a_server_that_falls_silent_in_data_leaves_it_uncertain(tmp_path: Path) -> None:
    import threading

    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            line, _ = listening.accept()
            with line, line.makefile("rb") as said:
                line.sendall(b"220 hello\r\n")
                for command in said:
                    line.sendall(b"354 go on\r\n" if command.lower().startswith(b"data") else b"250 ok\r\n")
                    if command.lower().startswith(b"data"):
                        break
                said.read()  # takes everything and never answers

        thread = threading.Thread(target=serve)
        thread.start()
        server = replace(Server.at(f"smtp://127.0.0.1:{listening.getsockname()[1]}", "a@b.example"), timeout=0.3)
        with pytest.raises(UncertainError):
            SmtpChannel(server, FilesChannel(tmp_path / "mailed.jsonl")).send(MAIL)
        thread.join()


def test_the_same_reply_again_leaves_once_even_for_another_process(
    channel: SmtpChannel, box: Box, port: int, tmp_path: Path
) -> None:
    first = channel.send(MAIL)
    assert channel.send(MAIL) == made(port, tmp_path).send(MAIL) == made(port, tmp_path).find(MAIL) == first
    assert len(box.got) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"recipient": None},
        {"recipient": "@ayse"},
        {"recipient": "a@b.example, c@d.example"},
        {"recipient": "a@b.example\r\nBcc: c@d.example"},
        {"recipient": "ş@b.example"},
        {"subject": "Merhaba\r\nBcc: c@d.example"},
        {"subject": "Merhaba\u2028Bcc: c@d.example"},
        {"message_id": "<r1@x>\r\nBcc: c@d.example"},
    ],
)
def test_nothing_that_could_become_a_header_or_a_second_recipient_is_sent(
    channel: SmtpChannel, box: Box, changes: dict[str, str | None]
) -> None:
    with pytest.raises(RefusedError):
        channel.send(replace(MAIL, **changes))  # type: ignore[arg-type]
    assert box.tried == 0


def test_a_thread_id_with_a_line_break_is_not_taken_for_one(channel: SmtpChannel, box: Box) -> None:
    channel.send(replace(MAIL, complaint="<a@b>\r\nBcc: <c@d.example>"))
    assert box.got[0]["In-Reply-To"] is None
    assert box.got[0]["Bcc"] is None


def test_a_mail_that_was_sent_and_could_not_be_noted_counts_as_sent(
    channel: SmtpChannel, box: Box, tmp_path: Path
) -> None:
    (tmp_path / "mailed.jsonl").mkdir()
    assert channel.send(MAIL).message_id == "<r1@x>"
    assert len(box.got) == 1


def test_a_server_elsewhere_that_offers_no_encryption_gets_nothing(
    port: int, box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.channels import smtp

    monkeypatch.setattr(smtp, "LOOPBACK", ())
    with pytest.raises(RefusedError) as caught:
        made(port, tmp_path).send(MAIL)
    assert caught.value.code == "no_encryption"
    assert box.tried == 0


@pytest.mark.parametrize("url", ["mail.example", "http://x", "smtp://", "smtp://x:y"])
def test_an_address_that_is_none_names_its_setting(url: str) -> None:
    with pytest.raises(SettingError, match="ASSISTANT_SMTP"):
        Server.at(url, "a@b.example")
    with pytest.raises(SettingError, match="ASSISTANT_MAIL_FROM"):
        Server.at("smtp://x", None)


def test_the_password_is_read_whole_and_never_shown() -> None:
    server = Server.at("smtps://a%40b:p%2Fw@mail.example", "a@b.example")
    assert (server.user, server.password, server.port, server.tls) == ("a@b", "p/w", 465, True)
    assert "p/w" not in repr(server)


def test_a_reply_goes_to_the_channel_its_complaint_came_from(channel: SmtpChannel, box: Box, tmp_path: Path) -> None:
    files = FilesChannel(tmp_path / "sent.jsonl", lambda: NOW)
    routed = Routed(files, {"email": channel})
    other = replace(REPLY, id="r2", message_id="<r2@x>")
    routed.send(MAIL)
    routed.send(other)
    assert len(box.got) == (tmp_path / "sent.jsonl").read_text().count("\n") == 1
    assert routed.find(MAIL) is not None
    assert routed.find(other) is not None
    assert routed.forget([MAIL.complaint, other.complaint]) == 2
    assert "Ayşe" not in (tmp_path / "mailed.jsonl").read_text() + (tmp_path / "sent.jsonl").read_text()


def test_the_worker_sends_answers_to_mails_through_the_mail_server_that_is_set(
    port: int, box: Box, tmp_path: Path
) -> None:
    clock = Clock()
    told = Settings(
        workspace=ROOT,
        data=tmp_path,
        model="composer",
        smtp=f"smtp://127.0.0.1:{port}",
        mail_from="destek@marka.example",
    )
    product = bootstrap.product(told, clock=clock)
    with product.store() as store:
        mail = replace(complaint(channel="email", public=False), author=Author("Ayşe", "ayse@posta.example"))
        case_id = take_in(store, mail).case_id
        approve(store, case_id, AYSE, Seen(0, 0), {Audience.PRIVATE: "Merhaba."}, findings=())
        clock.forward(15)
        assert product.worker(store).send()
    assert box.envelopes == [("destek@marka.example", ["ayse@posta.example"])]
