"""The queue shows what is overdue first, then by priority, page by page, each case once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from assistant.domain import Audience, Author, Flag, Language, Status
from assistant.errors import InputError
from assistant.store import Count, Filters, Posting, Store, Tab, case_file, counts, decisions, queue
from assistant.store.cases import lock_case, save_case
from assistant.workflow.decide import Fault, Silence, no_reply, send_back
from assistant.workflow.deliver import deliver_one
from assistant.workflow.drafts import save_edit
from assistant.workflow.intake import DRAFT, take_in
from assistant.workflow.jobs import claim_job
from tests.store.stores import BEGIN, Clock, emptied_store
from tests.workflow.desk_days import AYSE, PUBLIC, TEXTS, Sink, complaint, drafted, seen, sign_off


def waiting(store: Store, number: int, *, priority: int, due: int | None, flags: tuple[Flag, ...] = ()) -> int:
    """A case in the review tab; ``due`` in minutes from the tests' beginning."""
    due_at = None if due is None else BEGIN + timedelta(minutes=due)
    case_id = take_in(store, complaint(number), due_at=due_at).case_id
    with store.write() as tx:
        save_case(tx, replace(lock_case(tx, case_id), priority=priority, flags=flags))
    return case_id


def walked(store: Store, filters: Filters, limit: int) -> list[int]:
    """Every case of a tab, a page at a time."""
    found: list[int] = []
    cursor = None
    while True:
        page = queue(store, filters, limit=limit, cursor=cursor)
        found += [row.id for row in page.rows]
        if page.cursor is None:
            return found
        cursor = page.cursor


def test_what_is_overdue_comes_first_then_priority_then_what_is_due_soonest(store: Store) -> None:
    calm = waiting(store, 1, priority=10, due=60)
    urgent = waiting(store, 2, priority=90, due=60)
    late = waiting(store, 3, priority=5, due=-1)
    later = waiting(store, 4, priority=90, due=61)
    endless = waiting(store, 5, priority=90, due=None)
    late_urgent = waiting(store, 6, priority=50, due=0)
    assert walked(store, Filters(), 50) == [late_urgent, late, urgent, later, endless, calm]
    page = queue(store)
    assert page.rows[4].due_at is None
    assert page.as_of == BEGIN


@given(
    cases=st.lists(st.tuples(st.integers(0, 3), st.none() | st.integers(-2, 2)), max_size=14),
    limit=st.integers(1, 6),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_show_every_case_once_and_in_order(clock: Clock, cases: list[tuple[int, int | None]], limit: int) -> None:
    with emptied_store("sqlite", clock) as store:
        for number, (priority, due) in enumerate(cases):
            waiting(store, number, priority=priority, due=due)
        whole = [row.id for row in queue(store, limit=200).rows]
        assert walked(store, Filters(), limit) == whole
        assert len(whole) == len(cases)


def test_a_deadline_that_passes_between_two_pages_neither_hides_nor_repeats_a_case(store: Store, clock: Clock) -> None:
    ids = [waiting(store, number, priority=50, due=number) for number in range(1, 7)]
    first = queue(store, limit=2)
    clock.forward(600)
    rest = queue(store, limit=10, cursor=first.cursor)
    assert [row.id for row in (*first.rows, *rest.rows)] == ids
    assert rest.as_of == first.as_of


@pytest.mark.parametrize("cursor", ["", "x", "bm90IGpzb24=", "WzEsMl0=", "ş", "W10=", "bnVsbA=="])
def test_a_cursor_that_is_not_ours_is_refused(store: Store, cursor: str) -> None:
    with pytest.raises(InputError) as caught:
        queue(store, cursor=cursor)
    assert caught.value.code == "bad_cursor"


def test_filters_narrow_the_queue_and_a_flag_is_matched_whole(store: Store) -> None:
    flagged = waiting(store, 1, priority=1, due=None, flags=(Flag.REPEAT, Flag.LEGAL_THREAT))
    plain = waiting(store, 2, priority=1, due=None, flags=(Flag.PII_PUBLIC,))
    other = take_in(
        store, replace(complaint(3, channel="email", public=False), author=Author("N", "n@x"), language=Language.EL)
    ).case_id
    assert walked(store, Filters(flag=Flag.LEGAL_THREAT), 5) == [flagged]
    assert walked(store, Filters(flag=Flag.REPEAT), 5) == [flagged]
    assert walked(store, Filters(channel="email"), 5) == [other]
    assert walked(store, Filters(language=Language.EL), 5) == [other]
    assert walked(store, Filters(author_handle="@ayse"), 5) == [flagged, plain]
    assert walked(store, Filters(claimed_by="ayse"), 5) == []
    save_edit(store, plain, AYSE, 0, {Audience.PUBLIC: "x"})
    assert walked(store, Filters(claimed_by="ayse"), 5) == [plain]


def test_each_case_stands_in_one_tab_and_the_tabs_are_counted(store: Store, clock: Clock) -> None:
    waiting(store, 1, priority=1, due=-1)
    drafted(store, 2, status=Status.NEEDS_FILL)
    drafted(store, 3, status=Status.ASK_COLLEAGUE)
    sign_off(store, drafted(store, 4))
    sign_off(store, drafted(store, 5, status=Status.NEEDS_FILL))
    closed = drafted(store, 6)
    no_reply(store, closed, AYSE, seen(store, closed), Silence.SPAM)
    assert {tab: count.total for tab, count in counts(store).items()} == dict.fromkeys(Tab, 1)
    assert counts(store)[Tab.REVIEW].overdue == 1
    assert counts(store)[Tab.SENT].overdue == 0


def test_finished_tabs_are_read_newest_first(store: Store, clock: Clock) -> None:
    ids = []
    for number in range(7):
        ids.append(drafted(store, number))
        sign_off(store, ids[-1])
        clock.forward(number % 2)  # some at the same moment
    assert walked(store, Filters(Tab.SENT), 2) == walked(store, Filters(Tab.SENT), 50)
    assert sorted(walked(store, Filters(Tab.SENT), 3)) == ids
    assert walked(store, Filters(Tab.SENT), 3)[0] == ids[-1]


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(Tab.INFO),
        Filters(Tab.SENT),
        Filters(Tab.CLOSED),
        Filters(flag=Flag.LEGAL_THREAT),
        Filters(in_danger=True),
        Filters(channel="x", language=Language.TR),
    ],
)
def test_the_queue_is_read_along_an_index_and_not_sorted(clock: Clock, filters: Filters) -> None:
    with emptied_store("sqlite", clock) as store:
        for number in range(5):
            flags = (Flag.LEGAL_THREAT, Flag.SELF_HARM)
            case_id = waiting(store, number, priority=number, due=number - 2, flags=flags)
            if filters.tab is Tab.SENT:
                sign_off(store, case_id)
        found = plans(store, lambda: walked(store, filters, 2))
    assert found
    assert all("INDEX ix_cases_" in plan and "TEMP B-TREE" not in plan for plan in found)


