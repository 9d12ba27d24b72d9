"""Let every n-th call fail by hand: ``python -m tests.faults --every 7``; one after the other: ``--each``."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.faults.plan import Kind
from tests.faults.plants import Plant
from tests.faults.running import each, every
from tests.store.stores import postgresql_url


def main() -> None:
    """Fail as told, then judge; exit code 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--every", type=int, default=7, help="which calls fail: each so many-th of its kind, 3 or more")
    parser.add_argument("--cases", type=int, default=40, help="complaints handed in while they do")
    parser.add_argument(
        "--each", action="store_true", help="instead: one call a life, the first, the second, to the last"
    )
    parser.add_argument("--kinds", nargs="+", type=Kind, choices=[*Kind], default=[*Kind], help="with --each")
    parser.add_argument("--stride", type=int, default=1, help="with --each: only every so many-th of them")
    parser.add_argument("--database", default="sqlite", choices=("sqlite", "postgresql"))
    parser.add_argument(
        "--plant", choices=[*Plant], default=Plant.NOTHING, help="with --each: take one guard away; must end with 1"
    )
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name)
        url = postgresql_url() if told.database == "postgresql" else f"sqlite:///{folder}/store.sqlite3"
        plant = Plant(told.plant)
        if told.each:
            found = each(url, folder, kinds=told.kinds, stride=told.stride, seed=told.seed, plant=plant)
        else:
            found = every(url, folder, nth=told.every, count=told.cases, seed=told.seed)
    print(json.dumps({**asdict(found), "broken": found.broken}, indent=1))
    sys.exit(1 if found.broken else 0)


if __name__ == "__main__":
    main()
