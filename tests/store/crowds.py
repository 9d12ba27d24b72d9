"""Stores with very many cases, made in minutes: a few through the product's own verbs, the rest copied from them in SQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from sqlalchemy import ColumnElement, Integer, String, Table, cast, func, insert, literal, select, text

from assistant.domain import Author, Flag, Status
from assistant.store import Store
from assistant.store.cases import lock_case, save_case
from assistant.store.rows import State, Tab
from assistant.store.tables import cases, jobs, messages
from assistant.workflow.intake import take_in
from tests.workflow.desk_days import complaint

SEEDS = 400  # cases made one by one, each with a place in the queue of its own
# How many of a hundred cases stand where: most of a year's work is done.
SHARES = {Tab.REVIEW: 30, Tab.INFO: 8, Tab.COLLEAGUE: 4, Tab.CUSTOMER: 10, Tab.SENT: 38, Tab.CLOSED: 10}
STATES = {Tab.CUSTOMER: State.SENT, Tab.SENT: State.SENT, Tab.CLOSED: State.CLOSED, Tab.COLLEAGUE: State.ESCALATED}
FLAGS: tuple[tuple[Flag, ...], ...] = ((Flag.REPEAT,), (Flag.LEGAL_THREAT, Flag.REPEAT), (Flag.PII_PUBLIC,))
WORDS = ("Kargom dokuz gündür gelmedi.", "Η παραγγελία μου δεν ήρθε.", "My order never came.", "Dolap kırık geldi.")


def crowd(store: Store, number: int, *, waiting: bool = False, seeds: int = SEEDS) -> None:
    """Fill an empty store with ``number`` cases in every tab; ``waiting``: all of them wait for their first draft."""
    chance = Random(1)
    made = [_seed(store, one, chance, waiting) for one in range(min(seeds, number))]
    with store.write() as tx:
        if not waiting:
            tx.connection.execute(jobs.delete())
        copied, last = len(made), int(tx.connection.execute(select(func.max(cases.c.id))).scalar_one())
        while copied < number:
            step = min(copied, number - copied)
            low = last - copied
            _copy(tx.connection.execute, cases, low, low + step, copied)
            _copy(tx.connection.execute, messages, low, low + step, copied)
            if waiting:
                _copy(tx.connection.execute, jobs, low, low + step, copied)
            copied, last = copied + step, last + step
        if tx.connection.dialect.name == "postgresql":
            for table in ("cases", "jobs"):
                told = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}) + 1)"
                tx.connection.execute(text(told))
    _tidy(store)


def _seed(store: Store, number: int, chance: Random, waiting: bool) -> int:
    words = f"{chance.choice(WORDS)} ({number})"
    one = replace(complaint(number, text=words), author=Author("Ayşe Yılmaz", f"@c{number}"))
    now = store.clock()
    due_at = now + timedelta(minutes=chance.randint(-600, 6000))
    case_id = take_in(store, replace(one, received_at=now - timedelta(minutes=number)), due_at=due_at).case_id
    if waiting:
        return case_id
    tab = chance.choices(list(SHARES), weights=list(SHARES.values()))[0]
    flags = chance.choice(FLAGS) if chance.random() < 0.1 else ()
    # One in two hundred is in danger: and those stand at the bottom, where finding them takes longest.
    danger = number % 200 == 7
    with store.write() as tx:
        row = lock_case(tx, case_id)
        save_case(
            tx,
            replace(
                row,
                tab=tab,
                state=STATES.get(tab, State.REVIEW),
                status=Status.NEEDS_FILL if tab in (Tab.INFO, Tab.CUSTOMER) else Status.SEND_READY,
                priority=1 if danger else chance.randint(5, 95),
                flags=(Flag.SELF_HARM,) if danger else flags,
                changed_at=now - timedelta(minutes=number),
            ),
        )
    return case_id


def _copy(execute: object, table: Table, low: int, high: int, by: int) -> None:
    """Rows of the cases after ``low`` up to ``high`` once more, as cases whose numbers are higher by ``by``."""
    of = table.c.id if table is cases else table.c.case_id
    columns = [column for column in table.c if not (table is jobs and column.name == "id")]

    def copied(column: ColumnElement[object]) -> ColumnElement[object]:
        name = getattr(column, "name", "")
        if name == "external_id":
            return cast(cases.c.id + by, String) + literal("~") + cases.c.external_id
        if (table is cases and name == "id") or name == "case_id":
            return cast(column, Integer) + by
        return column

    # In the order of the cases: jobs are numbered as they come in, and are done in that order.
    rows = select(*[copied(column) for column in columns]).where(of > low, of <= high).order_by(of)
    assert callable(execute)
    execute(insert(table).from_select([column.name for column in columns], rows))


def _tidy(store: Store) -> None:
    """What a database does by itself in time: settle its statistics and empty its log."""
    with store.read() as tx:
        engine = tx.connection.engine
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE cases"))
            connection.execute(text("ANALYZE jobs"))
    store.empty_log()
