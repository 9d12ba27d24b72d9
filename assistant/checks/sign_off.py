"""The reply ends with the brand's closing line and nothing after it."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.checks.review import Reviewed
from assistant.domain import Finding


def sign_off(reviewed: Reviewed) -> Iterator[Finding]:
    """The closing line is found by its fixed part; where it is only a name there is nothing to compare."""
    rule = reviewed.rule("sign_off")
    if rule is None:
        return
    lead = reviewed.guideline.card.sign_off[reviewed.profile.style].split("{")[0].strip()
    if lead and lead not in reviewed.text:
        end = len(reviewed.text)
        yield reviewed.finding("sign_off", rule.severity, "sign_off.missing", (max(0, end - 20), end))
    elif lead and len(reviewed.sign_off_found()) > len(lead) + 80:
        end = len(reviewed.text)
        yield reviewed.finding("sign_off", rule.severity, "sign_off.after", (end - 20, end))
