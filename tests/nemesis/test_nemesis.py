"""A short run of the nemesis; the long one is a command: ``python -m tests.nemesis --rounds 1000``."""

from __future__ import annotations

from pathlib import Path

from tests.nemesis.running import run


def test_nothing_is_lost_sent_twice_or_sent_unapproved_however_often_everything_is_killed(
    url: str, tmp_path: Path
) -> None:
    verdict = run(url, tmp_path, rounds=4, pauses=1, seed=20261122)
    assert verdict.broken == ()
    assert verdict.accepted > 0
