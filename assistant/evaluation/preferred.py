"""What people preferred in a blind comparison, as numbers: win rates at equal length, the lean, their agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from assistant.domain import Language
from assistant.evaluation.blind import (
    Choice,
    agreement,
    matching,
    open_layout,
    preferences,
    read_pair_labels,
)
from assistant.evaluation.judging.pairs import Preference, Winner, WinRate, win_rate
from assistant.evaluation.statistics import wilson

FEWEST = 12  # preferences below which a language is not told apart
OTHER = {Winner.A: Winner.B, Winner.B: Winner.A, Winner.TIE: Winner.TIE}


@dataclass(frozen=True, slots=True)
class Preferred:
    """How often the later run's reply was preferred, over all and by language with enough preferences.

    ``left`` is the share of the left reply among choices of a side, with its interval: far from a half, the page and
    not the replies decided. ``alike`` of ``several`` pairs judged by several people were judged the same by all.
    """

    rates: Mapping[str, WinRate]
    people: int
    pairs: int
    left: tuple[float, float, float] | None
    alike: int
    several: int


def read_preferred(folder: Path, before: Path, after: Path) -> Preferred | None:
    """What people said of these two runs; ``None`` before anybody said anything.

    Raises ``InputError`` for a comparison of other runs.
    """
    layout = open_layout(folder)
    straight = matching(layout, before, after)
    labels = read_pair_labels(layout)
    found = preferences(layout, labels)
    if not found:
        return None
    said = found if straight else [_turned(one) for one in found]
    sided = [label.choice for label in labels if label.choice is not Choice.TIE]
    lefts = sum(choice is Choice.LEFT for choice in sided)
    alike, several = agreement(labels)
    return Preferred(
        _rates(said),
        len({label.rater for label in labels}),
        len({label.pair for label in labels}),
        (lefts / len(sided), *wilson(lefts, len(sided))) if sided else None,
        alike,
        several,
    )


def preferred_json(found: Preferred) -> dict[str, object]:
    """As JSON, numbers to four places."""
    return {
        "rates": {part: {k: round(v, 4) for k, v in asdict(rate).items()} for part, rate in found.rates.items()},
        "people": found.people,
        "pairs": found.pairs,
        "left": None if found.left is None else [round(value, 4) for value in found.left],
        "alike": found.alike,
        "several": found.several,
    }


def _rates(said: Sequence[Preference]) -> dict[str, WinRate]:
    found = {}
    for part in ("all", *Language):
        own = [one for one in said if part in ("all", one.language)]
        rate = win_rate(own) if own and (part == "all" or len(own) >= FEWEST) else None
        if rate is not None:
            found[str(part)] = rate
    return found


def _turned(one: Preference) -> Preference:
    """The preference with the two runs exchanged."""
    winner = OTHER[one.winner or Winner.TIE]
    return replace(one, with_a_first=winner, with_b_first=winner, longer=-one.longer)
