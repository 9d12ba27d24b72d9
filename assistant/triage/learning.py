"""Learning the weights of triage from the examples: one softmax over the categories, one logistic curve a risk."""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.domain import Flag
from assistant.privacy import Vault, mask
from assistant.triage.categories import Classified, concluded
from assistant.triage.details import mentioned
from assistant.triage.examples import ALIKE, Example
from assistant.triage.judging import BEARABLE, BY_RULE_ONLY, RISK, share_of_first
from assistant.triage.knowledge import TriageKnowledge
from assistant.triage.language import certain
from assistant.triage.lexicon import Found, find
from assistant.triage.reading import read
from assistant.triage.signs import LETTERS_PREFIX, Signs, signs
from assistant.triage.waiting import overdue
from assistant.triage.weights import ALWAYS, Weights, fingerprint

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped, unused-ignore]

    Numbers = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

SEEN, LETTERS_SEEN = 2, 3  # examples a sign must stand in before anything is learnt from it
SHRINKING = 1.0  # how strongly weights are drawn to nothing (the inverse of C)
RARE = 3.0  # how many times an example with a risk counts among the many without
NEGLIGIBLE, NEGLIGIBLE_LETTERS = 0.08, 0.1  # weights below this are left out of the file
STEPS = 60
# A risk is raised from where at most this share of the examples without it would raise it by mistake, and at most so
# many of its look-alikes; measured on folds. What harms people may cry wolf twice as often as the rest.
ALARMS, GRAVE_ALARMS, ALIKE_ALARMS = 0.002, 0.004, 0.10
GRAVE = frozenset({Flag.SELF_HARM, Flag.HEALTH_SAFETY, Flag.MINORS, Flag.VIOLENCE_THREAT, Flag.LEGAL_THREAT})
FOLDS = 3
GROUP = 120  # examples for one point of the curve
COMMON_RARITY = 5.0  # what the rarity of letters is set against, so that the usual one is about 1
TELLING_STEM = 5  # letters of a stem that may speak for a risk


@dataclass(frozen=True, slots=True)
class Seen:
    """An example with what the lexicon finds in it and concludes, and the signs found in it."""

    example: Example
    signs: Signs
    found: Found
    concluded: Classified


def look(examples: Sequence[Example], knowledge: TriageKnowledge) -> tuple[Seen, ...]:
    """The signs of every example, found as triage finds them in a complaint."""
    return tuple(_seen(example, knowledge) for example in examples)


def learn(seen: Sequence[Seen]) -> Weights:
    """The weights for these examples; the same examples give the same weights.

    How often a share is right is measured on the examples kept out, with weights learnt from the others.
    """
    kept_out = [one for one in seen if one.example.kept_out]
    weights = _weights(seen)
    if not kept_out or len(kept_out) == len(seen):
        return weights
    others = _weights([one for one in seen if not one.example.kept_out])
    return replace(weights, curve=_curve(kept_out, others))


