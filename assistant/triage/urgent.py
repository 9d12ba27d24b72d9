"""A quick look at a complaint when it arrives: whether its draft has to overtake what waits."""

from __future__ import annotations

from assistant.domain import Complaint, Flag
from assistant.triage.categories import SAFETY_QUESTION
from assistant.triage.flags import ESCALATING
from assistant.triage.language import certain
from assistant.triage.lexicon import find
from assistant.triage.reading import read

LOOKED_AT = 4000  # characters: whoever is in danger says so early, and a flood of long mails must not hold intake up


def urgent(complaint: Complaint) -> bool:
    """Whether the words name a risk for which a person is called, or ask whether something is safe.

    The full triage of the draft may still differ.
    """
    reading = read(f"{complaint.subject or ''}\n{complaint.text}"[:LOOKED_AT])
    found = find(reading, certain(reading), ())
    return any(code == SAFETY_QUESTION or Flag(code) in ESCALATING for code in found.codes("flags"))
