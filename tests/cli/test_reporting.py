"""What the days brought is read in a terminal, and a mail put aside by mistake is taken in by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.rota import Part
from assistant.store import Store
from assistant.workflow.intake import Arrival, receive, refuse
from tests.channels.mailbox_server import Post, mailbox_server
from tests.cli.test_commands import COMPLAINT, _settings, run
from tests.workflow.test_letters import mail

__all__ = ["_settings"]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    run("import", stdin=json.dumps(COMPLAINT, ensure_ascii=False))
    return Store.open(f"sqlite:///{tmp_path / 'data' / 'assistant.sqlite3'}")


def test_the_days_are_told_as_a_table_and_as_lines(store: Store) -> None:
    assert "no day is kept yet" in run("report").stderr
    (line,) = run("report", "--today", "--json").stdout.splitlines()
    found = json.loads(line)
    assert (found["complaints"], found["by_channel"], found["sent"]) == (1, {COMPLAINT["channel"]: 1}, 0)
    shown = run("report", "--today").stdout
    assert found["day"] in shown
    assert f"by_channel {COMPLAINT['channel']}" in shown


def test_what_was_put_aside_is_listed_shown_and_taken_in_by_hand(store: Store) -> None:
    raw = mail("Kampanya değil, şikâyet!", Precedence="bulk")
    for source, key in (("imap:destek@x/INBOX", "abc1"), ("webhook", "abd2")):
        receive(store, Arrival(source, key), raw)
        refuse(store, Arrival(source, key), "automatic")
    listed = run("aside").stdout
    assert "abc1" in listed
    assert "automatic" in listed
    assert run("aside", "--show", "abc").stdout_bytes == raw
    for wrong in ("ab", "nothing", "abd"):
        assert run("aside", "--take", wrong).exit_code != 0
    assert "case" in run("aside", "--take", "abc").stderr
    assert "abc1" not in run("aside").stdout
    assert json.loads(run("status", "--json").stdout)["cases"]["total"] == 2


def test_a_worker_takes_only_kinds_of_work_there_are() -> None:
    wrong = run("worker", "--only", "drafting,cooking")
    assert wrong.exit_code == 2
    assert all(part in run("worker", "--help").stdout for part in Part)


def test_the_doctor_knocks_at_the_mailbox_and_names_what_nobody_could_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mailbox_server() as port:
        post = Post(port, "Complaints")
        post.deliver(mail())
        monkeypatch.setenv("ASSISTANT_IMAP", post.url)
        assert "folder Complaints opens, 1 unread" in run("doctor").stdout
    receive(store, Arrival("imap:destek@x/INBOX", "abc1"), b"?")
    refuse(store, Arrival("imap:destek@x/INBOX", "abc1"), "unreadable")
    found = run("doctor").stdout
    assert "cannot be read (ConnectionRefusedError); is ASSISTANT_IMAP right" in found
    assert "1 deliveries of the last days could not be read" in found
