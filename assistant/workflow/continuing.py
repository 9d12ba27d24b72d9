"""What is new in a conversation that is told again: the rule by which a known complaint has grown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from assistant.domain import Complaint, Turn

Lines: TypeAlias = tuple[str, ...]

CUSTOMER = "customer"


def newly_said(complaint: Complaint, told: Sequence[Turn]) -> tuple[Turn, ...]:
    """The turns of a known complaint, told again, that do not stand in its conversation yet; empty for a repetition.

    The rule, by text alone, because programs that export a ticket keep its id and lose the rest:

    - The conversation is the complaint's ``thread`` and then its ``text``, from the customer.
    - A turn is known if the same side has said it before: the same lines, blanks and empty lines apart, or the first
      lines of something longer. Each message accounts for one turn: a second "yes" further down the thread is new, the
      same text alone is a repetition. Whoever means it hands it in as a message with a key of its own.
    - A turn of the customer's that begins with messages known already, in their order, has grown: what follows
      is new, and nothing else of it.
    - Any other turn of the customer's is new as it is; what it quotes stays in it.
    - A turn of the brand's counts only if the customer has written after it: it is then part of what they answer.

    >>> from datetime import datetime
    >>> one, two = Turn("customer", "It leaks."), Turn("brand", "Since when?")
    >>> again = Complaint("A-17", "email", "It leaks.\\n\\nSince Monday!", False, datetime.max)
    >>> [turn.text for turn in newly_said(again, [one, two])]
    ['Since Monday!']
    """
    left = [(turn.sender, _lines(turn.text)) for turn in told]
    known = left.copy()
    found: list[Turn] = []
    waiting: list[Turn] = []  # what the brand said since the customer's last words
    for turn in (*complaint.thread, Turn(CUSTOMER, complaint.text, complaint.received_at)):
        lines, before = _lines(turn.text), [one for sender, one in known if sender == turn.sender]
        if (turn.sender, lines) in left:
            left.remove((turn.sender, lines))
            continue
        if turn.sender != CUSTOMER:
            if not any(_begins(lines, one) or _begins(one, lines) for one in before):
                waiting.append(turn)
                known.append((turn.sender, lines))
            continue
        text = turn.text if lines in before else _grown_by(turn.text, before)
        if text:
            found += [*waiting, replace(turn, text=text)]
            waiting.clear()
            known.append((turn.sender, _lines(text)))
    return tuple(found)


def _grown_by(text: str, before: Sequence[Lines]) -> str:
    """What of a customer's text was not said ``before``."""
    if any(_begins(lines, _lines(text)) for lines in before):
        return ""
    rest = text
    for lines in before:
        if _begins(_lines(rest), lines):
            rest = _without(rest, len(lines))
    return rest.strip()


def _lines(text: str) -> Lines:
    """The lines that say something, blanks apart."""
    return tuple(line for line in (" ".join(part.split()) for part in text.split("\n")) if line)


def _begins(lines: Lines, first: Lines) -> bool:
    return bool(first) and lines[: len(first)] == first


def _without(text: str, count: int) -> str:
    """A text without the first ``count`` of its lines that say something."""
    parts = text.split("\n")
    while count and parts:
        count -= bool(parts.pop(0).strip())
    return "\n".join(parts)
