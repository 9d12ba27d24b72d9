"""What has been learnt from the examples: how much each sign speaks for each category and each risk."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.domain import Language
from assistant.errors import KnowledgeError
from assistant.triage import notions
from assistant.triage.examples import FOLDER
from assistant.triage.signs import Signs

FILE = Path(__file__).parent / "lexicon" / "weights.tsv"
FORMAT = 1  # goes up when the signs are made differently, so that old weights are known for what they are
ALWAYS = "always"  # the sign every message has
MOST_WORDS = 4  # words quoted as a reason


@dataclass(frozen=True, slots=True)
class Weights:
    """For each sign the targets it speaks for (above 0) or against; a target is a category's or ``risk:`` a flag's.

    ``fingerprint`` tells the examples and notions they were learnt from.
    """

    fingerprint: str
    by_sign: Mapping[str, Mapping[str, float]]

    def scores(self, signs: Signs) -> Mapping[str, float]:
        """The log-odds of every target for a message, not yet set against each other."""
        total = dict(self.by_sign.get(ALWAYS, {}))
        for sign, value in signs.values.items():
            for target, weight in self.by_sign.get(sign, {}).items():
                total[target] = total.get(target, 0.0) + value * weight
        return total

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
    """Read ``# fingerprint`` and lines ``sign<TAB>target=weight target=weight``."""
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    by_sign: dict[str, dict[str, float]] = {}
    for line in lines:
        sign, _, rest = line.partition("\t")
        by_sign[sign] = {target: float(weight) for target, _, weight in (pair.partition("=") for pair in rest.split())}
    return Weights(first.removeprefix("# ").split(" ")[0], by_sign)


def write_weights(weights: Weights, path: Path) -> None:
    """Write weights as ``read_weights`` reads them, in the order of the signs."""
    path.write_text("\n".join((f"# {weights.fingerprint}", *_lines(weights))) + "\n", encoding="utf-8")


def _lines(weights: Weights) -> Iterator[str]:
    for sign in sorted(weights.by_sign):
        pairs = weights.by_sign[sign]
        yield f"{sign}\t" + " ".join(f"{target}={pairs[target]:.2f}" for target in sorted(pairs))
