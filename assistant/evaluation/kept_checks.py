"""The last whole measurement of the checks, kept beside its data and told as the Markdown table of the docs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.domain import Language
from assistant.errors import InputError
from assistant.evaluation.runs import write_json

KEPT = Path("checks", "measured.json")
DATA = (("replies", "*.jsonl"), ("mutations", "*.yaml"), ("checks", "*.tsv"))


def keep_checks(evals: Path, figures: Mapping[str, object]) -> Path:
    """Keep the figures of `assistant eval checks`, with a mark of the data they were taken on."""
    path = evals / KEPT
    write_json(path, {"data": data_mark(evals), **figures})
    return path


def read_kept(evals: Path) -> Mapping[str, object]:
    """The figures kept last; raises ``InputError`` where there are none."""
    try:
        told = json.loads((evals / KEPT).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{evals / KEPT}: {error}; `assistant eval checks --keep` writes it") from error
    if not isinstance(told, dict):
        raise InputError(f"{evals / KEPT} holds no figures; `assistant eval checks --keep` writes them")
    return told


def data_mark(evals: Path) -> str:
    """A mark of the replies, phrases and sentences the checks are measured on."""
    found = hashlib.sha256()
    for folder, pattern in DATA:
        for path in sorted((evals / folder).glob(pattern)):
            found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:12]


def checks_markdown(kept: Mapping[str, object]) -> str:
    """Two tables: damage caught by kind and language, and precision and recall of each check."""
    mutations, checks = kept["mutations"], kept["checks"]
    assert isinstance(mutations, Mapping)
    assert isinstance(checks, list)
    lines = ["| damage | tr | el | en |", "| --- | --- | --- | --- |"]
    lines += [_row(kind, of) for kind, of in mutations["kinds"].items()]
    lines += [
        _row("**all damage**", mutations["languages"]),
        _row("**false alarms on the undamaged**", mutations["false_alarms"]),
        "",
        f"Caught: {_share(mutations['caught'])}; of the held-out third {_share(mutations['caught_held_out'])}. "
        f"False alarms: {100 * mutations['share_false']:.1f} %.",
        "",
        "| check | tr: precision / recall | el | en |",
        "| --- | --- | --- | --- |",
    ]
    names = dict.fromkeys(row["check"] for row in checks)
    by_place = {(row["check"], row["language"]): row for row in checks}
    for name in names:
        cells = (f"{row['precision']:.2f} / {row['recall']:.2f}" for of in Language if (row := by_place[name, of]))
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _row(name: str, counts: Mapping[str, Sequence[int]]) -> str:
    cells = (f"{counts[of][0]}/{counts[of][1]}" if of in counts and counts[of][1] else "-" for of in Language)
    return f"| {name} | {' | '.join(cells)} |"


def _share(counts: Sequence[int]) -> str:
    return f"{counts[0]} of {counts[1]} ({100 * counts[0] / counts[1]:.1f} %)"
