"""The figures of a day are counted once it is over, kept, and hold nothing of anybody."""

from __future__ import annotations

import json
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from assistant.domain import Audience
from assistant.store import MadeBy, Store, read_reports
from assistant.workflow.alarms import raise_alarms
from assistant.workflow.decide import Silence, no_reply
from assistant.workflow.deliver import deliver_one
from assistant.workflow.drafts import save_proposal
from assistant.workflow.intake import take_in
from assistant.workflow.reporting import figures, report_due
from tests.store.stores import BEGIN, Clock
from tests.workflow.desk_days import AYSE, TEXTS, Sink, complaint, drafted, seen, sign_off, summary

ISTANBUL = ZoneInfo("Europe/Istanbul")
DAY = date(2026, 11, 20)


def kept(store: Store) -> dict[str, object]:
    with store.read() as tx:
        return {
            day.isoformat(): found
            for day, found in read_reports(tx, DAY - timedelta(days=9), DAY + timedelta(days=9)).items()
        }


def busy_day(store: Store, clock: Clock) -> None:
    """Three complaints of one category: one closed without a reply, two left until after their deadline."""
    for number in range(3):
        case_id = take_in(store, complaint(number), due_at=BEGIN + timedelta(minutes=30)).case_id
        proposal = json.dumps({"triage": {"categories": [{"code": "delivery_late", "score": 0.9}]}})
        save_proposal(
            store, case_id, proposal, TEXTS, based_on=0, thread=0, made_by=MadeBy.COMPOSER, author="composer",
            summary=summary(),
        )  # fmt: skip
        if number == 1:
            no_reply(store, case_id, AYSE, seen(store, case_id), Silence.SPAM)
    clock.forward(3600)
    raise_alarms(store)


def test_a_day_that_is_over_is_kept_once_whoever_looks_and_then_stands(store: Store, clock: Clock) -> None:
    busy_day(store, clock)
    assert report_due(store, ISTANBUL) == 0  # the day is not over
    clock.forward(86_400)
    assert [report_due(store, ISTANBUL), report_due(store, ISTANBUL)] == [1, 0]
    (found,) = kept(store).values()
    assert isinstance(found, dict)
    assert {name: found[name] for name in ("complaints", "drafts", "closed_without_reply", "late", "sent")} == {
        "complaints": 3,
        "drafts": 3,
        "closed_without_reply": 1,
        "late": 2,
        "sent": 0,
    }
    assert (found["by_category"], found["by_channel"]) == ({"delivery_late": 3}, {"x": 3})
    assert "Kargom" not in json.dumps(found)
    assert "ayse" not in json.dumps(found)


def test_days_are_those_of_the_brand_and_a_late_worker_catches_up(store: Store, clock: Clock) -> None:
    clock.now = BEGIN.replace(hour=20, minute=59)  # 23:59 in Istanbul
    take_in(store, complaint(1))
    clock.forward(120)
    take_in(store, complaint(2))
    clock.forward(4 * 86_400)
    assert report_due(store, ISTANBUL) == 2
    assert list(kept(store)) == ["2026-11-20", "2026-11-21"]


def test_how_long_the_first_replies_took_is_counted_on_the_day_they_left(store: Store, clock: Clock) -> None:
    case_id = drafted(store)  # received an hour before
    sign_off(store, case_id, texts={Audience.PUBLIC: TEXTS[Audience.PUBLIC]})
    clock.forward(1800)
    deliver_one(store, Sink(), worker="w")
    found = figures(store, DAY, ISTANBUL)
    assert found["sent"] == 1
    assert found["first_reply_minutes"] == {"replies": 1, "median": 90.0, "nine_of_ten": 90.0}
    assert figures(store, DAY - timedelta(days=1), ISTANBUL)["first_reply_minutes"] == {
        "replies": 0,
        "median": None,
        "nine_of_ten": None,
    }
