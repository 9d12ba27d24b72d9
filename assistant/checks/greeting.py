"""The reply opens with the brand's greeting and the form of address the name allows."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.checks.review import Reviewed
from assistant.domain import Finding, Severity
from assistant.languages.address import mentions


def greeting(reviewed: Reviewed) -> Iterator[Finding]:
    """A missing greeting warns; a wrong form of address blocks: a misspelt name is worse than none."""
    line = reviewed.greeting_found()
    rule = reviewed.rule("greeting")
    if not line and rule is not None:
        yield reviewed.finding("greeting", rule.severity, "greeting.missing", (0, min(len(reviewed.text), 20)))
        return
    allowed = {form for form in (reviewed.name, reviewed.formal_name) if form}
    for start, end, found in mentions(line, reviewed.language):
        if found in allowed:
            continue
        if allowed:
            wanted = reviewed.name or reviewed.formal_name or ""
            yield reviewed.finding(
                "address", Severity.BLOCK, "greeting.name", (start, end), wanted, found=found, wanted=wanted
            )
        else:
            yield reviewed.finding("address", Severity.WARN, "greeting.no_name", (start, end), found=found)
