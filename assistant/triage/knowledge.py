"""What triage knows of the brand: its channels, playbooks, products and contacts, as one value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from assistant.domain import Category, Language, Market
from assistant.errors import KnowledgeError
from assistant.knowledge import Knowledge, ServiceLevel
from assistant.triage.matching import Matcher, Phrase
from assistant.triage.patterns import parse

FOLLOWERS_THAT_COUNT = 10_000
WORKING_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What decides how a channel is answered; ``first_response`` is the SLA's window, ``None`` where there is none.

    ``opens``: we can write to the customer in private first. ``answers``: always, when_asked or never.
    ``window``: how long after the customer's last message free text is allowed, ``None`` without end;
    ``agent_window``: how long a person may still answer then. ``replaces``: there is one reply only, and a new one
    takes the place of the old.
    """

    public: bool
    answers: str = "always"
    bridge: str | None = None
    opens: bool = False
    style: str = "comment"
    first_response: timedelta | None = None
    window: timedelta | None = None
    replaces: bool = False
    agent_window: timedelta | None = None

    @property
    def review(self) -> bool:
        """A place of reviews: answered in public, because we cannot write to the person."""
        return self.public and not self.opens and self.answers == "always"


@dataclass(frozen=True, slots=True)
class PlaybookFacts:
    """What a category needs: the owner, the facts a customer must give, and whether the case must be looked up."""

    team: str
    needs: tuple[str, ...] = ()
    lookup: bool = False


@dataclass(frozen=True, slots=True)
class MarketSignals:
    """The brand's own signs of a market: names of its stores there, and its contacts."""

    stores: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True)
class TriageKnowledge:
    """Everything of the brand's folder that triage reads.

    ``products`` maps each product's key to the words customers use per language, ``*`` for any ending;
    ``order_number`` is a regular expression; ``followers`` is how many readers make a customer a case for the press
    office; ``fallback_language`` answers a language we do not write where the market is not known.
    """

    brand: str
    playbooks: Mapping[Category, PlaybookFacts]
    channels: Mapping[str, ChannelFacts]
    products: Mapping[str, Mapping[Language, tuple[str, ...]]]
    order_number: str
    default_language: Mapping[Market, Language]
    signals: Mapping[Market, MarketSignals] = field(default_factory=dict)
    followers: int = FOLLOWERS_THAT_COUNT
    fallback_language: Language = Language.EN

    @classmethod
    def of(cls, knowledge: Knowledge) -> TriageKnowledge:
        """The part of the brand's folder that triage needs."""
        brand, levels = knowledge.brand, knowledge.service_levels.first_response
        products: dict[str, dict[Language, tuple[str, ...]]] = {}
        for language, named in knowledge.products.items():
            for key, product in named.root.items():
                products.setdefault(key, {})[language] = product.words
        channels = {
            name: ChannelFacts(
                row.public,
                row.answers,
                row.bridge,
                row.opens,
                row.style,
                _window(levels.get(name)),
                _hours(row.window),
                row.replaces,
                _hours(row.agent_window),
            )
            for name, row in knowledge.channels.items()
        }
        return cls(
            brand=brand.name,
            playbooks={code: PlaybookFacts(p.team, p.needs, p.lookup) for code, p in knowledge.playbooks.items()},
            channels=channels,
            products=products,
            order_number=brand.order_number,
            default_language=brand.default_language,
            signals={market: MarketSignals(contacts=_contacts(knowledge, market)) for market in Market},
        )

    def channel(self, name: str, public: bool) -> ChannelFacts:
        """The facts of a channel; for one the sheet does not name, those of a plain channel of its kind."""
        return self.channels.get(name) or ChannelFacts(public=public)

    @cached_property
    def order_pattern(self) -> re.Pattern[str]:
        """The order number's pattern, compiled; raises ``KnowledgeError`` when it is no regular expression."""
        try:
            return re.compile(rf"(?<!\w){self.order_number}(?!\w)", re.IGNORECASE)
        except re.error as error:
            raise KnowledgeError(f"brand.yaml: order_number is no regular expression ({error}); correct it") from error

    @cached_property
    def product_matchers(self) -> Mapping[Language, Matcher]:
        """The words for products, ready to be found; raises ``KnowledgeError`` for one that cannot be read."""
        return {language: Matcher(self._product_phrases(language), language) for language in Language}

    def _product_phrases(self, language: Language) -> list[Phrase]:
        return [
            Phrase("products", key, 3, parse(word, {}, language))
            for key, words in self.products.items()
            for word in words.get(language, ())
        ]


def _hours(number: int | None) -> timedelta | None:
    return None if number is None else timedelta(hours=number)


def _window(level: ServiceLevel | None) -> timedelta | None:
    if level is None:
        return None
    if level.unit == "working_day":
        return level.within * WORKING_DAY
    return timedelta(**{f"{level.unit}s": level.within})


def _contacts(knowledge: Knowledge, market: Market) -> tuple[str, ...]:
    """Contacts that stand for one market only."""
    found = []
    for per_market in knowledge.brand.contacts.values():
        value = per_market.get(market)
        if value and all(other == market or theirs != value for other, theirs in per_market.items()):
            found.append(value)
    return tuple(found)
