"""Breaking one line of the product in a scratch copy, to see whether a test notices."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPIED = ("assistant", "tests", "knowledge", "prompts", "evals/privacy", "pyproject.toml", "README.md")
TESTS_FAILED = 1  # pytest's code; any other says that the tests could not be run at all
LONGEST = 1800.0  # seconds for the tests of one break


@dataclass(frozen=True)
class Break:
    """One thing taken away: in ``file`` the only ``old`` becomes ``new``; ``tests`` is what has to notice."""

    name: str
    file: str
    old: str
    new: str
    tests: str


def faults(breaks: Sequence[Break]) -> Iterator[str]:
    """What is wrong with a table: a name twice, a text that does not stand there once, a test that is not there."""
    names = [one.name for one in breaks]
    yield from (f"{name}: stands there twice" for name in set(names) if names.count(name) > 1)
    for one in breaks:
        count = (ROOT / one.file).read_text("utf-8").count(one.old) if (ROOT / one.file).exists() else 0
        if count != 1:
            yield f"{one.name}: {one.file} holds {one.old!r} {count} times"
        path, _, test = one.tests.partition("::")
        if not (ROOT / path).exists() or f"def {test}(" not in (ROOT / path).read_text("utf-8"):
            yield f"{one.name}: there is no {one.tests}"


@contextmanager
def copy() -> Iterator[Path]:
    """A copy of everything the tests need, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="broken-") as name:
        folder = Path(name)
        for part in COPIED:
            if (ROOT / part).is_dir():
                shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "locked*"))
            elif (ROOT / part).exists():
                (folder / part).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / part, folder / part)
        yield folder


def noticed(one: Break, folder: Path, environment: Mapping[str, str] = {}) -> bool:
    """Whether the tests fail in a copy with the break in it; the copy is mended again.

    Raises ``RuntimeError`` if they could not be run, which would say nothing.
    """
    file = folder / one.file
    whole = file.read_text("utf-8")
    file.write_text(whole.replace(one.old, one.new, 1), "utf-8")
    try:
        return not passes(one, folder, environment)
    finally:
        file.write_text(whole, "utf-8")


def passes(one: Break, folder: Path, environment: Mapping[str, str] = {}) -> bool:
    """Whether the tests of a break pass in a copy as it stands; raises ``RuntimeError`` if they could not be run."""
    told = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", one.tests]
    ran = subprocess.run(
        [*told, "--timeout", str(LONGEST)], cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True, text=True, timeout=LONGEST, check=False,
    )  # fmt: skip
    if ran.returncode not in (0, TESTS_FAILED):
        raise RuntimeError(f"{one.name}: {one.tests} could not be run:\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}")
    return ran.returncode == 0


def judge(breaks: Sequence[Break], environment: Mapping[str, str], only: Sequence[str]) -> int:
    """Try every break, or ``only`` those named, say what came of each, and return how many nothing noticed."""
    wrong = list(faults(breaks))
    if wrong:
        raise SystemExit("\n".join(wrong))
    missed = tried = 0
    sound: set[str] = set()  # a test that fails anyway notices nothing
    with copy() as folder:
        for one in breaks:
            if only and one.name not in only:
                continue
            if one.tests not in sound and not passes(one, folder, environment):
                raise SystemExit(f"{one.tests} fails without any break; mend it first")
            sound.add(one.tests)
            found = noticed(one, folder, environment)
            tried, missed = tried + 1, missed + (not found)
            print(f"{'noticed' if found else 'NOT NOTICED':12} {one.name}", flush=True)
    print(f"{tried - missed} of {tried} noticed")
    return missed
