"""Keeping a prompt within its tokens: what goes first, and what is said to have gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.domain import MaskedText, Passage, Reason
from assistant.llm import ChatMessage

# Letters a token holds, on the careful side; Greek and Turkish letters outside ASCII take nearly one token each two.
ASCII_A_TOKEN, OTHER_A_TOKEN = 3.6, 1.7
FEWEST_SOURCES = 2
SHORTEST = 1_500  # characters of a complaint that are always kept


@dataclass(frozen=True, slots=True)
class Parts:
    """What of a prompt can be left out, from the first to go to the last."""

    examples: tuple[str, ...]
    guidance: tuple[Passage, ...]
    thread: tuple[tuple[str, MaskedText], ...]
    sources: tuple[Passage, ...]
    longest: int


def tokens(messages: Sequence[ChatMessage]) -> int:
    """About how many tokens messages take; an estimate that needs no model, rather too high than too low."""
    text = "".join(message.content for message in messages)
    plain = len(text.encode("ascii", "ignore"))
    return round(plain / ASCII_A_TOKEN + (len(text) - plain) / OTHER_A_TOKEN)


def fitted(
    parts: Parts, most: int, render: Callable[[Parts], tuple[ChatMessage, ...]]
) -> tuple[tuple[ChatMessage, ...], tuple[Reason, ...]]:
    """The messages within ``most`` tokens, and what was left out to get there, each with its reason.

    Never left out: the rules, the promises, the nearest sources, both ends of the complaint. A prompt that is still too
    long is sent as it is: the model's own limit decides then, and its refusal is shown.
    """
    messages = render(parts)
    dropped: list[Reason] = []
    while tokens(messages) > most:
        step = _less(parts)
        if step is None:
            break
        parts, reason = step
        dropped.append(reason)
        messages = render(parts)
    return messages, tuple(dropped)


def _less(parts: Parts) -> tuple[Parts, Reason] | None:
    """The parts without the least useful one, and what that was; ``None`` when nothing may go any more."""
    if parts.examples:
        return replace(parts, examples=parts.examples[:-1]), Reason("budget.example")
    if len(parts.sources) > FEWEST_SOURCES + 1:
        return replace(parts, sources=parts.sources[:-1]), Reason("budget.source", {"source": parts.sources[-1].id})
    if len(parts.guidance) > 1:
        return replace(parts, guidance=parts.guidance[:-1]), Reason("budget.rule", {"rule": parts.guidance[-1].title})
    if len(parts.thread) > 2:
        return replace(parts, thread=parts.thread[1:]), Reason("budget.thread")
    if parts.longest > SHORTEST:
        return replace(parts, longest=max(SHORTEST, parts.longest // 2)), Reason("budget.complaint")
    if len(parts.sources) > FEWEST_SOURCES:
        return replace(parts, sources=parts.sources[:-1]), Reason("budget.source", {"source": parts.sources[-1].id})
    return None
