"""What a restored store must not do by itself: it is older than what happened since its backup was made."""

from __future__ import annotations

from sqlalchemy import Connection, update

from assistant.store.rows import Posting, StepState
from assistant.store.steps import steps
from assistant.store.tables import outbox

RESTORED = "restored"  # the trouble of what a backup brought back as if it had not left


def doubt(connection: Connection) -> None:
    """Make every text that had not left ``send_unknown``, and every step not handed over a colleague's task."""
    unsent = outbox.c.state.in_((Posting.WAITING, Posting.SENDING))
    doubted = {"state": Posting.UNKNOWN, "token": None, "lease_until": None, "trouble": RESTORED}
    connection.execute(update(outbox).where(unsent).values(**doubted))
    leaving = steps.c.state == StepState.LEAVING
    connection.execute(update(steps).where(leaving).values(state=StepState.TASK, trouble=RESTORED))
