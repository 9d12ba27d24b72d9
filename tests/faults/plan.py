"""Which call fails: every n-th of each kind, or one alone."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection
from enum import StrEnum


class Kind(StrEnum):
    """What can fail."""

    STATEMENT = "statement"  # the database does not do one statement
    COMMIT = "commit"  # the transaction is not kept
    COMMITTED = "committed"  # it is kept, and nobody hears of it
    MODEL = "model"
    MAIL = "mail"
    FILE = "file"  # a write or a sync of a journal


# With every n-th statement failing no transaction that is longer would ever be kept: statements fail one at a time.
REPEATED = (Kind.COMMIT, Kind.COMMITTED, Kind.MODEL, Kind.MAIL, Kind.FILE)


class Plan:
    """Counts calls and says which fail; ``calls`` and ``struck`` are how many of each kind there were."""

    def __init__(self, kinds: Collection[Kind], *, every: int = 0, once: int = 0, seed: int = 0) -> None:
        self.calls: Counter[Kind] = Counter()
        self.struck: Counter[Kind] = Counter()
        self._kinds = frozenset(kinds)
        self._every, self._once, self._seed = every, once, seed
        self._lock = threading.Lock()

    def strikes(self, kind: Kind) -> bool:
        """Count one more call; whether it fails."""
        with self._lock:
            self.calls[kind] += 1
            if kind not in self._kinds:
                return False
            number = self.calls[kind]
            # Each kind begins at another place, or a call would fail with all that hangs on it.
            place = number + self._seed + list(Kind).index(kind)
            fails = number == self._once or (self._every > 0 and place % self._every == 0)
            self.struck[kind] += fails
            return fails

    def turn(self, kind: Kind, ways: int) -> int:
        """Which of so many ways of failing it is this time: each in turn."""
        return (self.struck[kind] + self._seed) % ways

    def end(self) -> None:
        """From now on everything works."""
        with self._lock:
            self._kinds = frozenset()
