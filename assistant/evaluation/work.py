"""Spreading cases over processes and threads so that both cores draft and many questions are under way at once."""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Generic, TypeVar

from assistant.errors import AssistantError
from assistant.evaluation.spending import Halted

ItemT = TypeVar("ItemT")
DoneT = TypeVar("DoneT")
WORTH_A_PROCESS = 40  # cases below which starting another process takes longer than it saves


@dataclass(frozen=True, slots=True)
class Stop:
    """The last word of a worker that ended early, and why."""

    why: str


class Spread(Generic[ItemT, DoneT]):
    """Does ``work`` on every item, ``threads`` at once in each of ``processes``; yields what is done as it comes.

    Items are dealt out beforehand, so a worker needs nothing from its parent: it ends when the pipe it writes to
    breaks, and killing the parent leaves nobody behind. ``stopped`` says why a run ended early (``Halted``).
    """

    def __init__(self, work: Callable[[ItemT], DoneT], *, processes: int = 1, threads: int = 1) -> None:
        self._work, self._processes, self._threads = work, processes, max(1, threads)
        self.stopped: str | None = None

    def over(self, items: Sequence[ItemT]) -> Iterator[DoneT]:
        """Do them all, or until ``Halted``; any other exception of the work is raised here."""
        hands = self._processes if len(items) >= WORTH_A_PROCESS and can_fork() else 1
        if hands == 1:
            yield from self._told(_threaded(self._work, items, self._threads))
            return
        readers: list[Connection] = []
        children = []
        context = multiprocessing.get_context("fork")
        try:
            for hand in range(hands):
                reader, writer = context.Pipe(duplex=False)
                readers.append(reader)
                child = context.Process(
                    target=_child,
                    args=(self._work, items[hand::hands], self._threads, writer, tuple(readers)),
                    daemon=True,
                )
                child.start()
                writer.close()
                children.append(child)
            yield from self._told(_received(readers))
        finally:
            for reader in readers:
                reader.close()
            for child in children:
                child.terminate()
                child.join()

    def _told(self, done: Iterator[DoneT | Stop]) -> Iterator[DoneT]:
        for item in done:
            if isinstance(item, Stop):
                self.stopped = item.why
            else:
                yield item


def can_fork() -> bool:
    """Whether a copy of this process may be made: not on every system, and never beside other threads."""
    return "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1


def _threaded(work: Callable[[ItemT], DoneT], items: Sequence[ItemT], threads: int) -> Iterator[DoneT | Stop]:
    """Done in this process; with one thread in order and without any other."""
    if threads == 1:
        for item in items:
            try:
                done = work(item)
            except Halted as halt:
                yield Stop(str(halt))
                return
            yield done
        return
    waiting: queue.SimpleQueue[ItemT] = queue.SimpleQueue()
    for item in items:
        waiting.put(item)
    results: queue.SimpleQueue[DoneT | Stop | BaseException | None] = queue.SimpleQueue()
    ended = threading.Event()

    def hand() -> None:
        while not ended.is_set():
            try:
                item = waiting.get_nowait()
            except queue.Empty:
                break
            try:
                results.put(work(item))
            except Halted as halt:
                ended.set()
                results.put(Stop(str(halt)))
            except BaseException as error:  # handed to the thread that asked
                ended.set()
                results.put(error)
        results.put(None)

    hands = [threading.Thread(target=hand, daemon=True) for _ in range(min(threads, len(items)))]
    for thread in hands:
        thread.start()
    busy = len(hands)
    try:
        while busy:
            found = results.get()
            if found is None:
                busy -= 1
            elif isinstance(found, BaseException):
                raise found
            else:
                yield found
    finally:
        ended.set()


def _received(readers: Sequence[Connection]) -> Iterator[DoneT | Stop]:
    open_ = list(readers)
    while open_:
        for reader in wait(open_):
            assert isinstance(reader, Connection)
            try:
                found = reader.recv()
            except EOFError:
                open_.remove(reader)
                continue
            if isinstance(found, BaseException):
                raise found
            yield found


def _child(
    work: Callable[[ItemT], DoneT],
    items: Sequence[ItemT],
    threads: int,
    writer: Connection,
    readers: Sequence[Connection],
) -> None:
    for reader in readers:  # else this copy would keep a sister's pipe whole after the parent's death
        reader.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to answer
    try:
        for done in _threaded(work, items, threads):
            writer.send(done)
    except (BrokenPipeError, ConnectionError):
        pass
    except AssistantError as error:  # both are sent home, where they are raised
        writer.send(AssistantError(str(error)))
    except BaseException as error:
        writer.send(RuntimeError(f"{type(error).__name__}: {error}"))
    writer.close()
    os._exit(0)  # what the parent registered to run at its end is not this copy's to run
