"""How cases like this one were answered before: the most alike of the last answered ones, with what was sent."""

from __future__ import annotations

from assistant.retrieval.past import most_alike
from assistant.store import CaseFile, Store
from assistant.store.earlier import Answered, answered_cases, answered_texts

SHOWN = 3


def answered_like(store: Store, file: CaseFile) -> tuple[Answered, ...]:
    """The answered cases most like this one, the most alike first; none before the case's language is known."""
    if file.row.language is None:
        return ()
    others = answered_texts(store, file.row)
    return answered_cases(store, most_alike(file.complaint.text, others, file.row.language, SHOWN)) if others else ()
