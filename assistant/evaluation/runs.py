"""Running a suite into a folder: one JSON line a case, resumable after any interruption, summed up at the end."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.domain import Proposal, Usage
from assistant.errors import InputError, KnowledgeError, SettingError
from assistant.evaluation.asking import Taken
from assistant.evaluation.cases import EvaluationCase, Suite
from assistant.evaluation.rows import Row, failed_row, read_rows, scored_row
from assistant.evaluation.scorecard import Scorecard
from assistant.evaluation.spending import Halted
from assistant.evaluation.work import Spread

MANIFEST, RESULTS, TIMINGS, SUMMARY = "manifest.json", "results.jsonl", "timings.jsonl", "summary.json"
Progress = Callable[[int, int, Row], None]


@dataclass(frozen=True, slots=True)
class Answering:
    """How cases are answered: ``propose`` drafts one; ``taken`` says what that took, by thread; how many at once.

    ``warm`` reads what every case needs before the work is spread, so that no thread or process reads it again.
    """

    propose: Callable[[EvaluationCase], Proposal]
    card: Scorecard
    taken: Callable[[], Taken] = Taken
    warm: Callable[[Sequence[EvaluationCase]], object] = len
    processes: int = 1
    threads: int = 1


@dataclass(frozen=True, slots=True)
class Timing:
    """What one case took this time: kept apart from its row, so that equal input gives equal bytes."""

    id: str
    elapsed_ms: int
    calls: int
    kept: int
    usage: Usage

    def line(self) -> str:
        """As one line of JSONL."""
        usage = self.usage
        told = {
            "id": self.id, "elapsed_ms": self.elapsed_ms, "calls": self.calls, "kept": self.kept,
            "input_tokens": usage.input_tokens, "cached_tokens": usage.cached_tokens,
            "output_tokens": usage.output_tokens, "cost": round(usage.cost, 6),
        }  # fmt: skip
        return json.dumps(told) + "\n"


@dataclass(frozen=True, slots=True)
class Run:
    """A run folder as read: its rows in the suite's order; ``stopped`` says why it ended before its last case."""

    folder: Path
    manifest: Mapping[str, object]
    rows: tuple[Row, ...]
    timings: tuple[Timing, ...] = ()
    stopped: str | None = None


def run(
    suite: Suite,
    answering: Answering,
    folder: Path,
    manifest: Mapping[str, object],
    *,
    fresh: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Answer every case the folder holds no scored row of, then put the rows in the suite's order.

    A folder begun with another manifest is refused, because its rows would not be comparable; ``fresh`` begins again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if fresh:
        for name in (MANIFEST, RESULTS, TIMINGS, SUMMARY):
            (folder / name).unlink(missing_ok=True)
    settled = {"suite": suite.name, "cases": suite.fingerprint, "now": suite.now.isoformat(), **manifest}
    _settle(folder / MANIFEST, settled)
    rows = {row.id: row for row in read_rows(folder / RESULTS)}
    read_timings(folder)  # cuts off what a kill left half written
    missing = [case for case in suite.cases if case.id not in rows or not rows[case.id].scored]
    done = len(suite.cases) - len(missing)
    if missing:
        answering.warm(missing)
    spread: Spread[EvaluationCase, tuple[Row, Timing]] = Spread(
        lambda case: _answer(case, answering), processes=answering.processes, threads=answering.threads
    )
    with (
        (folder / RESULTS).open("a", encoding="utf-8") as results,
        (folder / TIMINGS).open("a", encoding="utf-8") as times,
    ):
        for row, timing in spread.over(missing):
            rows[row.id] = row
            results.write(row.line())
            results.flush()
            times.write(timing.line())
            times.flush()
            done += 1
            if progress:
                progress(done, len(suite.cases), row)
    ordered = tuple(rows[case.id] for case in suite.cases if case.id in rows)
    _write(folder / RESULTS, "".join(row.line() for row in ordered))
    return Run(folder, settled, ordered, read_timings(folder), spread.stopped)


def missing_cases(suite: Suite, folder: Path) -> list[EvaluationCase]:
    """The cases a run into this folder would answer."""
    known = {row.id for row in read_rows(folder / RESULTS) if row.scored}
    return [case for case in suite.cases if case.id not in known]


def open_run(folder: Path) -> Run:
    """Read a run folder; raises ``InputError`` when it is none."""
    if not (folder / MANIFEST).is_file():
        raise InputError(f"{folder} is no run folder; `assistant eval run SUITE --out {folder}` makes one")
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return Run(folder, manifest, tuple(read_rows(folder / RESULTS)), read_timings(folder))


def read_timings(folder: Path) -> tuple[Timing, ...]:
    """What each answered case took; the line a kill cut off is dropped."""
    path = folder / TIMINGS
    if not path.exists():
        return ()
    raw = path.read_bytes()
    kept = raw[: raw.rfind(b"\n") + 1]
    if kept != raw:
        path.write_bytes(kept)
    found = []
    for line in kept.decode("utf-8").splitlines():
        told = json.loads(line)
        usage = Usage(told["input_tokens"], told["cached_tokens"], told["output_tokens"], told["cost"])
        found.append(Timing(told["id"], told["elapsed_ms"], told["calls"], told["kept"], usage))
    return tuple(found)


def write_json(path: Path, value: Mapping[str, object]) -> None:
    """Write JSON whole or not at all."""
    _write(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _answer(case: EvaluationCase, answering: Answering) -> tuple[Row, Timing]:
    answering.taken()
    started = time.perf_counter()
    try:
        row = scored_row(case, answering.propose(case), answering.card)
    except (Halted, KnowledgeError, SettingError):  # the whole run's affair: no money left, a file nobody can read
        raise
    except Exception as error:  # a case that breaks is counted as failed; the rest of the run goes on
        row = failed_row(case, error)
    elapsed = round((time.perf_counter() - started) * 1000)
    taken = answering.taken()
    return row, Timing(case.id, elapsed, taken.calls, taken.kept, taken.usage)


def _settle(path: Path, manifest: Mapping[str, object]) -> None:
    if not path.exists():
        write_json(path, manifest)
        return
    before = json.loads(path.read_text(encoding="utf-8"))
    after = json.loads(json.dumps(manifest))
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    if changed:
        raise InputError(
            f"{path.parent} holds a run made with other versions ({', '.join(changed)}); "
            "choose another folder with --out, or begin it again with --fresh"
        )


def _write(path: Path, text: str) -> None:
    draft = path.with_suffix(".tmp")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)
