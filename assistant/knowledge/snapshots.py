"""The files that drafting reads as one value, named after what is in it: taken, compared and unpacked."""

from __future__ import annotations

import difflib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePosixPath

from assistant.errors import KnowledgeError

# Every file of a workspace that a draft depends on; evaluation data and what editors keep beside it do not count.
PATTERNS = ("knowledge/**/*.md", "knowledge/**/*.yaml", "prompts/**/*.j2", "evals/retrieval/tuned.json")
LETTERS = 12  # of a snapshot's name as people see and type it
KEPT = 5  # unpacked snapshots that stay on a machine, the newest ones


@dataclass(frozen=True)
class Snapshot:
    """Files by their path below the workspace."""

    files: Mapping[str, bytes]

    @cached_property
    def hashes(self) -> Mapping[str, str]:
        """The SHA-256 of each file."""
        return {path: sha256(content).hexdigest() for path, content in sorted(self.files.items())}

    @cached_property
    def id(self) -> str:
        """The SHA-256 of the list of hashes: the same files have the same name on every machine."""
        return named(self.hashes)


@dataclass(frozen=True, slots=True)
class Change:
    """A file that differs between two snapshots: ``added``, ``removed`` or ``changed``, with the lines that differ."""

    path: str
    kind: str
    lines: tuple[str, ...]


def named(hashes: Mapping[str, str]) -> str:
    """The name of a snapshot that lists these files.

    >>> named({"a": "1"})[:12]
    '452647e07c48'
    """
    return sha256(json.dumps(dict(sorted(hashes.items())), ensure_ascii=False).encode()).hexdigest()


def take(workspace: Path) -> Snapshot:
    """The snapshot of a workspace as its files stand now."""
    paths = {path for pattern in PATTERNS for path in workspace.glob(pattern) if path.is_file()}
    return Snapshot({path.relative_to(workspace).as_posix(): path.read_bytes() for path in sorted(paths)})


def changes(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    """What differs, file by file."""
    for path in sorted({*before.files, *after.files}):
        old, new = before.files.get(path), after.files.get(path)
        if old != new:
            kind = "added" if old is None else "removed" if new is None else "changed"
            lines = difflib.unified_diff(_lines(old), _lines(new), f"a/{path}", f"b/{path}", lineterm="", n=1)
            yield Change(path, kind, tuple(lines))


def unpack(snapshot: Snapshot, home: Path) -> Path:
    """A folder below ``home`` that holds the snapshot, whole; several processes may do this at once.

    Raises ``KnowledgeError`` for a path that leads out of it, ``OSError`` if ``home`` cannot be written.
    """
    folder = home / snapshot.id
    if folder.is_dir():
        return folder
    home.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(prefix=".half-", dir=home))
    try:
        write(snapshot, half)
        half.chmod(0o755)
        os.rename(half, folder)
    except OSError:
        if not folder.is_dir():  # else another process was faster
            raise
    finally:
        shutil.rmtree(half, ignore_errors=True)
    _forget_old(home, folder)
    return folder


def write(snapshot: Snapshot, folder: Path) -> None:
    """Put the files of a snapshot into a folder."""
    for path, content in snapshot.files.items():
        inner = PurePosixPath(path)
        if inner.is_absolute() or ".." in inner.parts:
            raise KnowledgeError(f"the snapshot lists {path}, which lies outside a workspace; publish anew")
        target = folder / inner
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _lines(content: bytes | None) -> list[str]:
    return [] if content is None else content.decode("utf-8", "replace").splitlines()


def _forget_old(home: Path, folder: Path) -> None:
    others = [path for path in home.iterdir() if path.is_dir() and path != folder and not path.name.startswith(".")]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
