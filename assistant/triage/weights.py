"""What has been learnt from the examples: how much each sign speaks for each category and each risk."""

from __future__ import annotations

import hashlib
import math
import sys
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.domain import Language
from assistant.errors import KnowledgeError
from assistant.triage import notions
from assistant.triage.examples import FOLDER
from assistant.triage.signs import Signs

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

FILE = Path(__file__).parent / "lexicon" / "weights.tsv"
FORMAT = 3  # goes up when the signs are made differently, so that old weights are known for what they are
ALWAYS = "always"  # the sign every message has
HUNDREDTHS = 100  # what a weight is counted in
MOST_WORDS = 4  # words quoted as a reason


@dataclass(frozen=True)
class Weights:
    """For each sign the targets it speaks for (above 0) or against; a target is a category's or ``risk:`` a flag's.

    ``fingerprint`` tells the examples and notions they were learnt from; ``curve`` pairs a share that categories get
    with how often, in examples kept out of learning, a category with that share was right.
    """

    fingerprint: str
    by_sign: Mapping[str, Mapping[str, float]]
    curve: Sequence[tuple[float, float]] = ()

    def believed(self, share: float) -> float:
        """How often a first category with this share is right, between the points of the curve on a straight line."""
        if not self.curve:
            return share
        at = bisect_right(self.curve, share, key=lambda point: point[0])
        if at in (0, len(self.curve)):
            return self.curve[max(0, at - 1)][1]
        (low, right_low), (high, right_high) = self.curve[at - 1], self.curve[at]
        return right_low + (right_high - right_low) * (share - low) / (high - low)

    def scores(self, signs: Signs) -> Mapping[str, float]:
        """The log-odds of every target for a message, not yet set against each other."""
        rows, targets, table = self._table
        known = [sign for sign in signs.values if sign in rows]
        total = table[rows[ALWAYS]].copy()
        if known:
            places, values = [rows[sign] for sign in known], [signs.values[sign] for sign in known]
            total += table[places].T @ values
        return dict(zip(targets, total.tolist(), strict=True))

    @cached_property
    def _table(self) -> tuple[Mapping[str, int], Sequence[str], Numbers]:
        """The same as a table: the row of every sign, the target of every column."""
        import numpy as np

        rows = {sign: row for row, sign in enumerate({ALWAYS: 0, **self.by_sign})}
        targets = sorted({target for pairs in self.by_sign.values() for target in pairs})
        columns = {target: column for column, target in enumerate(targets)}
        table = np.zeros((len(rows), len(targets)))
        for sign, pairs in self.by_sign.items():
            for target, weight in pairs.items():
                table[rows[sign], columns[target]] = weight
        return rows, targets, table

    def telling(self, signs: Signs, target: str) -> tuple[int, ...]:
        """The positions of the words that speak loudest for a target, at most ``MOST_WORDS``."""
        loud = sorted(
            ((self.by_sign.get(sign, {}).get(target, 0.0) * signs.values[sign], sign) for sign in signs.said),
            reverse=True,
        )
        positions: list[int] = []
        for weight, sign in loud:
            if weight > 0 and len(positions) < MOST_WORDS:
                positions += [position for position in signs.said[sign] if position not in positions]
        return tuple(sorted(positions[:MOST_WORDS]))


def shares(scores: Mapping[str, float]) -> Mapping[str, float]:
    """Log-odds of targets that exclude each other as shares that add up to 1.

    >>> shares({"a": 0.0, "b": 0.0})
    {'a': 0.5, 'b': 0.5}
    """
    if not scores:
        return {}
    highest = max(scores.values())
    raised = {target: math.exp(value - highest) for target, value in scores.items()}
    total = sum(raised.values())
    return {target: value / total for target, value in raised.items()}


def chance(score: float) -> float:
    """Log-odds of one target as a share of 1."""
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, score))))


def fingerprint() -> str:
    """Sixteen hex digits that change with any example, any notion and the way signs are made."""
    digest = hashlib.blake2b(f"{FORMAT}|".encode(), digest_size=8)
    for path in (*(FOLDER / f"{language}.tsv" for language in Language), notions.FILE):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def learnt() -> Weights:
    """The weights that came with the program, read once; raises ``KnowledgeError`` when they cannot be read."""
    try:
        return read_weights(FILE)
    except (OSError, ValueError) as error:
        message = f"assistant/triage/lexicon/{FILE.name} cannot be read ({error}); run: assistant eval learn"
        raise KnowledgeError(message) from error


def read_weights(path: Path) -> Weights:
    """Read ``# fingerprint``, ``# share:right …``, ``# targets`` and lines ``sign<TAB>number:weight number:weight``.

    The second line is the curve; a number is a target's place in the third, a weight is given in hundredths.
    """
    first, drawn, second, *lines = path.read_text(encoding="utf-8").splitlines()
    points = (point.partition(":") for point in drawn.removeprefix("#").split())
    curve = tuple((float(share), float(right)) for share, _, right in points)
    targets = {str(number): target for number, target in enumerate(second.removeprefix("# ").split())}
    by_sign: dict[str, dict[str, float]] = {}
    for line in lines:
        sign, _, rest = line.partition("\t")
        pairs = (pair.partition(":") for pair in rest.split())
        by_sign[sys.intern(sign)] = {targets[number]: int(weight) / HUNDREDTHS for number, _, weight in pairs}
    return Weights(first.removeprefix("# ").split(" ")[0], by_sign, curve)


def write_weights(weights: Weights, path: Path) -> None:
    """Write weights as ``read_weights`` reads them, in the order of the signs."""
    targets = sorted({target for pairs in weights.by_sign.values() for target in pairs})
    drawn = " ".join(f"{share:.4f}:{right:.4f}" for share, right in weights.curve)
    head = (f"# {weights.fingerprint}", f"# {drawn}".rstrip(), "# " + " ".join(targets))
    path.write_text("\n".join((*head, *_lines(weights, targets))) + "\n", encoding="utf-8")


def _lines(weights: Weights, targets: Sequence[str]) -> Iterator[str]:
    numbers = {target: number for number, target in enumerate(targets)}
    for sign in sorted(weights.by_sign):
        pairs = weights.by_sign[sign]
        yield f"{sign}\t" + " ".join(f"{numbers[t]}:{round(HUNDREDTHS * pairs[t])}" for t in sorted(pairs))
