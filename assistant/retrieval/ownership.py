"""Who may use a Chroma folder: one process at a time."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from assistant.errors import SettingError

_LOCK = "lock"
_JUST_MADE = 60.0  # seconds in which a folder may exist before its process has locked it


class OwnFolder:
    """A folder of Chroma's own, held by this process alone.

    Two processes on one folder read wrong neighbours silently and lose vectors. The first holds ``lock`` (with its
    pid, for whoever looks); every further one gets a folder of its own, which goes when it ends.
    """

    def __init__(self, folder: Path) -> None:
        self._lock: IO[str] | None = None
        self._own: Path | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = _take(folder / _LOCK)
            if self._lock is None:
                self._own = folder / f"process-{os.getpid()}-{os.urandom(4).hex()}"
                self._own.mkdir()
                self._lock = _take(self._own / _LOCK)
            else:
                _clear_abandoned(folder)
        except OSError as error:
            raise SettingError(f"{folder} cannot be written ({error.strerror}); make it writable") from error
        self.path = self._own or folder / "shared"

    def release(self) -> None:
        if self._lock:
            self._lock.close()
            self._lock = None
        if self._own:
            shutil.rmtree(self._own, ignore_errors=True)


def _take(path: Path) -> IO[str] | None:
    """The lock file at ``path``, open and held; ``None`` when another process holds it.

    The system frees the lock of a process that dies.
    """
    try:
        import fcntl
    except ImportError:  # no advisory locks here: nobody shares, everybody gets a folder of their own
        return None
    file = path.open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    file.seek(0)
    file.truncate()
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def _clear_abandoned(folder: Path) -> None:
    """Take away the folders of processes that ended without doing so."""
    for left in folder.glob("process-*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime < _JUST_MADE:
                continue
            lock = _take(left / _LOCK)
            if lock is not None:
                lock.close()
                shutil.rmtree(left, ignore_errors=True)
