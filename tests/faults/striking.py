"""The places where calls fail: the database's driver, the disk, the mail server and the model's endpoint."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import pytest
from sqlalchemy import Engine, PoolProxiedConnection

from assistant.channels import files
from assistant.store.engine import engine_at
from tests.channels.mail_server import MOODS, Box
from tests.faults.plan import Kind, Plan
from tests.llm.faulty import Provider

CHANGES = ("INSERT", "UPDATE", "DELETE")
SAYS = ("disk I/O error", "database is locked", "could not extend file: no space left on device")
MAILED = [mood for mood in MOODS if mood not in ("sent", "refuse_connection")]
ANSWERED = (
    "500", "429", "drop", "reset", "html", "cut_body", "cut_stream", "unfinished", "length", "empty", "null_content",
    "refusal", "bad_json", "content_filter", "context", "503", "quota",
)  # fmt: skip


class _Cursor(Protocol):
    @property
    def connection(self) -> object: ...


@dataclass
class Current:
    """The plan in force; replaced between two lives."""

    plan: Plan


def failing_engine(url: str, now: Current) -> Engine:
    """A database whose driver fails by the plan: at a statement, at a commit, or just after one was kept."""
    engine = engine_at(url)
    dialect = engine.dialect
    driver = dialect.loaded_dbapi

    def fault(kind: Kind) -> Exception:
        error: Exception = driver.OperationalError(SAYS[now.plan.turn(kind, len(SAYS))])
        return error

    real_execute, real_plain, real_commit = dialect.do_execute, dialect.do_execute_no_params, dialect.do_commit

    writing: set[int] = set()  # connections that have changed something: the end of a mere look keeps nothing

    def do_execute(cursor: _Cursor, statement: str, *told: object) -> None:
        if now.plan.strikes(Kind.STATEMENT):
            raise fault(Kind.STATEMENT)
        if statement.startswith(CHANGES):
            writing.add(id(cursor.connection))
        real_execute(cursor, statement, *told)  # type: ignore[arg-type]

    def do_execute_no_params(cursor: _Cursor, statement: str, *told: object) -> None:
        if now.plan.strikes(Kind.STATEMENT):
            raise fault(Kind.STATEMENT)
        real_plain(cursor, statement, *told)  # type: ignore[arg-type]

    def do_commit(connection: PoolProxiedConnection) -> None:
        if id(connection.dbapi_connection) not in writing:
            real_commit(connection)
            return
        writing.discard(id(connection.dbapi_connection))
        if now.plan.strikes(Kind.COMMIT):
            raise fault(Kind.COMMIT)
        real_commit(connection)
        if now.plan.strikes(Kind.COMMITTED):
            raise fault(Kind.COMMITTED)

    vars(dialect).update(do_execute=do_execute, do_execute_no_params=do_execute_no_params, do_commit=do_commit)
    return engine


class _Disk:
    """The system's calls as a journal makes them: a full disk takes half a line, a bad one confirms nothing."""

    def __init__(self, now: Current) -> None:
        self._now = now

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)

    def write(self, handle: int, line: bytes) -> int:
        if self._now.plan.strikes(Kind.FILE):
            os.write(handle, line[: len(line) // 2 * self._now.plan.turn(Kind.FILE, 2)])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return os.write(handle, line)

    def fsync(self, handle: int) -> None:
        if self._now.plan.strikes(Kind.FILE):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        os.fsync(handle)


@contextmanager
def failing_disk(now: Current) -> Iterator[None]:
    """Journals are written to a disk that fails by the plan."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "os", _Disk(now))
        yield


class FailingBox(Box):
    """A mail server that strikes by the plan, in every way it knows, one after the other."""

    def __init__(self, now: Current) -> None:
        super().__init__()
        self._now = now

    def draw(self) -> str:
        """How the server will treat the mail that begins now."""
        return MAILED[self._now.plan.turn(Kind.MAIL, len(MAILED))] if self._now.plan.strikes(Kind.MAIL) else self.mood


def fail_by_plan(asked: Provider, now: Current) -> None:
    """Let a model's endpoint fail by the plan, in every way, one after the other."""

    def next_mode() -> str:
        return ANSWERED[now.plan.turn(Kind.MODEL, len(ANSWERED))] if now.plan.strikes(Kind.MODEL) else "good"

    vars(asked).update(next_mode=next_mode)
