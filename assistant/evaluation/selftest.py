"""The engine tested on itself: false alarms, losses found, kills survived, nothing asked twice, equal bytes."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.domain import Proposal
from assistant.evaluation.cases import EvaluationCase, Suite
from assistant.evaluation.gate import Gate
from assistant.evaluation.mutations import Report
from assistant.evaluation.runs import RESULTS, Answering, run
from assistant.evaluation.scorecard import Scorecard
from assistant.evaluation.simulating import simulate
from assistant.evaluation.summary import summarise, summary_json

MOST_FALSE_ALARMS, LEAST_FOUND, LOSS = 0.05, 0.80, 0.2
LEAST_CAUGHT, MOST_FALSE = 0.95, 0.02


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing the engine promises, whether it held, and the figures behind it."""

    name: str
    held: bool
    figures: Mapping[str, object]


@dataclass(frozen=True)
class Bench:
    """What the proofs are made with: a suite, its proposals made once, how they are measured, a folder to work in."""

    suite: Suite
    proposals: Mapping[str, Proposal]
    card: Scorecard
    gate: Gate
    folder: Path

    def answering(self, propose: Callable[[EvaluationCase], Proposal] | None = None, processes: int = 1) -> Answering:
        """Answers from the proposals at hand."""
        return Answering(propose or (lambda case: self.proposals[case.id]), self.card, processes=processes)


def many(suite: Suite, proposals: Mapping[str, Proposal], copies: int) -> tuple[Suite, dict[str, Proposal]]:
    """A larger suite of the same cases under other ids."""
    cases = [replace(case, id=f"{case.id}-{copy}") for copy in range(copies) for case in suite.cases]
    known = {case.id: proposals[case.id.rsplit("-", 1)[0]] for case in cases}
    return replace(suite, cases=tuple(cases)), known


def prove(bench: Bench, *, runs: int = 200, kills: int = 50, processes: int = 1) -> Iterator[Proof]:
    """Every proof in turn, the quick ones first."""
    yield equal_bytes(bench)
    yield replayed(bench)
    yield killed(bench, kills)
    same = simulate(runs, 0.0, processes=processes)
    yield Proof("false_alarms", same.worse <= MOST_FALSE_ALARMS * runs, same.to_dict())
    lost = simulate(runs, LOSS, processes=processes)
    yield Proof("loss_found", lost.worse >= LEAST_FOUND * runs, {"loss": LOSS, "cases": 360, **lost.to_dict()})


def equal_bytes(bench: Bench) -> Proof:
    """Equal input gives byte-identical rows and summary, with one process and with several."""
    told = []
    for name, processes in (("one", 1), ("two", 2)):
        folder = bench.folder / name
        done = run(bench.suite, bench.answering(processes=processes), folder, {})
        summary = json.dumps(summary_json(summarise(done, bench.gate)), ensure_ascii=False)
        told.append((folder / RESULTS).read_bytes() + summary.encode("utf-8"))
    same = told[0] == told[1] and all(row.scored for row in done.rows)
    return Proof("equal_bytes", same, {"cases": len(bench.suite.cases), "bytes": len(told[0])})


def replayed(bench: Bench) -> Proof:
    """A finished run asks nothing again."""
    asked = []

    def propose(case: EvaluationCase) -> Proposal:
        asked.append(case.id)
        return bench.proposals[case.id]

    folder = bench.folder / "replayed"
    run(bench.suite, bench.answering(propose), folder, {})
    first = len(asked)
    run(bench.suite, bench.answering(propose), folder, {})
    return Proof(
        "replayed", len(asked) == first == len(bench.suite.cases), {"asked": first, "again": len(asked) - first}
    )


def killed(bench: Bench, kills: int, seed: int = 11) -> Proof:
    """Killed at random again and again, a run ends with the bytes of one that was never disturbed."""
    whole, cut = bench.folder / "undisturbed", bench.folder / "killed"
    run(bench.suite, bench.answering(), whole, {})
    chance = random.Random(seed)
    died = 0
    # Rows are let through a few at a time, so that every kill falls into a run that is under way.
    a_go = max(1, len(bench.suite.cases) // (kills + 2))
    for _ in range(kills):
        died += _killed_once(bench, cut, chance.randint(0, a_go))
    lines = (cut / RESULTS).read_bytes().count(b"\n") if (cut / RESULTS).exists() else 0
    run(bench.suite, bench.answering(), cut, {})
    same = (cut / RESULTS).read_bytes() == (whole / RESULTS).read_bytes()
    return Proof("killed", same and died == kills, {"kills": died, "rows_before_the_last_run": lines, "equal": same})


def planted(report: Report) -> Proof:
    """Mistakes planted in good replies are caught, and good replies are left alone."""
    told = report.to_dict()
    caught, false = float(str(told["share_caught"])), float(str(told["share_false"]))
    held = caught >= LEAST_CAUGHT and false <= MOST_FALSE
    return Proof("planted_mistakes", held, {name: told[name] for name in ("share_caught", "share_false", "languages")})


def _killed_once(bench: Bench, folder: Path, rows: int) -> bool:
    """Start a run in a process of its own and kill it after so many rows, in the middle of the next one's work."""
    context = multiprocessing.get_context("fork")
    reader, writer = context.Pipe(duplex=False)

    def work() -> None:
        left = [rows]

        def propose(case: EvaluationCase) -> Proposal:
            if left[0] == 0:
                writer.send("now")
                threading.Event().wait()  # until the kill comes
            left[0] -= 1
            return bench.proposals[case.id]

        run(bench.suite, bench.answering(propose), folder, {})
        writer.send("done")
        os._exit(0)

    child = context.Process(target=work, daemon=True)
    child.start()
    writer.close()
    word = reader.recv()
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    reader.close()
    if word == "now":
        _tear(folder / RESULTS)
    return child.exitcode == -signal.SIGKILL


def _tear(path: Path) -> None:
    """What a power cut adds to a kill: the last line half written."""
    if path.exists() and path.stat().st_size % 2:
        with path.open("ab") as file:
            file.write(b'{"id": "half a li')
