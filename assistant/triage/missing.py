"""Which facts a case still needs from the customer."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain import Category, Complaint, Details
from assistant.triage.knowledge import TriageKnowledge
from assistant.triage.lexicon import Found

MOST_ASKED = 2


def missing(
    categories: Sequence[Category], details: Details, found: Found, complaint: Complaint, knowledge: TriageKnowledge
) -> tuple[str, ...]:
    """The slots of the playbooks that nothing in the message, the thread or the note fills; at most two.

    The likeliest category's needs come first.
    """
    needed: list[str] = []
    for code in categories:
        playbook = knowledge.playbooks.get(code)
        needed += [slot for slot in (playbook.needs if playbook else ()) if slot not in needed]
    return tuple(slot for slot in needed if not given(slot, details, found, complaint))[:MOST_ASKED]


def given(slot: str, details: Details, found: Found, complaint: Complaint) -> bool:
    """Whether the customer has named this fact already, or somebody filled it in for them."""
    if any(name == slot for name, _ in complaint.known):
        return True
    if slot == "order_number":
        return bool(details.order_numbers)
    if slot == "product":
        return bool(details.products)
    if slot == "market":
        return complaint.market is not None
    if slot == "charge_date":
        return bool(details.dates) or bool(found.of("cues", "given_visit_date"))
    if slot == "visit_date":
        return bool(details.dates) or bool(found.of("cues", "given_visit_date"))
    return bool(found.of("cues", f"given_{slot}"))
