"""What the models were asked for and what it cost, a line a day, model and outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, func, select, update

from assistant.domain import Usage
from assistant.store.engine import Transaction
from assistant.store.tables import model_use

USED = "used"  # the model's draft was taken; every other outcome is the code of why it was not


@dataclass(frozen=True, slots=True)
class Use:
    """How often a model was asked for a draft with one outcome, what it read and wrote, and the price in US dollars."""

    model: str
    outcome: str
    drafts: int
    usage: Usage


def add_use(tx: Transaction, model: str, outcome: str, usage: Usage) -> None:
    """Count one draft asked of a model, on the day of the transaction (UTC)."""
    key = {"day": tx.now.date().isoformat(), "model": model, "outcome": outcome}
    zero = {"drafts": 0, "input_tokens": 0, "cached_tokens": 0, "output_tokens": 0, "cost": 0.0}
    tx.insert_new(model_use, {**key, **zero})
    table = model_use.c
    tx.connection.execute(
        update(model_use)
        .where(table.day == key["day"], table.model == model, table.outcome == outcome)
        .values(
            drafts=table.drafts + 1,
            input_tokens=table.input_tokens + usage.input_tokens,
            cached_tokens=table.cached_tokens + usage.cached_tokens,
            output_tokens=table.output_tokens + usage.output_tokens,
            cost=table.cost + usage.cost,
        )
    )


def spent_on(tx: Transaction, day: date) -> float:
    """US dollars spent on a day (UTC)."""
    query = select(func.coalesce(func.sum(model_use.c.cost), 0.0)).where(model_use.c.day == day.isoformat())
    return float(tx.connection.execute(query).scalar_one())


def uses(tx: Transaction) -> tuple[Use, ...]:
    """Everything counted so far, by model and outcome."""
    columns = ("drafts", "input_tokens", "cached_tokens", "output_tokens", "cost")
    sums = [func.sum(model_use.c[name]).label(name) for name in columns]
    query = select(model_use.c.model, model_use.c.outcome, *sums).group_by(model_use.c.model, model_use.c.outcome)
    rows = tx.connection.execute(query.order_by(model_use.c.model, model_use.c.outcome))
    return tuple(Use(row.model, row.outcome, int(row.drafts), _usage(row)) for row in rows)


def _usage(row: Row[tuple[object, ...]]) -> Usage:
    return Usage(int(row.input_tokens), int(row.cached_tokens), int(row.output_tokens), float(row.cost))
