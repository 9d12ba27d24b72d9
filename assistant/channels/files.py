"""The ``files`` channel: every reply becomes a line of ``sent.jsonl``, for other programs to take from there."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from assistant.domain import Receipt, Reply
from assistant.errors import RefusedError, SettingError, UncertainError


class FilesChannel:
    """Appends replies to a file, each once whatever calls twice, and safe between processes on one machine.

    A line is on the disk before its receipt is given. A half line that a crash left behind was never acknowledged and
    is cut off before the next one is written.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._path = path
        self._clock = clock
        self._read_to = 0
        self._inode = 0
        self._sent: dict[str, tuple[Receipt, bytes]] = {}  # with a digest: no customer's words stay in memory

    def send(self, reply: Reply) -> Receipt:
        """Append a reply; the same ``message_id`` again changes nothing and gives the first receipt.

        Raises ``RefusedError`` if the file cannot be written or the id was used for another text, ``UncertainError`` if
        the line may or may not have reached the disk.
        """
        try:
            with self._locked() as file:
                self._catch_up(file)
                known = self._known(reply)
                return known or self._append(file, reply)
        except OSError as error:
            raise RefusedError(f"{self._path}: {error.strerror or error}", code="file_unwritable") from error

    def find(self, reply: Reply) -> Receipt | None:
        """The receipt of a reply that stands in the file; ``None`` if it does not, or holds other words."""
        try:
            return self.check(reply)
        except RefusedError:
            return None

    def check(self, reply: Reply) -> Receipt | None:
        """As ``find``, but raises ``RefusedError`` if the id was used for another text."""
        try:
            with self._locked() as file:
                self._catch_up(file)
        except OSError:
            return None
        return self._known(reply)

    def complaints(self) -> frozenset[str]:
        """The ids of the complaints whose words stand in the file."""
        if not self._path.exists():
            return frozenset()
        with self._locked():
            return frozenset(one for line in self._path.read_bytes().splitlines() if (one := _about(line)) is not None)

    def forget(self, complaints: Collection[str]) -> int:
        """Take every word to and about these complaints out of the file; how many lines that was.

        A line keeps its place, its length and its ids, so that other processes and programs that read along are not
        thrown off.
        """
        if not self._path.exists():
            return 0
        wanted, gone = frozenset(complaints), 0
        with self._locked():
            start = 0
            for line in self._path.read_bytes().splitlines(keepends=True):
                blank = _forgotten(line, wanted)
                if blank is not None:
                    _write_at(self._path, start, blank)
                    gone += 1
                start += len(line)
        return gone

    def _known(self, reply: Reply) -> Receipt | None:
        if reply.message_id not in self._sent:
            return None
        receipt, digest = self._sent[reply.message_id]
        if digest != _digest(reply.text):
            raise RefusedError(f"{reply.message_id} was used for another text before", code="message_id_reused")
        return receipt

    def _append(self, file: int, reply: Reply) -> Receipt:
        receipt = Receipt(reply.id, reply.message_id, self._clock())
        line = (json.dumps(_record(reply, receipt), ensure_ascii=False) + "\n").encode()
        start = os.lseek(file, 0, os.SEEK_END)
        try:
            written = 0
            while written < len(line):
                written += os.write(file, line[written:])
        except OSError as full:
            _take_back(file, start, full)
            raise
        try:
            os.fsync(file)
        except OSError as error:
            raise UncertainError(f"{self._path}: the disk did not confirm", code="disk_unsure") from error
        self._read_to = start + len(line)
        self._sent[reply.message_id] = receipt, _digest(reply.text)
        return receipt

    def _catch_up(self, file: int) -> None:
        """Read what other processes appended, and cut off a half line."""
        found = os.fstat(file)
        size = found.st_size
        if size < self._read_to or found.st_ino != self._inode:  # the file was moved away and a new one begun
            self._read_to, self._inode, self._sent = 0, found.st_ino, {}
        fresh = bytearray()
        while self._read_to + len(fresh) < size:
            fresh += os.pread(file, size - self._read_to - len(fresh), self._read_to + len(fresh))
        whole = fresh.rfind(b"\n") + 1
        for line in bytes(fresh[:whole]).split(b"\n"):
            self._remember(line)
        self._read_to += whole
        if self._read_to < size:
            os.ftruncate(file, self._read_to)

    def _remember(self, line: bytes) -> None:
        try:
            row = json.loads(line)
            receipt = Receipt(row["id"], row["message_id"], datetime.fromisoformat(row["sent_at"]))
            self._sent[receipt.message_id] = receipt, _digest(row["text"])
        except (ValueError, KeyError, TypeError, AttributeError):
            return  # a line of somebody else's: it holds no receipt of ours

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """The open file, locked against other processes."""
        try:
            import fcntl
        except ModuleNotFoundError as missing:
            raise SettingError("the files channel locks its file with fcntl, which this system lacks") from missing

        new = not self._path.exists()
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            if new:
                _sync_folder(self._path.parent)
            yield file
        finally:
            os.close(file)  # which also gives the lock back


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()


def _record(reply: Reply, receipt: Receipt) -> dict[str, str | None]:
    return {
        "id": reply.id,
        "complaint": reply.complaint,
        "channel": reply.channel,
        "audience": reply.audience.value,
        "recipient": reply.recipient,
        "text": reply.text,
        "message_id": reply.message_id,
        "approved_by": reply.approved_by,
        "approved_at": reply.approved_at.isoformat(),
        "sent_at": receipt.sent_at.isoformat(),
    }


def _about(line: bytes) -> str | None:
    """The complaint a line is about; ``None`` if it was forgotten or is somebody else's line."""
    try:
        return str(json.loads(line)["complaint"])
    except (ValueError, KeyError, TypeError):
        return None


def _forgotten(line: bytes, complaints: Collection[str]) -> bytes | None:
    """A line of the same length without anything personal, if it is about one of these complaints."""
    try:
        if _about(line) not in complaints:
            return None
        row = json.loads(line)
        kept = json.dumps({"id": row["id"], "message_id": row["message_id"], "erased": True}).encode()
    except (ValueError, KeyError, TypeError):
        return None
    return (kept if len(kept) < len(line) else b"{}").ljust(len(line) - 1) + b"\n"


def _write_at(path: Path, start: int, line: bytes) -> None:
    # A handle of its own: what is opened for appending is written at the end wherever one points.
    with path.open("r+b") as file:
        file.seek(start)
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def _take_back(file: int, start: int, full: OSError) -> None:
    """Cut off what was written of a line: then it certainly was not sent."""
    try:
        os.ftruncate(file, start)
    except OSError:
        raise UncertainError("the file could be neither written nor cut back", code="disk_unsure") from full


def _sync_folder(folder: Path) -> None:
    """Make sure that the folder remembers a new file after a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
