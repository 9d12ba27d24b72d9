"""Promised times fall due on the brand's clock."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.knowledge import Knowledge, ServiceLevel
from assistant.knowledge.calendar import due_at

ISTANBUL = ZoneInfo("Europe/Istanbul")


def line(within: int, unit: str, clock: str = "always") -> ServiceLevel:
    return ServiceLevel.model_validate({"within": within, "unit": unit, "clock": clock})


@pytest.mark.parametrize(
    ("start", "level", "due"),
    [
        ("2026-11-20T10:00", line(1, "working_day"), "2026-11-23T10:00"),  # a Friday: the weekend is skipped
        ("2026-11-18T10:00", line(2, "working_day"), "2026-11-20T10:00"),
        ("2026-11-20T23:30", line(60, "minute"), "2026-11-21T00:30"),
        ("2026-11-20T23:30", line(60, "minute", "hours"), "2026-11-21T08:30"),  # half an hour left, then the night
        ("2026-11-20T03:00", line(2, "minute", "hours"), "2026-11-20T08:02"),
        ("2026-11-20T10:00", line(4, "hour"), "2026-11-20T14:00"),
    ],
)
def test_a_promise_falls_due(knowledge: Knowledge, start: str, level: ServiceLevel, due: str) -> None:
    begin = datetime.fromisoformat(start).replace(tzinfo=ISTANBUL)
    assert due_at(begin, level, knowledge.brand, ISTANBUL) == datetime.fromisoformat(due).replace(tzinfo=ISTANBUL)
