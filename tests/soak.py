"""Hours of ordinary work, and whether anything grows meanwhile: ``python -m tests.soak --minutes 60 --rate 2``.

Complaints arrive at an even pace, one worker drafts and sends, one person approves. What is watched is what leaks:
memory, open files, threads, and what waits.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random

import assistant.bootstrap as bootstrap
from assistant.domain import Author
from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.store import Store, Tab
from assistant.store.status import status
from assistant.workflow.intake import take_in
from tests.flood import ROOT, memory
from tests.nemesis.actors import review
from tests.nemesis.ground import Ground
from tests.store.crowds import WORDS
from tests.store.stores import postgresql_url
from tests.workflow.desk_days import complaint

MOMENTS = 20  # how often it is looked at
SLACK = 2  # open files and threads that come and go with the work


@dataclass(frozen=True)
class Moment:
    """What one look saw: ``files`` and ``threads`` are open, ``jobs`` and ``texts`` wait, ``sent`` are answered cases."""

    minute: float
    memory_mb: float
    files: int
    threads: int
    jobs: int
    review: int
    texts: int
    sent: int


def look(store: Store, began: float) -> Moment:
    """This process and its store as they stand."""
    now = status(store)
    return Moment(
        minute=round((time.monotonic() - began) / 60, 2),
        memory_mb=memory(),
        files=open_files(),
        threads=threading.active_count(),
        jobs=now.jobs["waiting"] + now.jobs["running"],
        review=now.cases["review"],
        texts=now.outbox["waiting"] + now.outbox["sending"],
        sent=now.cases["sent"],
    )


def open_files() -> int:
    """Files, sockets and pipes this process holds open."""
    return len(list(Path("/proc/self/fd").iterdir()))


def arrive(store: Store, chance: Random, number: int) -> None:
    """One more customer writes."""
    one = complaint(number, channel="email", public=False, text=f"{chance.choice(WORDS)} ({chance.getrandbits(40)})")
    take_in(store, replace(one, author=Author("Ayşe Yılmaz", f"c{number}@posta.example")))


def approve_all(store: Store, folder: Path, chance: Random) -> None:
    """One person looks through both lists of the desk once."""
    for tab in (Tab.REVIEW, Tab.INFO):
        with suppress(AssistantError):
            next(review(Ground("", folder, 0, time.time()), store, chance, tab))


def soak(product: bootstrap.Product, store: Store, folder: Path, *, minutes: float, rate: float) -> list[Moment]:
    """Work for so long with ``rate`` complaints a second; what ``MOMENTS`` looks saw."""
    chance, stop, began = Random(1), threading.Event(), time.monotonic()
    worker = threading.Thread(target=product.worker(store).run, args=(stop,))
    worker.start()
    seen: list[Moment] = []
    try:
        handed = 0
        while (passed := time.monotonic() - began) < minutes * 60:
            while handed < passed * rate:
                arrive(store, chance, handed)
                handed += 1
            approve_all(store, folder, chance)
            if passed * MOMENTS >= (len(seen) + 1) * minutes * 60:
                seen.append(look(store, began))
            time.sleep(0.2)
    finally:
        stop.set()
        worker.join()
    return [*seen, look(store, began)]


def grown(seen: Sequence[Moment]) -> dict[str, float]:
    """What the second half added to the first: memory in percent, open files and threads at their most, what waits."""
    first, second = seen[len(seen) // 4 : len(seen) // 2], seen[len(seen) // 2 :]
    return {
        "memory_percent": round((second[-1].memory_mb / first[-1].memory_mb - 1) * 100, 1),
        "files": max(one.files for one in second) - max(one.files for one in first),
        "threads": max(one.threads for one in second) - max(one.threads for one in first),
        "jobs": second[-1].jobs - first[-1].jobs,
    }


def main() -> None:
    """Soak; exit code 1 if memory, open files or threads grew in the second half."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--database", default="sqlite", choices=("sqlite", "postgresql"))
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=2.0, help="complaints a second")
    parser.add_argument("--growth", type=float, default=5.0, help="percent of memory the second half may add")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        url = None if told.database == "sqlite" else postgresql_url()
        settings = Settings(workspace=ROOT, data=Path(name) / "data", model="composer", database=url)
        product = bootstrap.product(settings)
        with product.store() as store:
            seen = soak(product, store, Path(name), minutes=told.minutes, rate=told.rate)
    found = grown(seen)
    print(json.dumps({"database": told.database, "grown": found, "seen": [asdict(one) for one in seen]}))
    sys.exit(1 if found["memory_percent"] > told.growth or max(found["files"], found["threads"]) > SLACK else 0)


if __name__ == "__main__":
    main()
