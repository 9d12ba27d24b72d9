"""The reply ends with the brand's closing line and nothing after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.checks.review import Reviewed
from assistant.domain import Finding


def sign_off(reviewed: Reviewed) -> Iterator[Finding]:
    """The closing stands at the end, whoever signs it; a placeholder for the name counts as one."""
    rule = reviewed.rule("sign_off")
    if rule is None:
        return
    template = reviewed.guideline.card.sign_off[reviewed.profile.style]
    lead, end = template.split("{")[0].strip(), len(reviewed.text)
    if _closing(template).search(reviewed.text):
        return
    place = reviewed.text.rfind(f"\n{lead}" if len(lead) == 1 and lead != "^" else lead) if lead else -1
    if place < 0:
        yield reviewed.finding("sign_off", rule.severity, "sign_off.missing", (max(0, end - 20), end))
    else:
        yield reviewed.finding("sign_off", rule.severity, "sign_off.after", (place, end))


@cache
def _closing(template: str) -> re.Pattern[str]:
    """The brand's closing with a name or initials for its placeholder, at the very end of a text."""
    parts = (re.escape(part).replace("\\\n", r"\s*\n") for part in re.split(r"\{\w+\}", template.strip()))
    return re.compile(r"(?:^|\s)" + r"(?:\{\w+\}|[^\n{}]{1,40})".join(parts) + r"\s*$")
