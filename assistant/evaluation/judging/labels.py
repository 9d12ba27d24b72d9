"""Replies with people's labels: what a judge is measured against, one JSON object a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.domain import Language, MaskedText
from assistant.errors import InputError
from assistant.evaluation.judging.trust import Label
from assistant.evaluation.judging.verdicts import HIGHEST, LOWEST, Judged
from assistant.evaluation.rows import Row
from assistant.knowledge import Knowledge
from assistant.privacy import Vault, mask
from assistant.workflow.reading import LineError, read_records


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two replies to one complaint, to be judged in both orders."""

    a: Judged
    b: Judged


def read_labels(path: Path, knowledge: Knowledge) -> tuple[list[Judged], list[Label], list[LabelledPair]]:
    """Read labelled replies: ``{"id", "language", "complaint", "reply", "labels": [{"rater", "dimension", "score"}]}``
    and pairs: ``{"id", "language", "complaint", "a", "b"}``. Raises ``InputError`` that names the line.
    """
    replies: list[Judged] = []
    labels: list[Label] = []
    pairs: list[LabelledPair] = []
    for record in read_records(path):
        if isinstance(record, LineError):
            raise InputError(str(record))
        try:
            if "a" in record.values:
                pairs.append(
                    LabelledPair(*(_judged(record.values, record.values[name], knowledge) for name in ("a", "b")))
                )
            else:
                judged = _judged(record.values, record.values["reply"], knowledge)
                replies.append(judged)
                labels += _labels(record.values, judged)
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(
                f"{record.file}:{record.line}: {error}; see evals/README.md, Labels for a judge"
            ) from error
    return replies, labels, pairs


def judged_row(row: Row, knowledge: Knowledge) -> Judged | None:
    """A row of a run as a judge sees it; ``None`` without a reply."""
    if not row.scored or not row.text() or row.parts.get("language") not in set(Language):
        return None
    sources = (row.proposal or {}).get("sources")
    told = [f"[{s['id']}] {s['title']}: {s['excerpt']}" for s in sources] if isinstance(sources, list) else []
    values = {"id": row.id, "language": row.parts["language"], "complaint": (row.complaint or {}).get("text") or ""}
    return _judged(values, row.text(), knowledge, tuple(told))


def _judged(values: Mapping[str, object], reply: object, knowledge: Knowledge, sources: Sequence[str] = ()) -> Judged:
    if not isinstance(reply, str) or not reply.strip():
        raise ValueError("there is no reply")
    language, vault = Language(str(values["language"])), Vault()
    contacts = knowledge.brand.own_contacts
    complaint = mask(str(values["complaint"]), vault, names=(), keep=contacts)
    masked = mask(reply, vault, names=(), keep=contacts)
    rules = tuple(rule for rule in knowledge.tone[language].card.rules if rule.check.kind != "builtin")
    return Judged(str(values["id"]), language, complaint, MaskedText(masked.text), tuple(sources), rules)


def _labels(values: Mapping[str, object], judged: Judged) -> list[Label]:
    rows = values.get("labels")
    found = []
    for row in rows if isinstance(rows, list) else []:
        score = row["score"]
        if not isinstance(score, int) or not LOWEST <= score <= HIGHEST:
            raise ValueError(f"score is {score!r}; write a number from 1 to 5")
        found.append(Label(judged.id, judged.language, str(row["dimension"]), str(row["rater"]), score))
    return found
