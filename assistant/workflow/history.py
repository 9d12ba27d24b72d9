"""What is known of earlier complaints, the same customer's and everybody's lately, read from the store for triage."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from assistant.domain import Category
from assistant.store import CaseFile, CaseRow, State, Store
from assistant.store.earlier import earlier_cases, latest_proposals, others_cases
from assistant.triage import Earlier, History
from assistant.triage.categories import NOT_PROBLEMS

# Older complaints say little about this one.
LOOK_BACK = timedelta(days=90)
LATELY = timedelta(hours=1)  # the window in which complaints of one incident come together
# What always makes up much of the traffic is no incident: only a category that crowds out the others is counted.
CROWD = 0.5


@dataclass(frozen=True, slots=True)
class Known:
    """What triage once made of a case, as far as history asks for it; ``orders`` are the order numbers it named."""

    categories: tuple[Category, ...] = ()
    intensity: int = 0
    orders: tuple[str, ...] = ()


NOTHING = Known()
CODES = frozenset(category.value for category in Category)


def recall(store: Store, file: CaseFile) -> History:
    """The same author's earlier complaints, what others wrote in the last hour, and whether the brand has replied.

    A case that has no draft yet counts only by its text.
    """
    row = file.row
    found = earlier_cases(store, row, since=row.received_at - LOOK_BACK)
    others = others_cases(store, row, since=row.received_at - LATELY)
    known = _known(store, {case.id for case in found} | {case.id for case in others})
    return History(
        tuple(_earlier(case, known.get(case.id, NOTHING)) for case in found),
        identical_last_hour=sum(case.digest is not None and case.digest == row.digest for case in others),
        brand_replied=any(turn.sender == "brand" for turn in file.complaint.thread),
        lately=crowded(known[case.id] for case in others if case.id in known),
        due_at=row.due_at,
    )


def _earlier(case: CaseRow, known: Known) -> Earlier:
    return Earlier(case.received_at, known.categories, known.intensity, case.state is State.SENT, known.orders)


def _known(store: Store, case_ids: Collection[int]) -> Mapping[int, Known]:
    proposals = latest_proposals(store, case_ids)
    return {case_id: _read(proposal) for case_id, proposal in proposals.items()}


def _read(proposal: str) -> Known:
    """The categories, the intensity and the orders of a stored proposal, as far as this version knows them.

    One proposal kept by another version, or damaged, must not keep every later complaint from its draft.
    """
    kept = json.loads(proposal)
    triage = kept.get("triage") if isinstance(kept, dict) else None
    if not isinstance(triage, dict):
        return NOTHING
    found = triage.get("categories")
    codes = [str(one.get("code")) for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    emotion = triage.get("emotion")
    intensity = emotion.get("intensity") if isinstance(emotion, dict) else 0
    details = triage.get("details")
    orders = details.get("order_numbers") if isinstance(details, dict) else None
    return Known(
        tuple(Category(code) for code in codes if code in CODES),
        intensity if isinstance(intensity, int) else 0,
        tuple(str(number) for number in orders) if isinstance(orders, list) else (),
    )


def crowded(known: Iterable[Known]) -> tuple[tuple[Category, int], ...]:
    """How many complaints of the last hour were first about each category that crowds out the others."""
    counted = Counter(one.categories[0] for one in known if one.categories)
    total = counted.total()
    crowding = (item for item in sorted(counted.items()) if item[1] >= CROWD * total)
    return tuple((code, count) for code, count in crowding if code not in NOT_PROBLEMS)
