"""Answers kept between runs, so that only what changed is asked again; drafts and verdicts in files of their own."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from assistant.domain import Usage
from assistant.llm import ChatMessage, Completion
from assistant.llm.chat import Schema

RESPONSES, VERDICTS = "responses.sqlite3", "verdicts.sqlite3"
_TABLE = (
    "create table if not exists answers (key text primary key, model text not null, characters integer not null,"
    " text text not null, usage text not null) without rowid"
)


class AnswerCache:
    """Whole answers of models by everything they were asked with, the repeat included; failures are never kept.

    Safe to use from several threads and processes at once. ``fresh`` reads nothing and writes over what is there.
    """

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path, self._fresh = path, fresh
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def get(self, key: str) -> Completion | None:
        """The answer kept under a key."""
        if self._fresh:
            return None
        with self._lock:
            row = self._open().execute("select text, usage, model from answers where key = ?", (key,)).fetchone()
        return None if row is None else Completion(row[0], Usage(**json.loads(row[1])), row[2])

    def put(self, key: str, answer: Completion, characters: int) -> None:
        """Keep an answer; ``characters`` is how long the question was, for estimates."""
        usage = json.dumps(asdict(answer.usage))
        with self._lock, self._open() as connection:
            connection.execute(
                "insert or replace into answers values (?, ?, ?, ?, ?)",
                (key, answer.model, characters, answer.text, usage),
            )

    def experience(self, model: str) -> tuple[int, int, int, int]:
        """What a model's kept answers took: their number, characters asked, tokens read, tokens written."""
        with self._lock:
            rows = self._open().execute("select characters, usage from answers where model = ?", (model,)).fetchall()
        usages = [json.loads(usage) for _, usage in rows]
        counted = [(n, u) for (n, _), u in zip(rows, usages, strict=True) if u["input_tokens"]]
        return (
            len(counted),
            sum(n for n, _ in counted),
            sum(u["input_tokens"] for _, u in counted),
            sum(u["output_tokens"] for _, u in counted),
        )

    def close(self) -> None:
        """Close the file; a cache that is used again opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(self._path, timeout=60, check_same_thread=False)
            self._connection.execute("pragma journal_mode = wal")
            self._connection.execute("pragma synchronous = normal")
            self._connection.execute(_TABLE)
        return self._connection


def key_of(model: str, messages: Sequence[ChatMessage], schema: Schema | None, repeat: int) -> str:
    """The name an answer is kept under: equal questions to one model, asked for the same time, have one."""
    asked = [model, [[m.role, m.content] for m in messages], schema, repeat]
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()


def characters(messages: Sequence[ChatMessage]) -> int:
    """How long a question is."""
    return sum(len(message.content) for message in messages)
