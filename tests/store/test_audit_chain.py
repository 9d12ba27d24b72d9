"""Any change of the audit log, any line taken out or put elsewhere, is found."""

from __future__ import annotations

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from assistant.store import Store
from assistant.store.audit import lines_between
from assistant.store.tables import audit, audit_head
from tests.store.stores import Clock, emptied_store

FIELDS = ("at", "actor", "event", "case_id", "details", "hash")


def filled(store: Store, lines: int = 6) -> None:
    for number in range(lines):
        with store.write() as tx:
            tx.note("approved", "ayşe", number + 1, version=number, sha256="0" * 64)
    assert store.verify_audit().fault is None


def test_an_untouched_log_is_whole_and_tells_its_head(store: Store) -> None:
    filled(store)
    verdict = store.verify_audit()
    assert verdict.lines == 6
    with store.read() as tx:
        assert verdict.head == tx.connection.execute(select(audit_head.c.hash)).scalar()


def test_whatever_stands_in_a_line_both_databases_seal_it_alike(store: Store) -> None:
    with store.write() as tx:
        tx.note("approved", 'ayş"e\\ 👍🏽\u2028', None, note='Ελλ "x" \\n %s :rest', number=-1, nothing=None)
        tx.note("approved", "", 7, sha256="0" * 64)
    assert store.verify_audit().fault is None
    assert store.verify_audit().lines == 2


def test_an_empty_log_is_whole(store: Store) -> None:
    assert store.verify_audit().fault is None


@given(line=st.integers(1, 6), field=st.sampled_from(FIELDS), place=st.integers(0, 200))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_changed_character_anywhere_is_found(clock: Clock, line: int, field: str, place: int) -> None:
    with emptied_store("sqlite", clock) as store:
        filled(store)
        with store.write() as tx:
            value = tx.connection.execute(select(audit.c[field]).where(audit.c.seq == line)).scalar_one()
            if isinstance(value, int):
                changed: int | str = value + 1 + place
            else:
                at = place % len(value)
                changed = value[:at] + ("x" if value[at] != "x" else "y") + value[at + 1 :]
            tx.connection.execute(update(audit).where(audit.c.seq == line).values({field: changed}))
        assert store.verify_audit().fault is not None


@pytest.mark.parametrize(
    ("line", "says"), [(1, "line 1 is missing"), (3, "line 3 is missing"), (6, "the log ends at line 5")]
)
def test_a_line_taken_out_is_found_the_last_one_too(store: Store, line: int, says: str) -> None:
    filled(store)
    with store.write() as tx:
        tx.connection.execute(delete(audit).where(audit.c.seq == line))
    assert (store.verify_audit().fault or "").startswith(says)


def test_a_gap_closed_by_renumbering_is_found(store: Store) -> None:
    filled(store)
    with store.write() as tx:
        tx.connection.execute(delete(audit).where(audit.c.seq == 3))
        for number in (4, 5, 6):
            tx.connection.execute(update(audit).where(audit.c.seq == number).values(seq=number - 1))
        tx.connection.execute(update(audit_head).values(seq=5))
    assert store.verify_audit().fault is not None


def test_two_lines_that_changed_places_are_found(store: Store) -> None:
    filled(store)
    with store.write() as tx:
        rows = {row.seq: dict(row._mapping) for row in tx.connection.execute(select(audit))}
        tx.connection.execute(delete(audit).where(audit.c.seq.in_((2, 3))))
        tx.connection.execute(insert(audit).values(**{**rows[2], "seq": 3}))
        tx.connection.execute(insert(audit).values(**{**rows[3], "seq": 2}))
    assert store.verify_audit().fault is not None


def test_a_line_put_in_at_the_end_without_its_head_is_found(store: Store) -> None:
    filled(store)
    with store.write() as tx:
        row = dict(tx.connection.execute(select(audit).where(audit.c.seq == 6)).one()._mapping)
        tx.connection.execute(insert(audit).values(**{**row, "seq": 7}))
    assert store.verify_audit().fault is not None


def test_a_long_log_is_walked_in_pages(store: Store) -> None:
    from assistant.store.audit import verify

    with store.write() as tx:
        for number in range(25):
            tx.note("edited", "nikos", number)
    with store.read() as tx:
        assert [verify(tx.connection, page).lines for page in (1, 7, 25, 100)] == [25] * 4


def test_writers_side_by_side_make_one_chain(store: Store) -> None:
    def write(name: str) -> None:
        for number in range(10):
            with store.write() as tx:
                tx.note("edited", name, number)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdict = store.verify_audit()
    assert (verdict.lines, verdict.fault) == (40, None)


def test_who_did_what_in_a_stretch_of_time_is_answered_from_the_log(store: Store, clock: Clock) -> None:
    begin = clock.now
    filled(store, 2)
    clock.forward(60)
    later = clock.now
    filled(store, 1)
    with store.read() as tx:
        assert len(list(lines_between(tx.connection, begin, later))) == 2
        (line,) = lines_between(tx.connection, later, clock.now.replace(hour=23))
    assert (line.actor, line.event, line.case_id, line.details["version"]) == ("ayşe", "approved", 1, 0)
