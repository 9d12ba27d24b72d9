"""One way of looking at a message for all tests of triage: the sample brand, a fixed clock, nothing known before."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import pytest

from assistant.domain import Author, Complaint, Language, Market, Triage, Turn
from assistant.knowledge import Knowledge
from assistant.privacy import Vault, mask
from assistant.triage import History, TriageKnowledge, understand
from tests.conftest import NOW

NOTHING_KNOWN = History()


class Look(Protocol):
    """Triage of one message; what is not said is as plain as can be."""

    def __call__(
        self,
        text: str,
        channel: str = "email",
        *,
        history: History = ...,
        thread: tuple[Turn, ...] = ...,
        note: str | None = ...,
        market: Market | None = ...,
        language: Language | None = ...,
        subject: str | None = ...,
        received_at: datetime = ...,
        now: datetime = ...,
        notices: tuple[str, ...] = ...,
    ) -> Triage: ...


@pytest.fixture(scope="session")
def brand(knowledge: Knowledge) -> TriageKnowledge:
    """What triage knows of the sample brand."""
    return TriageKnowledge.of(knowledge)


@pytest.fixture(scope="session")
def look(brand: TriageKnowledge) -> Look:
    """Masks a message and triages it."""

    def looked_at(
        text: str,
        channel: str = "email",
        *,
        history: History = NOTHING_KNOWN,
        thread: tuple[Turn, ...] = (),
        note: str | None = None,
        market: Market | None = None,
        language: Language | None = None,
        subject: str | None = None,
        received_at: datetime = NOW,
        now: datetime = NOW,
        notices: tuple[str, ...] = (),
    ) -> Triage:
        complaint = Complaint(
            "t",
            channel,
            text,
            brand.channel(channel, public=False).public,
            received_at,
            subject,
            language,
            Author("Test", "@test"),
            market,
            thread,
            note,
            notices,
        )
        return understand(mask(text, Vault()), complaint, brand, history, now)

    return looked_at
