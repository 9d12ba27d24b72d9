"""Everything that is kept about a customer, in one piece for them to read: the answer to a request for access."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime

from assistant.store import CaseFile, CaseRow, DraftRow, Store, case_file
from assistant.store.arrivals import Arrived, find_arrival, read_arrival, resting
from assistant.store.commitments import promises_of
from assistant.store.disclosures import ASKED, Disclosure, Leaving
from assistant.workflow.customers import Customer
from assistant.workflow.delivered import words
from assistant.workflow.disclosure import left_machine
from assistant.workflow.formats import Json

UNDERSTOOD = ("categories", "emotion", "severity", "priority", "situation", "details")  # of what triage says


def packages(store: Store, customer: Customer) -> Iterator[dict[str, Json]]:
    """Everything that is kept about a customer: each of their cases, then each delivery of theirs put aside."""
    for row in customer.cases:
        yield package(store, row, {*customer.names, row.author_handle or ""})
    for one in customer.aside:
        with store.read() as tx:
            kept = find_arrival(tx, one.source, one.key)
        if kept is not None:  # retention or somebody at the desk was quicker
            yield _put_aside(one.source, one.key, kept, customer.names)


def package(store: Store, row: CaseRow, names: Collection[str]) -> dict[str, Json]:
    """One case as its customer may read it: what they wrote, what was answered and by whom, what left the machine."""
    file, left = case_file(store, row.id), left_machine(store, row.external_id)
    with store.read() as tx:
        beside = [(one, read_arrival(tx, one.source, one.key)) for one in resting(tx, row.id)]
        promises = promises_of(tx, row.id)
    return {
        "complaint": row.external_id,
        "channel": row.channel,
        "subject": row.subject,
        "author": {"name": row.author_name, "handle": row.author_handle},
        "note": row.note,
        "received_at": row.received_at.isoformat(),
        "state": row.state,
        "understood": {"language": row.language, "market": row.market, "flags": list(row.flags), **_understood(file)},
        "conversation": _conversation(file),
        "drafts": [
            {
                "version": one.version,
                "by": one.made_by,
                "subject": one.subject,
                "texts": _texts(one),
                "at": one.at.isoformat(),
            }
            for one in file.drafts
        ],
        "decisions": [
            {"decision": one.verb, "text": one.text, "reason": one.reason, "note": one.note, "at": one.at.isoformat()}
            for one in file.decisions
        ],
        "questions": [
            {"question": one.question, "answer": one.answer, "unit": one.unit, "at": one.asked_at.isoformat()}
            for one in file.questions
        ],
        "steps": [
            {"step": one.code, "fields": dict(one.fields), "state": one.state, "at": one.confirmed_at.isoformat()}
            for one in file.steps
        ],
        "promises": [
            {"promise": one.what, "due_at": _moment(one.due_at), "kept_at": _moment(one.kept_at)} for one in promises
        ],
        "replies": [
            {
                "channel": one.channel,
                "recipient": one.recipient,
                "state": one.state,
                "sent_at": _moment(one.sent_at),
            }
            for one in file.outbox
        ],
        "put_aside": [_put_aside(one.source, one.key, kept, names) for one, kept in beside],
        "given_to_models": [disclosure_json(one) for one in left if one.kind in ASKED],
        "given_to_others": [disclosure_json(one) for one in left if one.kind not in ASKED],
    }


def _put_aside(source: str, key: str, kept: Arrived, names: Collection[str]) -> dict[str, Json]:
    """A delivery that became no complaint; the words of one that somebody else wrote are not this customer's to read.

    What is left out here stands behind ``put_aside``, its key, for whoever answers the request.
    """
    raw = kept.raw or b""
    read = words(source, raw, kept.at, kept.refused)
    theirs = read.by(names)
    return {
        "put_aside": key,
        "source": source,
        "reason": kept.refused,
        "received_at": kept.at.isoformat(),
        "bytes": len(raw),
        "written_by_customer": theirs,
        "subject": read.subject if theirs else None,
        "author": {"name": read.name, "handle": read.handle} if theirs else None,
        "text": read.text if theirs else None,
    }


def disclosure_json(one: Disclosure) -> dict[str, Json]:
    """What left the machine at once: what kind, when, where to and how much, with the words as they were given."""
    told: dict[str, Json] = {
        "at": one.at.isoformat(),
        "kind": one.kind,
        "to": one.to,
        "host": one.host,
        "masked": one.masked,
        "size": one.size,
        "sha256": one.sha256,
    }
    words = None if one.kept is None else json.loads(one.kept)
    match one.kind:
        case Leaving.MODEL:
            return {**told, "model": one.to, "messages": words}
        case Leaving.EMBEDDING:
            return {**told, "model": one.to, "texts": words}
        case Leaving.STEP:
            return {**told, "step": words}
        case Leaving.MAIL:
            return told  # its words stand among the decisions


def _understood(file: CaseFile) -> dict[str, Json]:
    """What the program took the customer to say and feel, by the latest draft it made."""
    made = next((one.proposal for one in reversed(file.drafts) if one.proposal), None)
    triage = json.loads(made).get("triage") if made else None
    return {name: triage[name] for name in UNDERSTOOD if name in triage} if isinstance(triage, dict) else {}


def _texts(draft: DraftRow) -> dict[str, Json]:
    return {audience.value: text for audience, text in draft.texts.items()}


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _conversation(file: CaseFile) -> list[Json]:
    complaint = file.complaint
    turns = [(turn.sender, turn.text, turn.at) for turn in complaint.thread]
    turns.append(("customer", complaint.text, complaint.received_at))
    return [{"from": sender, "text": text, "at": at.isoformat() if at else None} for sender, text, at in turns]
