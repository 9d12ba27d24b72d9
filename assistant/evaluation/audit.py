"""Replies people wrote, measured like the assistant's: names, forwardings, promises, apologies, canned texts."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from assistant.checks.lexicon import places
from assistant.checks.rules import breaks
from assistant.domain import Audience, Complaint, Finding, Language, Severity
from assistant.errors import InputError
from assistant.evaluation.statistics import wilson
from assistant.knowledge import Guideline, Knowledge
from assistant.languages import guess_language
from assistant.languages.address import address
from assistant.languages.folding import bare
from assistant.workflow.message import clean, read_message
from assistant.workflow.reading import LineError, Record, read_records

FORWARDING = "empty-forwarding"
NO_DATE = "owner_and_time"
RUN_BY_WORDS = frozenset({"words", "pattern", "count"})
Check = Callable[[Complaint, str, Audience], Sequence[Finding]]
Draft = Callable[[Complaint], tuple[str, Sequence[Finding]] | None]


@dataclass(frozen=True, slots=True)
class Written:
    """One reply a person wrote; what the file does not hold is ``None``. ``drafted`` is the machine's version of it."""

    id: str
    text: str
    language: Language
    audience: Audience
    complaint: Complaint | None = None
    received_at: datetime | None = None
    sent_at: datetime | None = None
    drafted: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found in one reply: ``name`` is ``None`` where no name is known, the rest of checks by code."""

    id: str
    language: Language
    text: str
    name: bool | None
    apology: bool
    broken: tuple[str, ...]


def read_written(source: Path, knowledge: Knowledge, now: datetime) -> tuple[list[Written], list[LineError]]:
    """Replies from JSONL or CSV: ``reply`` (or ``sent``, or ``text``) and, where known, ``complaint``, ``language``,
    ``audience``, ``draft``, ``received_at``, ``sent_at``. Decisions of `assistant export` are such lines.
    """
    found: list[Written] = []
    refused: list[LineError] = []
    for number, record in enumerate(_records(source), 1):
        if isinstance(record, LineError):
            refused.append(record)
            continue
        try:
            written = _written(record.values, number, knowledge, now)
        except InputError as error:
            refused.append(LineError(record.file, record.line, str(error)))
            continue
        if written is not None:
            found.append(written)
    return found, refused


def look(written: Written, knowledge: Knowledge, check: Check) -> Seen:
    """Look at one reply: with its complaint every check runs, without it the guideline's own rules only."""
    if written.complaint is not None:
        found = check(written.complaint, written.text, written.audience)
        broken = {finding.check for finding in found if finding.severity is not Severity.NOTE}
    else:
        broken = set()
    broken |= by_words(written.text, knowledge.tone[written.language])
    return _seen(written.id, written.text, written.language, written.complaint, broken)


def look_at_draft(id_: str, complaint: Complaint, text: str, findings: Sequence[Finding], language: Language) -> Seen:
    """The same for what the assistant would have drafted."""
    broken = {finding.check for finding in findings if finding.severity is not Severity.NOTE}
    return _seen(id_, text, language, complaint, broken)


def by_words(text: str, guideline: Guideline) -> set[str]:
    """The rules of words, patterns and counts that a text breaks."""
    return {
        rule.id
        for rule in guideline.card.rules
        if rule.check.kind in RUN_BY_WORDS and breaks(rule, text, guideline.language)
    }


def audit_json(written: Sequence[Written], seen: Sequence[Seen], drafted: Sequence[Seen]) -> dict[str, object]:
    """The report: people's replies, the assistant's beside them, response times and edits where the file has them."""
    return {
        "replies": told(seen),
        "assistant": told(drafted) if drafted else None,
        "response_minutes": _minutes(written),
        "edits": edits([(w.drafted, w.text) for w in written if w.drafted is not None]),
        "worst": [
            {"id": item.id, "language": item.language.value, "broken": list(item.broken)}
            for item in sorted(seen, key=lambda item: (-len(item.broken), item.id))[:20]
            if item.broken
        ],
    }


def told(seen: Sequence[Seen]) -> dict[str, object]:
    """Shares over a set of replies, each with its counts and 95 % interval."""
    named = [item.name for item in seen if item.name is not None]
    texts = Counter(" ".join(bare(item.text).split()) for item in seen)
    return {
        "count": len(seen),
        "languages": dict(sorted(Counter(item.language.value for item in seen).items())),
        "name_used": _share(sum(named), len(named)),
        "apology": _share(sum(item.apology for item in seen), len(seen)),
        "empty_forwarding": _share(sum(FORWARDING in item.broken for item in seen), len(seen)),
        "promise_without_date": _share(sum(NO_DATE in item.broken for item in seen), len(seen)),
        "distinct_texts": _share(len(texts), len(seen)),
        "rule_hits": dict(Counter(check for item in seen for check in item.broken).most_common()),
        "clean": _share(sum(not item.broken for item in seen), len(seen)),
    }


