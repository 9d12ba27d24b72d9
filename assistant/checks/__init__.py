"""What must be true of a reply before a person sees it: one file a check, one line here for each."""

from __future__ import annotations

from assistant.checks.contacts import contacts
from assistant.checks.greeting import greeting
from assistant.checks.language import language
from assistant.checks.length import length
from assistant.checks.moves import apology, asks, detail, owner_and_time, register
from assistant.checks.personal_data import personal_data
from assistant.checks.placeholders import placeholders
from assistant.checks.quantities import quantities
from assistant.checks.review import Check, Reviewed
from assistant.checks.rules import rules
from assistant.checks.sign_off import sign_off
from assistant.checks.support import support
from assistant.domain import Finding, Severity

CHECKS: tuple[Check, ...] = (
    language,
    length,
    placeholders,
    greeting,
    sign_off,
    personal_data,
    contacts,
    quantities,
    support,
    apology,
    owner_and_time,
    asks,
    detail,
    register,
    rules,
)
ORDER = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.NOTE: 2}


def run(reviewed: Reviewed) -> tuple[Finding, ...]:
    """Every finding of every check, the blocking ones first, then by place."""
    found = [finding for check in CHECKS for finding in check(reviewed)]
    return tuple(sorted(found, key=lambda finding: (ORDER[finding.severity], finding.span or (0, 0), finding.check)))
