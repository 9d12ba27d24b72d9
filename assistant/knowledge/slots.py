"""What kind of fact each slot is: how a form asks for it, and what may be filled in."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import RootModel, model_validator

from assistant.domain import Language, Market, SlotType
from assistant.knowledge.documents import Card


class SlotRule(Card):
    """One slot: its type, whether a date may lie ahead, and what a choice is made from, code by code."""

    type: SlotType = SlotType.TEXT
    ahead: bool = False
    choices: Mapping[str, Mapping[Language, str]] = {}

    @model_validator(mode="after")
    def _choices_for_a_choice(self) -> SlotRule:
        if bool(self.choices) is not (self.type is SlotType.CHOICE):
            raise ValueError("choices belong to the type choice, and it needs some; add them or correct the type")
        return self


class Slots(RootModel[Mapping[str, SlotRule]]):
    """The sheet of slots."""


MARKET = SlotRule(type=SlotType.CHOICE, choices={market.value: {} for market in Market})
