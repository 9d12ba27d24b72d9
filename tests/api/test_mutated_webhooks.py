"""The mutated webhooks of ``python -m tests.api.webhooks``, fewer of them: none is taken, every genuine one is."""

from __future__ import annotations

from pathlib import Path

from tests.api.webhooks import MUTATIONS, REPLAYS, measure


def test_no_mutated_delivery_is_taken_and_every_genuine_one_is(tmp_path: Path) -> None:
    found = measure(tmp_path, 20 * len((*MUTATIONS, *REPLAYS)), seed=2)
    assert found["accepted"] == 0
    assert found["genuine"] == {"accepted": found["stored"]}
    assert found["holds"]
