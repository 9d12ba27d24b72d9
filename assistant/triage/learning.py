"""Learning the weights of triage from the examples: one softmax over the categories, one logistic curve a risk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.domain import Flag
from assistant.privacy import Vault, mask
from assistant.triage.categories import classify
from assistant.triage.details import mentioned
from assistant.triage.examples import Example
from assistant.triage.judging import RISK
from assistant.triage.knowledge import TriageKnowledge
from assistant.triage.language import certain
from assistant.triage.lexicon import find
from assistant.triage.reading import read
from assistant.triage.signs import Signs, signs
from assistant.triage.weights import ALWAYS, Weights, fingerprint

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped, unused-ignore]

    Numbers = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

SEEN = 2  # examples a sign must stand in before anything is learnt from it
SHRINKING = 1.0  # how strongly weights are drawn to nothing (the inverse of C)
RARE = 4.0  # how many times an example with a risk counts among the many without
NEGLIGIBLE = 0.08  # weights below this are left out of the file
STEPS = 150


@dataclass(frozen=True, slots=True)
class Seen:
    """An example with the signs found in it."""

    example: Example
    signs: Signs


def look(examples: Sequence[Example], knowledge: TriageKnowledge) -> tuple[Seen, ...]:
    """The signs of every example, found as triage finds them in a complaint."""
    return tuple(Seen(example, _signs(example, knowledge)) for example in examples)


def learn(seen: Sequence[Seen]) -> Weights:
    """The weights for these examples; the same examples give the same weights."""
    names = _names(seen)
    matrix = _matrix(seen, names)
    found = _categories(seen, matrix)
    labelled = [index for index, one in enumerate(seen) if one.example.flags is not None]
    heard = _without_rules(matrix, names)[labelled]
    for flag in Flag:
        carrying = [flag in (seen[index].example.flags or ()) for index in labelled]
        if any(carrying):
            found[f"{RISK}{flag}"] = _logistic(heard, carrying)
    by_sign: dict[str, dict[str, float]] = {}
    for target, column in found.items():
        for name, weight in zip(names, column, strict=True):
            if abs(weight) >= NEGLIGIBLE or name == ALWAYS:
                by_sign.setdefault(name, {})[target] = round(float(weight), 2)
    return Weights(fingerprint(), by_sign)


def _signs(example: Example, knowledge: TriageKnowledge) -> Signs:
    reading = read(mask(example.text, Vault()).text)
    written = certain(reading)
    found = find(reading, written, mentioned(reading, knowledge, written).places)
    concluded = classify(found, sarcastic=bool(found.of("emotions", "sarcasm")))
    return signs(found, concluded, example.language)


def _names(seen: Sequence[Seen]) -> list[str]:
    counted = Counter(name for one in seen for name in one.signs.values)
    return [ALWAYS, *sorted(name for name, count in counted.items() if count >= SEEN)]


def _matrix(seen: Sequence[Seen], names: Sequence[str]) -> csr_matrix:
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped, unused-ignore]

    columns = {name: column for column, name in enumerate(names)}
    cells = [
        (row, columns[name], value)
        for row, one in enumerate(seen)
        for name, value in {ALWAYS: 1.0, **one.signs.values}.items()
        if name in columns
    ]
    rows, places, values = zip(*cells, strict=True)
    return csr_matrix((values, (rows, places)), shape=(len(seen), len(names)))


def _without_rules(matrix: csr_matrix, names: Sequence[str]) -> csr_matrix:
    """The signs without the lexicon's own flags: what is learnt of a risk is to find what the rules miss."""
    from scipy.sparse import diags  # type: ignore[import-untyped, unused-ignore]

    return (matrix @ diags([0.0 if name.startswith("flag:") else 1.0 for name in names])).tocsr()


def _categories(seen: Sequence[Seen], matrix: csr_matrix) -> dict[str, Numbers]:
    """Multinomial logistic regression on each example's main category."""
    import numpy as np
    from scipy.optimize import minimize  # type: ignore[import-untyped, unused-ignore]
    from scipy.special import logsumexp  # type: ignore[import-untyped, unused-ignore]

    codes = sorted({one.example.categories[0] for one in seen})
    wanted = np.zeros((len(seen), len(codes)))
    for row, one in enumerate(seen):
        wanted[row, codes.index(one.example.categories[0])] = 1.0
    shape = (matrix.shape[1], len(codes))

    def loss(flat: Numbers) -> tuple[float, Numbers]:
        weights = flat.reshape(shape)
        scores = matrix @ weights
        scores -= logsumexp(scores, axis=1, keepdims=True)
        kept = weights.copy()
        kept[0] = 0.0  # how frequent a category is, is not shrunk
        slope = matrix.T @ (np.exp(scores) - wanted) + SHRINKING * kept
        return float(-(wanted * scores).sum() + SHRINKING * (kept**2).sum() / 2), slope.ravel()

    result = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return {str(code): column for code, column in zip(codes, result.x.reshape(shape).T, strict=True)}


def _logistic(matrix: csr_matrix, carrying: Sequence[bool]) -> Numbers:
    """Logistic regression for one risk; the few that carry it count ``RARE`` times."""
    import numpy as np
    from scipy.optimize import minimize  # type: ignore[import-untyped, unused-ignore]
    from scipy.special import expit  # type: ignore[import-untyped, unused-ignore]

    wanted = np.asarray(carrying, dtype=float)
    counted = 1.0 + (RARE - 1.0) * wanted

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        scores = matrix @ weights
        kept = weights.copy()
        kept[0] = 0.0
        value = counted @ (np.logaddexp(0.0, scores) - wanted * scores) + SHRINKING * (kept @ kept) / 2
        return float(value), matrix.T @ (counted * (expit(scores) - wanted)) + SHRINKING * kept

    start = np.zeros(matrix.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x)


def targets(weights: Weights) -> Mapping[str, int]:
    """How many signs speak for or against each target: what an editor sees after learning."""
    return Counter(target for row in weights.by_sign.values() for target in row)
