"""Tries at mails, written to the store before a mail is opened: one that ends the program has left its try behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from assistant.errors import AssistantError
from assistant.store import Store
from assistant.store.duties import drop_mark, put_mark, read_duty


@dataclass
class Tries:
    """The tries at one source's mails that nothing came of yet, by the mails' names; one mail is open at a time.

    ``noted`` is whether the store holds any.
    """

    store: Store
    place: str
    left: dict[str, int]
    opened: str | None = None
    noted: bool = False

    def begin(self, name: str) -> int:
        """Write down that a mail is opened; how many tries before this one ended with the program."""
        before = self.left.get(name, 0)
        self.left[name], self.opened = before + 1, name
        self._keep()
        return before

    def over(self) -> None:
        """The program lived to see what came of the mail, which is written down with the next one."""
        if self.opened is not None:
            self.left.pop(self.opened, None)
        self.opened = None

    def go_on(self, name: str, before: int) -> None:
        """Let tries count on under another name."""
        self.left[name] = before

    def end(self, *, all_seen: bool) -> None:
        """Forget the try at the mail that is open; where all mails were seen to, also those at mails gone since."""
        self.over()
        if all_seen:
            self.left.clear()
        if self.left or self.noted:
            with suppress(AssistantError):
                self._keep()

    def _keep(self) -> None:
        with self.store.write(lasting=False) as tx:
            if self.left:
                put_mark(tx, self.place, json.dumps(self.left))
            else:
                drop_mark(tx, self.place)
        self.noted = bool(self.left)


@contextmanager
def counted(store: Store, source: str) -> Iterator[Tries]:
    """Count tries at the mails of a source; whatever is raised ends a try, and only the end of the program does not."""
    place = f"opening {source}"
    with store.read() as tx:
        left = json.loads(read_duty(tx, place).mark or "{}")
    tries = Tries(store, place, left, noted=bool(left))
    try:
        yield tries
    except BaseException:
        tries.end(all_seen=False)
        raise
    tries.end(all_seen=True)
