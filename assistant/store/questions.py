"""Rows of questions to colleagues: one question of a case to a unit, until it is answered, taken back or expired."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, Select, Table, Text, func, insert, select, update

from assistant.store.engine import Transaction
from assistant.store.rows import Offer, QuestionRow
from assistant.store.tables import cases, metadata
from assistant.store.types import Code, Instant

MOST = 200


# ``excerpt`` is masked: whoever has the link reads it without an account.
questions = Table(
    "questions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("unit", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("excerpt", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    Column("answer", Text),
    Column("answered_by", Text),
    Column("answered_at", Instant),
    Column("offer", Code(Offer)),
    Column("settled_by", Text),
    Column("settled_at", Instant),
    Index(None, "case_id"),
    Index(None, "offer", "answered_at"),
)


def add_question(
    tx: Transaction, id_: str, case_id: int, *, unit: str, question: str, excerpt: str, by: str, until: datetime
) -> None:
    """Store a question that was just asked."""
    told = {"unit": unit, "question": question, "excerpt": excerpt, "asked_by": by, "expires_at": until}
    tx.connection.execute(insert(questions).values(id=id_, case_id=case_id, asked_at=tx.now, **told))


def read_question(tx: Transaction, id_: str) -> QuestionRow | None:
    """One question by its id."""
    found = _rows(tx, _whole().where(questions.c.id == id_))
    return found[0] if found else None


def questions_of(tx: Transaction, case_id: int) -> tuple[QuestionRow, ...]:
    """The questions of a case, oldest first."""
    return _rows(tx, _whole().where(questions.c.case_id == case_id).order_by(questions.c.asked_at, questions.c.id))


def offers(tx: Transaction, state: Offer) -> tuple[QuestionRow, ...]:
    """Answers that editors have before them, or have settled so; the newest first."""
    query = _whole().where(questions.c.offer == state)
    return _rows(tx, query.order_by(questions.c.answered_at.desc(), questions.c.id).limit(MOST))


def count_open_offers(tx: Transaction) -> int:
    """How many answers nobody has made an entry of or dismissed."""
    query = select(func.count()).where(questions.c.offer == Offer.OPEN)
    return int(tx.connection.execute(query).scalar_one())


def keep_answer(tx: Transaction, id_: str, answer: str, by: str) -> None:
    """Store the answer; it waits for an editor from now on."""
    told = {"answer": answer, "answered_by": by, "answered_at": tx.now, "offer": Offer.OPEN}
    tx.connection.execute(update(questions).where(questions.c.id == id_).values(**told))


def mark_withdrawn(tx: Transaction, id_: str) -> None:
    """Take a question back."""
    tx.connection.execute(update(questions).where(questions.c.id == id_).values(withdrawn_at=tx.now))


def mark_settled(tx: Transaction, id_: str, state: Offer, by: str) -> None:
    """Say what an editor made of the answer."""
    told = {"offer": state, "settled_by": by, "settled_at": tx.now}
    tx.connection.execute(update(questions).where(questions.c.id == id_).values(**told))


def _whole() -> Select[tuple[object, ...]]:
    return select(questions, cases.c.external_id.label("complaint"), cases.c.language).join(
        cases, cases.c.id == questions.c.case_id
    )


def _rows(tx: Transaction, query: Select[tuple[object, ...]]) -> tuple[QuestionRow, ...]:
    return tuple(QuestionRow(**row._mapping) for row in tx.connection.execute(query))
