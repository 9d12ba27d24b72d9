"""Previews of an edit under way: one at a time, in a process of its own, watched by the files it writes."""

from __future__ import annotations

import atexit
import json
import os
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from assistant.domain import Language
from assistant.errors import ConflictError, InputError, KnowledgeError
from assistant.evaluation.cases import read_suite
from assistant.evaluation.runs import RESULTS, open_run
from assistant.workflow.message import ChannelFacts
from assistant.workflow.publishing import examine

SUITE, HOME = "golden", "previews"
LONGEST = 900.0  # seconds after which a preview is ended
KEPT = 5  # previews whose folders are kept
PARTS = ("knowledge", "prompts")
TUNED = Path("evals", "retrieval", "tuned.json")
EDITABLE = (".md", ".yaml", ".j2")
WEIGHED = frozenset({0, 4, 6, 7})  # exit codes of `assistant eval tone` that come with a comparison
BEFORE, AFTER, TOLD, SAID = "before", "after", "told.json", "said.txt"
Told: TypeAlias = Mapping[str, object]


class Phase(StrEnum):
    """How far a preview is."""

    NONE = "none"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    TOO_LONG = "too_long"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be weighed: a text in the place of one file, or with ``file`` empty the folder as it stands.

    ``language`` narrows the suite; ``most`` is what a model may cost, in US dollars.
    """

    file: str
    text: str
    language: Language | None
    most: float | None
    by: str


@dataclass(frozen=True, slots=True)
class Watched:
    """A preview as it stands: ``done`` of ``total`` replies (both versions), and what a failed one said."""

    phase: Phase
    done: int = 0
    total: int = 0
    edit: Edit | None = None
    said: str = ""
    folder: Path | None = None


@dataclass
class _Under:
    """The preview begun last."""

    edit: Edit
    folder: Path
    total: int
    process: subprocess.Popen[bytes]
    deadline: float
    ended: Phase | None = None


class Previews:
    """The previews of one workspace; they live in ``data``, the newest few are kept. Safe from several threads.

    ``published`` gives the folder that replies are drafted with now; the workspace itself while nothing is published.
    """

    def __init__(
        self,
        workspace: Path,
        published: Callable[[], Path],
        model: str,
        channels: Mapping[str, ChannelFacts],
        data: Path,
    ) -> None:
        self.workspace, self.model = workspace, model
        self._published, self._channels, self._data = published, channels, data
        self._home = data / HOME
        self._lock = threading.Lock()
        self._last: _Under | None = None

    def files(self) -> tuple[str, ...]:
        """The files of the brand's folder and of the prompts, by their path in the workspace."""
        folder = self._published()
        found = (path for part in PARTS for path in sorted((folder / part).rglob("*")))
        return tuple(
            path.relative_to(folder).as_posix() for path in found if path.is_file() and path.suffix in EDITABLE
        )

    def text_of(self, file: str) -> str:
        """A file as it stands; raises ``InputError`` (``no_such_file``) for any that is not of the folder."""
        if file not in self.files():
            raise InputError(f"{file!r} is no file of the brand's folder", code="no_such_file")
        return (self._published() / file).read_text(encoding="utf-8")

    def start(self, edit: Edit) -> None:
        """Begin a preview.

        Raises ``ConflictError`` (``preview_runs``) while another runs, ``InputError`` (``nothing_edited``) for a text
        that is the file's own, and ``KnowledgeError`` that lists every mistake of the edited folder.
        """
        with self._lock:
            if self._watch().phase is Phase.RUNNING:
                raise ConflictError("a preview is running already", code="preview_runs")
            suite = read_suite(self.workspace / "evals", SUITE, self._channels)
            cases = [case for case in suite.cases if edit.language in (None, case.expected.language)]
            before = self._published()
            folder = self._home / secrets.token_hex(6)
            folder.mkdir(parents=True)
            try:
                edited = self._edited(edit, before, folder)
                _refuse_new_mistakes(edited, before)
            except Exception:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            process = self._begin(edit, edited, before, folder)
            self._last = _Under(edit, folder, 2 * len(cases), process, time.monotonic() + LONGEST)
            self._forget()

    def cancel(self) -> None:
        """End the preview that runs, if one does."""
        with self._lock:
            if self._watch().phase is Phase.RUNNING:
                self._end(Phase.CANCELLED)

    def watch(self) -> Watched:
        """The preview begun last; one that takes too long is ended here."""
        with self._lock:
            return self._watch()

    def _watch(self) -> Watched:
        last = self._last
        if last is None:
            return Watched(Phase.NONE)
        if last.ended is None and last.process.poll() is None and time.monotonic() > last.deadline:
            self._end(Phase.TOO_LONG)
        if last.ended is None and last.process.poll() is not None:
            last.ended = Phase.DONE if last.process.returncode in WEIGHED and _told(last.folder) else Phase.FAILED
        said = _last_line(last.folder / SAID) if last.ended is Phase.FAILED else ""
        done = sum(_lines(last.folder / name / RESULTS) for name in (BEFORE, AFTER))
        return Watched(last.ended or Phase.RUNNING, done, last.total, last.edit, said, last.folder)

    def _end(self, phase: Phase) -> None:
        if self._last is not None:
            self._last.ended = phase
            _terminate(self._last.process)

    def _edited(self, edit: Edit, before: Path, folder: Path) -> Path:
        """The workspace with the edit in it; the workspace itself where no file is named."""
        if not edit.file:
            return self.workspace
        if edit.text == self.text_of(edit.file):
            raise InputError(f"{edit.file} is as before", code="nothing_edited")
        home = folder / "edited"
        for part in PARTS:
            shutil.copytree(before / part, home / part)
        if (before / TUNED).is_file():
            (home / TUNED).parent.mkdir(parents=True)
            shutil.copy(before / TUNED, home / TUNED)
        (home / edit.file).write_text(edit.text, encoding="utf-8")
        return home

    def _begin(self, edit: Edit, edited: Path, before: Path, folder: Path) -> subprocess.Popen[bytes]:
        command = [
            sys.executable, "-m", "assistant", "eval", "tone", "--quiet", "--suite", SUITE, "--model", self.model,
            "--workspace", str(edited), "--evals", str(self.workspace / "evals"), "--out", str(folder),
        ]  # fmt: skip
        # Where nothing is published, the folder as it stands is held against its last committed version.
        command += ["--against", str(before)] if before != edited else []
        command += ["--only", edit.language.value] if edit.language else []
        command += ["--max-cost", str(edit.most)] if edit.most is not None and self.model != "composer" else []
        (folder / "scratch").mkdir()  # what an ended process leaves behind goes with the folder
        environment = {**os.environ, "ASSISTANT_DATA": str(self._data), "TMPDIR": str(folder / "scratch")}
        with (folder / TOLD).open("wb") as told, (folder / SAID).open("wb") as said:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=told, stderr=said, env=environment)
        atexit.register(_terminate, process)
        return process

    def _forget(self) -> None:
        """Remove the folders of old previews."""
        found = [path for path in self._home.iterdir() if path.is_dir() and not path.name.startswith(".")]
        folders = sorted(found, key=lambda path: path.stat().st_mtime)
        for path in folders[:-KEPT]:
            shutil.rmtree(path, ignore_errors=True)


