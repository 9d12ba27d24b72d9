"""A flood of complaints, and whether an urgent one overtakes it: ``python -m tests.flood --cases 100000``."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import assistant.bootstrap as bootstrap
from assistant.access import Person, Role
from assistant.domain import Complaint, Language
from assistant.settings import Settings
from assistant.store import Store, case_file
from assistant.triage import urgent
from assistant.web.queue import Wanted, queue_html
from assistant.worker import Worker
from assistant.workflow.intake import take_in
from tests.store.crowds import crowd
from tests.store.stores import postgresql_url
from tests.workflow.desk_days import complaint

ROOT = Path(__file__).parents[1]
DANGER = "Dolap devrildi, çocuğum altında kaldı, hastanedeyiz!"
PERSON = Person(1, "ayse", "Ayşe Y.", Role.AGENT)
TENTHS = 10
LONGEST = 120.0  # seconds an urgent one is waited for


@dataclass(frozen=True)
class Measured:
    """What was seen: drafts a second of one worker, its memory at each tenth of them, and the waits of urgent ones."""

    waiting: int
    drafts: int
    drafts_a_second: float
    memory_mb: tuple[float, ...]
    urgent_drafted_after_s: tuple[float, ...]
    queue_page_ms: float

    @property
    def grew_percent(self) -> float:
        """What the second half of the drafts added: bounded caches fill in the first, and what leaks never stops."""
        half, end = self.memory_mb[len(self.memory_mb) // 2], self.memory_mb[-1]
        return round((end / half - 1) * 100, 1)


def arrival(number: int, text: str = DANGER) -> Complaint:
    """A complaint that arrives while the others wait."""
    return complaint(10_000_000 + number, channel="email", public=False, text=text)


def measure(store: Store, worker: Worker, waiting: int, drafts: int, urgents: int) -> Measured:
    """Draft for a while, then let urgent complaints arrive while a worker runs."""
    for _ in range(20):  # what is read once is read by now
        worker.draft()
    stood, began = [memory()], time.perf_counter()
    for number in range(drafts):
        worker.draft()
        if (number + 1) * TENTHS // drafts == len(stood):
            stood.append(memory())
    rate = drafts / (time.perf_counter() - began)
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        waits = tuple(_waited(store, number) for number in range(urgents))
        began = time.perf_counter()
        queue_html(store, PERSON, Language.TR, Wanted(), None)
        page = (time.perf_counter() - began) * 1000
    finally:
        stop.set()
        thread.join()
    return Measured(waiting, drafts, round(rate, 1), tuple(stood), waits, round(page, 1))


def memory() -> float:
    """Megabytes of this process that stand in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * 4096 / 1e6, 1)


def _waited(store: Store, number: int) -> float:
    one = arrival(number)
    began = time.perf_counter()
    case_id = take_in(store, one, urgent=urgent(one)).case_id
    while not case_file(store, case_id).drafts and time.perf_counter() - began < LONGEST:
        time.sleep(0.05)
    return round(time.perf_counter() - began, 2)


def main() -> None:
    """Make the flood, measure; exit code 1 if an urgent one waited longer than the goal or memory grew beyond it."""
    parser = argparse.ArgumentParser(prog="python -m tests.flood", description=__doc__)
    parser.add_argument("--database", default="sqlite", choices=("sqlite", "postgresql"))
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--drafts", type=int, default=1000)
    parser.add_argument("--urgents", type=int, default=10)
    parser.add_argument("--goal", type=float, default=10.0, help="seconds until an urgent one has its draft")
    parser.add_argument(
        "--growth", type=float, default=5.0, help="percent of memory the second half of the drafts may add"
    )
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = None if told.database == "sqlite" else postgresql_url()
        product = bootstrap.product(Settings(workspace=ROOT, data=Path(folder), model="composer", database=url))
        with product.store() as store:
            crowd(store, told.cases, waiting=True)
            found = measure(store, product.worker(store), told.cases, told.drafts, told.urgents)
    grown = found.grew_percent
    json.dump({"database": told.database, **vars(found), "memory_grew_percent": grown}, sys.stdout, indent=1)
    print()
    sys.exit(1 if max(found.urgent_drafted_after_s) > told.goal or grown > told.growth else 0)


if __name__ == "__main__":
    main()
