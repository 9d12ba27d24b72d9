"""What comes in and what is understood of it: a complaint, masked, and its triage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from assistant.domain.codes import Action, Category, Emotion, Flag, Language, Market, Situation


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a complaint, as the channel names them."""

    name: str | None = None
    handle: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the same conversation; ``sender`` is ``customer`` or ``brand``."""

    sender: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Complaint:
    """One customer message, taken in: text cleaned, channel known, ``public`` settled.

    ``note`` is the agent's own facts, a source for the draft; ``known`` are details an agent filled in for the
    customer, slot and value. ``notices`` are codes of what intake had to change in the text (``nul_removed``,
    ``surrogate_replaced``).
    """

    id: str
    channel: str
    text: str
    public: bool
    received_at: datetime
    subject: str | None = None
    language: Language | None = None
    author: Author = Author()
    market: Market | None = None
    thread: tuple[Turn, ...] = ()
    note: str | None = None
    notices: tuple[str, ...] = ()
    known: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MaskedText:
    """Text in which personal data stands as placeholders; made by ``privacy.mask`` only.

    The only kind of customer text that a model, an embedding endpoint or an index receives.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as a code with values; ``wording.say`` turns it into a sentence in the reader's language."""

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Details:
    """What the customer said about their own case, each item taken from the message.

    ``products`` are keys of ``knowledge/products``; ``days_waited`` counts days; ``amounts`` and
    ``dates`` stand as written; ``earlier_contacts`` is how often they say they wrote or called;
    ``occasions`` are codes of what the fault spoilt (``birthday``, ``moving``).
    """

    products: tuple[str, ...] = ()
    order_numbers: tuple[str, ...] = ()
    days_waited: int | None = None
    amounts: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    earlier_contacts: int | None = None
    occasions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Triage:
    """What kind of complaint it is, how urgent, which risks, and how to answer.

    ``language`` is the language of the reply; ``written`` what the customer wrote in (``other`` for a
    language the product does not write) and ``script`` how (``ascii``, ``greeklish`` or ``native``).
    ``categories`` run from the likeliest down, scores 0-1: the first one's says how many of the examples kept out of
    learning were right at that score, a further one's how plainly it is named. ``intensity`` 0-3, ``severity`` 1-5.
    ``priority`` is the sum of the points in ``terms``.
    """

    language: Language
    written: str
    script: str
    market: Market | None
    categories: tuple[tuple[Category, float], ...]
    emotion: Emotion
    intensity: int
    severity: int
    flags: tuple[Flag, ...]
    priority: int
    terms: tuple[tuple[Reason, int], ...]
    action: Action
    situation: Situation
    apology: int
    details: Details
    missing: tuple[str, ...] = ()
    why: tuple[Reason, ...] = ()

    @property
    def category(self) -> Category:
        """The likeliest category, ``other`` when there is none."""
        return self.categories[0][0] if self.categories else Category.OTHER
