"""The brand itself: contacts, teams, channels, service levels, authority and playbooks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, RootModel, model_validator

from assistant.domain import Category, Flag, Language, Market
from assistant.knowledge.documents import Card

PerMarket = Mapping[Market, str]
Unit = Literal["minute", "hour", "day", "working_day"]
Signature = Literal["initials", "name", "name_and_team"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Day = Weekday | Literal["holiday"]


def _of_every_year(day: str) -> str:
    date.fromisoformat(f"2025-{day}")  # no leap year
    return day


Yearly = Annotated[str, Field(pattern=r"^\d\d-\d\d$"), AfterValidator(_of_every_year)]  # MM-DD


class Hours(Card):
    """When people answer; times as HH:MM in the market's own zone, 24:00 is midnight.

    ``holiday`` among the days: also on the market's public holidays and to the usual hour on its half days.
    """

    start: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    end: str = Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")
    days: tuple[Day, ...]

    @model_validator(mode="after")
    def _open_at_times(self) -> Hours:
        if self.start >= self.end:
            raise ValueError("the hours end before they begin; write an end after the start")
        if not set(self.days) - {"holiday"}:
            raise ValueError("no day of the week is among the days; write at least one")
        return self


class Feast(Card):
    """Holidays that stand on no fixed day of the year: the first of them, and how many; a half day may lead to it."""

    first: date
    days: int = Field(default=1, ge=1, le=14)
    half_day_before: bool = False


class Holidays(Card):
    """A market's public holidays: days of every year, days counted from Orthodox Easter Sunday, and those that move.

    On ``half_days``, and on the day before a feast that has one, work ends at ``half_day_ends``.
    """

    yearly: tuple[Yearly, ...] = ()
    easter: tuple[int, ...] = ()
    feasts: tuple[Feast, ...] = ()
    half_days: tuple[Yearly, ...] = ()
    half_day_ends: str = Field(default="13:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")


class Asking(Card):
    """How colleagues of other units are asked: by a link that is good for ``days``, and for whom."""

    without_account: bool = False
    days: int = Field(default=3, ge=1, le=30)


class NameForms(Card):
    """How the brand's name stands in a sentence, where its letters do not say it.

    ``read`` is the name as Turkish reads it aloud: its last sounds decide the endings (Apple, read ``epıl``: Apple'ın).
    ``gender`` is the name's in Greek, for its article; without it no article is judged.
    """

    read: str | None = Field(default=None, pattern=r"^[^\W\d_]+$", description="write it as it sounds, in letters")
    gender: Literal["f", "m", "n"] | None = None


class Store(Card):
    """A store by its place: how customers write it, and how a reply names it in each language."""

    words: tuple[str, ...] = Field(min_length=1, description="write how customers name the place")
    tr: str
    el: str
    en: str


class Stores(Card):
    """The stores by place, and whom a reply calls the ``manager`` of one (with ``{{ store }}``)."""

    manager: Mapping[Language, str] = {}
    places: Mapping[str, Store] = {}


class Brand(Card):
    """Who the brand is, and every contact detail a reply may contain."""

    name: str = Field(min_length=1, description="write the brand's name as customers know it")
    default_language: Mapping[Market, Language] = Field(min_length=1)
    fallback_language: Language | None = None
    site: str
    order_number: str = Field(description="write a regular expression that matches one order number")
    case_reference: str
    time_zone: PerMarket = Field(min_length=1)
    currency: PerMarket
    contacts: Mapping[str, PerMarket] = Field(description="give each contact one value per market (tr, gr)")
    hours: Hours
    working_days: tuple[Weekday, ...] = Field(min_length=1)
    holidays: Mapping[Market, Holidays] = {}
    teams: Mapping[str, Mapping[Language, str]] = Field(description="name each team in tr, el and en")
    stores: Stores = Stores()
    asking: Asking = Asking()
    name_forms: NameForms = NameForms()
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
    """How many messages may leave in any one minute or hour; ``why`` is whose limit this is, for whoever changes it."""

    messages: int = Field(ge=1, description="write how many messages may leave, at least 1")
    per: Literal["minute", "hour"]
    why: str = ""

    @property
    def span(self) -> timedelta:
        """The stretch of time it counts over."""
        return timedelta(**{f"{self.per}s": 1})


class ChannelProfile(Card):
    """How one channel is answered; limits in the channel's own unit.

    ``rate`` is how much the channel takes in all, ``recipient_rate`` how much it takes for one recipient. ``emoji``,
    ``links`` and ``hashtags`` are the most a reply may hold, ``None`` any number; ``link_to`` names the contacts that
    alone may be linked. ``signature`` is what stands at the end for the person who answers; ``None`` judges none.
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
    emoji: int | None = Field(default=1, ge=0, description="write how many emoji a reply may hold: 0, 1 or null")
    links: int | None = Field(default=None, ge=0, description="write how many links a reply may hold: 0, 1 or null")
    link_to: tuple[str, ...] = ()
    hashtags: int | None = Field(default=0, ge=0, description="write how many hashtags a reply may hold: 0, 1 or null")
    signature: Signature | None = None


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
    """What a category of complaint usually needs; ``general``: its entries are for whoever complains of this."""

    team: str
    follow_up: str
    needs: tuple[str, ...] = Field(max_length=2, description="ask for two things at the most")
    about: str
    lookup: bool
    topics: tuple[str, ...]
    general: bool = True
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
