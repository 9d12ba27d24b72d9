"""A mail server that loses, refuses and breaks as it is told, and writes down what it has before it answers."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from random import Random
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

# When it strikes, and whether the message is in its box afterwards.
MOODS = {
    "sent": True,
    "refuse_connection": False,  # before DATA
    "refuse_sender": False,
    "refuse_recipient": False,
    "break_before_data": False,
    "refuse_data": False,
    "refuse_content": False,  # the server's own word after DATA: certainly not taken
    "break_in_data": False,
    "break_after_data": True,  # taken, and the answer lost
}
BEFORE = {"refuse_connection", "refuse_sender", "refuse_recipient", "break_before_data", "refuse_data"}
# How it strikes by itself: half of the time with the answer lost, where resending would be a second mail.
STRIKES = {
    "refuse_sender": 2,
    "refuse_recipient": 2,
    "break_before_data": 3,
    "refuse_data": 2,
    "refuse_content": 3,
    "break_in_data": 3,
    "break_after_data": 15,
}


class Box:
    """What arrived, and how the server behaves next; with ``chance`` it strikes by itself, ``loss`` of the time."""

    def __init__(self, chance: Random | None = None, loss: float = 0.0) -> None:
        self.got: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.mood = "sent"
        self.tried = 0
        self.struck: Counter[str] = Counter()
        self.cut: set[str] = set()  # the ids of messages whose answer nobody heard
        self._chance, self._loss = chance, loss

    def draw(self) -> str:
        """How the server will treat the mail that begins now."""
        if self._chance is None or self._chance.random() >= self._loss:
            return self.mood
        return self._chance.choices(list(STRIKES), weights=list(STRIKES.values()))[0]

    def strike(self, session: Session, *moods: str) -> str | None:
        """What the mail of this session was drawn for, if it is one of these."""
        drawn: str = getattr(session, "drawn", self.mood)
        if drawn not in moods:
            return None
        self.struck[drawn] += 1
        return drawn

    def mend(self) -> None:
        """From now on the server is well."""
        self.mood, self._chance = "sent", None

    def keep(self, envelope: Envelope) -> None:
        """A message is in the box."""
        self.got.append(_mail(envelope))
        self.envelopes.append((str(envelope.mail_from), [str(one) for one in envelope.rcpt_tos]))


def _mail(envelope: Envelope) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(cast(bytes, envelope.original_content), policy=default))


class _Handler:
    def __init__(self, box: Box) -> None:
        self.box = box

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        self.box.tried += 1
        session.drawn = self.box.draw()  # type: ignore[attr-defined]
        if self.box.strike(session, "refuse_sender"):
            return "550 no"
        envelope.mail_from = address
        return "250 ok"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if self.box.strike(session, "refuse_recipient"):
            return "452 not now"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        struck = self.box.strike(session, "refuse_content", "break_in_data", "break_after_data")
        if struck == "refuse_content":
            return "451 not now"
        if struck is not None:
            self.box.cut.add(str(_mail(envelope)["Message-ID"]))
        if struck == "break_in_data":
            await _break(server)
            return "250 nobody hears this"
        self.box.keep(envelope)
        if struck == "break_after_data":
            await _break(server)
        return "250 taken"


class _Server(SMTP):
    async def smtp_DATA(self, arg: str) -> None:
        struck = self.event_handler.box.strike(self.session, "break_before_data", "refuse_data")
        if struck == "refuse_data":
            await self.push("421 going away")
        elif struck == "break_before_data":
            await _break(self)
        else:
            await super().smtp_DATA(arg)


async def _break(server: SMTP) -> None:
    """Cut the line without a word, as a crash or a firewall would."""
    transport = server.transport
    if transport is not None:
        cast(asyncio.Transport, transport).abort()
    await asyncio.sleep(0)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, enable_SMTPUTF8=True, loop=self.loop)


@contextmanager
def mail_server(box: Box) -> Iterator[int]:
    """A server on loopback; gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    controller = _Controller(_Handler(box), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop(no_assert=True)
