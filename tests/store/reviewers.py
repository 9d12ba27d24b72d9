"""Fifty reviewers at one queue, in two processes: ``python -m tests.store.reviewers --database postgresql --people 50``.

Everybody takes the next of the queue, claims it, writes into it and approves it. Now and then somebody approves what they
saw before they wrote, or what is in somebody else's hands. What they did to one another is read from the audit log.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from sqlalchemy import create_engine, text

from assistant.access import Person, Role
from assistant.domain import Audience, Author
from assistant.errors import ConflictError
from assistant.store import CaseRow, Filters, State, Store, case_file, queue
from assistant.store.audit import lines_between
from assistant.store.rows import AuditLine
from assistant.workflow.approval import Policy
from assistant.workflow.decide import Seen, approve
from assistant.workflow.desk import CLAIM, claim
from assistant.workflow.drafts import save_edit
from assistant.workflow.intake import take_in
from tests.store.stores import postgresql_url
from tests.workflow.desk_days import PRIVATE, complaint, propose

PROCESSES = 2
PAGE = 100  # more than there are people: what all of them hold must not hide what is free
MISCHIEF = 0.1  # how often somebody approves what has changed, or what somebody else holds
POLICY = Policy(mail_domain="reviewers.example")


@dataclass
class Shift:
    """What the people of one process did: milliseconds by verb, refusals by code, and approvals that had to fail."""

    took: dict[str, list[float]] = field(default_factory=lambda: {"queue": [], "claim": [], "approve": []})
    refused: Counter[str] = field(default_factory=Counter)
    let_through: int = 0

    @contextmanager
    def timed(self, verb: str) -> Iterator[None]:
        """Time what succeeds."""
        began = time.perf_counter()
        yield
        self.took[verb].append((time.perf_counter() - began) * 1000)

    def add(self, other: Shift) -> None:
        """Take in what another process did."""
        for verb, times in other.took.items():
            self.took[verb] += times
        self.refused += other.refused
        self.let_through += other.let_through


def fill(store: Store, count: int) -> None:
    """So many complaints, each with a draft that waits for a person."""
    for number in range(count):
        one = replace(
            complaint(number, channel="email", public=False), author=Author("Ayşe", f"c{number}@posta.example")
        )
        propose(store, take_in(store, one).case_id, {Audience.PRIVATE: PRIVATE})


def compete(url: str, people: int, pause: float) -> Shift:
    """``PROCESSES`` processes with their share of the people each, until nothing is left to approve."""
    # Forked, so that they begin in the same instant; nothing is open here by then.
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("fork")) as pool:
        shares = [people // PROCESSES + (place < people % PROCESSES) for place in range(PROCESSES)]
        done = [pool.submit(_work, url, place, share, pause) for place, share in enumerate(shares)]
        whole = Shift()
        for one in done:
            whole.add(one.result())
    return whole


def doubles(lines: Iterable[AuditLine]) -> tuple[int, int, int]:
    """How often a case was worked on while somebody else held it, how many cases were approved, how many of them twice."""
    holder: dict[int | None, tuple[str, datetime]] = {}
    approved: Counter[int | None] = Counter()
    trespassed = 0
    for line in lines:
        if line.event not in ("claimed", "edited", "approved"):
            continue
        who, until = holder.get(line.case_id, (line.actor, line.at))
        trespassed += who != line.actor and line.at < until and not line.details.get("taken_from")
        holder[line.case_id] = line.actor, line.at + CLAIM
        if line.event == "approved":
            del holder[line.case_id]
            approved[line.case_id] += 1
    return trespassed, len(approved), sum(times > 1 for times in approved.values())


def _work(url: str, place: int, people: int, pause: float) -> Shift:
    store, shift = Store.open(url, upgrade=False), Shift()
    threads = [
        threading.Thread(target=_review, args=(store, shift, f"p{place}-{number}", pause)) for number in range(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    return shift


def _review(store: Store, shift: Shift, name: str, pause: float) -> None:
    person, chance = Person(1, name, name, Role.AGENT), Random(name)
    time.sleep(chance.uniform(0, pause))  # nobody begins at the same moment
    while True:
        with shift.timed("queue"):
            page = queue(store, Filters(), limit=PAGE)
        rows = [row for row in page.rows if row.state is State.REVIEW]
        if not rows:
            return
        free = [row for row in rows if row.holder(page.as_of) in (None, name)]
        if not free:
            time.sleep(0.05 + pause / 2)  # the last ones are in good hands
            continue
        held = [row for row in rows if row not in free]
        if held and chance.random() < MISCHIEF:
            _must_fail(store, shift, person, chance.choice(held), "held")
        try:
            # Most take the topmost, as the desk offers it: that is where they meet.
            _take(store, shift, chance, person, free[min(int(chance.expovariate(0.7)), len(free) - 1)], pause)
        except ConflictError as error:
            shift.refused[error.code] += 1


def _take(store: Store, shift: Shift, chance: Random, person: Person, row: CaseRow, pause: float) -> None:
    with shift.timed("claim"):
        claim(store, row.id, person)
    before = case_file(store, row.id).row
    time.sleep(chance.uniform(0.5, 1.5) * pause)
    words = {Audience.PRIVATE: f"{PRIVATE} {chance.getrandbits(30)}"}
    version = save_edit(store, row.id, person, before.head, words)
    if chance.random() < MISCHIEF:
        _must_fail(store, shift, person, before, "version_changed")
    with shift.timed("approve"):
        approve(store, row.id, person, Seen(version, before.thread), words, findings=(), policy=POLICY)


def _must_fail(store: Store, shift: Shift, person: Person, row: CaseRow, code: str) -> None:
    """Approve what must not be approved: what somebody else holds, or a text that has changed since."""
    words = {Audience.PRIVATE: PRIVATE}
    try:
        approve(store, row.id, person, Seen(row.head, row.thread), words, findings=(), policy=POLICY)
    except ConflictError as error:
        shift.refused[error.code] += 1
    else:
        # A case that was let go of since the page was read is nobody's: to approve it then was no mistake.
        shift.let_through += code == "version_changed"


def measured(url: str, shift: Shift) -> dict[str, object]:
    """What is printed: counts from the log, and how long each verb took, in milliseconds."""
    store = Store.open(url)
    with store.read() as tx:
        always = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
        trespassed, approved, again = doubles(lines_between(tx.connection, *always))
    fault = store.verify_audit().fault
    store.close()
    return {
        "approved": approved,
        "claimed_twice": trespassed,
        "approved_twice": again,
        "stale_approved": shift.let_through,
        "audit": fault,
        "refused": dict(shift.refused),
        **{f"{verb}_ms": {"p50": _share(times, 0.5), "p95": _share(times, 0.95)} for verb, times in shift.took.items()},
    }


def _share(times: Sequence[float], share: float) -> float:
    return round(sorted(times)[int(len(times) * share)], 1)


def _durable(url: str) -> None:
    """PostgreSQL with ``fsync`` on, as an installation runs it; the tests' server is started without."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = on"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


def main() -> None:
    """Measure on a database of its own; exit code 1 if two people had one case or a text that had changed was approved."""
    parser = argparse.ArgumentParser(prog="python -m tests.store.reviewers", description=__doc__)
    parser.add_argument("--database", default="sqlite", choices=("sqlite", "postgresql"))
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--pause", type=float, default=2.0, help="seconds a person reads a case they have claimed")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = postgresql_url() if told.database == "postgresql" else f"sqlite:///{Path(folder) / 'store.sqlite3'}"
        store = Store.open(url)
        fill(store, told.cases)
        store.close()
        if told.database == "postgresql":
            _durable(url)
        began = time.perf_counter()
        shift = compete(url, told.people, told.pause)
        seconds = round(time.perf_counter() - began, 1)
        found = measured(url, shift)
    asked = {"database": told.database, "people": told.people, "cases": told.cases, "seconds": seconds}
    print(json.dumps({**asked, **found}, indent=1))
    wrong = any(found[name] for name in ("claimed_twice", "approved_twice", "stale_approved", "audit"))
    sys.exit(1 if wrong or found["approved"] != told.cases else 0)


if __name__ == "__main__":
    main()
