"""What kind of complaint it is, how urgent, which risks it carries, and how to answer it."""

from assistant.triage.history import Earlier, History
from assistant.triage.knowledge import ChannelFacts, MarketSignals, PlaybookFacts, TriageKnowledge
from assistant.triage.understand import understand
from assistant.triage.urgent import urgent

__all__ = [
    "ChannelFacts",
    "Earlier",
    "History",
    "MarketSignals",
    "PlaybookFacts",
    "TriageKnowledge",
    "understand",
    "urgent",
]