def edits(pairs: Iterable[tuple[str | None, str]]) -> dict[str, object] | None:
    """How far people changed the machine's drafts: share sent as drafted, letters changed; ``None`` without drafts."""
    both = [(draft, sent) for draft, sent in pairs if draft is not None]
    if not both:
        return None
    changed = [Levenshtein.distance(draft, sent) for draft, sent in both]
    share = [Levenshtein.normalized_distance(draft, sent) for draft, sent in both]
    return {
        "as_is": _share(sum(count == 0 for count in changed), len(both)),
        "letters_changed": {"median": statistics.median(changed), "most": max(changed)},
        "share_changed": round(statistics.fmean(share), 4),
    }


def _seen(id_: str, text: str, language: Language, complaint: Complaint | None, broken: set[str]) -> Seen:
    name = None
    if complaint is not None and complaint.author.name:
        form = address(complaint.author.name, language)
        forms = [bare(part) for part in (form.form, form.formal) if part]
        name = any(part in bare(text) for part in forms) if forms else None
    return Seen(id_, language, text, name, bool(places("apology", text, language)), tuple(sorted(broken)))


def _records(source: Path) -> Iterable[Record | LineError]:
    """CSV of replies need not have the columns a complaint has."""
    if not source.name.lower().endswith((".csv", ".tsv")):
        yield from read_records(source)
        return
    import csv

    with source.open(encoding="utf-8-sig", newline="") as file:
        head = file.readline()
        file.seek(0)
        delimiter = max(",;\t", key=head.count)
        for number, row in enumerate(csv.DictReader(file, delimiter=delimiter), 2):
            yield Record(
                str(source), number, {str(k).strip().lower(): v or None for k, v in row.items() if k is not None}
            )


def _written(values: Mapping[str, object], number: int, knowledge: Knowledge, now: datetime) -> Written | None:
    text = next((values[name] for name in ("reply", "sent", "text") if values.get(name)), None)
    if values.get("decision") and not values.get("sent"):
        return None  # a decision to send nothing
    if not isinstance(text, str) or not text.strip():
        raise InputError("there is no reply; name it reply, sent or text")
    text = clean(text)
    complaint = _complaint(values, number, knowledge, now)
    language = _language(values, text)
    audience = Audience.PUBLIC if values.get("audience") == "public" else Audience.PRIVATE
    draft = values.get("draft")
    return Written(
        str(values.get("id") or (complaint.id if complaint else number)), text, language, audience, complaint,
        _moment(values.get("received_at")) or (_moment(_of(values.get("complaint"), "received_at"))),
        _moment(values.get("sent_at") or values.get("at")), draft if isinstance(draft, str) else None,
    )  # fmt: skip


def _complaint(values: Mapping[str, object], number: int, knowledge: Knowledge, now: datetime) -> Complaint | None:
    raw = values.get("complaint")
    if isinstance(raw, Mapping):
        return read_message({"id": str(number), **raw}, knowledge.channels, now)
    text = values.get("complaint_text")
    if not isinstance(text, str) or not text.strip():
        return None
    known = {name: values[name] for name in ("channel", "author_name", "market") if values.get(name)}
    return read_message({"id": str(number), "text": text, **known}, knowledge.channels, now)


def _language(values: Mapping[str, object], text: str) -> Language:
    given = values.get("language")
    if isinstance(given, str) and given in set(Language):
        return Language(given)
    found = guess_language(text).language
    if found is None:
        raise InputError("the reply is in none of the languages this program writes; give it as language")
    return found


def _of(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, Mapping) else None


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value).astimezone()
    except ValueError:
        raise InputError(f"{value[:40]!r} is no time; write it like 2026-11-20T21:04:00+03:00") from None


def _minutes(written: Iterable[Written]) -> dict[str, object] | None:
    waits = sorted((w.sent_at - w.received_at).total_seconds() / 60 for w in written if w.sent_at and w.received_at)
    if not waits:
        return None
    return {
        "count": len(waits),
        "median": round(statistics.median(waits), 1),
        "p90": round(waits[min(len(waits) - 1, int(0.9 * len(waits)))], 1),
    }


def _share(right: int, judged: int) -> dict[str, object] | None:
    if not judged:
        return None
    low, high = wilson(right, judged)
    return {
        "of": judged,
        "count": right,
        "share": round(right / judged, 4),
        "interval": [round(low, 4), round(high, 4)],
    }
