"""Rows of draft versions, and the sealed vaults that give their placeholders the customer's own words back."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import delete, func, insert, select

from assistant.store.engine import Transaction
from assistant.store.rows import DraftRow, MadeBy
from assistant.store.tables import drafts, vaults


def add_draft(tx: Transaction, row: DraftRow) -> None:
    """Store one version; versions are never changed afterwards."""
    tx.connection.execute(insert(drafts).values(**asdict(row)))


def read_draft(tx: Transaction, case_id: int, version: int) -> DraftRow | None:
    """One version of a case's draft."""
    query = select(drafts).where(drafts.c.case_id == case_id, drafts.c.version == version)
    row = tx.connection.execute(query).one_or_none()
    return None if row is None else DraftRow(**row._mapping)


def drafts_of(tx: Transaction, case_id: int) -> tuple[DraftRow, ...]:
    """Every version of a case's draft, oldest first."""
    query = select(drafts).where(drafts.c.case_id == case_id).order_by(drafts.c.version)
    return tuple(DraftRow(**row._mapping) for row in tx.connection.execute(query))


def last_machine_version(tx: Transaction, case_id: int, up_to: int) -> int:
    """The newest version up to ``up_to`` that no person wrote; 0 if there is none."""
    query = select(func.max(drafts.c.version)).where(
        drafts.c.case_id == case_id, drafts.c.version <= up_to, drafts.c.made_by != MadeBy.PERSON
    )
    return tx.connection.execute(query).scalar() or 0


def keep_vault(tx: Transaction, case_id: int, sealed: bytes) -> None:
    """Store a case's sealed vault, replacing an older one; the bytes are encrypted before they come here."""
    tx.connection.execute(delete(vaults).where(vaults.c.case_id == case_id))
    tx.connection.execute(insert(vaults).values(case_id=case_id, sealed=sealed, at=tx.now))
