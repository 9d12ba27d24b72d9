"""What is past its time is gone within a day, and nothing goes before its time, is open, or must be kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from assistant.domain import Audience
from assistant.store import State, Store
from assistant.store.erasing import read_erasures
from assistant.store.tables import arrivals, audit, audit_head, cases
from assistant.worker import Chore, Worker
from assistant.workflow.decide import Silence, no_reply
from assistant.workflow.deliver import deliver_one
from assistant.workflow.erasure import hold_back
from assistant.workflow.intake import Arrival, receive, refuse
from assistant.workflow.retention import Periods, tidy
from tests.store.stores import BEGIN, Clock, emptied_store
from tests.workflow.desk_days import AYSE, PUBLIC, Sink, drafted, seen, sign_off

KEY = b"k" * 32
PERIODS = Periods(timedelta(days=180), timedelta(days=730))
DAY = 86_400


def nothing(complaints: Collection[str]) -> int:
    return 0


def tidied(store: Store) -> None:
    tidy(store, PERIODS, key=KEY, forget=nothing)


def remaining(store: Store) -> set[str]:
    with store.read() as tx:
        return set(tx.connection.execute(select(cases.c.external_id)).scalars())


@given(
    finished=st.lists(st.integers(0, 400), max_size=8),
    steps=st.lists(st.floats(0.01, 1), min_size=1, max_size=8),
    leap=st.integers(0, 400),
)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_finished_case_stays_its_whole_time_and_is_gone_within_a_day_after(
    clock: Clock, finished: list[int], steps: list[float], leap: int
) -> None:
    """However the clock moves: a day at a time, or a leap because no worker ran for a year."""
    with emptied_store("sqlite", clock) as store:
        clock.now = BEGIN
        ended: dict[str, datetime] = {}
        for number, age in enumerate(finished):
            case_id = drafted(store, number)
            no_reply(store, case_id, AYSE, seen(store, case_id), Silence.SPAM)
            ended[f"A-{number}"] = BEGIN - timedelta(days=age)
            with store.write() as tx:
                changed = update(cases).where(cases.c.id == case_id).values(changed_at=ended[f"A-{number}"])
                tx.connection.execute(changed)
        clock.forward(leap * DAY)
        for step in steps:
            clock.forward(step * DAY)
            tidied(store)
            assert remaining(store) == {one for one, end in ended.items() if end > clock.now - PERIODS.cases}
        assert store.verify_audit().fault is None


def test_what_is_open_unsettled_or_held_back_stays_however_old(store: Store, clock: Clock) -> None:
    drafted(store, 1)  # waits for a person
    lost = drafted(store, 2)
    sign_off(store, lost, texts={Audience.PUBLIC: PUBLIC})
    held = drafted(store, 3)
    no_reply(store, held, AYSE, seen(store, held), Silence.SPAM)
    hold_back(store, "A-3", "court file", "elif")
    gone = drafted(store, 4)
    no_reply(store, gone, AYSE, seen(store, gone), Silence.SPAM)
    clock.forward(15)
    sink = Sink()
    sink.mood = "lost"
    deliver_one(store, sink, worker="w")
    with store.write() as tx:  # the worst: a case that counts as sent while the fate of a text is open
        tx.connection.execute(update(cases).where(cases.c.id == lost).values(state=State.SENT))
    clock.forward(1000 * DAY)
    tidied(store)
    assert remaining(store) == {"A-1", "A-2", "A-3"}
    assert [(one.cause, one.counted["cases"]) for one in read_erasures(store)] == [("retention", 1)]


def test_refused_deliveries_go_and_those_nobody_has_read_yet_stay(store: Store, clock: Clock) -> None:
    for key in ("refused", "open"):
        receive(store, Arrival("mail", key), b"raw")
    refuse(store, Arrival("mail", "refused"), "no text")
    clock.forward(181 * DAY)
    tidied(store)
    with store.read() as tx:
        assert tx.connection.execute(select(arrivals.c.key)).scalars().all() == ["open"]


def test_the_files_the_product_wrote_are_emptied_before_the_case_goes(store: Store, clock: Clock) -> None:
    case_id = drafted(store, 1)
    no_reply(store, case_id, AYSE, seen(store, case_id), Silence.SPAM)
    clock.forward(181 * DAY)
    told: list[tuple[str, ...]] = []

    def forget(complaints: Collection[str]) -> int:
        assert remaining(store) == {"A-1"}  # a crash now is mended by the next round
        told.append(tuple(complaints))
        return 0

    tidy(store, PERIODS, key=KEY, forget=forget)
    assert told == [("A-1",)]
    assert remaining(store) == set()


def lines(store: Store) -> list[int]:
    with store.read() as tx:
        return list(tx.connection.execute(select(audit.c.seq).order_by(audit.c.seq)).scalars())


def test_old_audit_lines_go_and_the_log_is_still_whole(store: Store, clock: Clock) -> None:
    for day in range(5):
        with store.write() as tx:
            tx.note("opened", "ayse", day)
        clock.forward(DAY)
    clock.forward(727 * DAY)
    tidied(store)
    assert lines(store) == [3, 4, 5, 6]  # 1 and 2 are gone, 6 says so
    assert store.verify_audit().fault is None
    tidied(store)
    assert lines(store) == [3, 4, 5, 6]


def test_lines_taken_out_by_anybody_else_are_found(store: Store, clock: Clock) -> None:
    for day in range(5):
        with store.write() as tx:
            tx.note("opened", "ayse", day)
    with store.write() as tx:
        second = tx.connection.execute(select(audit.c.hash).where(audit.c.seq == 2)).scalar_one()
        tx.connection.execute(audit.delete().where(audit.c.seq <= 2))
        tx.connection.execute(update(audit_head).values(base_seq=2, base_hash=second))
    assert store.verify_audit().fault == "lines were taken out that no line accounts for"


def test_of_two_workers_one_tidies_at_once_and_then_every_hour(store: Store, clock: Clock) -> None:
    rounds: list[datetime] = []
    chore = Chore("retention", timedelta(hours=1), lambda _: rounds.append(clock.now))
    workers = [Worker(store, {}, Sink(), chores=(chore,), name=name) for name in ("one", "two")]
    for _ in range(9):
        for worker in workers:
            worker.tidy_up()
        clock.forward(1200)
    assert rounds == [BEGIN, BEGIN + timedelta(hours=1), BEGIN + timedelta(hours=2)]


def test_sending_does_not_wait_for_tidying(store: Store, clock: Clock) -> None:
    chore = Chore("retention", timedelta(hours=1), lambda _: pytest.fail("tidied while sending"))
    sink = Sink()
    worker = Worker(store, {}, sink, chores=(chore,))
    sign_off(store, drafted(store))
    clock.forward(15)
    assert worker.send()
    assert sink.got
