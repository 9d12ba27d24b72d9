"""What can be found and what is found: an entry as the index takes it, and the passage that holds in one market."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from assistant.domain import Language, Market, Passage
from assistant.knowledge import Entry
from assistant.languages import analysis, sentences, words

Kind = Literal["entry", "tone"]
Place = tuple[Language, Kind]
_EXCERPT = 160  # characters a reviewer takes in at a glance


@dataclass(frozen=True, slots=True)
class Indexable:
    """One entry of the brand's folder as search needs it.

    ``text_by_market``: ``None`` is what holds in both markets, the other keys one market's own part. An entry
    without the ``None`` part and without a market's part does not hold there. ``lent_to`` is the language that has no
    entry of its own on this and finds this one instead.
    """

    id: str
    title: str
    examples: tuple[str, ...]
    text_by_market: Mapping[Market | None, str]
    language: Language
    version: str
    quotable: bool = True
    kind: Kind = "entry"
    lent_to: Language | None = None
    _whole: dict[Market | None, str] = field(init=False, default_factory=dict, repr=False, compare=False)

    @property
    def slug(self) -> str:
        """The last part of the id, the same in every language."""
        return self.id.rpartition("/")[2]

    @property
    def topic(self) -> str:
        """The id without its language: the same for what says the same in every language."""
        return self.id.replace(f"/{self.language}/", "/", 1)

    @property
    def place(self) -> Place:
        """Whose questions find it: those of the language it is lent to, else of its own."""
        return (self.lent_to or self.language, self.kind)

    def holds_in(self, market: Market | None) -> bool:
        """Whether the entry has anything to say in ``market``; in an unknown market every entry has."""
        return market is None or bool(self.text_in(market))

    def text_in(self, market: Market | None) -> str:
        """The shared part and the market's own; for an unknown market the shared part and every market's."""
        whole = self._whole.get(market)  # every search asks it of many entries
        if whole is None:
            markets = [market] if market else [known for known in Market if known in self.text_by_market]
            parts = (self.text_by_market.get(part, "").strip() for part in (None, *markets))
            whole = self._whole[market] = "\n\n".join(part for part in parts if part)
        return whole


def brand_entry(entry: Entry) -> Indexable:
    """An entry of the brand's folder as the index takes it."""
    card = entry.card
    return Indexable(
        id=entry.id,
        title=card.title,
        examples=card.examples,
        text_by_market=entry.sections,
        language=entry.language,
        version=entry.version,
        quotable=card.audience == "public",
    )


def passage(entry: Indexable, market: Market | None, score: float, wanted: frozenset[str]) -> Passage:
    """``entry`` as found: the text that holds in ``market`` and the sentence that shares most keys with ``wanted``."""
    text = entry.text_in(market)
    return Passage(
        id=entry.id,
        title=entry.title,
        text=text,
        excerpt=excerpt(text, entry.language, wanted),
        version=entry.version,
        score=score,
        language=entry.language,
        market=market,
        quotable=entry.quotable,
    )


def excerpt(text: str, language: Language, wanted: frozenset[str]) -> str:
    """The sentence of ``text`` with most words in ``wanted`` (stems), the first on a tie, cut to one line."""
    found = _sentences_with_stems(text, language)
    if not found:
        return ""
    best, _ = max(found, key=lambda sentence: len(wanted & sentence[1]))
    line = " ".join(best.split())
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1].rsplit(" ", 1)[0] + "…"


@lru_cache(maxsize=1024)  # the brand's own texts, the same few again and again
def _sentences_with_stems(text: str, language: Language) -> tuple[tuple[str, frozenset[str]], ...]:
    stem = analysis(language).stem
    return tuple(
        (sentence, frozenset(stem(word) for word in words(sentence))) for sentence in sentences(text, language)
    )
