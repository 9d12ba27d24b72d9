"""A run told to people and to other programs: one HTML file, Markdown, JUnit XML and JSONL."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.domain import Language
from assistant.evaluation.comparing import Comparison
from assistant.evaluation.gate import Gate
from assistant.evaluation.preferred import Preferred
from assistant.evaluation.reporting.page import page
from assistant.evaluation.reporting.plain import junit, markdown
from assistant.evaluation.runs import Run
from assistant.evaluation.summary import summarise

FILES = ("report.html", "report.md", "junit.xml", "report.jsonl")


def write_report(
    run: Run,
    comparison: Comparison | None,
    gate: Gate,
    folder: Path,
    language: Language,
    people: Preferred | None = None,
) -> list[Path]:
    """Write the four files into a folder; the HTML opens in ``language`` and holds all three.

    ``people`` is what they preferred when they compared both runs blind.
    """
    summary = summarise(run, gate)
    told = (
        page(run, summary, comparison, gate, language, people),
        markdown(run, summary, comparison, gate, people),
        junit(run),
        "".join(json.dumps(row.to_dict(), ensure_ascii=False) + "\n" for row in run.rows),
    )
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in FILES]
    for path, text in zip(paths, told, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths
