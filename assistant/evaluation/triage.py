"""How well triage understands labelled complaints: confusion tables by language, with typed-in-Latin text apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from assistant.domain import Complaint, Triage
from assistant.evaluation.cases import EvaluationCase, Expected
from assistant.triage.examples import ALIKE, Example

NONE = "none"  # a value nobody set: no market, no flag
FIELDS = ("language", "market", "category", "action")
# The slices shown apart, by the language whose letters were typed in Latin ones.
TYPED = {"ascii": "tr ascii", "greeklish": "el greeklish"}
LATIN = {"tr": "ascii", "el": "greeklish"}  # the slice of an example noted as typed in plain Latin letters
LOOKS_ALIKE = "look_alike"  # the slice of cases that only look like a risk
SEEN_ON = "facebook_comment"  # where the kept-out examples are read: in public, so that every risk can show
GOALS: Mapping[str, float] = {"category": 0.85, "action": 0.90, "flags": 0.97}

Understand = Callable[[EvaluationCase], Triage]


@dataclass(frozen=True, slots=True)
class Seen:
    """A case with what triage made of it."""

    case: EvaluationCase
    triage: Triage


@dataclass(frozen=True, slots=True)
class FlagCount:
    """One flag: cases it was due in, found in, raised in by mistake, and rightly left quiet in.

    ``alike`` counts the cases written to look like it, ``alike_false`` those of them it was raised in.
    """

    due: int = 0
    found: int = 0
    false: int = 0
    quiet: int = 0
    alike: int = 0
    alike_false: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One slice: for every field pairs (wanted, given) with their counts, the right ones, and the flags.

    ``disturbed`` are the cases with a flag that is not due, of all.
    """

    cases: int
    tables: Mapping[str, Mapping[tuple[str, str], int]]
    right: Mapping[str, tuple[int, int]]
    flags: Mapping[str, FlagCount] = field(default_factory=dict)
    disturbed: tuple[int, int] = (0, 0)

    @property
    def alike(self) -> tuple[int, int]:
        """Look-alikes that raise the flag they only seem to carry, of all."""
        return sum(count.alike_false for count in self.flags.values()), sum(
            count.alike for count in self.flags.values()
        )

    @property
    def recall(self) -> tuple[int, int]:
        """Flags raised of flags due."""
        return sum(count.found for count in self.flags.values()), sum(count.due for count in self.flags.values())


def example_cases(examples: Iterable[Example], now: datetime) -> Iterator[EvaluationCase]:
    """The examples kept out of learning as cases with the labels an example has."""
    for number, example in enumerate(examples, 1):
        if not example.kept_out or example.flags is None:
            continue
        complaint = Complaint(f"example-{number}", SEEN_ON, example.text, True, now)
        expected = Expected(
            language=str(example.language),
            categories=tuple(map(str, example.categories)),
            flags=tuple(map(str, example.flags)),
        )
        typed = [LATIN[example.language] for note in example.notes if note == "ascii" and example.language in LATIN]
        yield EvaluationCase(complaint.id, complaint, expected, (*typed, *example.notes))


def measure(cases: Iterable[EvaluationCase], understand: Understand) -> Mapping[str, Part]:
    """The parts ``all``, every language labelled, and the slices of ``TYPED`` that occur."""
    seen = [Seen(case, understand(case)) for case in cases]
    groups: dict[str, list[Seen]] = {"all": seen}
    for one in seen:
        groups.setdefault(one.case.expected.language or one.triage.language, []).append(one)
        for slice_ in one.case.slices:
            if slice_ in TYPED:
                groups.setdefault(TYPED[slice_], []).append(one)
    return {name: _part(group) for name, group in groups.items()}


def part_json(part: Part) -> dict[str, object]:
    """A part as JSON: shares, confusion tables as {wanted: {given: count}}, and flags."""
    found, due = part.recall
    return {
        "cases": part.cases,
        "right": {name: {"right": right, "judged": judged} for name, (right, judged) in part.right.items()},
        "flags_recall": {"found": found, "due": due},
        "confusion": {name: _nested(table) for name, table in part.tables.items()},
        "disturbed": dict(zip(("with_a_wrong_flag", "cases"), part.disturbed, strict=True)),
        "look_alikes": dict(zip(("raised", "cases"), part.alike, strict=True)),
        "flags": {flag: asdict(count) for flag, count in sorted(part.flags.items())},
    }


def confusions(part: Part, name: str) -> Sequence[tuple[str, str, int]]:
    """The pairs (wanted, given) of a field that differ, the most frequent first."""
    wrong = [(wanted, given, count) for (wanted, given), count in part.tables[name].items() if wanted != given]
    return sorted(wrong, key=lambda row: (-row[2], row[0], row[1]))


def _part(group: Sequence[Seen]) -> Part:
    tables = {name: Counter(pair for one in group if (pair := _pair(name, one))) for name in FIELDS}
    right = {
        name: (sum(count for (wanted, given), count in table.items() if wanted == given), sum(table.values()))
        for name, table in tables.items()
    }
    disturbed = sum(not set(map(str, one.triage.flags)) <= set(one.case.expected.flags) for one in group)
    return Part(len(group), tables, right, _flags(group), (disturbed, len(group)))


def _pair(name: str, one: Seen) -> tuple[str, str] | None:
    """What was wanted and what was given; a category that is any of the labelled ones is right."""
    wanted, given = one.case.expected, one.triage
    if name == "language":
        return (wanted.language, str(given.language)) if wanted.language else None
    if name == "market":
        return (wanted.market or NONE, str(given.market or NONE)) if wanted.language and wanted.action else None
    if name == "action":
        return (wanted.action, str(given.action)) if wanted.action else None
    if not wanted.categories:
        return None
    first = str(given.category)
    return (first if first in wanted.categories else wanted.categories[0]), first


def _flags(group: Sequence[Seen]) -> Mapping[str, FlagCount]:
    named = {flag for one in group for flag in (*one.case.expected.flags, *map(str, one.triage.flags))}
    return {flag: _count(flag, group) for flag in sorted(named)}


def _count(flag: str, group: Sequence[Seen]) -> FlagCount:
    pairs = Counter((flag in one.case.expected.flags, flag in one.triage.flags) for one in group)
    due = pairs[True, True] + pairs[True, False]
    alike = [flag in one.triage.flags for one in group if _looks_like(flag, one.case)]
    return FlagCount(due, pairs[True, True], pairs[False, True], pairs[False, False], len(alike), sum(alike))


def _looks_like(flag: str, case: EvaluationCase) -> bool:
    """Whether a case was written to look like a risk; where it is not said like which, it counts for each not due."""
    return f"{ALIKE}{flag}" in case.slices or (LOOKS_ALIKE in case.slices and flag not in case.expected.flags)


def _nested(table: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (wanted, given), count in sorted(table.items()):
        found.setdefault(wanted, {})[given] = count
    return found
