"""Run the nemesis by hand: ``python -m tests.nemesis --rounds 1000 --pauses 200 --database sqlite``."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.nemesis.plants import Plant
from tests.nemesis.running import run
from tests.store.stores import postgresql_url


def main() -> None:
    """Kill and pause as often as told, or until Ctrl+C, then judge; exit code 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.nemesis", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000, help="how often everything is killed")
    parser.add_argument("--pauses", type=int, default=200, help="how often one process is paused beyond its lease")
    parser.add_argument("--database", default="sqlite", help="sqlite, postgresql (a server of its own), or an address")
    parser.add_argument("--loss", type=float, default=0.25, help="how often the mail server strikes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plant", choices=[*Plant], default=Plant.NOTHING, help="break one part: must end with 1")
    told = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to end it judges what there was, as with Ctrl+C
    with tempfile.TemporaryDirectory(prefix="nemesis-") as folder:
        url = {"sqlite": f"sqlite:///{folder}/store.sqlite3"}.get(told.database, told.database)
        url = postgresql_url() if url == "postgresql" else url
        verdict = run(
            url, Path(folder), rounds=told.rounds, pauses=told.pauses, seed=told.seed, loss=told.loss,
            plant=Plant(told.plant),
            say=lambda text: print(text, file=sys.stderr, flush=True),
        )  # fmt: skip
    print(json.dumps(asdict(verdict), indent=1))
    sys.exit(1 if verdict.broken else 0)


if __name__ == "__main__":
    main()
