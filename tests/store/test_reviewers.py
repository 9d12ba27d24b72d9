"""Two processes of reviewers at one queue, a short run; the long one is a command: ``python -m tests.store.reviewers``."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.store import Store
from assistant.store.rows import AuditLine
from assistant.workflow.desk import CLAIM
from tests.store.reviewers import compete, doubles, fill, measured
from tests.store.stores import BEGIN

CASES, PEOPLE = 24, 8
CLAIMED = AuditLine(1, BEGIN, "ayse", "claimed", 1, {"taken_from": None})


def test_reviewers_in_two_processes_who_take_the_next_of_one_queue_never_have_the_same_case(url: str) -> None:
    store = Store.open(url)
    fill(store, CASES)
    store.close()
    found = measured(url, compete(url, PEOPLE, 0.0))
    assert found["approved"] == CASES
    assert [found[name] for name in ("claimed_twice", "approved_twice", "stale_approved", "audit")] == [0, 0, 0, None]


@pytest.mark.parametrize(
    ("second", "trespassed"),
    [
        (replace(CLAIMED, actor="nikos"), 1),
        (replace(CLAIMED, actor="nikos", event="approved"), 1),
        (replace(CLAIMED, actor="nikos", details={"taken_from": "ayse"}), 0),
        (replace(CLAIMED, actor="nikos", at=BEGIN + CLAIM), 0),
        (replace(CLAIMED, actor="nikos", case_id=2), 0),
        (CLAIMED, 0),
    ],
    ids=["claimed", "approved", "taken over", "run out", "another case", "claimed again by the same"],
)
def test_the_log_tells_who_worked_on_what_somebody_else_held(second: AuditLine, trespassed: int) -> None:
    assert doubles([CLAIMED, second])[0] == trespassed


def test_the_log_tells_what_was_approved_twice() -> None:
    assert doubles([replace(CLAIMED, event="approved")] * 2) == (0, 1, 1)
