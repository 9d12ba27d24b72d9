"""Seeded damage to good replies: how much of it the checks find, and how often they cry at the undamaged."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import yaml

from assistant.domain import Audience, Complaint, Finding, Language, Sentence, Severity
from assistant.errors import InputError
from assistant.evaluation.work import Spread
from assistant.knowledge import Knowledge
from assistant.workflow.message import ChannelFacts, read_message

# Every third reply and every third phrase is held out: tuning looks at the others only.
HELD_OUT = 3
SEED = 7
Check = Callable[[str, Audience, Sequence[Sentence]], tuple[Finding, ...]]
# Opens a complaint with the reply a person wrote, and checks that reply and others like it.
Opener = Callable[[Complaint, str], Check]


@dataclass(frozen=True, slots=True)
class Good:
    """A reply a good person would send, with the complaint it answers and the entries it rests on."""

    complaint: Complaint
    reply: str
    audience: Audience
    sources: tuple[str, ...]
    language: Language
    held_out: bool
    number: int


@dataclass(frozen=True, slots=True)
class Mutant:
    """A good reply after one damage; ``sentences`` only where the damage is in what a sentence cites."""

    kind: str
    complaint: Complaint
    reply: str
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """What damage is made of in one language: phrases by kind, patterns, all good replies, the brand's knowledge."""

    phrases: Mapping[str, Sequence[str]]
    pairs: Sequence[Sequence[str]]
    patterns: Mapping[str, str]
    others: Sequence[str]
    knowledge: Knowledge


@dataclass
class Tally:
    """Caught and all, apart for what was held out."""

    caught: dict[bool, int] = field(default_factory=lambda: {False: 0, True: 0})
    total: dict[bool, int] = field(default_factory=lambda: {False: 0, True: 0})
    missed: list[tuple[str, str]] = field(default_factory=list)

    def add(self, held_out: bool, caught: bool) -> None:
        """Count one."""
        self.total[held_out] += 1
        self.caught[held_out] += caught

    def counts(self, held_out: bool | None = None) -> tuple[int, int]:
        """Caught and all; of both parts unless one is named."""
        parts = (False, True) if held_out is None else (held_out,)
        return sum(self.caught[part] for part in parts), sum(self.total[part] for part in parts)


@dataclass(frozen=True)
class Report:
    """The result: a tally for each kind and language, and the false alarms on the untouched per language."""

    mutants: Mapping[tuple[str, Language], Tally]
    alarms: Mapping[Language, Tally]
    false_alarms: tuple[tuple[str, str, str], ...]

    def caught(self, language: Language | None = None, held_out: bool | None = None) -> tuple[int, int]:
        """Caught and all mutants, of one language or of all."""
        tallies = [tally for (_, of), tally in self.mutants.items() if language in (None, of)]
        counts = [tally.counts(held_out) for tally in tallies]
        return sum(caught for caught, _ in counts), sum(total for _, total in counts)

    def to_dict(self) -> dict[str, object]:
        """The table as plain data: per kind and language ``[caught, all]``, false alarms, shares."""
        kinds = sorted({kind for kind, _ in self.mutants})
        rows = {k: {str(of): list(t.counts()) for (kind, of), t in self.mutants.items() if kind == k} for k in kinds}
        caught, total = self.caught()
        held, held_total = self.caught(held_out=True)
        alarmed = sum(tally.counts()[0] for tally in self.alarms.values())
        untouched = sum(tally.counts()[1] for tally in self.alarms.values())
        return {
            "kinds": rows,
            "languages": {str(language): list(self.caught(language)) for language in Language},
            "caught": [caught, total],
            "caught_held_out": [held, held_total],
            "false_alarms": {str(language): list(tally.counts()) for language, tally in self.alarms.items()},
            "share_caught": round(caught / total, 4) if total else 0.0,
            "share_false": round(alarmed / untouched, 4) if untouched else 0.0,
        }


def measure(
    evals: Path, knowledge: Knowledge, opened: Opener, now: datetime, every: int = 1, processes: int = 1
) -> Report:
    """Damage every good reply of ``evals/replies`` in every way that fits it, and check each mutant.

    A mutant counts as caught if a finding that blocks or warns is new and of a check that fits the damage. A reply
    counts as a false alarm if anything blocks or warns on it untouched. Raises ``InputError`` for data that cannot be
    read. Deterministic: the same data give the same mutants. ``every`` takes each so-manieth reply only.
    """
    mutants: dict[tuple[str, Language], Tally] = {}
    alarms = {language: Tally() for language in Language}
    cries: list[tuple[str, str, str]] = []
    replies = {language: read_replies(evals, language, knowledge.channels, now) for language in Language}
    materials = {language: read_material(evals, language, knowledge, replies) for language in Language}
    goods = [good for of_language in replies.values() for good in of_language[::every]]
    spread: Spread[int, tuple[int, _Damaged]] = Spread(
        lambda place: (place, _damaged(goods[place], materials[goods[place].language], opened)), processes=processes
    )
    for place, done in sorted(spread.over(range(len(goods))), key=lambda item: item[0]):
        good = goods[place]
        alarms[good.language].add(good.held_out, bool(done.cries))
        cries += [(good.complaint.id, *cry) for cry in done.cries]
        for kind, missed in done.outcomes:
            tally = mutants.setdefault((kind, good.language), Tally())
            tally.add(good.held_out, missed is None)
            if missed is not None:
                tally.missed.append((f"{good.complaint.id}{' held out' if good.held_out else ''}", missed))
    return Report(mutants, alarms, tuple(cries))


