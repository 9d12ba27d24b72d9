"""Comparing two runs of the same cases: paired, clustered, with one verdict for each metric and slice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.errors import InputError
from assistant.evaluation.gate import Exit, Gate, Metric
from assistant.evaluation.rows import Row
from assistant.evaluation.statistics import (
    RESAMPLES,
    Verdict,
    binary_p,
    detectable,
    gather,
    holm,
    interval,
    judge,
    more_cases,
    p_value,
)

Pair = tuple[Row, Row]


@dataclass(frozen=True, slots=True)
class Compared:
    """One metric in one slice: means, the difference with its 95 % interval, p (and Holm's), and what it means.

    ``least`` is the smallest true difference these cases would have shown (80 % power), ``more`` how many further
    cases would settle the question. ``better`` and ``worse`` count cases.
    """

    metric: str
    part: str
    cases: int
    clusters: int
    before: float
    after: float
    difference: float
    low: float
    high: float
    p: float
    adjusted: float
    least: float | None
    more: int | None
    margin: float
    better: int
    worse: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs compared: the primary metric over all, the family of guards and slices, the cases that changed most."""

    primary: Compared | None
    family: tuple[Compared, ...]
    changed: tuple[Pair, ...]
    paired: int
    invalid: tuple[str, ...]
    unpaired: int
    verdict: Verdict

    def code(self, *, strict: bool = False) -> Exit:
        """The exit code: 4 for a loss, 6 for too many invalid, 7 for too little evidence when that is asked for."""
        if self.verdict is Verdict.INVALID:
            return Exit.INVALID
        if self.verdict is Verdict.WORSE:
            return Exit.REGRESSION
        if strict and self.verdict is Verdict.UNKNOWN:
            return Exit.INCONCLUSIVE
        return Exit.OK


def compare(
    before: Iterable[Row], after: Iterable[Row], gate: Gate, *, gallery: int = 10, resamples: int = RESAMPLES
) -> Comparison:
    """Compare the cases both runs hold; raises ``InputError`` when they share none.

    The verdict is the primary metric's, and WORSE too when a guard or a slice is worse after Holm's correction.
    """
    earlier = {row.id: row for row in before}
    both = [(earlier[row.id], row) for row in after if row.id in earlier]
    if not both:
        raise InputError("the two runs share no case; compare runs of the same suite")
    pairs = [pair for pair in both if pair[0].scored and pair[1].scored]
    invalid = tuple(old.id for old, new in both if not (old.scored and new.scored))
    primary = _compared(gate.primary, "all", pairs, resamples)
    family = _family(pairs, gate, resamples)
    verdict = _verdict(primary, family, len(invalid) / len(both) > gate.most_invalid)
    unpaired = len(earlier) - len(both)
    return Comparison(primary, family, _most_changed(pairs, gate, gallery), len(pairs), invalid, unpaired, verdict)


def comparison_json(found: Comparison) -> dict[str, object]:
    """A comparison as JSON; equal input gives equal bytes."""
    return {
        "verdict": found.verdict.value,
        "paired": found.paired,
        "invalid": list(found.invalid),
        "unpaired": found.unpaired,
        "primary": compared_json(found.primary) if found.primary else None,
        "family": [compared_json(item) for item in found.family],
        "changed": [after.id for _, after in found.changed],
    }


def compared_json(item: Compared) -> dict[str, object]:
    """One line of a comparison, numbers to four places."""
    return {
        "metric": item.metric, "part": item.part, "cases": item.cases, "clusters": item.clusters,
        "before": _short(item.before), "after": _short(item.after), "difference": _short(item.difference),
        "interval": [_short(item.low), _short(item.high)], "p": _short(item.p), "p_holm": _short(item.adjusted),
        "detectable": _short(item.least), "more_cases": item.more, "margin": item.margin, "better": item.better,
        "worse": item.worse, "verdict": item.verdict.value,
    }  # fmt: skip


def _family(pairs: Sequence[Pair], gate: Gate, resamples: int) -> tuple[Compared, ...]:
    found = [_compared(guard, "all", pairs, resamples) for guard in gate.guards]
    for name in gate.slices:
        by_value: dict[str, list[Pair]] = {}
        for pair in pairs:
            by_value.setdefault(pair[1].parts.get(name, "unknown"), []).append(pair)
        for value, part in sorted(by_value.items()):
            if len(part) >= gate.smallest_slice:
                label = value if name == "language" else f"{name}={value}"
                found.append(_compared(gate.primary, label, part, resamples))
    lines = [line for line in found if line is not None]
    adjusted = holm({f"{line.metric}/{line.part}": line.p for line in lines})
    corrected = []
    for line in lines:
        p = adjusted[f"{line.metric}/{line.part}"]
        corrected.append(replace(line, adjusted=p, verdict=judge(line.low, line.high, p, line.margin)))
    return tuple(corrected)


def _compared(metric: Metric, part: str, pairs: Sequence[Pair], resamples: int) -> Compared | None:
    values = [
        (old, new, row.cluster)
        for base, row in pairs
        if (old := base.value(metric.metric)) is not None and (new := row.value(metric.metric)) is not None
    ]
    if not values:
        return None
    differences, clusters = [new - old for old, new, _ in values], [cluster for _, _, cluster in values]
    data = gather(differences, clusters)
    binary = all(value in (0.0, 1.0) for old, new, _ in values for value in (old, new))
    low, high = interval(data, metric.reach, resamples=resamples)
    p = binary_p(differences, clusters) if binary else p_value(data, resamples=resamples)
    verdict = judge(low, high, p, metric.margin)
    # Where nothing differed the spread is unknown, and the interval's own width is the least that would have shown.
    least = detectable(data) if not data.constant else high - data.mean
    target = abs(data.mean) if abs(data.mean) > metric.margin else metric.margin
    more = None
    if verdict is Verdict.UNKNOWN and not data.constant:
        more = more_cases(data, target)
    count = len(values)
    return Compared(
        metric.metric, part, count, len(data.sums), sum(old for old, _, _ in values) / count,
        sum(new for _, new, _ in values) / count, data.mean, low, high, p, p, least, more, metric.margin,
        sum(d > 0 for d in differences), sum(d < 0 for d in differences), verdict,
    )  # fmt: skip


def _verdict(primary: Compared | None, family: Sequence[Compared], too_many_invalid: bool) -> Verdict:
    if too_many_invalid or primary is None:
        return Verdict.INVALID
    if any(line.verdict is Verdict.WORSE for line in family):
        return Verdict.WORSE
    return primary.verdict


def _most_changed(pairs: Sequence[Pair], gate: Gate, most: int) -> tuple[Pair, ...]:
    """The cases that changed most: by the primary metric, then by how different the words are."""
    from rapidfuzz.fuzz import ratio

    def size(pair: Pair) -> tuple[float, float, str]:
        old, new = (row.value(gate.primary.metric) for row in pair)
        moved = abs(new - old) if old is not None and new is not None else 0.0
        return (-moved, ratio(pair[0].text(), pair[1].text()), pair[1].id)

    changed = [pair for pair in pairs if pair[0].text() != pair[1].text() or pair[0].measures != pair[1].measures]
    return tuple(sorted(changed, key=size)[:most])


def _short(value: float | None) -> float | None:
    return None if value is None or value in (float("inf"), float("-inf")) else round(value, 4)
