"""How well masking does on a corpus: recall per kind and language, survivors, misses; for ``assistant eval privacy``.

A corpus line: ``{"id", "language", "text", "spans": [{"start", "end", "kind"}], "survivors": [...]}``, offsets in code
points; ``names`` (people known beforehand) and ``keep`` (the brand's contacts) may stand in a line too.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import InputError
from assistant.privacy.kinds import HARD, Kind, Span
from assistant.privacy.masking import mask, spans
from assistant.privacy.vault import Vault

# reliability.md P1-P4: no hard value missed, names 90 %, addresses 95 %, survivors 99 %, every text restored.
NAMES, ADDRESSES, SURVIVORS = 0.90, 0.95, 0.99


@dataclass(frozen=True, slots=True)
class Rate:
    """``hits`` of ``n``; the share is 1 when there was nothing to hit."""

    hits: int
    n: int

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return self.hits / self.n if self.n else 1.0

    @property
    def missed(self) -> int:
        """``n`` less ``hits``; with 0 missed, 3/n bounds the true rate of misses (95 %)."""
        return self.n - self.hits


@dataclass(frozen=True, slots=True)
class Miss:
    """Something that went wrong in one text: ``what`` is a kind or ``survivor``, ``value`` what stood there."""

    id: str
    language: str
    what: str
    value: str


@dataclass(frozen=True, slots=True)
class Report:
    """``recall`` by kind and language; ``extra`` counts spans that touch nothing marked."""

    texts: int
    recall: dict[tuple[Kind, str], Rate]
    survivors: Rate
    restored: Rate
    right_kind: Rate
    extra: int
    misses: tuple[Miss, ...]

    def of(self, *kinds: Kind) -> Rate:
        """Recall of some kinds over all languages."""
        rates = [rate for (kind, _), rate in self.recall.items() if kind in kinds]
        return Rate(sum(r.hits for r in rates), sum(r.n for r in rates))

    def goals(self) -> dict[str, bool]:
        """The goals of the project and whether each is met."""
        return {
            "hard kinds: 0 missed": self.of(*HARD).missed == 0,
            f"names: {NAMES:.0%}": self.of(Kind.NAME).share >= NAMES,
            f"addresses: {ADDRESSES:.0%}": self.of(Kind.ADDRESS).share >= ADDRESSES,
            f"survivors: {SURVIVORS:.0%}": self.survivors.share >= SURVIVORS,
            "unmasked texts: identical": self.restored.missed == 0,
        }

    def to_dict(self) -> dict[str, object]:
        """The report for JSON: every rate with its N, and the misses."""
        return {
            "texts": self.texts,
            "recall": [
                {"kind": kind.value, "language": language, **_rate(rate)}
                for (kind, language), rate in sorted(self.recall.items())
            ],
            "totals": {kind.value: _rate(self.of(kind)) for kind in Kind if self.of(kind).n},
            "hard": _rate(self.of(*HARD)),
            "survivors": _rate(self.survivors),
            "restored": _rate(self.restored),
            "right_kind": _rate(self.right_kind),
            "extra_spans": self.extra,
            "goals": self.goals(),
            "misses": [{"id": m.id, "language": m.language, "what": m.what, "value": m.value} for m in self.misses],
        }


def _rate(rate: Rate) -> dict[str, float | int]:
    return {"hits": rate.hits, "n": rate.n, "share": round(rate.share, 4)}


@dataclass(frozen=True, slots=True)
class Case:
    """One text of a corpus with what is personal in it and what must survive."""

    id: str
    language: str
    text: str
    spans: tuple[tuple[int, int, Kind], ...]
    survivors: tuple[str, ...]
    names: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


def read_corpus(path: Path) -> Iterator[Case]:
    """The texts of a JSONL file; raises ``InputError`` with file and line for what cannot be taken."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield _case(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(f"{path}:{number}: no text of a privacy corpus ({error}); see its README") from error


def _case(row: dict[str, object]) -> Case:
    def strings(key: str) -> tuple[str, ...]:
        value = row.get(key, [])
        if not isinstance(value, list):
            raise TypeError(f"{key} is not a list")
        return tuple(str(item) for item in value)

    text, marked = str(row["text"]), row["spans"]
    if not isinstance(marked, list):
        raise TypeError("spans is not a list")
    found = tuple((int(s["start"]), int(s["end"]), Kind(s["kind"])) for s in marked)
    if not all(0 <= start < end <= len(text) for start, end, _ in found):
        raise ValueError("a span lies outside the text")
    return Case(
        str(row["id"]), str(row["language"]), text, found, strings("survivors"), strings("names"), strings("keep")
    )


@dataclass
class _Tally:
    """Counts while the corpus is read."""

    hits: Counter[tuple[Kind, str]] = field(default_factory=Counter)
    n: Counter[tuple[Kind, str]] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)


def evaluate(path: Path, *, keep: Sequence[str] = ()) -> Report:
    """Mask every text of the corpus at ``path`` with a vault of its own; ``keep`` are the brand's contacts.

    A marked value counts as found when each of its letters and digits is masked; part of it is not enough.
    """
    tally = _Tally()
    for case in read_corpus(path):
        _score(case, keep, tally)
    totals = tally.totals
    return Report(
        texts=totals["texts"],
        recall={key: Rate(tally.hits[key], n) for key, n in tally.n.items()},
        survivors=Rate(totals["survived"], totals["survivors"]),
        restored=Rate(totals["restored"], totals["texts"]),
        right_kind=Rate(totals["right_kind"], sum(tally.hits.values())),
        extra=totals["extra"],
        misses=tuple(tally.misses),
    )


def _score(case: Case, keep: Sequence[str], tally: _Tally) -> None:
    vault, kept = Vault(), (*keep, *case.keep)
    masked = mask(case.text, vault, names=case.names, keep=kept).text
    found = spans(case.text, names=case.names, keep=kept)
    tally.totals["texts"] += 1
    tally.totals["restored"] += vault.unmask(masked) == case.text
    for start, end, kind in case.spans:
        touching = [span for span in found if span.start < end and span.end > start]
        tally.n[kind, case.language] += 1
        if _covered(case.text, start, end, touching):
            tally.hits[kind, case.language] += 1
            tally.totals["right_kind"] += any(span.kind is kind for span in touching)
        else:
            tally.misses.append(Miss(case.id, case.language, kind.value, case.text[start:end]))
    for value in case.survivors:
        tally.totals["survivors"] += 1
        tally.totals["survived"] += value in masked
        if value not in masked:
            tally.misses.append(Miss(case.id, case.language, "survivor", value))
    tally.totals["extra"] += sum(not any(s < p.end and p.start < e for s, e, _ in case.spans) for p in found)


def _covered(text: str, start: int, end: int, found: Sequence[Span]) -> bool:
    return all(any(span.start <= i < span.end for span in found) for i in range(start, end) if text[i].isalnum())
