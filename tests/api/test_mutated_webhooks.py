"""The mutated webhooks of ``python -m tests.api.webhooks``, fewer of them: none is taken, every genuine one is."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.api.webhooks import MUTATIONS, REPLAYS
from tests.conftest import ROOT


def test_no_mutated_delivery_is_taken_and_every_genuine_one_is() -> None:
    count = 20 * len((*MUTATIONS, *REPLAYS))
    command = [sys.executable, "-m", "tests.api.webhooks", "--deliveries", str(count), "--seed", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["accepted"] == 0
    assert found["genuine"] == {"accepted": found["stored"]}
    assert sum(kind["refused"] for kind in found["kinds"].values()) == count
