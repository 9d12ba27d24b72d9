"""A short run of the nemesis; the long one is a command: ``python -m tests.nemesis --rounds 1000``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.nemesis.plants import Plant
from tests.nemesis.running import run
from tests.store.stores import copied_sqlite

ROUNDS, LOSS = 4, 0.5


def test_nothing_is_lost_sent_twice_or_sent_unapproved_however_often_everything_is_killed(
    url: str, tmp_path: Path
) -> None:
    verdict = run(url, tmp_path, rounds=ROUNDS, pauses=1, seed=20261122, loss=LOSS)
    assert verdict.broken == ()
    assert verdict.accepted > 0


@pytest.mark.parametrize(
    ("plant", "says"),
    [(Plant.RESEND, {"double"}), (Plant.CARELESS, {"lost", "unapproved"})],
    ids=["resend", "careless"],
)
def test_a_part_broken_on_purpose_is_caught_within_as_few_rounds(plant: Plant, says: set[str], tmp_path: Path) -> None:
    url = copied_sqlite(tmp_path / "store.sqlite3")
    verdict = run(url, tmp_path, rounds=ROUNDS, pauses=0, seed=20261122, loss=LOSS, plant=plant)
    assert says <= {one.split(":")[0] for one in verdict.broken}
