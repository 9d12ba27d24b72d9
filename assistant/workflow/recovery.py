"""What has to happen after a store was restored: it knows nothing of what was done since its backup was made."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.store import Store
from assistant.store.accounts import end_stale_sessions
from assistant.store.backup import Backup
from assistant.store.doubting import RESTORED
from assistant.store.steps import steps_in
from assistant.workflow.deliver import distrust

ACTOR = "restore"


@dataclass(frozen=True, slots=True)
class Restored:
    """What restoring came to: ``unsure`` texts and ``steps`` for a person to settle, and what was erased once more.

    ``again`` are cases and deliveries the backup brought back, ``certificates`` how many erasures they were told by.
    """

    unsure: int
    steps: int
    again: int
    certificates: int


def take_up(store: Store, made: Backup) -> int:
    """Sign everybody out and put every text that may have left since ``made`` before a person; returns how many."""
    with store.write() as tx:
        end_stale_sessions(tx, unseen_since=tx.now, started_before=tx.now)
        tx.note("restored", ACTOR, made_at=made.made_at.isoformat(), revision=made.revision)
        for row in steps_in(tx, RESTORED):
            tx.note("step_came_back", ACTOR, row.case_id, step=row.code, id=row.id)
    return distrust(store)


def doubted_steps(store: Store) -> int:
    """How many steps are tasks because another system may have had them before the store was restored."""
    with store.read() as tx:
        return len(steps_in(tx, RESTORED))
