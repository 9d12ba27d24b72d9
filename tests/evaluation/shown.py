"""Two edits of one line of a tone guideline, weighed: ``python -m tests.evaluation.shown OUT``.

For the worse, the Greek greeting of messages becomes «Αξιότιμε πελάτη». For the better, it becomes the brand's own again in
a folder that had it so. The verdicts, measures and the replies that changed most go into OUT as Markdown.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE = Path("knowledge", "tone", "el.md")
WARM = '  chat:    {named: "Γεια σας, {name},", plain: "Γεια σας,"}'
STIFF = '  chat:    {named: "Αξιότιμε πελάτη {name},", plain: "Αξιότιμε πελάτη,"}'


def main(out: Path) -> None:
    """Weigh both edits and write them down."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        good, poor = (_workspace(Path(scratch) / name, line) for name, line in (("good", WARM), ("poor", STIFF)))
        for name, edited, before, lines in (
            ("worse", poor, good, (WARM, STIFF)), ("better", good, poor, (STIFF, WARM)),
        ):  # fmt: skip
            told, said, code = _weigh(edited, before)
            (out / f"{name}.md").write_text(_page(name, lines, told, said, code), encoding="utf-8")
            print(name, told["verdict"], f"exit code {code}")


def _workspace(home: Path, line: str) -> Path:
    for part in ("knowledge", "prompts"):
        shutil.copytree(ROOT / part, home / part)
    text = (home / FILE).read_text(encoding="utf-8")
    if WARM not in text:
        raise SystemExit(f"{FILE} has no line {WARM!r} any more; choose another line to show")
    (home / FILE).write_text(text.replace(WARM, line), encoding="utf-8")
    return home


def _weigh(edited: Path, before: Path) -> tuple[Mapping[str, object], str, int]:
    command = [
        sys.executable, "-m", "assistant", "eval", "tone", "--model", "composer", "--shown", "3", "--only", "el",
        "--workspace", str(edited), "--against", str(before), "--evals", str(ROOT / "evals"),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if not done.stdout:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1]), done.stderr, done.returncode


def _page(name: str, lines: tuple[str, str], told: Mapping[str, object], said: str, code: int) -> str:
    family = told["family"]
    assert isinstance(family, list)
    rows = [
        f"| {one['metric']} | {one['part']} | {one['cases']} | {one['before']} | {one['after']} | "
        f"{one['interval'][0]} to {one['interval'][1]} | {one['verdict']} |"
        for one in (told["primary"], *family)
        if isinstance(one, dict) and "=" not in one["part"]
    ]
    return "\n".join([
        f"# One line for the {name}", "", f"`{FILE}`, Greek golden cases, drafted by the composer:", "",
        "```diff", f"-{lines[0]}", f"+{lines[1]}", "```", "",
        f"Exit code {code}. What the editor reads, then the three replies that changed most:", "",
        "```", said.strip(), "```", "",
        "| measure | part | cases | before | after | 95 % of the difference | verdict |",
        "| --- | --- | --- | --- | --- | --- | --- |", *rows, "",
        "Made by `python -m tests.evaluation.shown evals/shown`.", "",
    ])  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "evals/shown"))
