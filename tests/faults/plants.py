"""Guards of the product taken away on purpose, to see that failing calls then do break a promise and it is said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum

import pytest

from assistant.domain import Complaint
from assistant.errors import AssistantError
from assistant.store import OutboxRow, Store, Transaction
from assistant.store.jobs import enqueue
from assistant.store.outbox import add_posting
from assistant.workflow import decide, intake


class Plant(StrEnum):
    """What is broken."""

    NOTHING = "nothing"
    UNKEPT = "unkept"  # a complaint is acknowledged whether or not its transaction was kept
    SPLIT = "split"  # a complaint is kept in one transaction and its draft is asked for in another
    LATE = "late"  # an approval is kept in one transaction and the text it lets out in another


@contextmanager
def planted(plant: Plant) -> Iterator[None]:
    """The product with one guard less, for as long as the block lasts."""
    with pytest.MonkeyPatch.context() as patch:
        if plant is Plant.UNKEPT:
            patch.setattr("tests.faults.days.take_in", _unkept)
        elif plant is Plant.SPLIT:
            patch.setattr("tests.faults.days.take_in", _split)
        elif plant is Plant.LATE:
            patch.setattr("tests.nemesis.actors.approve", _late)
        yield


def _unkept(store: Store, complaint: Complaint) -> None:
    with suppress(AssistantError):
        intake.take_in(store, complaint)


def _split(store: Store, complaint: Complaint) -> None:
    asked: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "enqueue", lambda tx, kind, case_id, rank=0: asked.append(case_id))
        intake.take_in(store, complaint)
    for case_id in asked:
        with store.write() as tx:
            enqueue(tx, intake.DRAFT, case_id)


def _late(store: Store, *seen: object, **told: object) -> None:
    held: list[OutboxRow] = []

    def hold(tx: Transaction, posting: OutboxRow) -> None:
        held.append(posting)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decide, "add_posting", hold)
        decide.approve(store, *seen, **told)  # type: ignore[arg-type]
    with store.write() as tx:
        for posting in held:
            add_posting(tx, posting)
