"""How often a provider is asked again, and when it is left alone."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from assistant.errors import ModelError

ResultT = TypeVar("ResultT")
LONGEST_WAIT = 120.0


@dataclass
class Policy:
    """One retry policy for every call: at most ``tries``, within ``total`` seconds, with the waits a provider asks for.

    After ``patience`` failures in a row the provider is left alone for ``rest`` seconds: further calls fail at once
    with the code ``resting`` and the time to come back. Then one failure is enough to leave it alone again, for twice
    as long each time up to ``longest_rest``: an outage costs neither money nor time, and its end sees no storm.
    """

    tries: int = 3
    total: float = 120.0
    patience: int = 5
    rest: float = 30.0
    longest_rest: float = 300.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _failures: int = field(default=0, init=False)
    _closed_until: float = field(default=float("-inf"), init=False)
    _rests: int = field(default=0, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def run(self, call: Callable[[], ResultT]) -> ResultT:
        """The call's result; raises its last ``ModelError`` when no try succeeded."""
        started = self.clock()
        for attempt in range(1, self.tries + 1):
            self._refuse_while_resting()
            try:
                result = call()
            except ModelError as error:
                self._failed()
                wait = self._wait(error, attempt)
                if not error.retriable or attempt == self.tries or self.clock() - started + wait > self.total:
                    raise
                self.sleep(wait)
            else:
                with self._lock:
                    self._failures = self._rests = 0
                return result
        raise AssertionError("unreachable: the last try returns or raises")

    def resting(self) -> float:
        """Seconds until a call may be made again; 0 when one may be made now."""
        with self._lock:
            return max(0.0, self._closed_until - self.clock())

    def _wait(self, error: ModelError, attempt: int) -> float:
        asked = error.retry_after if error.retry_after is not None else 0.5 * 2 ** (attempt - 1)
        return min(asked, LONGEST_WAIT) * random.uniform(1.0, 1.25)  # jitter: many workers were refused at one moment

    def _refuse_while_resting(self) -> None:
        left = self.resting()
        if left > 0:
            raise ModelError(
                "the provider failed several times and is left alone for a while",
                code="resting",
                retriable=True,
                retry_after=left,
            )

    def _failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= self.patience:
                self._failures = self.patience - 1
                self._closed_until = self.clock() + min(self.rest * 2**self._rests, self.longest_rest)
                self._rests += 1
