"""The queue of a store of a million cases, measured: ``python -m tests.store.million --database sqlite``."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.access import Person, Role
from assistant.domain import Flag, Language
from assistant.store import Filters, Store, Tab, case_file, queue
from assistant.store.earlier import earlier_cases, others_cases, recent_replies
from assistant.web.queue import Wanted, queue_html, tabs_html
from tests.store.crowds import crowd
from tests.store.stores import postgresql_url

PERSON = Person(1, "ayse", "Ayşe Y.", Role.AGENT)


def questions(store: Store) -> Mapping[str, Callable[[], object]]:
    """Everything the desk asks of the whole queue while a person works, as the pages ask it."""

    def page(**filters: object) -> Callable[[], object]:
        words = str(filters.pop("words", ""))
        return lambda: queue_html(store, PERSON, Language.TR, Wanted(Filters(**filters), words), None)  # type: ignore[arg-type]

    row = queue(store, Filters(), limit=1).rows[0]
    since = row.received_at.replace(hour=0)
    second = queue(store, Filters(), limit=50).cursor
    return {
        "numbers on the tabs": lambda: tabs_html(store, Language.TR, Tab.REVIEW),
        **{f"first page of {tab}": page(tab=tab) for tab in Tab},
        "second page of review": lambda: queue(store, Filters(), limit=50, cursor=second),
        "page with a flag": page(flag=Flag.LEGAL_THREAT),
        "page of one channel": page(channel="x"),
        "page of one's own": page(claimed_by="ayse"),
        "search of words": page(words="dolap"),
        "search of words nobody wrote": page(words="zzzz"),
        "search of an id": page(words=row.external_id),
        "search of a customer": page(words=row.author_handle or ""),
        "file of one case": lambda: case_file(store, row.id),
        "the customer's earlier cases": lambda: earlier_cases(store, row, since),
        "everybody's lately": lambda: others_cases(store, row, since),
        "replies of the channel": lambda: recent_replies(store, row),
    }


def measure(store: Store, times: int) -> dict[str, tuple[float, float, float]]:
    """Milliseconds each question takes: the median of ``times``, the best, and this process's own computing in the best."""
    found = {}
    for name, ask in questions(store).items():
        ask()
        took, computed = [], []
        for _ in range(times):
            began, used = time.perf_counter(), time.process_time()
            ask()
            took.append((time.perf_counter() - began) * 1000)
            computed.append((time.process_time() - used) * 1000)
        found[name] = sorted(took)[times // 2], min(took), min(computed)
    return found


def main() -> None:
    """Make the store, measure, and say what took longer than the goal; exit code 1 if something did."""
    parser = argparse.ArgumentParser(prog="python -m tests.store.million", description=__doc__)
    parser.add_argument("--database", default="sqlite", choices=("sqlite", "postgresql"))
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument("--at", help="address of a store to keep, made if it is empty; then only measured")
    parser.add_argument("--goal", type=float, default=100.0, help="milliseconds")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        own = f"sqlite:///{Path(folder) / 'store.sqlite3'}" if told.database == "sqlite" else postgresql_url()
        store, began = Store.open(told.at or own), time.perf_counter()
        if not queue(store, Filters(), limit=1).rows:
            crowd(store, told.cases)
        made = round(time.perf_counter() - began, 1)
        found = measure(store, told.times)
        store.close()
    slow = [name for name, (median, *_) in found.items() if median > told.goal]
    for name, (median, best, computed) in found.items():
        print(f"{name:32}{median:8.1f} ms median{best:8.1f} ms best{computed:8.1f} ms computing")
    json.dump({"database": told.database, "cases": told.cases, "made_in_s": made, "over_the_goal": slow}, sys.stdout)
    print()
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
