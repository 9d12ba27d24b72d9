"""Measuring masking on a labelled corpus: recall by kind and language, survivors left alone, and every miss."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.errors import InputError
from assistant.privacy.masking import mask, spans
from assistant.privacy.vault import Vault

Report = dict[str, object]


def evaluate(folder: Path, keep: Sequence[str] = ()) -> Report:
    """Mask every text of ``corpus.jsonl`` and compare with its spans and survivors.

    A labelled span counts as found when every letter of it lies inside a span of the masker, whatever its kind. A
    survivor counts as kept when it stands unchanged in the masked text; ``keep`` are the brand's own contacts.
    Raises ``InputError`` that names a bad line.
    """
    wanted: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    survivors = kept = texts = 0
    misses: list[dict[str, str]] = []
    for number, line in enumerate((folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            text, language, labels = str(row["text"]), str(row["language"]), row["spans"]
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"corpus.jsonl:{number}: {error}") from error
        texts += 1
        covered = frozenset(at for span in spans(text, keep=keep) for at in range(span.start, span.end))
        for label in labels:
            place = (language, str(label["kind"]))
            wanted[place] += 1
            inside = range(int(label["start"]), int(label["end"]))
            if all(at in covered or not text[at].isalnum() for at in inside):
                found[place] += 1
            else:
                misses.append({"id": str(row["id"]), "kind": place[1], "text": text[inside.start : inside.stop]})
        masked = mask(text, Vault(), keep=keep).text
        for survivor in map(str, row.get("survivors", ())):
            survivors += 1
            if survivor in masked:
                kept += 1
            else:
                misses.append({"id": str(row["id"]), "kind": "survivor", "text": survivor})
    kept_of = {"kept": kept, "of": survivors}
    return {"texts": texts, "recall": _by_kind(wanted, found), "survivors": kept_of, "misses": misses}


def _by_kind(
    wanted: Mapping[tuple[str, str], int], found: Mapping[tuple[str, str], int]
) -> dict[str, dict[str, Sequence[int]]]:
    rows: dict[str, dict[str, Sequence[int]]] = {}
    for (language, kind), count in sorted(wanted.items()):
        rows.setdefault(kind, {})[language] = (found.get((language, kind), 0), count)
    return rows
