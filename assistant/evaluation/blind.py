"""Pairs of replies laid out for people who do not know where they come from, and what those people preferred."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from assistant.domain import Language
from assistant.errors import InputError
from assistant.evaluation.judging.pairs import Preference, Winner
from assistant.evaluation.rows import Row
from assistant.evaluation.runs import MANIFEST, RESULTS, Run, write_json

PAIRS, LABELS = "pairs.jsonl", "labels.jsonl"
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class Choice(StrEnum):
    """What a person says who sees two replies side by side."""

    LEFT = "left"
    RIGHT = "right"
    TIE = "tie"


@dataclass(frozen=True, slots=True)
class BlindPair:
    """Two replies to one complaint; ``a`` is the first run's, ``b`` the second's."""

    id: str
    cluster: str
    language: str
    channel: str
    complaint: str
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Side:
    """A pair as one person sees it: which run's reply stands left is told by their coin."""

    pair: BlindPair
    a_left: bool

    @property
    def left(self) -> str:
        """The reply on the left."""
        return self.pair.a if self.a_left else self.pair.b

    @property
    def right(self) -> str:
        """The reply on the right."""
        return self.pair.b if self.a_left else self.pair.a

    def winner(self, choice: Choice) -> Winner:
        """Whose reply was chosen."""
        if choice is Choice.TIE:
            return Winner.TIE
        return Winner.A if (choice is Choice.LEFT) == self.a_left else Winner.B


@dataclass(frozen=True, slots=True)
class PairLabel:
    """One person's preference."""

    pair: str
    rater: str
    choice: Choice
    winner: Winner


@dataclass(frozen=True, slots=True)
class Layout:
    """A comparison laid out in ``folder``: its pairs and what the runs they come from held at that time."""

    folder: Path
    pairs: tuple[BlindPair, ...]
    runs: Mapping[str, str]

    @property
    def name(self) -> str:
        """What it is called; nothing in it tells one run from the other."""
        return self.folder.name

    def order(self, rater: str) -> list[Side]:
        """The pairs as one person meets them: in an order and with sides of their own, the same every time."""
        drawn = sorted((self._drawn(rater, pair.id), pair) for pair in self.pairs)
        return [Side(pair, a_left=bool(coin[-1] & 1)) for coin, pair in drawn]

    def _drawn(self, rater: str, pair: str) -> bytes:
        # The runs' own content is part of the seed: an order learnt in one comparison tells nothing about the next.
        return hashlib.sha256("\n".join((*sorted(self.runs.values()), rater, pair)).encode()).digest()


def lay_out(first: Run, second: Run, home: Path, name: str, *, limit: int | None = None) -> Layout:
    """Lay out the cases both runs answered differently in ``home/name``.

    Raises ``InputError`` for a name already used, one that is no name, or runs without a differing reply.
    """
    if not NAME.fullmatch(name):
        raise InputError(f"{name!r} is no name; use small letters, digits, dots and hyphens")
    folder = home / name
    if folder.exists():
        raise InputError(f"{folder} is there already; choose another --name")
    later = {row.id: row for row in second.rows if row.scored}
    pairs = [
        _pair(row, later[row.id])
        for row in first.rows
        if row.scored and row.id in later and _differ(row.text(), later[row.id].text())
    ]
    if not pairs:
        raise InputError("the two runs share no case with different replies; there is nothing to compare")
    folder.mkdir(parents=True)
    kept = tuple(pairs[:limit])
    runs = {"a": print_of(first.folder), "b": print_of(second.folder)}
    lines = "".join(json.dumps(asdict(pair), ensure_ascii=False) + "\n" for pair in kept)
    (folder / PAIRS).write_text(lines, encoding="utf-8")
    write_json(folder / MANIFEST, {"runs": runs, "pairs": len(kept)})
    return Layout(folder, kept, runs)


def layouts(home: Path) -> list[str]:
    """The names of the comparisons laid out in a folder."""
    return sorted(path.parent.name for path in home.glob(f"*/{PAIRS}") if NAME.fullmatch(path.parent.name))


