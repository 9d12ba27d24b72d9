"""A clock and a channel at which others get their turn in the middle of what a worker does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from assistant.domain import Receipt, Reply
from assistant.store import Posting, Store, case_file
from assistant.store.cases import find_case
from assistant.workflow.approval import UNDO
from tests.store.stores import Clock
from tests.workflow.desk_days import Sink


class Sleepy(Clock):
    """A clock on which a worker falls asleep: at the call that is due, others get their turn first."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], None] | None = None
        self.calls = 0

    def __call__(self) -> datetime:
        self.calls -= 1
        if self.meanwhile is not None and self.calls == 0:
            others, self.meanwhile = self.meanwhile, None
            others()
        return super().__call__()


class Watched(Sink):
    """A channel beside which somebody stands: what is handed over must be due, marked as being sent, and the last word."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.meanwhile: Callable[[int], None] | None = None

    def __call__(self, reply: Reply) -> Receipt:
        with self.store.read() as tx:
            number = find_case(tx, reply.complaint)
        assert number is not None
        file = case_file(self.store, number)
        posting = next(posting for posting in file.outbox if posting.message_id == reply.message_id)
        assert posting.state is Posting.SENDING, "handed over before it was marked as being sent"
        assert posting.round == file.row.round, "sent in answer to something older"
        assert self.store.clock() >= reply.approved_at + UNDO, "sent while it could be taken back"
        if self.meanwhile is not None:
            others, self.meanwhile = self.meanwhile, None
            others(number)
        return super().__call__(reply)
