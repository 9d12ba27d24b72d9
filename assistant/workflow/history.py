"""What is known of a customer's earlier complaints, read from the store for triage."""

from __future__ import annotations

from datetime import timedelta

from assistant.store import CaseFile, State, Store
from assistant.store.earlier import earlier_cases
from assistant.triage import Earlier, History

# Older complaints say little about this one.
LOOK_BACK = timedelta(days=90)


def recall(store: Store, file: CaseFile) -> History:
    """The same author's earlier complaints, and whether the brand has replied in this thread."""
    found = earlier_cases(store, file.row, since=file.row.received_at - LOOK_BACK)
    earlier = tuple(Earlier(row.received_at, answered=row.state is State.SENT) for row in found)
    replied = any(turn.sender == "brand" for turn in file.complaint.thread)
    return History(earlier, brand_replied=replied)
