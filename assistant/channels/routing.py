"""Which channel takes a reply: the one for where the complaint came from, ``files`` for every other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from assistant.domain import Receipt, Reply


class Sending(Protocol):
    """What is routed to: see ``channels.Channel``."""

    def send(self, reply: Reply) -> Receipt: ...
    def find(self, reply: Reply) -> Receipt | None: ...
    def complaints(self) -> frozenset[str]: ...
    def forget(self, complaints: Collection[str]) -> int: ...


@dataclass(frozen=True)
class Routed:
    """Several channels as one; ``by_name`` are those with a line of their own."""

    other: Sending
    by_name: Mapping[str, Sending]

    def send(self, reply: Reply) -> Receipt:
        """Hand a reply to its channel."""
        return self.by_name.get(reply.channel, self.other).send(reply)

    def find(self, reply: Reply) -> Receipt | None:
        """Ask a reply's channel whether it went out; the others too, because routes may have changed since."""
        channels = (self.by_name.get(reply.channel, self.other), self.other)
        return next((found for one in channels if (found := one.find(reply)) is not None), None)

    def complaints(self) -> frozenset[str]:
        """The ids of the complaints whose words stand in the files of any channel."""
        return frozenset[str]().union(*(one.complaints() for one in (self.other, *self.by_name.values())))

    def forget(self, complaints: Collection[str]) -> int:
        """Take every word to and about these complaints out of the files of all channels."""
        return sum(one.forget(complaints) for one in (self.other, *self.by_name.values()))
