"""Where complaints come from and replies go; one file a channel, each named in ``CHANNELS``."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from assistant.channels.files import FilesChannel
from assistant.channels.routing import Routed
from assistant.channels.smtp import SmtpChannel
from assistant.domain import Receipt, Reply

__all__ = ["CHANNELS", "Channel", "FilesChannel", "Routed", "SmtpChannel"]


class Channel(Protocol):
    """What every channel that sends can do.

    The same ``message_id`` twice is the same message: it leaves once. ``send`` raises ``RefusedError`` only if the
    reply certainly did not go out, and ``UncertainError`` if nobody can know.
    """

    def send(self, reply: Reply) -> Receipt:
        """Hand a reply over; the receipt is the channel's word that it took it."""

    def find(self, reply: Reply) -> Receipt | None:
        """The receipt of a reply that went out before; ``None`` if the channel cannot tell."""

    def complaints(self) -> frozenset[str]:
        """The ids of the complaints to or about which the channel keeps words."""

    def forget(self, complaints: Collection[str]) -> int:
        """Take every word to and about these complaints out of what the channel keeps; how many places that was."""


CHANNELS: tuple[tuple[str, type[Channel]], ...] = (("files", FilesChannel), ("email", SmtpChannel))
