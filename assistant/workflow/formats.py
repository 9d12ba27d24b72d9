"""The JSON shapes other programs read: proposals, as in the interface contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast

from assistant.domain import (
    Ask,
    Audience,
    Draft,
    Finding,
    Language,
    Pack,
    Proposal,
    Reason,
    Sentence,
    Slot,
    SlotType,
    Triage,
)
from assistant.store import Decided
from assistant.wording import say

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


def proposal_json(proposal: Proposal, reader: Language = Language.EN) -> dict[str, Json]:
    """A proposal as the contract names it; reasons and findings are worded for the reader and carry their codes too."""
    draft = proposal.draft
    return {
        "id": proposal.id,
        "language": proposal.language,
        "status": proposal.status,
        "action": proposal.action,
        "reason": say(proposal.reason, reader),
        "reason_code": reason_json(proposal.reason),
        "triage": triage_json(proposal.triage, reader),
        "replies": {"public": proposal.public, "private": proposal.private, "subject": draft.subject},
        "sentences": [_sentence(sentence) for sentence in draft.sentences],
        "sources": [
            {"id": p.id, "title": p.title, "version": p.version, "score": round(p.score, 4), "excerpt": p.excerpt,
             "quotable": p.quotable}
            for p in proposal.sources
        ],
        "rules": [{"id": p.id, "title": p.title, "version": p.version, "excerpt": p.excerpt} for p in proposal.rules],
        "findings": [finding_json(finding, reader) for finding in proposal.findings],
        "slots": [_slot(slot) for slot in draft.slots],
        "commitments": [
            {"what": c.what, "by": c.by.isoformat() if c.by else None, "owner": c.owner, "source": c.source}
            for c in draft.commitments
        ],
        "pack": pack_json(proposal.pack, reader) if proposal.pack else None,
        "ask": _ask(proposal.ask, reader) if proposal.ask else None,
        "reading": cast("Json", proposal.reading),
        **_writing(draft),
        "dropped": [{"text": say(reason, reader), **reason_json(reason)} for reason in draft.dropped],
        "elapsed_ms": proposal.elapsed_ms,
    }  # fmt: skip


def pack_json(pack: Pack, reader: Language = Language.EN) -> dict[str, Json]:
    """What goes with the replies: the card, the note in the reader's language, and the texts for after the fix."""
    card = pack.card
    return {
        "card": {
            "owner": card.owner,
            "by": card.by.isoformat() if card.by else None,
            "call": card.call,
            "say": [_sentence(sentence) for sentence in card.say],
            "ask": list(card.ask),
        }
        if card
        else None,
        "note": [{"text": say(reason, reader), **reason_json(reason)} for reason in pack.note],
        "closing": [{**_sentence(sentence), "paragraph": sentence.paragraph} for sentence in pack.closing],
        "win_back": [{**_sentence(sentence), "paragraph": sentence.paragraph} for sentence in pack.win_back],
    }


def triage_json(triage: Triage, reader: Language = Language.EN) -> dict[str, Json]:
    """What was understood, with each reason in words."""
    details = triage.details
    return {
        "categories": [{"code": code, "score": round(score, 4)} for code, score in triage.categories],
        "emotion": {"label": triage.emotion, "intensity": triage.intensity},
        "severity": triage.severity,
        "flags": list(triage.flags),
        "priority": triage.priority,
        "terms": [
            {"why": say(reason, reader), **reason_json(reason), "points": points} for reason, points in triage.terms
        ],
        "why": [say(reason, reader) for reason in triage.why],
        "why_codes": [reason_json(reason) for reason in triage.why],
        "written": triage.written,
        "script": triage.script,
        "market": triage.market,
        "situation": triage.situation,
        "apology": triage.apology,
        "missing": list(triage.missing),
        "details": {
            "products": list(details.products),
            "order_numbers": list(details.order_numbers),
            "days_waited": details.days_waited,
            "amounts": list(details.amounts),
            "dates": list(details.dates),
            "earlier_contacts": details.earlier_contacts,
            "occasions": list(details.occasions),
        },
    }


def slot_of(node: Mapping[str, object]) -> Slot:
    """A slot of a stored proposal; one from before slots had types is plain text."""
    kind, choices = node.get("type"), node.get("choices")
    return Slot(
        str(node.get("name") or ""),
        str(node.get("question") or ""),
        SlotType(str(kind)) if kind in set(SlotType) else SlotType.TEXT,
        tuple(str(choice) for choice in choices) if isinstance(choices, list) else (),
    )


def finding_json(finding: Finding, reader: Language = Language.EN) -> dict[str, Json]:
    """A finding with its sentence and its span in code points."""
    return {
        "check": finding.check,
        "severity": finding.severity,
        "reply": finding.reply,
        "message": say(finding.reason, reader),
        "span": list(finding.span) if finding.span else None,
        "mend": finding.mend,
        **reason_json(finding.reason),
    }


def reason_json(reason: Reason) -> dict[str, Json]:
    """A reason's code and values, so that another reader's language can word it later."""
    return {"code": reason.code, "values": dict(reason.values)}


def decision_json(decided: Decided) -> dict[str, Json]:
    """A decision as ``export`` writes it; ``edit_distance`` counts letters changed between draft and what was sent."""
    from rapidfuzz.distance import Levenshtein

    both = decided.drafted is not None and decided.sent is not None
    return {
        "complaint": decided.complaint,
        "draft": decided.drafted,
        "sent": decided.sent,
        "decision": decided.verb,
        "audience": decided.audience,
        "reviewer": decided.reviewer,
        "at": decided.at.isoformat(),
        "edit_distance": Levenshtein.distance(decided.drafted or "", decided.sent or "") if both else None,
        "reasons": [reason for reason in (decided.reason, decided.note) if reason],
        "delivery": decided.posting,
    }


def texts_of(proposal: Proposal) -> dict[Audience, str]:
    """The replies that are proposed, by audience."""
    both = {Audience.PUBLIC: proposal.public, Audience.PRIVATE: proposal.private}
    return {audience: text for audience, text in both.items() if text is not None}


def _sentence(sentence: Sentence) -> dict[str, Json]:
    return {
        "reply": sentence.reply,
        "text": sentence.text,
        "kind": sentence.kind,
        "sources": list(sentence.sources),
    }


def _slot(slot: Slot) -> dict[str, Json]:
    told: dict[str, Json] = {"name": slot.name, "type": slot.type, "question": slot.question}
    return {**told, "choices": list(slot.choices)} if slot.choices else told


def _ask(ask: Ask, reader: Language) -> dict[str, Json]:
    return {"unit": ask.unit, "question": say(ask.question, reader), **reason_json(ask.question)}


def _writing(draft: Draft) -> dict[str, Json]:
    usage = draft.usage
    return {
        "model": draft.model,
        "prompt": draft.prompt,
        "guideline": draft.guideline,
        "fallback": draft.fallback,
        "usage": {
            "input_tokens": usage.input_tokens,
            "cached_tokens": usage.cached_tokens,
            "output_tokens": usage.output_tokens,
            "cost": round(usage.cost, 6),
        },
    }
