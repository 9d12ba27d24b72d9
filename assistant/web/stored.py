"""Reading a stored proposal back for the desk: the parts a reviewer sees, in domain nouns, reasons still as codes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.domain import Ask, Audience, Card, Pack, Passage, Reason, Sentence, SentenceKind, Slot
from assistant.domain import Language as Lang
from assistant.errors import InputError
from assistant.workflow.formats import slot_of

Node = Mapping[str, object]
NOTHING = Reason("")


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment of the draft as stored."""

    what: str
    by: datetime | None
    owner: str
    source: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What a machine-made version knew when it was made."""

    status: str = ""
    action: str = ""
    reason: Reason = NOTHING
    categories: tuple[str, ...] = ()
    emotion: str = "none"
    intensity: int = 0
    severity: int = 0
    situation: str = ""
    flags: tuple[str, ...] = ()
    priority: int = 0
    terms: tuple[tuple[Reason, int], ...] = ()
    why: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    sources: tuple[Passage, ...] = ()
    slots: tuple[Slot, ...] = ()
    promises: tuple[Promise, ...] = ()
    model: str = ""
    fallback: str = ""
    prompt: str = ""
    guideline: str = ""
    cost: float = 0.0
    tokens: int = 0
    cached_share: int = 0  # of a hundred input tokens, those the provider had in its cache
    elapsed_ms: int = 0
    rules: tuple[Passage, ...] = ()
    pack: Pack | None = None
    control: str = ""
    ask: Ask | None = None
    reading: Mapping[str, object] | None = None
    repairs: int = 0
    dropped: tuple[Reason, ...] = ()


def read_stored(proposal: str | None, language: Lang) -> Stored:
    """A stored proposal; what an older version did not write yet is left empty.

    Raises ``InputError`` if it is not a proposal at all.
    """
    try:
        node = json.loads(proposal or "{}")
        return _stored(node, language)
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError("the stored proposal cannot be read", code="bad_proposal") from error


def _stored(node: Node, language: Lang) -> Stored:
    triage, usage = _node(node, "triage"), _node(node, "usage")
    emotion = _node(triage, "emotion")
    return Stored(
        status=_text(node, "status"),
        action=_text(node, "action"),
        reason=_reason(_node(node, "reason_code")),
        categories=tuple(_text(one, "code") for one in _nodes(triage, "categories")),
        emotion=_text(emotion, "label") or "none",
        intensity=_number(emotion, "intensity"),
        severity=_number(triage, "severity"),
        situation=_text(triage, "situation"),
        flags=_texts(triage, "flags"),
        priority=_number(triage, "priority"),
        terms=tuple((_reason(one), _number(one, "points")) for one in _nodes(triage, "terms")),
        why=tuple(_reason(one) for one in _nodes(triage, "why_codes")),
        missing=_texts(triage, "missing"),
        sentences=tuple(_sentence(one) for one in _nodes(node, "sentences")),
        sources=tuple(_passage(one, language) for one in _nodes(node, "sources")),
        slots=tuple(slot_of(one) for one in _nodes(node, "slots")),
        promises=tuple(
            Promise(_text(one, "what"), _moment(one, "by"), _text(one, "owner"), _text(one, "source"))
            for one in _nodes(node, "commitments")
        ),
        model=_text(node, "model"),
        fallback=_text(node, "fallback"),
        prompt=_text(node, "prompt"),
        guideline=_text(node, "guideline"),
        cost=_float(usage, "cost"),
        tokens=_number(usage, "input_tokens") + _number(usage, "output_tokens"),
        cached_share=round(100 * _number(usage, "cached_tokens") / max(1, _number(usage, "input_tokens"))),
        elapsed_ms=_number(node, "elapsed_ms"),
        rules=tuple(_passage(one, language) for one in _nodes(node, "rules")),
        pack=_pack(_node(node, "pack")),
        control=_text(node, "control"),
        ask=Ask(_text(ask, "unit"), _reason(ask)) if (ask := _node(node, "ask")) else None,
        reading=_node(node, "reading") or None,
        repairs=_number(node, "repairs"),
        dropped=tuple(_reason(one) for one in _nodes(node, "dropped")),
    )


def _pack(node: Node) -> Pack | None:
    if not node:
        return None
    card = _node(node, "card")
    return Pack(
        Card(
            owner=_text(card, "owner"),
            by=_moment(card, "by"),
            call=card.get("call") is True,
            say=tuple(_sentence(one) for one in _nodes(card, "say")),
            ask=_texts(card, "ask"),
        )
        if card
        else None,
        note=tuple(_reason(one) for one in _nodes(node, "note")),
        closing=tuple(_sentence(one) for one in _nodes(node, "closing")),
        win_back=tuple(_sentence(one) for one in _nodes(node, "win_back")),
    )


def _sentence(node: Node) -> Sentence:
    audience, kind = Audience(_text(node, "reply")), SentenceKind(_text(node, "kind"))
    return Sentence(audience, _text(node, "text"), kind, _texts(node, "sources"), _number(node, "paragraph"))


def _passage(node: Node, language: Lang) -> Passage:
    excerpt = _text(node, "excerpt")
    return Passage(
        id=_text(node, "id"),
        title=_text(node, "title"),
        text=excerpt,
        excerpt=excerpt,
        version=_text(node, "version"),
        score=_float(node, "score"),
        language=language,
        quotable=node.get("quotable") is not False,
    )


def _reason(node: Node) -> Reason:
    values = {str(k): v if isinstance(v, int) else str(v) for k, v in _node(node, "values").items()}
    return Reason(_text(node, "code"), values)


def _node(node: Node, name: str) -> Node:
    value = node.get(name)
    return value if isinstance(value, Mapping) else {}


def _nodes(node: Node, name: str) -> list[Node]:
    value = node.get(name)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _texts(node: Node, name: str) -> tuple[str, ...]:
    value = node.get(name)
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def _text(node: Node, name: str) -> str:
    value = node.get(name)
    return value if isinstance(value, str) else ""


def _moment(node: Node, name: str) -> datetime | None:
    value = _text(node, name)
    return datetime.fromisoformat(value) if value else None


def _number(node: Node, name: str) -> int:
    value = node.get(name)
    return int(value) if isinstance(value, int | float) else 0


def _float(node: Node, name: str) -> float:
    value = node.get(name)
    return float(value) if isinstance(value, int | float) else 0.0
