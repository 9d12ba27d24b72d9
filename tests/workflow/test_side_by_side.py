"""Many people and many workers at one store: each piece of work is done once, and of two rivals one is told."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from assistant.access import Person, Role
from assistant.channels import FilesChannel
from assistant.domain import Audience, Receipt, Reply
from assistant.errors import ConflictError
from assistant.store import JobRow, State, Store, case_file
from assistant.workflow.decide import Seen, undo
from assistant.workflow.deliver import deliver_one
from assistant.workflow.desk import claim
from assistant.workflow.drafts import save_edit
from assistant.workflow.intake import DRAFT, take_in
from assistant.workflow.jobs import claim_job, finish, request
from tests.store.stores import Clock
from tests.workflow.desk_days import AYSE, NIKOS, PUBLIC, Sink, complaint, drafted, sign_off

ONE = {Audience.PUBLIC: PUBLIC}
ROOT = Path(__file__).parents[2]
PEOPLE = [Person(number, f"agent{number}", f"Agent {number}", Role.AGENT) for number in range(8)]

# A worker in a process of its own: it says when it is ready and begins when it is told to.
OTHER_PROCESS = """
import sys
from datetime import datetime
from pathlib import Path
from assistant.store import Store
from tests.workflow.test_side_by_side import work_through

store = Store.open(sys.argv[1], clock=lambda: datetime.fromisoformat(sys.argv[3]))
print("ready", flush=True)
sys.stdin.readline()
print(*work_through(store, Path(sys.argv[2])), sep="\\n")
store.close()
"""


def work_through(store: Store, sent: Path) -> list[int]:
    """Claim and finish jobs and send texts until nothing is left; the jobs done."""
    channel, done = FilesChannel(sent), []
    while True:
        job = claim_job(store, "worker")
        if job is not None:
            done.append(job.id)
            finish(store, job)
        elif deliver_one(store, channel.send, worker="worker") is None:
            return done


def at_once(actions: list[Callable[[], None]]) -> None:
    """Run every action in a thread of its own, begun as nearly at once as threads can."""
    barrier = threading.Barrier(len(actions))

    def run(action: Callable[[], None]) -> None:
        barrier.wait()
        action()

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_of_many_who_claim_a_case_at_once_one_gets_it_and_the_others_are_told_who(store: Store) -> None:
    case_id = drafted(store)
    got: list[str] = []
    told: list[object] = []

    def try_(person: Person) -> None:
        try:
            claim(store, case_id, person)
            got.append(person.name)
        except ConflictError as error:
            told.append(error.values["who"])

    at_once([lambda person=person: try_(person) for person in PEOPLE])  # type: ignore[misc]
    assert len(got) == 1
    assert told == got * (len(PEOPLE) - 1)


def test_of_many_who_approve_at_once_one_does(store: Store) -> None:
    case_id = drafted(store)
    done: list[str] = []

    def try_(person: Person) -> None:
        try:
            sign_off(store, case_id, person, ONE, at=Seen(1, 0))
            done.append(person.name)
        except ConflictError:
            return

    at_once([lambda person=person: try_(person) for person in PEOPLE])  # type: ignore[misc]
    assert len(done) == 1
    assert [decision.reviewer for decision in case_file(store, case_id).decisions] == done


def test_of_an_edit_and_an_approval_at_once_the_later_one_is_refused(store: Store) -> None:
    for number in range(4):
        case_id = drafted(store, number)
        refused: list[str] = []

        def edit(case_id: int = case_id, refused: list[str] = refused) -> None:
            try:
                save_edit(store, case_id, AYSE, 1, {Audience.PUBLIC: "Başka."})
            except ConflictError as error:
                refused.append(error.code)

        def approve(case_id: int = case_id, refused: list[str] = refused) -> None:
            try:
                sign_off(store, case_id, NIKOS, ONE, at=Seen(1, 0))
            except ConflictError as error:
                refused.append(error.code)

        at_once([edit, approve])
        file = case_file(store, case_id)
        assert len(refused) == 1
        assert {decision.text for decision in file.decisions} <= {PUBLIC}


def test_of_an_undo_and_a_sending_at_once_exactly_one_happens(store: Store, clock: Clock) -> None:
    for number in range(4):
        case_id, sink = drafted(store, number), Sink()
        sign_off(store, case_id, texts=ONE)
        clock.forward(15)
        undone: list[bool] = []

        def take_back(case_id: int = case_id, undone: list[bool] = undone) -> None:
            try:
                undo(store, case_id, AYSE)
                undone.append(True)
            except ConflictError:
                return

        at_once([take_back, lambda sink=sink: deliver_one(store, sink, worker="w")])  # type: ignore[misc, list-item]
        assert len(sink.got) + len(undone) == 1
        assert case_file(store, case_id).row.state is (State.REVIEW if undone else State.SENT)


def test_the_same_complaint_handed_in_by_many_at_once_is_taken_in_once(store: Store) -> None:
    news: list[bool] = []
    at_once([lambda: news.append(take_in(store, complaint()).new) for _ in range(8)])
    assert sorted(news) == [False] * 7 + [True]


def test_work_asked_for_while_it_is_being_claimed_is_never_lost(store: Store) -> None:
    case_id = drafted(store)
    for _ in range(5):
        claimed: list[JobRow | None] = []
        at_once([lambda: request(store, DRAFT, case_id), lambda into=claimed: into.append(claim_job(store, "w"))])  # type: ignore[misc]
        for job in claimed:
            if job is not None:
                finish(store, job)
        # Whatever was claimed began before the request or after it; in the first case the request still waits.
        job = claim_job(store, "w")
        if job is not None:
            finish(store, job)
        assert claim_job(store, "w") is None


def test_threads_of_one_process_send_every_text_once(store: Store, clock: Clock) -> None:
    cases = [drafted(store, number) for number in range(12)]
    for case_id in cases:
        sign_off(store, case_id, texts=ONE)
    clock.forward(15)
    sent: list[str] = []

    def send(reply: Reply) -> Receipt:
        sent.append(reply.complaint)
        return Receipt(reply.id, reply.message_id, clock.now)

    def work() -> None:
        while deliver_one(store, send, worker="w"):
            pass

    at_once([work] * 4)
    assert Counter(sent) == Counter(f"A-{number}" for number in range(12))
    assert all(case_file(store, case_id).row.state is State.SENT for case_id in cases)


def test_two_processes_do_every_job_and_send_every_text_once(url: str, tmp_path: Path) -> None:
    clock, sent = Clock(), tmp_path / "sent.jsonl"
    clock.forward(15)
    command = [sys.executable, "-c", OTHER_PROCESS, url, str(sent), clock.now.isoformat()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True) as other:
        assert other.stdout is not None
        clock.forward(-15)
        store = Store.open(url, clock=clock)
        cases = [drafted(store, number) for number in range(24)]
        for case_id in cases[:12]:
            sign_off(store, case_id, texts=ONE)
        clock.forward(15)
        assert other.stdout.readline() == "ready\n"
        print("go", file=other.stdin, flush=True)
        mine = work_through(store, sent)
        theirs = [int(line) for line in other.communicate(timeout=60)[0].split()]
    assert other.returncode == 0
    assert len(mine) + len(theirs) == len({*mine, *theirs}) == 24
    assert len(sent.read_text("utf-8").splitlines()) == 12
    assert [case_file(store, case_id).row.state for case_id in cases[:12]] == [State.SENT] * 12
    assert store.verify_audit().fault is None
    store.close()
