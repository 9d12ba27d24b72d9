"""The scorecard of a reply, as far as it can be marked without a judge; its items stand in `evals/scorecard.yaml`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.domain import Action, Finding, Proposal, SentenceKind, Severity
from assistant.errors import InputError
from assistant.evaluation.cases import EvaluationCase
from assistant.evaluation.measures import action_right, topic_used
from assistant.languages.folding import bare

FULL = 2


class Item(BaseModel):
    """One line of the scorecard; ``checks`` cost marks, what is left of two stands in ``block`` and ``warn``."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    number: int
    weight: float
    checks: tuple[str, ...] = ()
    block: int = 0
    warn: int = 1


class Scorecard(BaseModel):
    """The items, and what makes the whole score nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    items: tuple[Item, ...]
    auto_fail: tuple[str, ...] = ()
    critical_flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """The marks of one reply (0-2 by item, items that do not apply left out), why it fails, and what that comes to.

    ``quality`` is the weighted share of the marks, 0-100; ``score`` is the same, or 0 for a reply that fails. Runs are
    compared by the first, because a few zeros among marks near a hundred hide every other difference.
    """

    marks: Mapping[str, float]
    failed: tuple[str, ...]
    quality: float | None

    @property
    def score(self) -> float | None:
        """The quality, or nothing at all for a reply that may not go out."""
        return 0.0 if self.failed and self.quality is not None else self.quality


def read_scorecard(evals: Path) -> Scorecard:
    """Read `scorecard.yaml`; raises ``InputError`` that names what does not fit."""
    path = evals / "scorecard.yaml"
    try:
        card = Scorecard.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; copy it from a folder made by `assistant init`") from error
    except (yaml.YAMLError, ValidationError) as error:
        raise InputError(f"{path.name}: {error}") from error
    unknown = [item.id for item in card.items if not item.checks and item.id not in MARKS]
    unknown += [name for name in card.auto_fail if name not in FAILS]
    if unknown:
        raise InputError(f"{path.name}: nothing marks {unknown[0]}; known are {', '.join([*MARKS, *FAILS])}")
    return card


def score(card: Scorecard, case: EvaluationCase, proposal: Proposal) -> Scored:
    """Mark one proposal. A case that rightly gets no reply has nothing to mark but the decision."""
    marks: dict[str, float] = {}
    for item in card.items:
        mark = _by_checks(item, proposal) if item.checks else MARKS[item.id](case, proposal, card)
        if mark is not None:
            marks[item.id] = mark
    failed = [name for name in card.auto_fail if FAILS[name](case, proposal, card)]
    failed += sorted({finding.check for finding in proposal.findings if finding.severity is Severity.BLOCK})
    weights = {item.id: item.weight for item in card.items if item.id in marks}
    if not weights:
        return Scored(marks, tuple(failed), None)
    share = sum(weights[name] * mark / FULL for name, mark in marks.items()) / sum(weights.values())
    return Scored(marks, tuple(failed), round(100 * share, 4))


def texts(proposal: Proposal) -> tuple[str, ...]:
    """The replies there are."""
    return tuple(text for text in (proposal.public, proposal.private) if text is not None)


def named(case: EvaluationCase, proposal: Proposal) -> bool | None:
    """The labelled form of address stands in the greeting of the private reply, or of the only one."""
    if not case.expected.address or not texts(proposal) or proposal.action is Action.ESCALATE:
        return None
    return case.expected.address in texts(proposal)[-1].split("\n")[0]


def _by_checks(item: Item, proposal: Proposal) -> float | None:
    if not texts(proposal):
        return None
    found = {finding.severity for finding in proposal.findings if finding.check in item.checks}
    if Severity.BLOCK in found:
        return item.block
    return item.warn if Severity.WARN in found else FULL


def _decision(case: EvaluationCase, proposal: Proposal, card: Scorecard) -> float | None:
    right = action_right(case, proposal)
    if right is None:
        return None
    if right:
        return FULL
    kept_in = {Action.REPLY_PUBLIC, Action.REPLY_BOTH, Action.REPLY_PRIVATE}
    return 1 if {proposal.action, case.expected.action} <= kept_in else 0


def _facts_used(case: EvaluationCase, proposal: Proposal, card: Scorecard) -> float | None:
    if proposal.action is Action.ESCALATE or not texts(proposal):
        return None
    used = topic_used(case, proposal)
    if used is None and not case.expected.facts_must:
        return None
    text = _folded(texts(proposal))
    missing = [fact for fact in case.expected.facts_must if _folded([fact]) not in text]
    return FULL - (used is False) - bool(missing)


def _specific(case: EvaluationCase, proposal: Proposal, card: Scorecard) -> float | None:
    if not proposal.triage.apology or proposal.action is Action.ESCALATE or not texts(proposal):
        return None
    return FULL if any(s.kind is SentenceKind.THREAD for s in proposal.draft.sentences) else 0


def _apology(case: EvaluationCase, proposal: Proposal, card: Scorecard) -> float | None:
    if case.expected.apology is None or not texts(proposal) or proposal.action is Action.ESCALATE:
        return None
    missed = any(finding.check == "apology_level" for finding in proposal.findings)
    return max(0, FULL - abs(case.expected.apology - proposal.triage.apology) - missed)


def _address(case: EvaluationCase, proposal: Proposal, card: Scorecard) -> float | None:
    if not texts(proposal):
        return None
    faulty = any(finding.check in {"greeting", "address", "register"} for finding in proposal.findings)
    return max(0, FULL - faulty - (named(case, proposal) is False))


def _tone_rules(case: EvaluationCase, proposal: Proposal, card: Scorecard) -> float | None:
    """Each broken rule of the guideline costs one mark; findings another item counts are not counted twice."""
    if not texts(proposal):
        return None
    elsewhere = {check for item in card.items for check in item.checks}
    elsewhere |= {"greeting", "address", "register", "apology_level", "detail_named", "language"}
    broken = {f.check for f in _serious(proposal.findings) if f.check not in elsewhere}
    return max(0, FULL - len(broken))


def _forbidden_fact(case: EvaluationCase, proposal: Proposal, card: Scorecard) -> bool:
    text = _folded(texts(proposal))
    return any(_folded([fact]) in text for fact in case.expected.facts_must_not)


def _critical_flag_missed(case: EvaluationCase, proposal: Proposal, card: Scorecard) -> bool:
    return bool(set(case.expected.flags) & set(card.critical_flags) - set(proposal.triage.flags))


def _serious(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity is not Severity.NOTE]


def _folded(parts: Iterable[str]) -> str:
    return " ".join(bare(part) for part in parts)


MARKS: Mapping[str, Callable[[EvaluationCase, Proposal, Scorecard], float | None]] = {
    "decision": _decision,
    "facts_used": _facts_used,
    "specific": _specific,
    "apology": _apology,
    "address": _address,
    "tone_rules": _tone_rules,
}
FAILS: Mapping[str, Callable[[EvaluationCase, Proposal, Scorecard], bool]] = {
    "forbidden_fact": _forbidden_fact,
    "critical_flag_missed": _critical_flag_missed,
}
