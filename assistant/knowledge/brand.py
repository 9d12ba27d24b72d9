"""The brand itself: contacts, teams, channels, service levels, authority and playbooks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from pydantic import Field, RootModel

from assistant.domain import Category, Flag, Language, Market
from assistant.knowledge.documents import Card

PerMarket = Mapping[Market, str]
Unit = Literal["minute", "hour", "day", "working_day"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Hours(Card):
    """When people answer; times as HH:MM in the market's own zone, 24:00 is midnight."""

    start: str = Field(pattern=r"^\d\d:\d\d$")
    end: str = Field(pattern=r"^\d\d:\d\d$")
    days: tuple[Weekday, ...]


class Asking(Card):
    """How colleagues of other units are asked: by a link that is good for ``days``, and for whom."""

    without_account: bool = False
    days: int = Field(default=3, ge=1, le=30)


class Brand(Card):
    """Who the brand is, and every contact detail a reply may contain."""

    name: str = Field(min_length=1, description="write the brand's name as customers know it")
    default_language: Mapping[Market, Language]
    site: str
    order_number: str = Field(description="write a regular expression that matches one order number")
    case_reference: str
    time_zone: PerMarket
    currency: PerMarket
    contacts: Mapping[str, PerMarket] = Field(description="give each contact one value per market (tr, gr)")
    hours: Hours
    working_days: tuple[Weekday, ...]
    teams: Mapping[str, Mapping[Language, str]] = Field(description="name each team in tr, el and en")
    asking: Asking = Asking()
    uncovered: Mapping[str, tuple[str, ...]] = Field(
        default={}, description="give each topic without an answer the words it is asked in, in every language"
    )

    @property
    def own_contacts(self) -> tuple[str, ...]:
        """Every contact detail of every market: the brand's own numbers and addresses, which masking leaves alone."""
        return tuple(value for per_market in self.contacts.values() for value in per_market.values())

    def contact(self, name: str, market: Market | None) -> str | None:
        """One contact detail for a market; without a market only when both markets share it."""
        per_market = self.contacts.get(name, {})
        if market is not None:
            return per_market.get(market)
        values = set(per_market.values())
        return values.pop() if len(values) == 1 else None


class Rate(Card):
    """How many messages may leave in any one minute or hour."""

    messages: int = Field(ge=1, description="write how many messages may leave, at least 1")
    per: Literal["minute", "hour"]

    @property
    def span(self) -> timedelta:
        """The stretch of time it counts over."""
        return timedelta(**{f"{self.per}s": 1})


class ChannelProfile(Card):
    """How one channel is answered; limits in the channel's own unit.

    ``rate`` is how much the channel takes in all, ``recipient_rate`` how much it takes for one recipient.
    """

    public: bool
    limit: int | None
    unit: Literal["characters", "x_weighted", "bytes", "sms_parts"]
    target: int
    style: Literal["line", "comment", "chat", "letter"]
    bridge: str | None = None
    opens: bool = False
    answers: Literal["always", "when_asked", "never"]
    replaces: bool = False
    window: int | None = None
    agent_window: int | None = None
    rate: Rate | None = None
    recipient_rate: Rate | None = None


class ServiceLevel(Card):
    """A time that may be promised: ``within`` so many units, on a clock that always runs or keeps the brand's hours."""

    within: int = Field(gt=0)
    unit: Unit
    clock: Literal["always", "hours"] = "always"
    team: str | None = None


class ServiceLevels(Card):
    """First answers per channel, and next steps per line name."""

    first_response: Mapping[str, ServiceLevel]
    follow_up: Mapping[str, ServiceLevel]


class Grant(Card):
    """What one role may offer, up to how much in the market's currency."""

    may: tuple[str, ...]
    up_to: Mapping[Market, int] = {}


class Playbook(Card):
    """What a category of complaint usually needs."""

    team: str
    follow_up: str
    needs: tuple[str, ...] = Field(max_length=2, description="ask for two things at the most")
    about: str
    lookup: bool
    topics: tuple[str, ...]
    steps: tuple[str, ...] = ()


class Step(Card):
    """Something that can be set going for a customer: who does it by when, and whose word allows it."""

    name: Mapping[Language, str] = Field(description="name the step in tr, el and en")
    follow_up: str
    grant: str | None = None
    fields: tuple[str, ...] = Field(default=(), max_length=4)
    flags: tuple[Flag, ...] = ()


class Steps(RootModel[Mapping[str, Step]]):
    """What can be set going, step by step."""


class Channels(RootModel[Mapping[str, ChannelProfile]]):
    """The channel sheet."""


class Authority(RootModel[Mapping[str, Grant]]):
    """The authority table, role by role."""


class Playbooks(RootModel[Mapping[Category, Playbook]]):
    """The playbooks, category by category."""
