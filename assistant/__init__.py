"""Drafts replies to customer complaints in Turkish, Greek and English; people review and send them.

from assistant import Settings, product

proposer = product(Settings(model="composer")).proposer()
"""

from __future__ import annotations

from importlib import import_module

# Where each public name lives; it is imported when it is first asked for, so that `assistant --help` stays quick.
_PLACES = {
    "AssistantError": "assistant.errors",
    "Audience": "assistant.domain",
    "Complaint": "assistant.domain",
    "Draft": "assistant.domain",
    "Finding": "assistant.domain",
    "Language": "assistant.domain",
    "Market": "assistant.domain",
    "Proposal": "assistant.domain",
    "Settings": "assistant.settings",
    "product": "assistant.bootstrap",
    "proposal_json": "assistant.workflow.formats",
    "read_message": "assistant.workflow.message",
}

__all__ = [
    "AssistantError",
    "Audience",
    "Complaint",
    "Draft",
    "Finding",
    "Language",
    "Market",
    "Proposal",
    "Settings",
    "product",
    "proposal_json",
    "read_message",
]


def __getattr__(name: str) -> object:
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module 'assistant' has no attribute {name!r}")
    return getattr(import_module(place), name)
