"""What the soak watches for, over a few complaints; the long one is a command: ``python -m tests.soak --minutes 60``."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from assistant.bootstrap import Product
from tests.soak import Moment, approve_all, arrive, grown, look
from tests.store.stores import Clock, emptied_store

STEADY = Moment(0.0, 300.0, 20, 4, 3, 0, 1, 10)


def test_work_leaves_no_open_file_and_no_thread_behind(product: Product, tmp_path: Path) -> None:
    clock, chance, seen = Clock(), Random(1), []
    with emptied_store("sqlite", clock) as store:
        worker = product.worker(store)
        for lot in range(3):  # the first opens what stays open
            for number in range(3):
                arrive(store, chance, lot * 3 + number)
            worker.drain()
            approve_all(store, tmp_path, chance)
            clock.forward(20)
            worker.drain()
            seen.append(look(store, time.monotonic()))
    assert 0 < seen[0].sent < seen[1].sent < seen[2].sent
    assert len({(one.files, one.threads) for one in seen[1:]}) == 1


@pytest.mark.parametrize(
    ("leak", "grew"),
    [({}, set()), ({"memory_mb": 30.0}, {"memory_percent"}), ({"files": 1}, {"files"}), ({"threads": 1}, {"threads"})],
    ids=["steady", "memory", "files", "threads"],
)
def test_what_grows_all_the_time_is_seen_in_the_second_half(leak: dict[str, float], grew: set[str]) -> None:
    seen = [
        replace(STEADY, **{name: getattr(STEADY, name) + each * place for name, each in leak.items()})
        for place in range(8)
    ]
    assert {name for name, value in grown(seen).items() if value} == grew