def open_layout(folder: Path) -> Layout:
    """Read a comparison; raises ``InputError`` where there is none."""
    try:
        runs = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["runs"]
        raw = [json.loads(line) for line in (folder / PAIRS).read_text(encoding="utf-8").splitlines()]
        return Layout(folder, tuple(BlindPair(**{k: str(v) for k, v in one.items()}) for one in raw), dict(runs))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{folder} holds no comparison ({error}); `assistant eval blind A B` lays one out", code="no_such_pair"
        ) from error


def write_label(layout: Layout, rater: str, pair: str, choice: Choice | None, now: datetime) -> None:
    """Add a person's preference; ``None`` takes theirs back. Raises ``InputError`` for a pair that is not laid out."""
    side = next((side for side in layout.order(rater) if side.pair.id == pair), None)
    if side is None:
        raise InputError(f"{pair!r} is not in {layout.name}", code="no_such_pair")
    told = {
        "pair": pair, "rater": rater, "choice": choice.value if choice else None,
        "winner": side.winner(choice).value if choice else None, "at": now.isoformat(),
    }  # fmt: skip
    with (layout.folder / LABELS).open("a", encoding="utf-8") as file:
        file.write(json.dumps(told, ensure_ascii=False) + "\n")


def read_pair_labels(layout: Layout) -> list[PairLabel]:
    """What everybody prefers by now, in the order they said it: the last word of each person on each pair counts."""
    found: dict[tuple[str, str], PairLabel] = {}
    for told in _written(layout.folder / LABELS):
        key = (str(told["pair"]), str(told["rater"]))
        found.pop(key, None)
        if told["choice"] is not None:
            found[key] = PairLabel(*key, Choice(str(told["choice"])), Winner(str(told["winner"])))
    return list(found.values())


def preferences(layout: Layout, labels: Iterable[PairLabel]) -> list[Preference]:
    """Labels as preferences: a person saw one order only, and their coin stands in for the exchange."""
    by_id = {pair.id: pair for pair in layout.pairs}
    found = []
    for label in labels:
        pair = by_id.get(label.pair)
        if pair is not None:
            longer = len(pair.b.split()) - len(pair.a.split())
            language = Language(pair.language)
            found.append(Preference(pair.id, language, label.winner, label.winner, longer, pair.cluster))
    return found


def matching(layout: Layout, before: Path, after: Path) -> bool:
    """Whether the pairs are of these two runs, in this order; raises ``InputError`` if they are of others.

    False where the comparison was laid out the other way round.
    """
    prints = (print_of(before), print_of(after))
    if prints == (layout.runs["a"], layout.runs["b"]):
        return True
    if prints == (layout.runs["b"], layout.runs["a"]):
        return False
    raise InputError(f"{layout.folder} compares other runs than {before} and {after}, or they have changed since")


def print_of(folder: Path) -> str:
    """A mark of what a run answered."""
    path = folder / RESULTS
    if not path.is_file():
        raise InputError(f"{folder} is no run folder; `assistant eval run SUITE --out {folder}` makes one")
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def agreement(labels: Sequence[PairLabel]) -> tuple[int, int]:
    """Of how many pairs judged by several people they all said the same: (alike, judged by several)."""
    by_pair: dict[str, list[Winner]] = {}
    for label in labels:
        by_pair.setdefault(label.pair, []).append(label.winner)
    several = [said for said in by_pair.values() if len(said) > 1]
    return sum(len(set(said)) == 1 for said in several), len(several)


def _pair(first: Row, second: Row) -> BlindPair:
    told = first.complaint or {}
    complaint = "\n\n".join(str(told[name]) for name in ("subject", "text") if told.get(name))
    language = first.parts.get("language", "")
    return BlindPair(
        first.id, first.cluster, language, str(told.get("channel") or ""), complaint, first.text(), second.text()
    )


def _differ(a: str, b: str) -> bool:
    return bool(a and b) and " ".join(a.split()) != " ".join(b.split())


def _written(path: Path) -> Iterator[dict[str, object]]:
    if not path.exists():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            told = json.loads(line)
            told["pair"], told["rater"], told["choice"], told["winner"]
            yield told
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path}:{number}: is no preference ({error}); take the line out") from error
