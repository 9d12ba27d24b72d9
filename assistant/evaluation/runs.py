"""Running a suite into a folder: one JSON line a case, resumable after any interruption, and a summary."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.domain import Proposal
from assistant.errors import InputError
from assistant.evaluation.cases import EvaluationCase, Suite
from assistant.evaluation.measures import MEASURES
from assistant.workflow.formats import proposal_json

Row = Mapping[str, object]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """A finished run: its rows, and each measure's share by slice as (right, judged)."""

    suite: str
    rows: tuple[Row, ...]
    shares: Mapping[str, Mapping[str, tuple[int, int]]]
    failed: tuple[str, ...]


def run(
    suite: Suite,
    propose: Callable[[EvaluationCase], Proposal],
    folder: Path,
    manifest: Mapping[str, object],
    progress: Progress | None = None,
) -> Summary:
    """Answer every case that the folder does not hold yet, then sum up.

    A folder begun with another manifest is refused: its rows would not be comparable.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _settle(folder / "manifest.json", {"suite": suite.name, **manifest})
    rows = {str(row["id"]): row for row in _rows(folder / "results.jsonl")}
    with (folder / "results.jsonl").open("a", encoding="utf-8") as file:
        for done, case in enumerate(suite.cases, 1):
            if case.id not in rows:
                rows[case.id] = _row(case, propose)
                file.write(json.dumps(rows[case.id], ensure_ascii=False) + "\n")
                file.flush()
            if progress:
                progress(done, len(suite.cases))
    ordered = tuple(rows[case.id] for case in suite.cases)
    found = Summary(suite.name, ordered, shares(ordered), tuple(str(row["id"]) for row in ordered if "error" in row))
    (folder / "summary.json").write_text(
        json.dumps(summary_json(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return found


def shares(rows: Iterable[Row]) -> dict[str, dict[str, tuple[int, int]]]:
    """For each measure and slice (``all``, a language, a named slice): how many right of how many judged."""
    counted: dict[str, dict[str, tuple[int, int]]] = {name: {} for name in MEASURES}
    for row in rows:
        measures = row.get("measures")
        for name, value in measures.items() if isinstance(measures, dict) else ():
            if value is None:
                continue
            for part in ("all", *_slices(row)):
                right, judged = counted[name].get(part, (0, 0))
                counted[name][part] = (right + bool(value), judged + 1)
    return counted


def interval(right: int, judged: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a share.

    >>> [round(bound, 3) for bound in interval(60, 60)]
    [0.94, 1.0]
    """
    if not judged:
        return 0.0, 1.0
    z, share = 1.959964, right / judged
    middle = (share + z * z / (2 * judged)) / (1 + z * z / judged)
    half = z * math.sqrt(share * (1 - share) / judged + z * z / (4 * judged * judged)) / (1 + z * z / judged)
    return max(0.0, middle - half), min(1.0, middle + half)


def summary_json(summary: Summary) -> dict[str, object]:
    """The summary as JSON: shares with counts and intervals, and the cases that failed."""
    return {
        "suite": summary.suite,
        "cases": len(summary.rows),
        "failed": list(summary.failed),
        "measures": {
            name: {
                part: {
                    "right": right,
                    "judged": judged,
                    "share": round(right / judged, 4),
                    "interval": [round(b, 4) for b in interval(right, judged)],
                }
                for part, (right, judged) in sorted(parts.items())
            }
            for name, parts in summary.shares.items()
        },
    }


def _row(case: EvaluationCase, propose: Callable[[EvaluationCase], Proposal]) -> Row:
    try:
        proposal = propose(case)
    except Exception as error:  # a case that breaks is counted as failed; the rest of the run goes on
        return {"id": case.id, "slices": list(case.slices), "error": f"{type(error).__name__}: {error}"}
    return {
        "id": case.id,
        "language": case.expected.language,
        "slices": list(case.slices),
        "measures": {name: measure(case, proposal) for name, measure in MEASURES.items()},
        "proposal": proposal_json(proposal),
    }


def _slices(row: Row) -> list[str]:
    named = row.get("slices")
    return [str(row["language"])] * bool(row.get("language")) + [
        str(s) for s in (named if isinstance(named, list) else [])
    ]


def _rows(path: Path) -> list[Row]:
    """The rows written so far; a last line cut off by a kill is dropped, and its case answered again."""
    if not path.exists():
        return []
    whole = path.read_text(encoding="utf-8")
    kept = whole[: whole.rfind("\n") + 1]
    if kept != whole:
        path.write_text(kept, encoding="utf-8")
    return [json.loads(line) for line in kept.splitlines() if line]


def _settle(path: Path, manifest: Mapping[str, object]) -> None:
    if path.exists():
        before = json.loads(path.read_text(encoding="utf-8"))
        if before != json.loads(json.dumps(manifest)):
            raise InputError(
                f"{path.parent} holds a run made with other versions; choose another folder with --out, or remove it"
            )
        return
    draft = path.with_suffix(".tmp")
    draft.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(draft, path)
