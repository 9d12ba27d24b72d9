"""What the place itself imposes on an answer: how long free text is allowed, and whether a reply replaces another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from assistant.domain import Action, Complaint, Reason
from assistant.triage.history import History
from assistant.triage.knowledge import ChannelFacts

HOUR = timedelta(hours=1)


def limits(
    complaint: Complaint, channel: ChannelFacts, history: History, action: Action, now: datetime
) -> tuple[Reason, ...]:
    """What a reviewer must know of the channel before answering there; nothing where nobody answers."""
    return () if action is Action.NO_REPLY else tuple(_limits(complaint, channel, history, now))


def free_text_until(complaint: Complaint, channel: ChannelFacts) -> datetime | None:
    """When free text ends: the window counts from the customer's last message; ``None`` where it never ends."""
    return None if channel.window is None else complaint.received_at + channel.window


def _limits(complaint: Complaint, channel: ChannelFacts, history: History, now: datetime) -> Iterator[Reason]:
    until = free_text_until(complaint, channel)
    by_agent = complaint.received_at + channel.agent_window if channel.agent_window else until
    if until is not None and now < until:
        yield Reason("channel.window", {"channel": complaint.channel, "hours": (until - now) // HOUR})
    elif by_agent is not None and now < by_agent:
        yield Reason("channel.window_agent", {"channel": complaint.channel, "hours": (by_agent - now) // HOUR})
    elif until is not None:
        yield Reason("channel.window_closed", {"channel": complaint.channel})
    answered = history.brand_replied or any(turn.sender == "brand" for turn in complaint.thread)
    if channel.replaces and answered:
        yield Reason("channel.replaces", {"channel": complaint.channel})
