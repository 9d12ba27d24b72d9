"""What is known of a customer's earlier complaints, handed in as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.domain import Category


@dataclass(frozen=True, slots=True)
class Earlier:
    """One earlier complaint of the same author; ``answered`` is ``None`` where nobody knows."""

    at: datetime
    categories: tuple[Category, ...] = ()
    intensity: int = 0
    answered: bool | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Earlier complaints of the same author, and what others wrote lately.

    ``similar_last_hour`` counts other people's complaints about the same thing, ``identical_last_hour`` those with the
    same text; ``brand_replied`` says that the brand has answered in this thread before.
    """

    earlier: tuple[Earlier, ...] = ()
    similar_last_hour: int = 0
    identical_last_hour: int = 0
    brand_replied: bool = False
