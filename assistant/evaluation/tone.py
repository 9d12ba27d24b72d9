"""What an edit of the brand's folder does to its replies, before it is published: a verdict and a few sentences."""

from __future__ import annotations

import subprocess
import tarfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from assistant.domain import Proposal, Reason
from assistant.errors import InputError
from assistant.evaluation.cases import EvaluationCase
from assistant.evaluation.comparing import Comparison, Pair, compare
from assistant.evaluation.engine import Engine
from assistant.evaluation.gate import Gate
from assistant.evaluation.rows import Row
from assistant.evaluation.statistics import Verdict
from assistant.workflow.formats import texts_of
from assistant.workflow.propose import Proposer

TOLD = ("named", "supported", "nothing_blocks", "own_detail", "language_right", "topic_used", "action_right")


@dataclass(frozen=True, slots=True)
class Preview:
    """An edit weighed: over all, in each language with replies that changed, and in sentences as codes."""

    comparison: Comparison
    by_language: dict[str, Comparison]
    said: tuple[Reason, ...]


@dataclass(frozen=True)
class Ruler:
    """Drafts with the earlier folder and measures with the edited one, so that both versions meet the same rules."""

    drafting: Engine
    checking: Proposer

    def propose(self, case: EvaluationCase) -> Proposal:
        """The earlier folder's reply with the findings of the edited folder's checks."""
        proposal = self.drafting.propose(case)
        found = [
            finding
            for audience, text in texts_of(proposal).items()
            for finding in self.checking.check(
                case.complaint, text, audience, [s for s in proposal.draft.sentences if s.reply is audience]
            )
        ]
        return replace(proposal, findings=tuple(found))


def preview(before: Sequence[Row], after: Sequence[Row], gate: Gate, *, resamples: int = 9_999) -> Preview:
    """Weigh the rows of both versions; a language in which nothing changed is told as unchanged, not tested."""
    whole = compare(before, after, gate, resamples=resamples)
    earlier = {row.id: row for row in before}
    pairs: dict[str, list[Pair]] = {}
    for row in after:
        if row.id in earlier:
            pairs.setdefault(row.parts["language"], []).append((earlier[row.id], row))
    by_language: dict[str, Comparison] = {}
    said: list[Reason] = []
    for language, both in sorted(pairs.items()):
        changed = sum(old.text() != new.text() or old.measures != new.measures for old, new in both)
        if not changed:
            said.append(Reason("evaluation.unchanged", {"language": language}))
            continue
        found = compare([old for old, _ in both], [new for _, new in both], gate, resamples=resamples)
        by_language[language] = found
        said.append(_verdict(found.verdict, language))
        said.append(Reason("evaluation.changed", {"language": language, "count": changed, "total": len(both)}))
        said += _moves(both, language)
    return Preview(whole, by_language, tuple(said))


def committed(workspace: Path, home: Path) -> Path:
    """The workspace as last committed, unpacked into ``home``; raises ``InputError`` where there is no commit."""
    asked = ["git", "-C", str(workspace), "archive", "HEAD", "knowledge", "prompts"]
    try:
        done = subprocess.run(asked, capture_output=True, check=False)
    except FileNotFoundError:
        raise InputError("git is not installed; name the earlier workspace with --against DIR") from None
    if done.returncode:
        why = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["it says nothing"]
        raise InputError(
            f"{workspace} has no committed version ({why[0]}); name the earlier workspace with --against DIR"
        )
    with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
        archive.extractall(home, filter="data")
    return home


def _moves(pairs: Sequence[Pair], language: str) -> list[Reason]:
    """What replies lost or gained, measure by measure, and which rules they break that they did not."""
    said = []
    for measure in TOLD:
        both = [(old.value(measure), new.value(measure)) for old, new in pairs]
        lost = sum(old == 1 and new == 0 for old, new in both)
        gained = sum(old == 0 and new == 1 for old, new in both)
        if lost:
            said.append(Reason("evaluation.lost", {"language": language, "count": lost, "measure": measure}))
        if gained:
            said.append(Reason("evaluation.gained", {"language": language, "count": gained, "measure": measure}))
    broken = Counter(check for old, new in pairs for check in _serious(new) - _serious(old))
    mended = Counter(check for old, new in pairs for check in _serious(old) - _serious(new))
    for check, count in broken.most_common(5):
        said.append(Reason("evaluation.broken", {"language": language, "count": count, "check": check}))
    for check, count in mended.most_common(5):
        said.append(Reason("evaluation.mended", {"language": language, "count": count, "check": check}))
    return said


def _serious(row: Row) -> set[str]:
    findings = (row.proposal or {}).get("findings")
    return {str(f["check"]) for f in findings if f["severity"] != "note"} if isinstance(findings, list) else set()


def _verdict(verdict: Verdict, language: str) -> Reason:
    values: dict[str, str | int] = {"language": language}
    if verdict is Verdict.BETTER:
        return Reason("evaluation.better", values)
    if verdict is Verdict.WORSE:
        return Reason("evaluation.worse", values)
    if verdict is Verdict.EQUIVALENT:
        return Reason("evaluation.equivalent", values)
    return Reason("evaluation.unknown", values)
