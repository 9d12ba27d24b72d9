"""Fifty reviewers at one queue, measured: ``python -m tests.store.reviewers --database postgresql --people 50``."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from random import Random

from sqlalchemy import create_engine, text

from assistant.access import Person, Role
from assistant.errors import ConflictError
from assistant.store import Store
from assistant.workflow.desk import claim
from assistant.workflow.intake import take_in
from tests.store.stores import postgresql_url
from tests.workflow.desk_days import complaint


def measure(url: str, people: int, cases: int, pause: float) -> dict[str, float | int]:
    """Everybody claims the next case they see, as people do with ``pause`` seconds between; milliseconds a claim."""
    store = Store.open(url)
    numbers = [take_in(store, complaint(number)).case_id for number in range(cases)]
    left, lock = iter(numbers), threading.Lock()
    taken: Counter[int] = Counter()
    times: list[float] = []
    refused: list[str] = []

    def review(name: str) -> None:
        person, chance = Person(1, name, name, Role.AGENT), Random(name)
        time.sleep(chance.uniform(0, pause))  # nobody begins at the same moment
        while True:
            with lock:
                number = next(left, None)
            if number is None:
                return
            began = time.perf_counter()
            try:
                claim(store, number, person)
            except ConflictError as error:
                refused.append(error.code)
            else:
                times.append(time.perf_counter() - began)
                taken[number] += 1
            time.sleep(chance.uniform(0.5, 1.5) * pause)

    threads = [threading.Thread(target=review, args=(f"p{number}",)) for number in range(people)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    fault = store.verify_audit().fault
    store.close()
    if fault is not None:
        raise SystemExit(f"the audit log is broken: {fault}")
    times.sort()
    return {
        "people": people,
        "claims": len(times),
        "claimed_twice": sum(number > 1 for number in taken.values()),
        "refused": len(refused),
        "p50_ms": round(times[len(times) // 2] * 1000, 1),
        "p95_ms": round(times[int(len(times) * 0.95)] * 1000, 1),
        "claims_a_second": round(len(times) / seconds, 1),
    }


def main() -> None:
    """Measure on a database of its own; PostgreSQL with ``fsync`` on, as an installation runs it."""
    parser = argparse.ArgumentParser(prog="python -m tests.store.reviewers", description=__doc__)
    parser.add_argument("--database", default="sqlite", choices=("sqlite", "postgresql"))
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds a person looks at a case before the next")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'store.sqlite3'}"
        if told.database == "postgresql":
            url = postgresql_url()
            engine = create_engine(url, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(text("ALTER SYSTEM SET fsync = on"))
                connection.execute(text("SELECT pg_reload_conf()"))
            engine.dispose()
        json.dump({"database": told.database, **measure(url, told.people, told.cases, told.pause)}, sys.stdout)
        print()


if __name__ == "__main__":
    main()
