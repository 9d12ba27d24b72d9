"""What a whole run shares, and the journals in which its processes say what they do."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.nemesis.plants import Doors, Plant

SPEED = 120  # seconds of the product's clock in one of the machine's: leases end while a process is paused


@dataclass(frozen=True)
class Ground:
    """The database, the run's folder, the mail server's port, when the fast clock began, and which part is broken on
    purpose."""

    url: str
    folder: Path
    port: int
    began: float
    plant: str = Plant.NOTHING

    @property
    def doors(self) -> Doors:
        """Where the actors touch the world."""
        return Doors(Plant(self.plant))

    def clock(self) -> datetime:
        """The same fast clock in every process."""
        fast = (time.time() - self.began) * SPEED
        return datetime(2026, 11, 20, 9, 0, tzinfo=UTC) + timedelta(seconds=fast)

    def note(self, journal: str, **said: object) -> None:
        """One line of a journal, in one ``write`` that outlives the process; whole, or not there at all."""
        line = (json.dumps(said, ensure_ascii=False) + "\n").encode()
        handle = os.open(self.folder / f"{journal}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line)
        finally:
            os.close(handle)

    def noted(self, journal: str) -> list[dict[str, str]]:
        """Every line of a journal."""
        file = self.folder / f"{journal}.jsonl"
        return [json.loads(line) for line in file.read_text("utf-8").split("\n")[:-1]] if file.exists() else []
