"""Two machines, one store: workers with data folders of their own draft with what was published, without a restart."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from assistant.domain import Author, Complaint
from assistant.knowledge.snapshots import take
from assistant.store import CaseFile, State, Store, case_file, utc_now
from assistant.store.publications import add_publication, add_snapshot
from assistant.workflow.intake import take_in
from assistant.workflow.publishing import roll_back
from tests.conftest import ROOT
from tests.store.stores import EMPTY, postgresql_url, shared_store

TITLE = "title: Where can I follow my order?"
OURS = "title: Where can I follow my order on its way?"
TEXT = "Where can I follow my order? There is no tracking link for order MLT-40117."


@contextmanager
def worker(home: Path, database: str) -> Iterator[subprocess.Popen[str]]:
    """A worker as another machine runs it: an empty folder to start in, its own data, no brand's folder named."""
    (home / "empty").mkdir(parents=True)
    environment: Mapping[str, str] = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")},
        "ASSISTANT_DATA": str(home / "data"), "ASSISTANT_DATABASE": database, "ASSISTANT_MODEL": "composer",
        "ASSISTANT_SECRET": "s" * 32, "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    command = [sys.executable, "-m", "assistant", "worker"]
    with subprocess.Popen(command, cwd=home / "empty", env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def until(holds: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "this did not come about in time"
        threading.Event().wait(0.05)


@pytest.fixture
def database() -> str:
    """The address of the one store both machines share: PostgreSQL, as wherever there are several."""
    shared_store("postgresql")
    return postgresql_url()


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = Store.open(database)
    with opened.write() as tx:
        for statement in EMPTY:
            tx.connection.execute(statement)
    yield opened
    opened.close()


def put(store: Store, brand: Path) -> str:
    """Keep a brand's folder as a snapshot; only its name is checked here."""
    snapshot = take(brand)
    with store.write() as tx:
        add_snapshot(tx, snapshot.id, snapshot.hashes, snapshot.files)
    return snapshot.id


def drafted(store: Store, number: int) -> CaseFile:
    case_id = take_in(
        store, Complaint(f"P-{number}", "email", TEXT, False, utc_now(), author=Author("Maria Cole", f"m{number}@x"))
    ).case_id
    until(lambda: case_file(store, case_id).row.state is not State.DRAFTING)
    return case_file(store, case_id)


def test_workers_anywhere_draft_with_the_published_snapshot_and_take_the_next_one_while_they_run(
    store: Store, database: str, tmp_path: Path
) -> None:
    brand = tmp_path / "brand"
    for part in ("knowledge", "prompts"):
        shutil.copytree(ROOT / part, brand / part)
    first = put(store, brand)
    entry = brand / "knowledge/faq/en/order-tracking.md"
    entry.write_text(entry.read_text("utf-8").replace(TITLE, OURS), encoding="utf-8")
    second = put(store, brand)
    with store.write() as tx:
        add_publication(tx, first, "deniz", "the beginning")
    shutil.rmtree(brand)  # nobody can read it any more: the store is all there is

    with ExitStack() as stack:
        both = [stack.enter_context(worker(tmp_path / name, database)) for name in ("one", "two")]
        for process in both:
            assert process.stderr is not None
            assert first[:12] in process.stderr.readline()  # each says what it works with
        before = drafted(store, 1).drafts[0]
        assert before.snapshot == first
        assert OURS.partition(": ")[2] not in (before.proposal or "")

        roll_back(store, second, by="deniz", reason="clearer title")
        both[0].terminate()
        both[0].wait()
        made = [after := drafted(store, 2).drafts[0]]  # by the second worker, which began with the first snapshot
        while after.snapshot != second and len(made) < 5:  # it looks once a second
            made.append(after := drafted(store, 2 + len(made)).drafts[0])

    assert after.snapshot == second
    assert OURS.partition(": ")[2] in (after.proposal or "")
    assert {path.name for path in (tmp_path / "two/data/published").iterdir()} == {first, second}
