"""One case of a run as a JSON line: what was proposed, what was measured on it, and which slices it belongs to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.domain import Proposal
from assistant.errors import InputError
from assistant.evaluation.cases import EvaluationCase
from assistant.evaluation.measures import MEASURES
from assistant.evaluation.scorecard import Scorecard, named, score, texts
from assistant.workflow.formats import proposal_json

LENGTHS = ((120, "short"), (500, "medium"))  # characters of the complaint, up to


class Outcome(StrEnum):
    """Whether a case could be measured; never a number that is none."""

    SCORED = "scored"
    FAILED = "failed"  # no proposal, or the model gave none and the composer stood in
    INVALID = "invalid"  # a proposal whose measures cannot be taken


@dataclass(frozen=True, slots=True)
class Row:
    """A case of a run; ``measures`` are true, false or absent, ``scores`` finite numbers or absent.

    ``parts`` are slices by name (``language`` -> ``tr``); ``slices`` those the case's author gave it.
    """

    id: str
    outcome: Outcome
    cluster: str
    parts: Mapping[str, str]
    slices: tuple[str, ...] = ()
    error: str | None = None
    measures: Mapping[str, bool] | None = None
    scores: Mapping[str, float] | None = None
    failed: tuple[str, ...] = ()
    complaint: Mapping[str, object] | None = None
    proposal: Mapping[str, object] | None = None

    @property
    def scored(self) -> bool:
        """Whether its numbers count."""
        return self.outcome is Outcome.SCORED

    def value(self, metric: str) -> float | None:
        """A score, or a measure as 0 or 1; ``None`` where it does not apply."""
        found = (self.scores or {}).get(metric)
        if found is not None:
            return found
        said = (self.measures or {}).get(metric)
        return None if said is None else float(said)

    def text(self) -> str:
        """The replies as one text, public first."""
        replies = (self.proposal or {}).get("replies")
        found = [replies.get(name) for name in ("public", "private")] if isinstance(replies, Mapping) else []
        return "\n\n".join(str(text) for text in found if text)

    def labels(self) -> tuple[str, ...]:
        """Every slice it counts in, ``all`` first: the language by its bare code, the rest as ``name=value``."""
        more = [value if name == "language" else f"{name}={value}" for name, value in self.parts.items()]
        return ("all", *more, *self.slices)

    def to_dict(self) -> dict[str, object]:
        """As it is written: fields that hold nothing are left out."""
        whole = {
            "id": self.id,
            "outcome": self.outcome.value,
            "cluster": self.cluster,
            "parts": dict(self.parts),
            "slices": list(self.slices),
            "error": self.error,
            "measures": self.measures,
            "scores": self.scores,
            "failed": list(self.failed),
            "complaint": self.complaint,
            "proposal": self.proposal,
        }
        return {name: value for name, value in whole.items() if value not in (None, [], {})}

    def line(self) -> str:
        """As one line of JSONL."""
        return json.dumps(self.to_dict(), ensure_ascii=False) + "\n"


def scored_row(case: EvaluationCase, proposal: Proposal, card: Scorecard) -> Row:
    """Measure one proposal. A model's draft that did not come makes the case failed: the composer's is not its own."""
    shown = {**proposal_json(proposal), "elapsed_ms": 0}  # how long it took is kept apart: equal input, equal bytes
    parts = _parts(case, proposal)
    if proposal.draft.fallback is not None:
        return _without(case, Outcome.FAILED, f"the model gave no draft: {proposal.draft.fallback}", parts, shown)
    marked = score(card, case, proposal)
    measures = {
        name: bool(value) for name, measure in MEASURES.items() if (value := measure(case, proposal)) is not None
    }
    measures["no_auto_fail"] = not marked.failed
    measures["send_ready"] = proposal.status == "send_ready"
    if (right := named(case, proposal)) is not None:
        measures["named"] = right
    scores = {f"mark_{name}": float(mark) for name, mark in marked.marks.items()}
    scores["warnings"] = float(sum(finding.severity == "warn" for finding in proposal.findings))
    if texts(proposal):
        scores["words"] = float(sum(len(text.split()) for text in texts(proposal)))
    if marked.quality is not None and marked.score is not None:
        scores["quality"], scores["scorecard"] = marked.quality, marked.score
    return Row(
        case.id, Outcome.SCORED, cluster_of(case), parts, case.slices, None, measures, scores, marked.failed,
        _complaint(case), shown,
    )  # fmt: skip


def failed_row(case: EvaluationCase, error: BaseException) -> Row:
    """A case that could not be answered, with what went wrong."""
    return _without(case, Outcome.FAILED, f"{type(error).__name__}: {error}", _parts(case, None), None)


def cluster_of(case: EvaluationCase) -> str:
    """The story a case tells: cases that share it are not independent."""
    return case.cluster or case.id


def read_rows(path: Path) -> list[Row]:
    """The rows written so far, the last of each case; a line cut off by a kill is dropped from the file."""
    if not path.exists():
        return []
    raw = path.read_bytes()
    kept = raw[: raw.rfind(b"\n") + 1]
    if kept != raw:
        with path.open("r+b") as file:
            file.truncate(len(kept))
    found: dict[str, Row] = {}
    for number, line in enumerate(kept.decode("utf-8").splitlines(), 1):
        try:
            row = row_of(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"{path}:{number}: is no row of a run ({error}); remove the folder and run again"
            ) from None
        found[row.id] = row
    return list(found.values())


def row_of(raw: Mapping[str, object]) -> Row:
    """A row as written; raises ``KeyError``, ``TypeError`` or ``ValueError`` for anything else."""
    measures, scores = _mapping(raw.get("measures")), _mapping(raw.get("scores"))
    slices, failed = raw.get("slices") or (), raw.get("failed") or ()
    if not isinstance(slices, list | tuple) or not isinstance(failed, list | tuple):
        raise TypeError("slices and failed are lists")
    return Row(
        str(raw["id"]),
        Outcome(str(raw["outcome"])),
        str(raw["cluster"]),
        {name: str(value) for name, value in (_mapping(raw["parts"]) or {}).items()},
        tuple(str(name) for name in slices),
        None if raw.get("error") is None else str(raw["error"]),
        None if measures is None else {name: bool(value) for name, value in measures.items()},
        None if scores is None else {name: float(str(value)) for name, value in scores.items()},
        tuple(str(name) for name in failed),
        _mapping(raw.get("complaint")),
        _mapping(raw.get("proposal")),
    )


def numbers(rows: Iterable[Row], metric: str) -> list[float]:
    """The values of a metric over the scored rows it applies to."""
    return [value for row in rows if row.scored and (value := row.value(metric)) is not None]


def _without(
    case: EvaluationCase, outcome: Outcome, error: str, parts: Mapping[str, str], shown: Mapping[str, object] | None
) -> Row:
    return Row(
        case.id, outcome, cluster_of(case), parts, case.slices, error, complaint=_complaint(case), proposal=shown
    )


def _parts(case: EvaluationCase, proposal: Proposal | None) -> dict[str, str]:
    """Slices by label, so that two runs of one case always fall into the same."""
    expected, text = case.expected, case.complaint.text
    return {
        "language": expected.language or (str(proposal.language) if proposal else "unknown"),
        "market": expected.market or "unknown",
        "channel": case.complaint.channel,
        "category": expected.categories[0] if expected.categories else "none",
        "noise": next((name for name in ("ascii", "greeklish", "typos") if name in case.slices), "none"),
        "length": next((name for most, name in LENGTHS if len(text) <= most), "long"),
    }


def _complaint(case: EvaluationCase) -> dict[str, object]:
    complaint = case.complaint
    return {"channel": complaint.channel, "subject": complaint.subject, "text": complaint.text}


def _mapping(value: object) -> dict[str, object] | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no object")
    return value
