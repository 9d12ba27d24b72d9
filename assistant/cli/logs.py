"""What `serve` and `worker` write while they run: one JSON object a line on stderr, with ids and without texts."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

from assistant.worker import place

# Only these say their own words, which are known to hold codes and ids. What another library says may quote what it
# was given, which may be a customer's: of it only the place is written.
TRUSTED = ("assistant", "alembic", "uvicorn")
IDS = ("case", "job", "reply", "worker")  # what a line may carry beside its message, as ``extra``


class JsonLines(logging.Formatter):
    """A record as ``{"time", "level", "logger", "message"}``, with the ids it is about and an exception's place."""

    def format(self, record: logging.LogRecord) -> str:
        """One line. An exception is named by kind and place: its message may quote what a customer wrote."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if _trusted(record.name) else f"said at {record.filename}:{record.lineno}",
        }
        line |= {name: value for name in IDS if isinstance(value := getattr(record, name, None), int | str)}
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = place(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def start(*, quiet: bool, verbose: bool, stream: TextIO | None = None) -> None:
    """Log to ``stream`` (stderr): warnings, with ``verbose`` each piece of work too, with ``quiet`` errors only.

    Other libraries never say more than warnings: their lower levels are theirs to fill.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    level = logging.ERROR if quiet else logging.WARNING
    root.setLevel(level)
    logging.getLogger("assistant").setLevel(logging.DEBUG if verbose else level)
    logging.captureWarnings(True)


def _trusted(logger: str) -> bool:
    return logger.split(".")[0] in TRUSTED
