"""What must hold of a text before a person's approval of it counts; nothing here remembers anything."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from assistant.domain import Audience, Finding, Flag, Severity
from assistant.errors import InputError
from assistant.knowledge import Knowledge
from assistant.store import CaseRow
from assistant.workflow.message import LARGEST_TEXT, LONGEST_LINE
from assistant.workflow.promises import above

# The FreeScout desk found fifteen seconds long enough to notice a slip and short enough not to delay anybody.
UNDO = timedelta(seconds=15)
# What a template or a mask leaves behind when it was not filled in: never to be read by a customer.
_LEFT_OVER = re.compile(r"\{agent_|\{name\}|⟦|⟧")
_CONTROLS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Route:
    """Where one text goes: the channel it is handed to and whom it is for there."""

    channel: str
    recipient: str | None


@dataclass(frozen=True, slots=True)
class Policy:
    """The brand's rules of approval, as settings give them.

    ``second_look_for``: flags of a case that two people must look at; with ``second_look_above`` they also must where
    a text promises what the authority table keeps from its lowest role. ``sheets`` gives the brand's files as they
    stand; without them nothing is known of authority, teams and times, and no promise becomes a task. ``signable``:
    checks whose blocking findings pass when the person signs off each by name: facts and contacts that stand in no
    source may yet be known to a person, a placeholder or somebody's identity number in public may not go out whoever
    says so. ``mail_domain`` is the right half of message ids.
    """

    undo: timedelta = UNDO
    second_look_for: frozenset[Flag] = frozenset()
    second_look_above: bool = False
    sheets: Callable[[], Knowledge] | None = None
    signable: frozenset[str] = frozenset({"facts", "contact", "support", "address"})
    mail_domain: str = "assistant.invalid"


STANDARD = Policy()


def finding_key(finding: Finding) -> str:
    """What stands for one finding when a person signs it off: its check, its reply and its place there."""
    start, end = finding.span or (0, 0)
    return f"{finding.check}:{finding.reply}:{start}-{end}"


def text_hash(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes: what ties a decision to what is sent."""
    return sha256(text.encode()).hexdigest()


def hash_of_all(texts: Mapping[Audience, str], subject: str | None) -> str:
    """One hash for everything a person approves at once."""
    return text_hash(json.dumps([sorted(texts.items()), subject]))


def check_texts(texts: Mapping[Audience, str], subject: str | None) -> None:
    """Raise ``InputError`` for a text that is empty, too long, or holds a placeholder nobody filled in."""
    if not texts:
        raise InputError("there is no text to approve", code="empty_text")
    for audience, text in texts.items():
        if not text.strip():
            raise InputError(f"the {audience} text is empty", code="empty_text")
        if len(text.encode()) > LARGEST_TEXT:
            raise InputError(f"the {audience} text is longer than {LARGEST_TEXT} bytes", code="text_too_long")
        left = _LEFT_OVER.search(text)
        if left is not None:
            raise InputError(
                f"the {audience} text still holds a placeholder at character {left.start() + 1}",
                code="placeholder_left",
                values={"text": text[left.start() : left.start() + 20], "at": left.start()},
            )
    if subject is not None and (_CONTROLS.search(subject) or len(subject) > LONGEST_LINE or _LEFT_OVER.search(subject)):
        raise InputError("the subject holds a line break or a placeholder, or is too long", code="bad_subject")


def check_findings(findings: Sequence[Finding], acknowledged: Collection[str], policy: Policy) -> tuple[str, ...]:
    """The findings a person signed off, by key; raises ``InputError`` for a blocking one that was not or cannot be.

    What was acknowledged but not found says nothing and is left out.
    """
    for finding in (one for one in findings if one.severity is Severity.BLOCK):
        key = finding_key(finding)
        if finding.check not in policy.signable:
            raise InputError(
                f"the check {finding.check} forbids sending the {finding.reply} text",
                code="blocked",
                values={"check": finding.check, "text": finding.reply.value},
            )
        if key not in acknowledged:
            raise InputError(
                f"a finding of {finding.check} in the {finding.reply} text has not been signed off",
                code="not_acknowledged",
                values={"check": finding.check, "finding": key},
            )
    return tuple(sorted({key for key in map(finding_key, findings) if key in acknowledged}))


def needs_two(row: CaseRow, texts: Collection[str], policy: Policy) -> bool:
    """Whether a second person must look: the case is flagged so, or a text promises what takes higher authority."""
    if set(row.flags) & policy.second_look_for:
        return True
    return policy.second_look_above and policy.sheets is not None and above(texts, row, policy.sheets())


def destinations(
    row: CaseRow, texts: Mapping[Audience, str], routes: Mapping[Audience, Route]
) -> Mapping[Audience, Route]:
    """Where each text goes.

    A text that answers in kind (public to public, private to private) goes back to the customer where they wrote. A
    private answer to a public complaint needs a route of its own, and never the public channel's; a public answer to a
    private complaint is refused: nobody there has asked in public.
    """
    home = Route(row.channel, row.author_handle or row.author_name)
    found: dict[Audience, Route] = {}
    for audience in texts:
        if (audience is Audience.PUBLIC) == row.public:
            found[audience] = home
        elif audience is Audience.PUBLIC:
            raise InputError(f"the complaint of case {row.id} is private; it has no public side", code="no_public_side")
        elif audience not in routes or routes[audience].channel == row.channel:
            raise InputError(
                f"the private text of case {row.id} has no private channel to go to; name one", code="no_route"
            )
        else:
            found[audience] = routes[audience]
    return found
