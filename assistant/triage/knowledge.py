"""What triage knows of the brand: its channels, playbooks, products and contacts, as one value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from assistant.domain import Category, Complaint, Language, Market
from assistant.errors import KnowledgeError
from assistant.knowledge import Brand, Knowledge, ServiceLevel
from assistant.knowledge.calendar import due_at
from assistant.knowledge.slots import SlotRule
from assistant.triage.matching import Matcher, Phrase
from assistant.triage.patterns import parse

FOLLOWERS_THAT_COUNT = 10_000
UNKNOWN_LINE = ServiceLevel(within=24, unit="hour")  # where the channel has no time for a first answer


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What decides how a channel is answered; ``first_response`` is its line of the SLA sheet, if it has one.

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
    first_response: ServiceLevel | None = None
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
    office; ``fallback_language`` answers a language we do not write where the market is not known. ``calendar`` is the
    sheet with the brand's hours, working days and holidays, ``slots`` what kind of fact each slot is.
    """

    brand: str
    calendar: Brand
    slots: Mapping[str, SlotRule]
    playbooks: Mapping[Category, PlaybookFacts]
    channels: Mapping[str, ChannelFacts]
    products: Mapping[str, Mapping[Language, tuple[str, ...]]]
    order_number: str
    default_language: Mapping[Market, Language]
    fallback_language: Language
    signals: Mapping[Market, MarketSignals] = field(default_factory=dict)
    followers: int = FOLLOWERS_THAT_COUNT

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
                levels.get(name),
                _hours(row.window),
                row.replaces,
                _hours(row.agent_window),
            )
            for name, row in knowledge.channels.items()
        }
        return cls(
            brand=brand.name,
            calendar=brand,
            slots=knowledge.slots,
            playbooks={code: PlaybookFacts(p.team, p.needs, p.lookup) for code, p in knowledge.playbooks.items()},
            channels=channels,
            products=products,
            order_number=brand.order_number,
            default_language=brand.default_language,
            fallback_language=brand.fallback_language or next(iter(brand.default_language.values())),
            signals={market: MarketSignals(contacts=_contacts(knowledge, market)) for market in Market},
        )

    def channel(self, name: str, public: bool) -> ChannelFacts:
        """The facts of a channel; for one the sheet does not name, those of a plain channel of its kind."""
        return self.channels.get(name) or ChannelFacts(public=public)

    def due_at(self, complaint: Complaint, market: Market | None, pressing: Callable[[], bool]) -> datetime | None:
        """When the first answer to a complaint is due; ``None`` where the SLA sheet has no line for its channel.

        ``pressing`` is asked only where it matters: a line that rests at night or on holidays, which no risk may.
        """
        line = self.channel(complaint.channel, complaint.public).first_response
        if line is None:
            return None
        rests = line.clock == "hours" or line.unit == "working_day"
        return due_at(complaint.received_at, line, self.calendar, market, pressing=rests and pressing())

    def due_after(self, at: datetime, channel: ChannelFacts, market: Market | None) -> datetime:
        """When an answer to what was written at a moment is due on a channel, a day later where nothing is said."""
        return due_at(at, channel.first_response or UNKNOWN_LINE, self.calendar, market)

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


def _contacts(knowledge: Knowledge, market: Market) -> tuple[str, ...]:
    """Contacts that stand for one market only."""
    found = []
    for per_market in knowledge.brand.contacts.values():
        value = per_market.get(market)
        if value and all(other == market or theirs != value for other, theirs in per_market.items()):
            found.append(value)
    return tuple(found)
