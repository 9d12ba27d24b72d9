"""Noticing that the files of a brand's folder changed, without reading them."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

_EVERY = 1.0  # seconds between two looks: an editor does not wait, and a look at 300 files costs a few milliseconds
WATCHED = frozenset({".md", ".yaml", ".j2", ".json"})

Stamp = frozenset[tuple[str, int, int, int]]


class Watch:
    """Looks at names, sizes and times of the files in ``folders``; ``every`` is the least time between looks."""

    def __init__(self, *folders: Path, every: float = _EVERY) -> None:
        self._folders = folders
        self._every = every
        self._seen = stamp(folders)
        self._looked = time.monotonic()

    def changed(self) -> bool:
        """Whether anything changed since the last time this said so."""
        now = time.monotonic()
        if now - self._looked < self._every:
            return False
        self._looked = now
        found = stamp(self._folders)
        changed = found != self._seen
        self._seen = found
        return changed


def stamp(folders: Iterable[Path]) -> Stamp:
    """Name, inode, size and time of change of every file of the brand's; one that was replaced is seen too."""
    found = set()
    for path in (path for folder in folders for path in folder.rglob("*") if path.suffix in WATCHED):
        try:
            state = path.stat()
        except OSError:  # taken away between listing and looking
            continue
        found.add((path.as_posix(), state.st_ino, state.st_size, state.st_mtime_ns))
    return frozenset(found)