def _curve(seen: Sequence[Seen], weights: Weights) -> tuple[tuple[float, float], ...]:
    """Shares of first categories with how many of them were right, rising, from groups of ``GROUP`` examples."""
    from scipy.optimize import isotonic_regression  # type: ignore[import-untyped, unused-ignore]

    judged = [(one, *share_of_first(one.found, one.concluded, one.signs, weights)) for one in seen]
    pairs = sorted((share, first in one.example.categories) for one, first, share in judged)
    count = max(1, len(pairs) // GROUP)
    groups = [pairs[at * len(pairs) // count : (at + 1) * len(pairs) // count] for at in range(count)]
    shares = [sum(share for share, _ in group) / len(group) for group in groups]
    rising = isotonic_regression([sum(right for _, right in group) / len(group) for group in groups]).x
    return tuple((round(share, 4), round(float(right), 4)) for share, right in zip(shares, rising, strict=True))


def _weights(seen: Sequence[Seen]) -> Weights:
    names = _names(seen)
    matrix = _matrix(seen, names)
    found = _told_apart(seen, matrix, names)
    labelled = [index for index, one in enumerate(seen) if one.example.flags is not None]
    heard = _without_rules(matrix, names)[labelled]
    for flag in Flag:
        if flag not in BY_RULE_ONLY and any(flag in (seen[index].example.flags or ()) for index in labelled):
            found[f"{RISK}{flag}"] = _risk(flag, heard, [seen[index] for index in labelled])
    by_sign: dict[str, dict[str, float]] = {}
    for target, column in found.items():
        for name, weight in zip(names, column, strict=True):
            least = NEGLIGIBLE_LETTERS if name.startswith(LETTERS_PREFIX) else NEGLIGIBLE
            if abs(weight) >= least or name == ALWAYS:
                by_sign.setdefault(name, {})[target] = round(float(weight), 2)
    return Weights(fingerprint(), by_sign)


def _seen(example: Example, knowledge: TriageKnowledge) -> Seen:
    reading = read(mask(example.text, Vault()).text)
    written = certain(reading)
    found = find(reading, written, mentioned(reading, knowledge, written).places)
    found = replace(found, overdue=overdue(reading.text, example.language))
    by_lexicon = concluded(found)
    return Seen(example, signs(found, by_lexicon, example.language), found, by_lexicon)


def _names(seen: Sequence[Seen]) -> list[str]:
    counted = Counter(name for one in seen for name in one.signs.values)
    needed = {name: LETTERS_SEEN if name.startswith(LETTERS_PREFIX) else SEEN for name in counted}
    return [ALWAYS, *sorted(name for name, count in counted.items() if count >= needed[name])]


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
    """The signs without the lexicon's own flags, since what the rules miss is to be found, and without small words."""
    from scipy.sparse import diags  # type: ignore[import-untyped, unused-ignore]

    return (matrix @ diags([0.0 if name.startswith("flag:") or _small(name) else 1.0 for name in names])).tocsr()


def _small(name: str) -> bool:
    """Whether a sign is a stem of few letters: «the», «not», «sas» mean no danger, whatever stands beside them."""
    return name.startswith("stem:") and len(name.rpartition(":")[2]) < TELLING_STEM


def _told_apart(seen: Sequence[Seen], matrix: csr_matrix, names: Sequence[str]) -> dict[str, Numbers]:
    """Weights of the categories: what signs say and what letters say is learnt apart, and counts together.

    Learnt together the letters would only fill the gaps of the signs, and know little where the signs are silent.
    """
    import numpy as np
    from scipy.sparse import diags  # type: ignore[import-untyped, unused-ignore]

    letters = np.array([name.startswith(LETTERS_PREFIX) for name in names])
    often = np.asarray((matrix > 0).sum(axis=0)).ravel()
    rarity = np.where(letters, np.log(len(seen) / np.maximum(1, often)) / COMMON_RARITY, 0.0)
    rarity[0] = 1.0
    by_signs = _categories(seen, (matrix @ diags(np.where(letters, 0.0, 1.0))).tocsr())
    by_letters = _categories(seen, (matrix @ diags(rarity)).tocsr())
    return {code: by_signs[code] + by_letters[code] * rarity for code in by_signs}


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


def _risk(flag: Flag, heard: csr_matrix, seen: Sequence[Seen]) -> Numbers:
    """The weights of one risk, its zero moved so that the chance is ``BEARABLE`` where false alarms become bearable."""
    import numpy as np

    carrying = [flag in (one.example.flags or ()) for one in seen]
    scores = np.zeros(len(seen))
    folds = [zlib.crc32(one.example.text.encode("utf-8")) % FOLDS for one in seen]
    for fold in range(FOLDS):
        own = [index for index, number in enumerate(folds) if number == fold]
        others = [index for index, number in enumerate(folds) if number != fold]
        scores[own] = heard[own] @ _logistic(heard[others], [carrying[index] for index in others])
    weights = _logistic(heard, carrying)
    weights[0] += math.log(BEARABLE / (1 - BEARABLE)) - _bearable(flag, scores, seen)
    return weights


def _bearable(flag: Flag, scores: Numbers, seen: Sequence[Seen]) -> float:
    """The lowest score from which false alarms stay within bounds, among what the lexicon does not raise already."""
    import numpy as np

    left = [index for index, one in enumerate(seen) if f"flag:{flag}" not in one.signs.values]
    without = [index for index in left if flag not in (seen[index].example.flags or ())]
    alike = [index for index in without if f"{ALIKE}{flag}" in seen[index].example.notes]
    bounds = [np.quantile(scores[without], 1 - (GRAVE_ALARMS if flag in GRAVE else ALARMS))]
    if alike:
        bounds.append(np.quantile(scores[alike], 1 - ALIKE_ALARMS))
    return float(max(bounds))


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