def told_of(folder: Path) -> Told:
    """What a finished preview says: ``verdict``, ``primary``, ``languages``, ``said`` by language, ``changed``."""
    return _told(folder) or {}


def changed_texts(folder: Path) -> list[tuple[str, str, str, str]]:
    """The replies that changed most, at most ten: id, language, the text before and after."""
    wanted = told_of(folder).get("changed")
    names = [str(name) for name in wanted] if isinstance(wanted, list) else []
    before, after = ({row.id: row for row in open_run(folder / name).rows} for name in (BEFORE, AFTER))
    return [
        (name, after[name].parts.get("language", ""), before[name].text(), after[name].text())
        for name in names
        if name in before and name in after
    ]


def _refuse_new_mistakes(edited: Path, before: Path) -> None:
    """Raise ``KnowledgeError`` that lists what the edit broke; what was broken before is another edit's matter."""
    found = examine(edited)
    if not found.problems:
        return
    known = {(problem.file, problem.what) for problem in examine(before).problems} if edited != before else set()
    fresh = [problem for problem in found.problems if (problem.file, problem.what) not in known]
    if fresh or found.knowledge is None:
        raise KnowledgeError("\n".join(str(problem) for problem in fresh or found.problems))


def _told(folder: Path) -> Told | None:
    try:
        told = json.loads((folder / TOLD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def _last_line(path: Path) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").strip().splitlines() if path.exists() else []
    return lines[-1][:500] if lines else ""


def _terminate(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
