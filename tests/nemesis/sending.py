"""Handing texts to the mail server, every attempt and what was heard of it written down outside the product."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from assistant.channels import Channel, FilesChannel, SmtpChannel
from assistant.channels.smtp import Server
from assistant.domain import Receipt, Reply
from assistant.errors import RefusedError
from assistant.workflow.deliver import LEASE
from tests.nemesis.ground import Ground

JOURNAL = "sending"
TIMEOUT = 2.0  # seconds; a sender's lease is over after two and a half of them


class Heard(StrEnum):
    """What a line of the journal says of an attempt."""

    BEGUN = "begun"
    TAKEN = "taken"
    REFUSED = "refused"
    NOTHING = "nothing"  # the line broke: nobody knows
    KEPT = "kept"  # whatever was heard, the sender lived to write it into the store


def channel_of(ground: Ground, worker: str) -> SmtpChannel:
    """A worker's way to the mail server. Its journal is its own, as on machines of their own: one that workers share
    would keep the second from sending what the first has sent, and no double would ever be seen."""
    folder = ground.folder / worker
    folder.mkdir(exist_ok=True)
    server = replace(Server.at(f"smtp://127.0.0.1:{ground.port}", "destek@nemesis.example"), timeout=TIMEOUT)
    return SmtpChannel(server, FilesChannel(folder / "mailed.jsonl", ground.clock), ground.clock)


class Sender:
    """Sends through a channel; ``turn`` is called when the worker comes back for the next text."""

    def __init__(self, ground: Ground, channel: Channel) -> None:
        self.channel = channel
        self._ground = ground
        self._answered: tuple[str, datetime] | None = None

    def send(self, reply: Reply) -> Receipt:
        """Hand over one reply."""
        began = self._ground.clock()
        self._note(reply.message_id, Heard.BEGUN)
        heard = Heard.NOTHING
        try:
            receipt = self.channel.send(reply)
            heard = Heard.TAKEN
        except RefusedError:
            heard = Heard.REFUSED
            raise
        finally:
            self._note(reply.message_id, heard)
            self._answered = reply.message_id, began
        return receipt

    def turn(self) -> tuple[()]:
        """What was heard last is in the store by now, unless the sender stood still so long that others took over."""
        if self._answered is not None:
            message_id, began = self._answered
            self._answered = None
            if self._ground.clock() - began < LEASE / 2:
                self._note(message_id, Heard.KEPT)
        return ()

    def died(self) -> None:
        """The sender did not live to write down what it had heard."""
        self._answered = None

    def _note(self, message_id: str, heard: Heard) -> None:
        self._ground.note(JOURNAL, message=message_id, heard=heard.value)
