"""What may happen to a case in which state: one table, and nothing else may change a state."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from assistant.domain import Status
from assistant.errors import ConflictError
from assistant.store.rows import CaseRow, State, Tab


class Event(StrEnum):
    """Something that happens to a case."""

    PROPOSED = "proposed"  # a draft was made
    EDITED = "edited"  # a person wrote into it
    APPROVED = "approved"
    APPROVED_FIRST = "approved_first"  # and a second person has to look
    SENT_BACK = "sent_back"  # a new draft is wanted
    CLOSED = "closed"  # no reply, with a reason
    ESCALATED = "escalated"  # handed to another unit
    UNDONE = "undone"
    WRITTEN_AGAIN = "written_again"  # by the customer
    DELIVERED = "delivered"  # every approved text has left
    SEND_FAILED = "send_failed"  # refused for good, or nobody knows
    SETTLED = "settled"  # a person found out what became of it
    REOPENED = "reopened"
    ASKED = "asked"  # a colleague of another unit, who has not answered yet
    ANSWERED = "answered"  # by that colleague
    TAKEN_BACK = "taken_back"  # a question nobody need answer any more
    PROMISE_DUE = "promise_due"  # what was promised or set going has not been done in time
    BOUNCED = "bounced"  # a reply came back: it did not reach its reader


# What stands in a case's ``trouble`` when no draft could be made, or a reply came back; the other values are those of
# ``Posting``.
DRAFT_FAILED = "draft_failed"
BOUNCED = Event.BOUNCED.value

D, R, S, A = State.DRAFTING, State.REVIEW, State.SECOND_LOOK, State.APPROVED
T, K, E, C = State.SENT, State.STUCK, State.ESCALATED, State.CLOSED

# fmt: off
#  what happens          in these states                          leads to
TABLE: tuple[tuple[Event, tuple[State, ...], State], ...] = (
    (Event.PROPOSED,       (D, R),                                  R),
    (Event.PROPOSED,       (E,),                                    E),
    (Event.EDITED,         (D, R, S),                               R),
    (Event.EDITED,         (E,),                                    E),
    (Event.APPROVED,       (D, R, S, E),                            A),
    (Event.APPROVED_FIRST, (D, R, S, E),                            S),
    (Event.SENT_BACK,      (D, R, S, E),                            D),
    (Event.CLOSED,         (D, R, S, E),                            C),
    (Event.ESCALATED,      (D, R, S),                               E),
    (Event.ASKED,          (D, R, S, E),                            E),
    (Event.ANSWERED,       (D, R, S, E),                            D),
    (Event.TAKEN_BACK,     (E,),                                    R),
    (Event.UNDONE,         (A, S),                                  R),
    (Event.WRITTEN_AGAIN,  (D, R, S, A, T, K, E, C),                D),
    (Event.DELIVERED,      (A, K),                                  T),
    (Event.SEND_FAILED,    (A,),                                    K),
    (Event.SETTLED,        (K,),                                    A),
    (Event.REOPENED,       (T, C, E),                               R),
    (Event.PROMISE_DUE,    (T, C),                                  R),
    (Event.BOUNCED,        (T, C),                                  R),
)
# fmt: on

_NEXT = {(event, state): to for event, states, to in TABLE for state in states}


def may(state: State, event: Event) -> bool:
    """Whether something can happen to a case in this state.

    >>> may(State.REVIEW, Event.APPROVED), may(State.SENT, Event.APPROVED)
    (True, False)
    """
    return (event, state) in _NEXT


def after(row: CaseRow, event: Event) -> CaseRow:
    """The case with the state and the tab it is in after something happened.

    Raises ``ConflictError`` if that cannot happen now; it says who brought the case to where it is.
    """
    to = _NEXT.get((event, row.state))
    if to is None:
        raise ConflictError(
            f"case {row.id} is {row.state} since {row.changed_at:%Y-%m-%d %H:%M} ({row.changed_by}): "
            f"it cannot be {event}",
            code="not_now",
            values={"state": row.state.value, "who": row.changed_by, "event": event.value},
        )
    return replace(row, state=to, tab=tab(to, row.status))


def tab(state: State, status: Status | None) -> Tab:
    """Which list of the desk shows a case in this state."""
    if state in (State.APPROVED, State.SENT):
        # A reply that asked for something is waiting for the customer; any other is done.
        return Tab.CUSTOMER if status is Status.NEEDS_FILL else Tab.SENT
    if state is State.CLOSED:
        return Tab.CLOSED
    if state is State.ESCALATED or (state is State.REVIEW and status is Status.ASK_COLLEAGUE):
        return Tab.COLLEAGUE
    if state is State.REVIEW and status is Status.NEEDS_FILL:
        return Tab.INFO
    return Tab.REVIEW  # also what is still being drafted: a person may always write the reply
