"""What the same customer wrote before, found by the handle their channel gives them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from assistant.store.engine import Store
from assistant.store.rows import CaseRow
from assistant.store.tables import cases

MOST = 20


def earlier_cases(store: Store, row: CaseRow, since: datetime) -> tuple[CaseRow, ...]:
    """Cases of the same author on the same channel, received before this one and since a moment, newest first.

    A customer without a handle (a bare name, an unknown sender) is nobody we can recognise: nothing is found.
    """
    if not row.author_handle:
        return ()
    query = (
        select(cases)
        .where(cases.c.author_handle == row.author_handle, cases.c.channel == row.channel, cases.c.id != row.id)
        .where(cases.c.received_at >= since, cases.c.received_at <= row.received_at)
        .order_by(cases.c.received_at.desc())
        .limit(MOST)
    )
    with store.read() as tx:
        return tuple(CaseRow(**found._mapping) for found in tx.connection.execute(query))
