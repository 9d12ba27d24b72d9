"""What is known of a customer's earlier complaints, handed in as a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.domain import Category


@dataclass(frozen=True, slots=True)
class Earlier:
    """One earlier complaint of the same author; ``answered`` is ``None`` where nobody knows.

    ``orders`` are the order numbers it named.
    """

    at: datetime
    categories: tuple[Category, ...] = ()
    intensity: int = 0
    answered: bool | None = None
    orders: tuple[str, ...] = ()

    def may_be(self, orders: Sequence[str]) -> bool:
        """Whether it may be about these orders: two that name different ones are two cases, however alike they read."""
        return not self.orders or not orders or not set(self.orders).isdisjoint(orders)


@dataclass(frozen=True, slots=True)
class History:
    """Earlier complaints of the same author, and what others wrote lately.

    ``similar_last_hour`` counts other people's complaints about the same thing, ``identical_last_hour`` those with the
    same text; ``brand_replied`` says that the brand has answered in this thread before. Whoever hands history in before
    it is known what the complaint is about leaves ``lately``: by category, what others complained about in that hour.
    ``due_at`` is when the case has to be answered, where that is kept with it already.
    """

    earlier: tuple[Earlier, ...] = ()
    similar_last_hour: int = 0
    identical_last_hour: int = 0
    brand_replied: bool = False
    lately: tuple[tuple[Category, int], ...] = ()
    due_at: datetime | None = None

    def about(self, categories: Sequence[Category]) -> History:
        """This history once it is known what the complaint is about: its main category tells who wrote of the same."""
        alike = sum(count for code, count in self.lately if code in categories[:1])
        return replace(self, similar_last_hour=max(self.similar_last_hour, alike))
