"""Starting a group of actors in an instant and killing or pausing it: a process made early on, before any thread, forks them.

It has imported everything and done each kind of work once; of what it opened for that nothing is open when it forks.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import TextIO

from assistant.errors import AssistantError
from assistant.store import Store
from tests.nemesis.actors import ACTORS, everything_once
from tests.nemesis.ground import Ground

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of <linux/prctl.h>


class Groups:
    """Makes groups of processes, one at a time; close it to end everything it made."""

    def __init__(self, log: Path) -> None:
        ask_end, ask = os.pipe()
        answer, answer_end = os.pipe()
        self._maker = os.fork()
        if self._maker == 0:
            os.close(ask)
            os.close(answer)
            _make_groups(os.fdopen(ask_end), os.fdopen(answer_end, "w"), log)
        os.close(ask_end)
        os.close(answer_end)
        self._ask, self._answer = os.fdopen(ask, "w"), os.fdopen(answer)
        self._group: int | None = None

    def start(self, ground: Ground, seed: int) -> dict[str, int]:
        """A new group; the number of each process by the actor's name."""
        told = {**asdict(ground), "folder": str(ground.folder)}
        print(json.dumps([told, seed]), file=self._ask, flush=True)
        group, pids = json.loads(self._answer.readline())
        self._group = group
        return dict(pids)

    def kill(self) -> None:
        """Every process of the group at once, without a word; returns when they are gone."""
        if self._group is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._group, signal.SIGKILL)
            for _ in range(500):
                os.killpg(self._group, 0)
                time.sleep(0.01)
        self._group = None

    def close(self) -> None:
        """Kill what is left."""
        self.kill()
        self._ask.close()
        self._answer.close()
        os.waitpid(self._maker, 0)


def pause(pid: int, seconds: float) -> None:
    """Let one process stand still, as a machine does that is swapping or was suspended."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(pid, signal.SIGCONT)


def _make_groups(asked: TextIO, answers: TextIO, log: Path) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    # Whoever is interrupted by hand dies on the spot: unwinding here would take the run's own folder away.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with suppress(OSError, AttributeError):  # Linux: whose parent was killed falls to this process and is gone at once
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    group, store = 0, None
    for line in asked:
        told, seed = json.loads(line)
        ground = Ground(**{**told, "folder": Path(told["folder"])})
        store = store or _warm(ground, seed)
        group = os.fork()
        if group == 0:
            os.setsid()
            pids = {}
            for number, name in enumerate(ACTORS):
                pids[name] = os.fork()
                if pids[name] == 0:
                    _act(name, ground, store, seed * 100 + number, log)
            print(json.dumps([os.getpid(), pids]), file=answers, flush=True)
            while True:
                signal.pause()
    with suppress(ProcessLookupError):  # whoever asked has gone, perhaps without a word
        if group:
            os.killpg(group, signal.SIGKILL)
    os._exit(0)


def _warm(ground: Ground, seed: int) -> Store:
    """A store that knows how each statement is written, and has no connection: every process makes its own.

    To open one and to put each statement into words took a process longer than the work of its round.
    """
    store = Store.open(ground.url, clock=ground.clock, upgrade=False)
    with suppress(AssistantError):
        everything_once(ground, store, Random(seed))
    store.close()
    gc.freeze()
    return store


def _act(name: str, ground: Ground, store: Store, seed: int, log: Path) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(out, sys.stderr.fileno())
    os.dup2(out, sys.stdout.fileno())
    while True:
        try:
            ACTORS[name](ground, store, Random(seed))
        except Exception:  # an actor goes on like a person would: the history is what is judged
            traceback.print_exc()
            time.sleep(0.05)
