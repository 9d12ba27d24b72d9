"""How many questions may be under way at once: fewer when a provider struggles, more again while it answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from assistant.errors import ModelError

ResultT = TypeVar("ResultT")
STRUGGLES = frozenset({"rate_limited", "server_error", "timeout", "unreachable", "resting"})
LONGEST_WAIT = 60.0


class Throttle:
    """Starts at ``most`` at once, halves on a struggle and gains one place for every full round of answers.

    ``per_minute`` bounds how often a question starts. A question is tried ``tries`` times; what a provider asks to wait
    holds for every thread. ``wait`` and ``clock`` are handed in by tests.
    """

    def __init__(
        self,
        most: int,
        *,
        per_minute: float | None = None,
        tries: int = 6,
        wait: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._tries, self._wait, self._clock = most, tries, wait, clock
        self._gap = 60.0 / per_minute if per_minute else 0.0
        self.limit = float(most)
        self._busy = 0
        self._not_before = self._halved_at = float("-inf")
        self._changed = threading.Condition()

    def run(self, ask: Callable[[], ResultT]) -> ResultT:
        """The answer; raises the last ``ModelError`` when no try gave one."""
        for attempt in range(1, self._tries + 1):
            started = self._enter()
            try:
                answer = ask()
            except ModelError as error:
                self._leave()
                if error.code not in STRUGGLES and not (error.retriable and attempt < 3):
                    raise
                if attempt == self._tries:
                    raise
                self._struggled(error, attempt, started)
            except BaseException:
                self._leave()
                raise
            else:
                self._leave(answered=True)
                return answer
        raise AssertionError("unreachable: the last try returns or raises")

    def _enter(self) -> float:
        with self._changed:
            while self._busy >= max(1, int(self.limit)):
                self._changed.wait()
            self._busy += 1
            now = self._clock()
            start = max(now, self._not_before)
            self._not_before = max(self._not_before, start + self._gap) if self._gap else self._not_before
        if start > now:
            self._wait(start - now)
        return start

    def _leave(self, *, answered: bool = False) -> None:
        with self._changed:
            self._busy -= 1
            if answered:
                self.limit = min(float(self._most), self.limit + 1 / self.limit)
            self._changed.notify_all()

    def _struggled(self, error: ModelError, attempt: int, started: float) -> None:
        """One halving for one burst: questions that started before the last halving say nothing new."""
        with self._changed:
            if error.code in STRUGGLES and started > self._halved_at:
                self.limit = max(1.0, self.limit / 2)
                self._halved_at = self._clock()
            asked = error.retry_after if error.retry_after is not None else 0.5 * 2 ** (attempt - 1)
            self._not_before = max(self._not_before, self._clock() + min(asked, LONGEST_WAIT))
