"""Rows of disclosures: what left the machine for a case, noted before it leaves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import Row, delete, insert, select

from assistant.store.engine import Transaction
from assistant.store.tables import disclosures
from assistant.store.tallies import MODEL_CALLS


class Leaving(StrEnum):
    """What kind of thing leaves, by who takes it."""

    MODEL = "model"  # a prompt, to a language model
    EMBEDDING = "embedding"  # a question to the search, to an embedding model
    STEP = "step"  # a confirmed step, to the system that does it
    MAIL = "mail"  # an approved reply, to a mail server


ASKED = frozenset({Leaving.MODEL, Leaving.EMBEDDING})


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is about to leave: to whom (``to`` a model or a system by name, ``host`` its address), in which words.

    ``content`` is what is given away, byte for byte where it is a step or a reply; ``kept`` is what of it is kept, as
    JSON, ``None`` where it stands in the case anyway. ``masked`` tells whether personal data was taken out first.
    """

    kind: Leaving
    to: str
    host: str
    content: bytes
    masked: bool
    kept: str | None = None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What left the machine for a case at one time; ``size`` in bytes, ``kept`` as JSON.

    ``host``, ``sha256`` and ``size`` are ``None`` for calls of models noted before these were.
    """

    at: datetime
    kind: Leaving
    to: str
    host: str | None
    masked: bool
    sha256: str | None
    size: int | None
    kept: str | None


def add_disclosure(tx: Transaction, case_id: int, leaving: Outgoing) -> int:
    """Note what is about to leave; returns the number of the note."""
    told: Mapping[str, object] = {
        "kind": leaving.kind,
        "host": leaving.host,
        "masked": leaving.masked,
        "sha256": sha256(leaving.content).hexdigest(),
        "size": len(leaving.content),
        "kept": None if leaving.kept is None else json.loads(leaving.kept),
    }
    row = {"case_id": case_id, "at": tx.now, "model": leaving.to, "sent": json.dumps(told, ensure_ascii=False)}
    number: int = tx.connection.execute(insert(disclosures).values(row).returning(disclosures.c.id)).scalar_one()
    return number


def drop_disclosure(tx: Transaction, number: int) -> None:
    """Take a note back: nothing left after all."""
    tx.connection.execute(delete(disclosures).where(disclosures.c.id == number))


def count_call(tx: Transaction, model: str) -> None:
    """Count a call of a model that was made; counted afterwards, since what watches takes a smaller count for a new
    beginning."""
    tx.count(MODEL_CALLS, model)


def disclosures_of(tx: Transaction, case_id: int) -> tuple[Disclosure, ...]:
    """What left the machine for a case, oldest first."""
    rows = tx.connection.execute(select(disclosures).where(disclosures.c.case_id == case_id).order_by(disclosures.c.id))
    return tuple(_read(row) for row in rows)


def _read(row: Row[tuple[object, ...]]) -> Disclosure:
    told = json.loads(row.sent)
    if not isinstance(told, dict):  # as they were noted at first: the messages to a model and nothing else
        return Disclosure(row.at, Leaving.MODEL, row.model, None, True, None, None, row.sent)
    kept = None if told["kept"] is None else json.dumps(told["kept"], ensure_ascii=False)
    return Disclosure(
        row.at, Leaving(told["kind"]), row.model, told["host"], told["masked"], told["sha256"], told["size"], kept
    )
