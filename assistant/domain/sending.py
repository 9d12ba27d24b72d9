"""What a person decided and what left: a decision, the reply made from it, the channel's receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.domain.codes import Audience, Verb


@dataclass(frozen=True, slots=True)
class Decision:
    """A signed-in person's decision on exactly these bytes (``text_hash`` is SHA-256 of the UTF-8 text)."""

    id: str
    complaint: str
    verb: Verb
    audience: Audience | None
    text: str | None
    text_hash: str | None
    reviewer: str
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An approved text on its way out; made by ``workflow.deliver`` only, from a ``Decision``."""

    id: str
    complaint: str
    channel: str
    audience: Audience
    recipient: str | None
    text: str
    message_id: str
    approved_by: str
    approved_at: datetime
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A channel's word that it took a reply."""

    reply: str
    message_id: str
    sent_at: datetime
