"""`python -m tests.speed`: how fast drafts, their understanding, their checks and the start-up are; CPU and wall time.

Caches of the brand's own texts are warm. Messages are new in the first run of `drafts` only; the other figures work on
messages that were seen before, so read them as upper bounds. `understanding` is masking, triage and search together.
With `--hostile BYTES` it times messages made to be slow instead, each of so many bytes.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from assistant import bootstrap
from assistant.domain import Audience, Complaint
from assistant.errors import AssistantError
from assistant.evaluation.cases import read_suite
from assistant.settings import Settings
from assistant.workflow.message import read_message
from assistant.workflow.propose import Proposer

ROOT = Path(__file__).parent.parent
NOW = datetime.fromisoformat("2026-11-20T10:00:00+03:00")
WARM, MEASURED = "samples", "open"
HOSTILE = (
    "0532 123 45 67 ", "1", "a@", "a@b.co ", "x\n", "\u0301", "([", "http://a.b/", "kargom gelmedi iade istiyorum ",
    "KARGOM GELMEDİ ", "η παραγγελία μου δεν ήρθε ", "i paraggelia mou den irthe ", "a", "a\u200b", "⟦NAME_1⟧ ",
    "Ayşe Yılmaz ", "Atatürk Cad. No:5 D:3 Kadıköy İstanbul ", "TR33 0006 1005 1978 6457 8413 26 ", ". ", "> ",
    "...", "??? ", "０５３２", "我的包裹在哪里", "12.11.2026 ", "on dört gün ", " ", "a\t", "123,45€ TRY 5.000 TL?! ",
)  # fmt: skip


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--hostile", type=int, metavar="BYTES")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        product = bootstrap.product(Settings(model="composer", workspace=ROOT, data=Path(data)), clock=lambda: NOW)
        if wanted.hostile:
            _hostile(product, wanted.hostile)
            return
        _figures(product, wanted.runs)
    _start_up(wanted.runs)


def _figures(product: bootstrap.Product, runs: int) -> None:
    proposer, channels = product.proposer(), product.knowledge.channels
    warm, cases = ([c.complaint for c in read_suite(ROOT / "evals", name, channels).cases] for name in (WARM, MEASURED))
    for complaint in warm:
        proposer.propose(complaint)
    _rate("drafts", len(cases), runs, lambda: [proposer.propose(case) for case in cases])
    _rate("understanding", len(cases), runs, lambda: [proposer.understand(case) for case in cases])
    checks = [check for case in cases for check in _checks(proposer, case)]
    _rate("checks", len(checks), runs, lambda: [check() for check in checks])


def _checks(proposer: Proposer, complaint: Complaint) -> list[Callable[[], object]]:
    """Every check of the replies drafted for a complaint, ready to be run."""
    proposal, _ = proposer.propose(complaint)
    review = proposer.reviewer(complaint)
    texts = ((Audience.PUBLIC, proposal.public), (Audience.PRIVATE, proposal.private))
    return [lambda text=text, audience=audience: review(text, audience, ()) for audience, text in texts if text]


def _rate(what: str, count: int, runs: int, work: Callable[[], object]) -> None:
    cpu, wall = [], []
    for _ in range(runs):
        started, clock = time.process_time(), time.perf_counter()
        work()
        cpu.append(time.process_time() - started)
        wall.append(time.perf_counter() - clock)
    rates = {
        "first_cpu": count / cpu[0],
        "median_cpu": count / statistics.median(cpu),
        "median_wall": count / statistics.median(wall),
    }
    print(json.dumps({"what": what, "count": count} | {f"per_second_{k}": round(v, 1) for k, v in rates.items()}))


def _start_up(runs: int) -> None:
    """`assistant draft` on one line, from nothing to its end; the index is there after the first run."""
    line = json.dumps({"id": "1", "text": "kargom gelmedi"})
    command = [sys.executable, "-m", "assistant", "draft", "--quiet", "--model", "composer", "--workspace", str(ROOT)]
    seconds = []
    for _ in range(runs):
        clock = time.perf_counter()
        subprocess.run(command, input=line, text=True, capture_output=True, check=True, cwd=ROOT)
        seconds.append(time.perf_counter() - clock)
    print(json.dumps({"what": "start-up", "median_seconds": round(statistics.median(seconds), 2)}))


def _hostile(product: bootstrap.Product, size: int) -> None:
    proposer = product.proposer()
    for piece in HOSTILE:
        text = f"a{piece * (size // len(piece.encode()))}b"
        started = time.process_time()
        try:
            proposer.propose(
                read_message({"id": "n", "channel": "email", "text": text}, proposer.knowledge.channels, NOW)
            )
            outcome = "drafted"
        except AssistantError as error:
            outcome = type(error).__name__
        print(json.dumps({"piece": piece, "cpu": round(time.process_time() - started, 2), "outcome": outcome}))


if __name__ == "__main__":
    main()
