"""Everything a draft is written from, as one value."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeVar, cast

from assistant.domain import (
    Audience,
    Category,
    Complaint,
    Language,
    Market,
    MaskedText,
    Passage,
    Situation,
    Triage,
    Usage,
)
from assistant.drafting.questions import Sought
from assistant.drafting.relevance import Asked, asked
from assistant.knowledge import ChannelProfile, Guideline, Knowledge, Phrase, Phrases
from assistant.triage.understand import SIGNATURE

Made = TypeVar("Made")


@dataclass(frozen=True)
class Case:
    """A complaint as understood, with the passages found for it and the words to answer it.

    ``name`` and ``formal_name`` are the address forms («Ayşe Hanım»), ``None`` where they are not certain;
    ``instruction`` is what a reviewer asked for when they sent a draft back; ``rules`` is what of the
    tone guideline was found for it; ``spent`` is what asking a model to understand it cost; ``sought`` are the
    questions of the message with what was found for each; ``reading`` is what a model read in it, as it answered.
    """

    complaint: Complaint
    masked: MaskedText
    triage: Triage
    passages: tuple[Passage, ...]
    abstained: bool
    knowledge: Knowledge
    now: datetime
    name: str | None = None
    formal_name: str | None = None
    instruction: str | None = None
    attempt: int = 0
    rules: tuple[Passage, ...] = ()
    spent: Usage = field(default_factory=Usage)
    sought: tuple[Sought, ...] = ()
    reading: Mapping[str, object] | None = None
    _made: dict[Hashable, object] = field(init=False, default_factory=dict, repr=False, compare=False)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What ``make`` gives, made once for this case; a case that differs in anything begins anew."""
        if key not in self._made:
            self._made[key] = make()
        return cast(Made, self._made[key])

    @cached_property
    def asked(self) -> Asked:
        """What the customer's words ask, to compare the brand's with."""
        return asked(SIGNATURE.split(self.masked.text, maxsplit=1)[0], self.knowledge, self.language)

    @property
    def language(self) -> Language:
        """The language the reply is written in."""
        return self.triage.language

    @property
    def market(self) -> Market | None:
        """Where the customer bought, if that is known."""
        return self.triage.market

    @property
    def order_numbers(self) -> tuple[str, ...]:
        """The orders it is about, as the customer named them, else as an agent filled them in."""
        filled = tuple(value for slot, value in self.complaint.known if slot == "order_number")
        return self.triage.details.order_numbers or filled

    @property
    def unanswered(self) -> bool:
        """Whether honesty is all there is to give: no entry answers, and nothing is there to look up or look into.

        A complaint that asks nothing wants no information: somebody looks into it, whatever entries there are.
        """
        playbook = self.knowledge.playbooks[self.triage.category]
        complains = self.triage.category is not Category.OTHER and bool(self.triage.apology)
        looked_up = complains and (playbook.lookup or not self.sought)
        told = bool(self.complaint.note) or any(one.passages for one in self.sought)
        return self.abstained and not looked_up and not told and self.triage.situation is not Situation.PRAISE

    @property
    def phrases(self) -> Phrases:
        """The brand's phrases in the reply's language."""
        return self.knowledge.phrases[self.language]

    def listed(self, name: str) -> tuple[Phrase, ...]:
        """The brand's phrases for a move in the reply's language, those for what customers tell among them."""
        return self.knowledge.listed(self.language, name).phrases

    @property
    def guideline(self) -> Guideline:
        """The tone guideline of the reply's language."""
        return self.knowledge.tone[self.language]

    @property
    def profile(self) -> ChannelProfile:
        """The channel the complaint came by."""
        return self.knowledge.channels[self.complaint.channel]

    def profile_for(self, audience: Audience) -> ChannelProfile:
        """The channel a reply goes by: the complaint's own, or the private one it bridges to."""
        if audience is Audience.PRIVATE and self.profile.public and self.profile.bridge:
            return self.knowledge.channels[self.profile.bridge]
        return self.profile
