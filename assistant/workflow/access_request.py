"""Everything that is kept about a customer, in one piece for them to read: the answer to a request for access."""

from __future__ import annotations

import json

from assistant.store import CaseFile, CaseRow, Store, case_file
from assistant.store.disclosures import ASKED, Disclosure, Leaving
from assistant.workflow.disclosure import left_machine
from assistant.workflow.formats import Json


def package(store: Store, row: CaseRow) -> dict[str, Json]:
    """One case as its customer may read it: what they wrote, what was answered and by whom, what left the machine."""
    file, left = case_file(store, row.id), left_machine(store, row.external_id)
    return {
        "complaint": row.external_id,
        "channel": row.channel,
        "subject": row.subject,
        "author": {"name": row.author_name, "handle": row.author_handle},
        "note": row.note,
        "received_at": row.received_at.isoformat(),
        "state": row.state,
        "understood": {"language": row.language, "market": row.market, "flags": list(row.flags)},
        "conversation": _conversation(file),
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
        "replies": [
            {
                "channel": one.channel,
                "recipient": one.recipient,
                "state": one.state,
                "sent_at": one.sent_at.isoformat() if one.sent_at else None,
            }
            for one in file.outbox
        ],
        "given_to_models": [disclosure_json(one) for one in left if one.kind in ASKED],
        "given_to_others": [disclosure_json(one) for one in left if one.kind not in ASKED],
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


def _conversation(file: CaseFile) -> list[Json]:
    complaint = file.complaint
    turns = [(turn.sender, turn.text, turn.at) for turn in complaint.thread]
    turns.append(("customer", complaint.text, complaint.received_at))
    return [{"from": sender, "text": text, "at": at.isoformat() if at else None} for sender, text, at in turns]
