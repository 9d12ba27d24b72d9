"""Decided complaints turned into evaluation cases: masked, with what a person decided as their labels."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from assistant.domain import Action, Audience, Complaint, Verb
from assistant.privacy import Vault, mask
from assistant.store import Decided, Store, case_file, decisions


def cases_of(store: Store, since: datetime | None, keep: Collection[str]) -> Iterator[Mapping[str, object]]:
    """Every complaint decided since a moment, as a case, oldest decision first."""
    by_case: dict[int, list[Decided]] = {}
    for decided in decisions(store, since):
        by_case.setdefault(decided.case_id, []).append(decided)
    for case_id, decided_ in by_case.items():
        file = case_file(store, case_id)
        yield promoted(file.complaint, decided_, keep, file.row.language, file.row.market)


def promoted(
    complaint: Complaint, decided: Sequence[Decided], keep: Collection[str], language: str | None, market: str | None
) -> Mapping[str, object]:
    """One complaint as a case of `evals/`: no name, no handle, no personal data, an id nobody can look up.

    The labels are what the people who decided settled: how it was answered, in which language. Categories, topics and
    facts are left for a labeller.
    """
    id_ = "real-" + hashlib.sha256(complaint.id.encode("utf-8")).hexdigest()[:12]
    vault = Vault()
    names = [complaint.author.name] if complaint.author.name else []

    def masked(text: str | None) -> str | None:
        return None if text is None else mask(text, vault, names=names, keep=tuple(keep)).text

    return {
        "id": id_,
        "complaint": {
            "id": id_,
            "channel": complaint.channel,
            "subject": masked(complaint.subject),
            "text": masked(complaint.text),
            "public": complaint.public,
            "market": complaint.market.value if complaint.market else None,
            "received_at": complaint.received_at.isoformat(),
            "thread": [{"from": turn.sender, "text": masked(turn.text)} for turn in complaint.thread],
        },
        "expect": {"language": language, "market": market, "action": action_of(decided)},
        "slices": ["real"],
    }


def action_of(all_decided: Sequence[Decided]) -> Action | None:
    """How people answered: the last word on escalation or silence, else the audiences that were approved."""
    verbs = [decided.verb for decided in all_decided]
    if Verb.ESCALATE in verbs:
        return Action.ESCALATE
    audiences = {decided.audience for decided in all_decided if decided.verb == Verb.APPROVE}
    if audiences >= {Audience.PUBLIC, Audience.PRIVATE}:
        return Action.REPLY_BOTH
    if audiences:
        return Action.REPLY_PUBLIC if Audience.PUBLIC in audiences else Action.REPLY_PRIVATE
    return Action.NO_REPLY if Verb.NO_REPLY in verbs else None
