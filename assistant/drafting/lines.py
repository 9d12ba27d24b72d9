"""The sentences of an entry, by what they decide and where they hold."""

from __future__ import annotations

from functools import lru_cache

from assistant.domain import Language, Market
from assistant.knowledge import Entry
from assistant.knowledge.entries import CONTACT
from assistant.languages import sentences


def split_lines(entry: Entry, market: Market | None) -> tuple[list[str], list[str]]:
    """The sentence that decides the case, and the rest, each list in the order of the entry.

    Without a market what decides is only what holds in all: no market's own terms are given to somebody of another.
    """
    local = _lines(entry.sections.get(market, ""), entry.language) if market else ()
    shared = _lines(entry.sections.get(None, ""), entry.language)
    first = list(local[:1] or shared[:1])
    return first, [sentence for sentence in [*local, *shared] if sentence not in first]


def entry_lines(entry: Entry, market: Market | None) -> tuple[str, ...]:
    """Every sentence of an entry that holds in a market: what decides first."""
    deciding, others = split_lines(entry, market)
    return (*deciding, *others)


def local_lines(entry: Entry) -> dict[Market, tuple[str, ...]]:
    """The sentences that hold in one market alone, what decides first."""
    return {market: _lines(text, entry.language) for market, text in entry.sections.items() if market}


def short_line(entry: Entry, market: Market | None) -> str | None:
    """The entry in one sentence, as it holds in a market, or everywhere."""
    values = entry.card.short
    if market is not None:
        return values.get(market)
    return next(iter(values.values())) if len(set(values.values())) == 1 else None


def varies(entry: Entry) -> bool:
    """Whether what decides stands in different words for different markets."""
    texts = {" ".join(CONTACT.sub(" ", text).split()) for market, text in entry.sections.items() if market}
    return len(texts) > 1


@lru_cache(maxsize=2_000)
def _lines(text: str, language: Language) -> tuple[str, ...]:
    return tuple(
        _closed(sentence) for line in text.split("\n") if line.strip() for sentence in sentences(line, language)
    )


def _closed(sentence: str) -> str:
    """The sentence with a full stop, where a line of an entry ends in an address and the next would run into it."""
    text = sentence.strip()
    return text if text.endswith((".", "!", "?", ";", ":", "…", "»")) else f"{text}."
