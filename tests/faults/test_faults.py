"""A short run of failing calls; the long ones are commands: ``python -m tests.faults --every 7`` and ``--each``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.plan import Kind
from tests.faults.plants import Plant
from tests.faults.running import WAYS, each, every
from tests.store.stores import copied_sqlite

CASES = 5


def test_nothing_is_lost_doubled_unapproved_or_stuck_in_silence_while_every_fifth_call_fails(
    url: str, tmp_path: Path
) -> None:
    found = every(url, tmp_path, nth=5, count=CASES, seed=3)
    assert found.broken == ()
    assert found.verdict.accepted == sum(found.states.values()) == CASES
    assert found.struck[Kind.COMMIT]
    assert found.struck[Kind.COMMITTED]


def test_no_single_call_to_the_mail_server_or_the_disk_breaks_a_promise_by_failing(tmp_path: Path) -> None:
    found = each(copied_sqlite(tmp_path / "store.sqlite3"), tmp_path, kinds=(Kind.MAIL, Kind.FILE))
    assert found.broken == ()
    assert found.struck == {Kind.MAIL: WAYS[Kind.MAIL], Kind.FILE: found.calls[Kind.FILE] * WAYS[Kind.FILE]}


# ``late`` takes more lives: python -m tests.faults --each --kinds commit --plant late
@pytest.mark.parametrize(("plant", "says"), [(Plant.UNKEPT, "lost"), (Plant.SPLIT, "stuck")])
def test_a_guard_that_is_missing_is_noticed_when_one_commit_after_the_other_fails(
    plant: Plant, says: str, tmp_path: Path
) -> None:
    found = each(copied_sqlite(tmp_path / "store.sqlite3"), tmp_path, kinds=(Kind.COMMIT,), plant=plant)
    assert says in {one.split(":")[0] for one in found.broken}