def test_a_worker_finds_its_next_job_along_an_index_whatever_else_waits(clock: Clock) -> None:
    with emptied_store("sqlite", clock) as store:
        take_in(store, complaint())
        found = plans(store, lambda: claim_job(store, "w", {DRAFT, "write"}))
    assert any("INDEX ix_jobs_next" in plan for plan in found)
    assert all("TEMP B-TREE" not in plan for plan in found)


def plans(store: Store, ask: Callable[[], object]) -> list[str]:
    """How SQLite goes about the questions that are asked of cases and jobs meanwhile."""
    asked: list[tuple[str, object]] = []

    def hear(_connection: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        if statement.lstrip().startswith("SELECT") and "ORDER BY" in statement:
            asked.append((statement, values))

    with store.read() as tx:
        engine = tx.connection.engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        ask()
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    with store.read() as tx:
        return [
            str(tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())
            for statement, values in asked
        ]


def test_a_tab_is_counted_no_further_than_anybody_wants_to_know(store: Store) -> None:
    for number in range(4):
        waiting(store, number, priority=1, due=-1)
    assert counts(store, 3)[Tab.REVIEW] == Count(3, 3, more=True)
    assert counts(store, 5)[Tab.REVIEW] == Count(4, 4)
    assert counts(store)[Tab.REVIEW] == Count(4, 4)


def test_whoever_is_in_danger_is_found_among_all_others(store: Store) -> None:
    waiting(store, 1, priority=90, due=-1, flags=(Flag.LEGAL_THREAT,))
    late = waiting(store, 2, priority=5, due=-1, flags=(Flag.REPEAT, Flag.HEALTH_SAFETY))
    first = waiting(store, 3, priority=50, due=9, flags=(Flag.SELF_HARM,))
    assert walked(store, Filters(in_danger=True), 5) == [late, first]


def test_the_file_of_a_case_holds_everything_its_page_shows(store: Store, clock: Clock) -> None:
    case_id = drafted(store)
    save_edit(store, case_id, AYSE, 1, {Audience.PUBLIC: PUBLIC})
    file = case_file(store, case_id)
    assert [draft.version for draft in file.drafts] == [1, 2]
    assert file.draft is file.drafts[1]
    assert [line.event for line in file.audit] == ["taken_in", "proposed", "edited"]
    assert file.complaint == complaint()


def test_decisions_are_exported_with_the_machines_words_beside_the_persons(store: Store, clock: Clock) -> None:
    case_id = drafted(store)
    send_back(store, case_id, AYSE, seen(store, case_id), Fault.TONE, "daha sıcak")
    clock.forward(60)
    since = clock.now
    save_edit(store, case_id, AYSE, 1, {Audience.PUBLIC: "Benim sözlerim."})
    sign_off(store, case_id, texts={Audience.PUBLIC: "Benim sözlerim."})
    clock.forward(15)
    deliver_one(store, Sink(), worker="w")
    back, approved = decisions(store)
    assert (back.verb, back.reason, back.note, back.sent) == ("send_back", "tone", "daha sıcak", None)
    assert (approved.drafted, approved.sent, approved.posting) == (PUBLIC, "Benim sözlerim.", Posting.SENT)
    assert (approved.complaint, approved.reviewer, approved.audience) == ("A-1", "ayse", Audience.PUBLIC)
    assert [decision.verb for decision in decisions(store, since)] == ["approve"]
    assert TEXTS[Audience.PUBLIC] == PUBLIC
