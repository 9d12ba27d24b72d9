"""Parts broken on purpose, to see that the nemesis catches them: each is a mistake that others have really made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from assistant.domain import Audience, Complaint, Receipt, Reply
from assistant.errors import RefusedError, UncertainError
from assistant.store import Store, case_file
from assistant.workflow.deliver import Send
from assistant.workflow.intake import take_in

BATCH = 8  # complaints a careless intake gathers before it writes them down


class Plant(StrEnum):
    """What is broken."""

    NOTHING = "nothing"
    RESEND = "resend"  # a text whose fate nobody knows is taken for one that was not sent
    LOSE = "lose"  # a complaint is acknowledged before it is stored
    UNAPPROVED = "unapproved"  # a draft that needs nothing more is sent without anybody looking
    CARELESS = "careless"  # the last two at once


@dataclass
class Doors:
    """Where a worker and an intake touch the world, one of them broken if so planted."""

    plant: Plant

    def send(self, send: Send) -> Send:
        """How a worker hands a reply over."""
        if self.plant is not Plant.RESEND:
            return send

        def careless(reply: Reply) -> Receipt:
            try:
                return send(reply)
            except UncertainError as lost:
                raise RefusedError(str(lost), code="planted") from lost

        return careless

    def taker(self, store: Store) -> Callable[[Complaint], int | None]:
        """How a complaint is taken in; the number of its case, if it is stored by then."""
        if self.plant not in (Plant.LOSE, Plant.CARELESS):
            return lambda complaint: take_in(store, complaint).case_id
        gathered: list[Complaint] = []

        def careless(complaint: Complaint) -> None:
            gathered.append(complaint)
            while len(gathered) >= BATCH:
                take_in(store, gathered.pop())

        return careless

    def after_drafting(self, store: Store, case_id: int, send: Send) -> None:
        """What happens when a draft was stored: nothing, unless a careless worker finds it good enough."""
        if self.plant not in (Plant.UNAPPROVED, Plant.CARELESS):
            return
        file = case_file(store, case_id)
        text = None if file.draft is None else file.draft.private
        if text is None or case_id % 3:
            return
        now = datetime.now(UTC)
        id_ = f"<{case_id}.{file.row.head}@nemesis.example>"
        reply = Reply(
            id_, file.row.external_id, "email", Audience.PRIVATE, file.row.author_handle, text, id_, "nobody", now
        )
        try:
            send(replace(reply, subject="Re"))
        except (RefusedError, UncertainError):
            return
