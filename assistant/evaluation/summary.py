"""What a run comes to: outcomes, shares and means by slice with intervals, distinct texts, time and money."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.evaluation.gate import Exit, Gate
from assistant.evaluation.rows import Outcome, Row
from assistant.evaluation.runs import Run, Timing
from assistant.evaluation.statistics import gather, standard_error, wilson


@dataclass(frozen=True, slots=True)
class Share:
    """How many right of how many judged."""

    right: int
    judged: int

    def to_dict(self) -> dict[str, object]:
        """With the share and its 95 % Wilson interval."""
        low, high = wilson(self.right, self.judged)
        share = round(self.right / self.judged, 4)
        return {"right": self.right, "judged": self.judged, "share": share, "interval": [round(low, 4), round(high, 4)]}


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of a score, with the half width of its 95 % interval (cluster-robust; absent for one cluster)."""

    mean: float
    half: float | None
    cases: int

    def to_dict(self) -> dict[str, object]:
        """With the interval where there is one."""
        ends = None if self.half is None else [round(self.mean - self.half, 4), round(self.mean + self.half, 4)]
        return {"mean": round(self.mean, 4), "interval": ends, "cases": self.cases}


@dataclass(frozen=True, slots=True)
class Summary:
    """A run summed up; ``shares`` and ``means`` by metric, then slice."""

    suite: str
    cases: int
    outcomes: Mapping[str, int]
    failed: tuple[str, ...]
    shares: Mapping[str, Mapping[str, Share]]
    means: Mapping[str, Mapping[str, Mean]]
    checks: Mapping[str, Mapping[str, int]]
    distinct: Mapping[str, Share]
    stopped: str | None

    def code(self, gate: Gate) -> Exit:
        """The exit code: 6 too many failed or invalid, 3 a check blocks a draft."""
        lost = self.cases - self.outcomes.get(Outcome.SCORED, 0)
        if self.cases and lost / self.cases > gate.most_invalid:
            return Exit.INVALID
        blocks = self.shares.get("nothing_blocks", {}).get("all")
        return Exit.BLOCKER if blocks is not None and blocks.right < blocks.judged else Exit.OK


def summarise(run: Run, gate: Gate) -> Summary:
    """Sum up a run's rows."""
    rows = run.rows
    outcomes = {outcome.value: sum(row.outcome is outcome for row in rows) for outcome in Outcome}
    failed = tuple(row.id for row in rows if not row.scored)
    return Summary(
        str(run.manifest.get("suite", "")), len(rows), outcomes, failed, shares(rows), means(rows), _checks(rows),
        distinct(rows, gate.near_duplicate), run.stopped,
    )  # fmt: skip


def shares(rows: Iterable[Row]) -> dict[str, dict[str, Share]]:
    """For each measure and slice: how many right of how many judged."""
    counted: dict[str, dict[str, Share]] = {}
    for row in rows:
        for name, value in (row.measures or {}).items() if row.scored else ():
            parts = counted.setdefault(name, {})
            for part in row.labels():
                so_far = parts.get(part, Share(0, 0))
                parts[part] = Share(so_far.right + value, so_far.judged + 1)
    return counted


def means(rows: Iterable[Row]) -> dict[str, dict[str, Mean]]:
    """For each score and slice: its mean."""
    values: dict[str, dict[str, list[tuple[float, str]]]] = {}
    for row in rows:
        for name, value in (row.scores or {}).items() if row.scored else ():
            for part in row.labels():
                values.setdefault(name, {}).setdefault(part, []).append((value, row.cluster))
    return {name: {part: _mean(found) for part, found in parts.items()} for name, parts in values.items()}


def distinct(rows: Iterable[Row], similarity: float) -> dict[str, Share]:
    """How many replies of a language resemble no reply to another story: the opposite of canned answers."""
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import cdist

    found: dict[str, Share] = {}
    by_language: dict[str, list[Row]] = {}
    for row in rows:
        # An approved holding text is the same on purpose.
        if row.scored and row.text() and (row.proposal or {}).get("action") != "escalate":
            by_language.setdefault(row.parts.get("language", "unknown"), []).append(row)
    for language, group in sorted(by_language.items()):
        alike = cdist([row.text() for row in group], [row.text() for row in group], scorer=ratio)
        lonely = 0
        for index, row in enumerate(group):
            others = (alike[index][place] for place, other in enumerate(group) if other.cluster != row.cluster)
            lonely += not any(value >= 100 * similarity for value in others)
        found[language] = Share(lonely, len(group))
    return found


def summary_json(summary: Summary) -> dict[str, object]:
    """The summary as JSON; nothing in it depends on the clock, so equal input gives equal bytes."""
    return {
        "suite": summary.suite,
        "cases": summary.cases,
        "outcomes": dict(summary.outcomes),
        "failed": list(summary.failed),
        **({"stopped": summary.stopped} if summary.stopped else {}),
        "measures": _told(summary.shares),
        "scores": _told(summary.means),
        "checks": {check: dict(sorted(counts.items())) for check, counts in sorted(summary.checks.items())},
        "distinct": {language: share.to_dict() for language, share in summary.distinct.items()},
    }


def effort_json(timings: Sequence[Timing], verdicts: int) -> dict[str, object]:
    """What a run took: milliseconds a case, calls, tokens, US dollars, and dollars for each scored case."""
    last = {timing.id: timing for timing in timings}
    elapsed = sorted(timing.elapsed_ms for timing in last.values())
    cost = sum(timing.usage.cost for timing in timings)
    return {
        "ms_a_case": {"p50": _quantile(elapsed, 0.5), "p95": _quantile(elapsed, 0.95)},
        "calls": sum(timing.calls for timing in timings),
        "kept": sum(timing.kept for timing in timings),
        "input_tokens": sum(timing.usage.input_tokens for timing in timings),
        "cached_tokens": sum(timing.usage.cached_tokens for timing in timings),
        "output_tokens": sum(timing.usage.output_tokens for timing in timings),
        "cost": round(cost, 4),
        "cost_a_case": round(cost / verdicts, 6) if verdicts else 0.0,
    }


def _checks(rows: Iterable[Row]) -> dict[str, dict[str, int]]:
    """How many replies each check speaks of, by severity."""
    counted: dict[str, dict[str, int]] = {}
    for row in rows:
        findings = (row.proposal or {}).get("findings")
        seen = {(str(f["check"]), str(f["severity"])) for f in findings} if isinstance(findings, list) else set()
        for check, severity in seen if row.scored else ():
            per = counted.setdefault(check, {})
            per[severity] = per.get(severity, 0) + 1
    return counted


def _mean(values: Sequence[tuple[float, str]]) -> Mean:
    data = gather([value for value, _ in values], [cluster for _, cluster in values])
    error = standard_error(data)
    return Mean(data.mean, 1.959964 * error if math.isfinite(error) else None, len(values))


def _told(metrics: Mapping[str, Mapping[str, Share | Mean]]) -> dict[str, object]:
    return {
        name: {part: value.to_dict() for part, value in sorted(parts.items())}
        for name, parts in sorted(metrics.items())
    }


def _quantile(values: Sequence[int], q: float) -> int | None:
    return values[min(len(values) - 1, math.ceil(q * len(values)) - 1)] if values else None
