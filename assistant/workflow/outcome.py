"""What a proposal needs before it can be sent, with the reason: nothing, a value, a colleague, or no reply at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.domain import Action, Finding, Flag, Proposal, Reason, Severity, Status, Triage
from assistant.drafting.answers import market_matters, unspoken
from assistant.drafting.case import Case
from assistant.drafting.told import only_calls
from assistant.triage.language import OTHER as OTHER_LANGUAGE


def outcome(case: Case, findings: Sequence[Finding]) -> tuple[Status, Reason]:
    """The status of a case with its draft's findings; what a risk or a language asks for goes first."""
    triage = case.triage
    if triage.action is Action.NO_REPLY:
        return Status.NO_REPLY, _first(triage, "status.no_reply")
    if triage.action is Action.ESCALATE:
        flag = next((flag for flag in triage.flags if flag is not Flag.REPEAT), None)
        return Status.ASK_COLLEAGUE, Reason("status.escalate", {"flag": flag or ""})
    if triage.written == OTHER_LANGUAGE:
        return Status.ASK_COLLEAGUE, Reason("status.language")
    if (case.unanswered or unspoken(case)) and not only_calls(case):
        return Status.ASK_COLLEAGUE, Reason("status.no_entry")
    if market_matters(case):
        return Status.NEEDS_FILL, Reason("status.market")
    blocking = sum(finding.severity is Severity.BLOCK for finding in findings)
    if blocking:
        return Status.NEEDS_FILL, Reason("status.blocked", {"count": blocking})
    return Status.SEND_READY, Reason("status.ready")


def _first(triage: Triage, code: str) -> Reason:
    return triage.why[-1] if triage.why else Reason(code)


def faults_of(proposal: Proposal) -> tuple[int, int]:
    """How many findings block and how many warn: fewer is better."""
    count = Counter(finding.severity for finding in proposal.findings)
    return count[Severity.BLOCK], count[Severity.WARN]
