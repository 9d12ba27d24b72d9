"""What a proposal needs before it can be sent, with the reason: nothing, a value, a colleague, or no reply at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.domain import Action, Finding, Flag, Proposal, Reason, Severity, Slot, Status, Triage
from assistant.drafting.answers import unspoken
from assistant.drafting.belief import doubted
from assistant.drafting.case import Case
from assistant.drafting.choosing import deciding_entries
from assistant.drafting.material import market_open
from assistant.drafting.told import only_calls
from assistant.triage.language import OTHER as OTHER_LANGUAGE


def outcome(case: Case, findings: Sequence[Finding], slots: Sequence[Slot]) -> tuple[Status, Reason]:
    """The status of a case with its draft's findings and slots; what a risk or a language asks for goes first.

    A draft that something blocks and that has nothing to fill waits for a person's words, so it asks a colleague.
    """
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
    if _unsure(case):
        return Status.ASK_COLLEAGUE, Reason("status.unsure")
    if market_open(case, deciding_entries(case)):
        return Status.NEEDS_FILL, Reason("status.market")
    blocking = [finding.reason for finding in findings if finding.severity is Severity.BLOCK]
    if blocking:
        return Status.NEEDS_FILL if slots else Status.ASK_COLLEAGUE, _blocked(blocking)
    return Status.SEND_READY, Reason("status.ready")


def _unsure(case: Case) -> bool:
    """Whether a complaint is of a kind nobody should rely on, and nothing was found that answers it."""
    told = case.complaint.note or case.complaint.thread
    return doubted(case) is not None and not told and not deciding_entries(case)


def _blocked(blocking: Sequence[Reason]) -> Reason:
    """Why a draft cannot go out: it is too long for its channel and nothing else, or so many things."""
    if {reason.code for reason in blocking} == {"length.over"}:
        return Reason("status.too_long", blocking[0].values)
    return Reason("status.blocked", {"count": len(blocking)})


def _first(triage: Triage, code: str) -> Reason:
    return triage.why[-1] if triage.why else Reason(code)


def faults_of(proposal: Proposal) -> tuple[int, int]:
    """How many findings block and how many warn: fewer is better."""
    count = Counter(finding.severity for finding in proposal.findings)
    return count[Severity.BLOCK], count[Severity.WARN]
