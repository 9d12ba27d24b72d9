"""The loop around the work that needs no person: taking mail in, drafting, sending and upkeep.

Any number of workers may run on one store, in one process or on several machines; each piece of work is done by one.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import traceback
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.errors import AssistantError, ConflictError
from assistant.knowledge import ChannelProfile
from assistant.store import DutyRow, JobRow, Store
from assistant.store.outbox import Pace
from assistant.store.tallies import ERRORS
from assistant.workflow import deliver, jobs
from assistant.workflow.duties import perform
from assistant.workflow.produce import WRITE

Step = Callable[[], bool]

IDLE = 1.0  # seconds between two looks into an empty queue
TENDING = timedelta(seconds=15)  # how often texts that got stuck are looked after
LOOKING = timedelta(seconds=15)  # how often a worker looks whether a chore has become its own
ROUND = timedelta(hours=1)  # how often a process lets go of what it only kept to save work

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something that has to be done every so often.

    With ``alone`` one worker of all does it, else each for its own process and machine. ``work`` is given the duty it
    was taken as, ``None`` where everybody does it.
    """

    name: str
    every: timedelta
    work: Callable[[DutyRow | None], object]
    alone: bool = True


class Worker:
    """Drafts with ``drafters`` threads, asks models with ``writers`` threads and sends with one, until told to stop.

    What is in hand is finished first. Models have threads of their own, so that a slow provider keeps no complaint from
    its first draft; all workers of a store together ask for at most ``most_writing`` drafts at a time, and none while
    the model is not ``ready``. ``handlers`` do the jobs by kind, ``send`` hands a reply to its channel, ``look`` asks
    a channel whether a reply of unknown fate went out after all, ``paces`` are how much each channel takes at present.
    ``intake`` are the chores that take mail in, ``chores`` all others: each of the two has a thread of its own, so that
    neither drafting nor sending ever waits for them. What is left out (no handlers, no ``send``) is not done.
    """

    def __init__(
        self,
        store: Store,
        handlers: Mapping[str, jobs.Handler],
        send: deliver.Send | None,
        *,
        look: deliver.Look | None = None,
        intake: Sequence[Chore] = (),
        chores: Sequence[Chore] = (),
        paces: Callable[[], Collection[Pace]] = tuple,
        drafters: int = 1,
        writers: int = 0,
        most_writing: int | None = None,
        ready: Callable[[], bool] = lambda: True,
        name: str = "",
    ) -> None:
        self._store = store
        self._handlers = handlers
        self._send = send
        self._look = look
        self._intake = intake
        self._chores = chores
        self._paces = paces
        self._drafters = drafters if handlers else 0
        self._writers = writers if WRITE in handlers else 0
        self._most_writing = most_writing
        self._ready = ready
        self._kinds = frozenset(handlers) - ({WRITE} if writers else set())
        self._tended: datetime | None = None
        self._done: dict[str, datetime] = {}  # when this process last looked at each chore
        self.name = name or f"{socket.gethostname()}:{os.getpid()}"

    def run(self, stop: threading.Event | None = None) -> None:
        """Work until ``stop`` is set; without one, until the process is interrupted or told to terminate."""
        if stop is None:
            with _signalled() as signalled:
                self.run(signalled)
            return
        threads = [
            threading.Thread(target=self._loop, args=(step, stop), name=f"{name}-{number}")
            for name, step, count in (
                ("draft", self.draft, self._drafters),
                ("write", self.write, self._writers),
                ("send", self.send, 1 if self._send else 0),
                ("intake", self.take_in, 1 if self._intake else 0),
            )
            for number in range(count)
        ]
        for thread in threads:
            thread.start()
        try:
            self._loop(self.tidy_up, stop)
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def drain(self) -> int:
        """Do everything that is due now, in this thread, and return how many pieces of work that was."""
        done = 0
        self.take_in()
        while self.draft() or self.write() or self.send():
            done += 1
        self.tidy_up()
        return done

    def draft(self) -> bool:
        """Do one job that asks no model, if there is one; any job, where no threads are kept for models."""
        return self._do(jobs.claim_job(self._store, self.name, self._kinds))

    def write(self) -> bool:
        """Ask a model for one draft, if one is wanted and not too many are being asked for already."""
        if not self._writers or not self._ready():
            return False
        return self._do(jobs.claim_job(self._store, self.name, {WRITE}, self._most_writing))

    def _do(self, job: JobRow | None) -> bool:
        if job is None:
            return False
        about = {"worker": self.name, "job": job.id, "case": job.case_id}
        with self._beating(job):
            try:
                state = jobs.run_job(self._store, job, self._handlers)
                log.info("job %s (%s): %s", job.id, job.kind, state, extra=about)
            except ConflictError as lost:
                log.warning("job %s: %s", job.id, lost.code, extra=about)
            except Exception as fault:  # the top of the worker: a mistake in one job must not end the others
                log.error("job %s failed: %s", job.id, place(fault), extra=about)
                jobs.fail(self._store, job, type(fault).__name__)
        return True

    def send(self) -> bool:
        """Send one approved text, if one is due; now and then look after those that got stuck."""
        if self._send is None:
            return False
        now = self._store.clock()
        if self._tended is None or now - self._tended >= TENDING:
            self._tended = now
            swept = deliver.sweep(self._store)
            if swept:
                log.warning("%s texts are of unknown fate", swept)
            if self._look is not None:
                deliver.look_up(self._store, self._look)
        posting = deliver.deliver_one(self._store, self._send, worker=self.name, paces=self._paces())
        if posting is not None:
            log.info("a text: %s", posting, extra={"worker": self.name})
        return posting is not None

    def take_in(self) -> bool:
        """Fetch the mail that came, where it is time to look; nothing else waits for a slow mail server."""
        return self._see_to(self._intake)

    def tidy_up(self) -> bool:
        """Do every chore whose time has come."""
        return self._see_to(self._chores)

    def _see_to(self, chores: Sequence[Chore]) -> bool:
        """Do what is due of these; what goes wrong is counted and logged, and keeps none of the others from it."""
        for chore in chores:
            now = self._store.clock()
            looked = self._done.get(chore.name)
            if looked is not None and now - looked < min(chore.every, LOOKING):
                continue
            self._done[chore.name] = now
            try:
                self._chore(chore, now)
            except Exception as fault:  # the top of the worker: one chore must not end the others
                code = fault.code if isinstance(fault, AssistantError) and fault.code else type(fault).__name__
                log.error("%s: %s", chore.name, code if isinstance(fault, AssistantError) else place(fault))
                with self._store.write() as tx:
                    tx.count(ERRORS, chore.name, code)
        return False

    def _chore(self, chore: Chore, now: datetime) -> None:
        if chore.alone:
            perform(self._store, chore.name, chore.every, chore.work, self.name)
            return
        done = self._done.get(f"{chore.name} done")
        if done is None or now - done >= chore.every:
            chore.work(None)
            self._done[f"{chore.name} done"] = now

    def _loop(self, step: Step, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                busy = step()
            except Exception as fault:  # the top of the worker
                log.error("%s", place(fault))
                busy = False
            if not busy:
                stop.wait(IDLE)

    @contextmanager
    def _beating(self, job: JobRow) -> Iterator[None]:
        """Renew a job's lease while it is worked on."""
        done = threading.Event()

        def beat() -> None:
            while not done.wait(jobs.LEASE.total_seconds() / 3):
                try:
                    jobs.heartbeat(self._store, job)
                except AssistantError as error:
                    log.warning("job %s: no heartbeat, %s", job.id, error.code)

        thread = threading.Thread(target=beat, name=f"heartbeat-{job.id}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


@contextmanager
def _signalled() -> Iterator[threading.Event]:
    """An event that is set when the process is interrupted or told to terminate."""
    stop = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, lambda *_: stop.set())
    try:
        yield stop
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def paces_of(channels: Mapping[str, ChannelProfile]) -> tuple[Pace, ...]:
    """How much each channel takes, by the channel sheet."""
    return tuple(
        Pace(name, rate.messages, rate.span, each)
        for name, profile in channels.items()
        for rate, each in ((profile.rate, False), (profile.recipient_rate, True))
        if rate is not None
    )


def place(fault: BaseException) -> str:
    """An exception by its kind and place; its message is left out, since it may quote a customer.

    >>> place(ValueError("a customer's words"))
    'ValueError at ?'
    """
    frames = traceback.extract_tb(fault.__traceback__)
    where = f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "?"
    return f"{type(fault).__name__} at {where}"
