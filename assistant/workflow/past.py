"""How cases like this one were answered before: shown to whoever answers, and to a model that writes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from assistant.drafting.case import Case
from assistant.drafting.examples import MOST, Released, from_guideline
from assistant.drafting.layout import INITIALS, NAME
from assistant.drafting.plan import plan
from assistant.languages.quantities import Kind, quantities
from assistant.privacy import Vault, mask
from assistant.retrieval.past import most_alike
from assistant.store import CaseFile, Store
from assistant.store.earlier import Answered, SentReply, answered_cases, answered_texts, sent_replies
from assistant.workflow.propose import Proposer

SHOWN = 3
LEFT_OUT = "…"  # in place of what belongs to somebody else's case
_MASKED = re.compile(r"⟦\w+⟧")
_AGENT = re.compile(f"({re.escape(INITIALS)}|{re.escape(NAME)})")


def answered_like(store: Store, file: CaseFile) -> tuple[Answered, ...]:
    """The answered cases most like this one, the most alike first; none before the case's language is known."""
    if file.row.language is None:
        return ()
    others = answered_texts(store, file.row)
    return answered_cases(store, most_alike(file.complaint.text, others, file.row.language, SHOWN)) if others else ()


def learning(proposer: Proposer, store: Store, kept: timedelta) -> Proposer:
    """The proposer with its model shown how the brand answered such cases; ``kept`` is how long cases are kept."""
    writer = proposer.writer
    return proposer if writer is None else replace(proposer, writer=replace(writer, released=released(store, kept)))


def released(store: Store, kept: timedelta) -> Released:
    """Two replies of the same category and language that were sent as they were drafted, the newest first.

    Without greeting and sign-off, masked; of what is past its time, held back or carries a risk none. Where there are
    not two, the guideline's own follow.
    """

    def replies(case: Case) -> Sequence[str]:
        return case.once("released", lambda: (*_sent(store, case, kept), *from_guideline(case))[:MOST])

    return replies


def _sent(store: Store, case: Case, kept: timedelta) -> list[str]:
    wanted = {reply.audience for reply in plan(case)}
    found = [
        (sent.channel != case.complaint.channel, place, body)
        for place, sent in enumerate(sent_replies(store, case.language, store.clock() - kept))
        if sent.audience in wanted and sent.complaint != case.complaint.id and (body := _body(sent, case))
    ]
    return [body for _, _, body in sorted(found)]


def _body(sent: SentReply, case: Case) -> str:
    """A reply without its frame and without what is somebody's own; empty for another category, or if it was edited."""
    proposal = json.loads(sent.proposal)
    categories = (proposal.get("triage") or {}).get("categories") or [{}]
    if categories[0].get("code") != case.triage.category or not _as_drafted(sent):
        return ""
    said = [str(one["text"]) for one in proposal.get("sentences") or () if one.get("reply") == sent.audience][1:-1]
    names = (sent.author,) if sent.author else ()
    masked = mask(" ".join(said), Vault(), names=names, keep=case.knowledge.brand.own_contacts).text
    text = _MASKED.sub(LEFT_OUT, masked)  # a placeholder here would stand for something of the customer who writes now
    for code in reversed([one for one in quantities(text, case.language) if one.kind is Kind.CODE]):
        text = text[: code.start] + LEFT_OUT + text[code.end :]
    return text


def _as_drafted(sent: SentReply) -> bool:
    """Whether nothing but the agent's name was put into the draft."""
    parts = _AGENT.split(sent.drafted or "")
    drafted = "".join(".+" if _AGENT.fullmatch(part) else re.escape(part) for part in parts)
    return bool(sent.drafted) and re.fullmatch(drafted, sent.text) is not None
