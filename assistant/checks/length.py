"""The reply fits its channel, counted in the channel's own unit."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.checks.review import Reviewed
from assistant.domain import Finding, Severity
from assistant.knowledge.lengths import measure

# Until a person signs, the sign-off holds a placeholder; it will take about this much.
STAND_IN = {"{agent_initials}": "XX", "{agent_name}": "Xxxxxxxx X."}
# Beyond this share of the target a reply is no longer "about that long".
TOLERANCE = 1.25


def length(reviewed: Reviewed) -> Iterator[Finding]:
    """Over the hard limit blocks; well over the target warns."""
    text = reviewed.text
    for placeholder, name in STAND_IN.items():
        text = text.replace(placeholder, name)
    profile = reviewed.profile
    taken = measure(text, profile.unit)
    if profile.limit is not None and taken > profile.limit:
        yield reviewed.finding(
            "length", Severity.BLOCK, "length.over", length=taken, limit=profile.limit, unit=profile.unit
        )
    elif taken > profile.target * TOLERANCE:
        yield reviewed.finding(
            "length", Severity.NOTE, "length.long", length=taken, target=profile.target, unit=profile.unit
        )