@dataclass(frozen=True, slots=True)
class _Damaged:
    """What the checks said of one reply untouched, and of each damage: what slipped through, ``None`` if caught."""

    cries: tuple[tuple[str, str], ...]
    outcomes: tuple[tuple[str, str | None], ...]


def _damaged(good: Good, material: Material, opened: Opener) -> _Damaged:
    from assistant.evaluation.damage import DAMAGES

    check = opened(good.complaint, good.reply)
    before = _loud(check(good.reply, good.audience, ()))
    known = {(f.check, f.reason.code, _at(f, good.reply)) for f in before}
    outcomes: list[tuple[str, str | None]] = []
    for damage in DAMAGES:
        mutant = damage.make(good, material, random.Random(f"{SEED}|{damage.kind}|{good.language}|{good.number}"))
        if mutant is None:
            continue
        again = check if mutant.complaint == good.complaint else opened(mutant.complaint, good.reply)
        found = _loud(again(mutant.reply, good.audience, mutant.sentences))
        new = [f for f in found if (f.check, f.reason.code, _at(f, mutant.reply)) not in known]
        caught = any(f.check in damage.found_by for f in new)
        outcomes.append((damage.kind, None if caught else mutant.reply))
    return _Damaged(tuple((f.check, _at(f, good.reply)) for f in before), tuple(outcomes))


def read_replies(
    evals: Path, language: Language, channels: Mapping[str, ChannelFacts], now: datetime
) -> tuple[Good, ...]:
    """The good replies of a language; raises ``InputError`` that names file and line."""
    path = evals / "replies" / f"{language}.jsonl"
    if not path.is_file():
        raise InputError(f"{path} is missing; write good replies there, see evals/README.md")
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            raw = json.loads(line)
            complaint = read_message(raw["complaint"], channels, now)
            audience, sources = Audience(raw["audience"]), tuple(raw.get("sources", ()))
        except (json.JSONDecodeError, KeyError, TypeError, ValueError, InputError) as error:
            raise InputError(f"{path.name}:{number}: {error}; see the format in evals/README.md") from error
        held = number % HELD_OUT == 0
        found.append(Good(complaint, str(raw["reply"]), audience, sources, language, held, number))
    return tuple(found)


def read_material(
    evals: Path, language: Language, knowledge: Knowledge, replies: Mapping[Language, Sequence[Good]]
) -> Material:
    """The phrases of ``evals/mutations`` and the positive sentences of ``evals/checks``, by kind."""
    path = evals / "mutations" / f"{language}.yaml"
    if not path.is_file():
        raise InputError(f"{path} is missing; it holds the phrases damage is made of")
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    phrases = {name: tuple(map(str, value)) for name, value in raw.items() if isinstance(value, list)}
    for file in sorted((evals / "checks").glob(f"*.{language}.tsv")):
        rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        phrases[file.name.split(".")[0]] = tuple(row[1] for row in rows if row[0] == "yes")
    others = tuple(g.reply for other, goods in replies.items() if other is not language for g in goods)
    patterns = {name: value for name, value in raw.items() if isinstance(value, str)}
    return Material(phrases, raw.get("contact_pairs", ()), patterns, others, knowledge)


def chosen(phrases: Sequence[str], good: Good, rng: random.Random) -> str:
    """A phrase for a reply: a held-out one for a held-out reply, where there are enough of them."""
    mine = [p for number, p in enumerate(phrases, 1) if (number % HELD_OUT == 0) is good.held_out]
    return rng.choice(mine or list(phrases))


def with_text(good: Good, kind: str, reply: str, complaint: Complaint | None = None) -> Mutant | None:
    """A mutant with another text; ``None`` if nothing changed."""
    if reply == good.reply:
        return None
    return Mutant(kind, complaint or good.complaint, reply)


def with_more(complaint: Complaint, text: str) -> Complaint:
    """The complaint with something more in it."""
    return replace(complaint, text=f"{complaint.text} {text}")


def _loud(findings: Sequence[Finding]) -> list[Finding]:
    return [f for f in findings if f.severity in (Severity.BLOCK, Severity.WARN)]


def _at(finding: Finding, text: str) -> str:
    return text[slice(*finding.span)] if finding.span else ""


def misses(report: Report, *, tuned_only: bool = True) -> Iterator[tuple[str, Language, str, str]]:
    """What slipped through, kind by kind; the held-out part stays unseen unless asked for."""
    for (kind, language), tally in sorted(report.mutants.items()):
        for name, reply in tally.missed:
            if not (tuned_only and "held out" in name):
                yield kind, language, name, reply
