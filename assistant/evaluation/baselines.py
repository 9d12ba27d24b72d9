"""Runs kept to be compared with: numbers only, no text, small enough to be committed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.errors import InputError
from assistant.evaluation.gate import Gate
from assistant.evaluation.reporting.plain import markdown
from assistant.evaluation.runs import MANIFEST, RESULTS, Run, write_json
from assistant.evaluation.summary import summarise


def keep(run: Run, gate: Gate, home: Path) -> Path:
    """Keep a finished run under its suite's name, with its summary; ``InputError`` for a run with cases that failed."""
    failed = [row.id for row in run.rows if not row.scored]
    if failed or not run.rows:
        raise InputError(f"{run.folder} has cases that failed ({', '.join(failed[:5])}); run it again first")
    folder = home / str(run.manifest["suite"])
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / MANIFEST, run.manifest)
    bare = [replace(row, complaint=None, proposal=None) for row in run.rows]
    (folder / RESULTS).write_text("".join(row.line() for row in bare), encoding="utf-8")
    (folder / "report.md").write_text(markdown(run, summarise(run, gate), None, gate), encoding="utf-8")
    return folder
