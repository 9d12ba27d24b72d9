"""Promised times fall due on the brand's clock: hours, weekends, holidays, half days and clocks that change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from assistant.domain import Market
from assistant.knowledge import Brand, Knowledge, ServiceLevel
from assistant.knowledge.brand import Holidays, Hours
from assistant.knowledge.calendar import due_at, zone_of
from assistant.knowledge.holidays import is_holiday, orthodox_easter

TR, GR = Market.TR, Market.GR


def line(within: int, unit: str, clock: str = "always") -> ServiceLevel:
    return ServiceLevel.model_validate({"within": within, "unit": unit, "clock": clock})


ONE, TWO, FIVE = (line(days, "working_day") for days in (1, 2, 5))
OFFICE = Hours(start="09:00", end="18:00", days=("mon", "tue", "wed", "thu", "fri"))


@pytest.fixture
def office(knowledge: Knowledge) -> Brand:
    """The sample brand, were its desk open in office hours only and closed on holidays."""
    return knowledge.brand.model_copy(update={"hours": OFFICE})


def falls_due(brand: Brand, market: Market, start: str, level: ServiceLevel, *, pressing: bool = False) -> str:
    """When a level is due, as the clock on the wall of the market shows it."""
    zone = zone_of(brand, market)
    due = due_at(datetime.fromisoformat(start).replace(tzinfo=zone), level, brand, market, pressing=pressing)
    assert due.tzinfo == zone
    return due.isoformat(timespec="minutes")[:16]


@pytest.mark.parametrize(
    ("start", "level", "due"),
    [
        ("2026-11-20T10:00", ONE, "2026-11-23T10:00"),  # a Friday: the weekend is skipped
        ("2026-11-18T10:00", TWO, "2026-11-20T10:00"),
        ("2026-11-20T23:30", line(60, "minute"), "2026-11-21T00:30"),
        ("2026-11-20T23:30", line(60, "minute", "hours"), "2026-11-21T08:30"),  # half an hour left, then the night
        ("2026-11-20T03:00", line(2, "minute", "hours"), "2026-11-20T08:02"),
        ("2026-11-20T10:00", line(4, "hour"), "2026-11-20T14:00"),
        ("2026-03-20T03:00", line(2, "minute", "hours"), "2026-03-20T08:02"),  # the sample's desk is open on holidays
    ],
)
def test_a_promise_falls_due(knowledge: Knowledge, start: str, level: ServiceLevel, due: str) -> None:
    assert falls_due(knowledge.brand, TR, start, level) == due


@pytest.mark.parametrize(
    ("market", "start", "level", "due"),
    [
        (TR, "2026-12-31T10:00", ONE, "2027-01-04T10:00"),  # New Year on a Friday
        (GR, "2026-12-24T10:00", ONE, "2026-12-28T10:00"),  # Christmas on a Friday, 26 December on a Saturday
        (GR, "2025-12-31T10:00", FIVE, "2026-01-09T10:00"),  # New Year and Epiphany
        (TR, "2026-12-24T10:00", ONE, "2026-12-25T10:00"),  # Christmas is a working day in Turkey
        (TR, "2026-03-18T10:00", TWO, "2026-03-23T10:00"),  # the eve of Ramazan bayramı is a half day, then three off
        (TR, "2026-05-25T10:00", TWO, "2026-06-01T10:00"),  # Kurban bayramı from Wednesday to Saturday
        (TR, "2027-05-14T10:00", ONE, "2027-05-20T10:00"),  # bayram from Sunday to Wednesday, 19 May in it
        (GR, "2026-03-18T10:00", TWO, "2026-03-20T10:00"),  # no bayram in Greece
        (GR, "2026-04-09T10:00", ONE, "2026-04-14T10:00"),  # Good Friday to Easter Monday 2026
        (GR, "2027-04-29T10:00", ONE, "2027-05-05T10:00"),  # Easter 2027, and 1 May moved to the Tuesday after
        (GR, "2026-02-20T10:00", ONE, "2026-02-24T10:00"),  # Clean Monday
        (GR, "2026-05-29T10:00", ONE, "2026-06-02T10:00"),  # Whit Monday
        (TR, "2026-04-09T10:00", ONE, "2026-04-10T10:00"),  # no Easter in Turkey
        (GR, "2026-10-27T10:00", ONE, "2026-10-29T10:00"),
        (TR, "2026-10-27T10:00", ONE, "2026-10-28T10:00"),  # in the morning of a half day
        (TR, "2026-10-27T15:00", ONE, "2026-10-30T15:00"),  # after it has ended, and then the Republic's day
    ],
)
def test_working_days_skip_what_the_market_keeps(
    knowledge: Knowledge, market: Market, start: str, level: ServiceLevel, due: str
) -> None:
    assert falls_due(knowledge.brand, market, start, level) == due


@pytest.mark.parametrize(
    ("market", "start", "level", "due"),
    [
        (TR, "2026-11-20T17:30", line(60, "minute", "hours"), "2026-11-23T09:30"),  # over a weekend
        (TR, "2026-03-19T12:30", line(60, "minute", "hours"), "2026-03-23T09:30"),  # the eve's desk closes at 13.00
        (TR, "2026-03-19T15:00", line(60, "minute", "hours"), "2026-03-23T10:00"),
        (GR, "2026-03-19T12:30", line(60, "minute", "hours"), "2026-03-19T13:30"),
        (GR, "2026-12-24T17:00", line(2, "hour", "hours"), "2026-12-28T10:00"),
        (GR, "2026-04-09T17:59", line(2, "minute", "hours"), "2026-04-14T09:01"),
    ],
)
def test_a_clock_of_hours_stands_still_while_the_desk_is_closed(
    office: Brand, market: Market, start: str, level: ServiceLevel, due: str
) -> None:
    assert falls_due(office, market, start, level) == due


@pytest.mark.parametrize(
    ("market", "start", "level", "due"),
    [
        (GR, "2026-03-29T02:30", line(60, "minute"), "2026-03-29T04:30"),  # the hour from three to four is skipped
        (TR, "2026-03-29T02:30", line(60, "minute"), "2026-03-29T03:30"),  # Turkey has one time all year
        (GR, "2026-10-25T02:30", line(4, "hour"), "2026-10-25T05:30"),  # the hour from three to four comes twice
        (TR, "2026-10-25T02:30", line(4, "hour"), "2026-10-25T06:30"),
        (GR, "2026-03-28T10:00", line(24, "hour"), "2026-03-29T11:00"),
        (GR, "2026-03-28T10:00", line(1, "day"), "2026-03-29T10:00"),  # a day keeps the time of day
        (GR, "2026-03-28T03:30", line(1, "day"), "2026-03-29T04:30"),  # half past three is not there that day
        (GR, "2026-10-23T10:00", ONE, "2026-10-26T10:00"),
    ],
)
def test_hours_are_as_long_as_they_are_when_the_clocks_change(
    knowledge: Knowledge, market: Market, start: str, level: ServiceLevel, due: str
) -> None:
    assert falls_due(knowledge.brand, market, start, level) == due


@pytest.mark.parametrize(
    ("level", "due"),
    [
        (line(2, "minute", "hours"), "2026-05-28T03:02"),
        (line(4, "hour"), "2026-05-28T07:00"),
        (ONE, "2026-05-29T03:00"),
    ],
)
def test_a_risk_waits_for_no_opening_hour_and_no_holiday(office: Brand, level: ServiceLevel, due: str) -> None:
    assert falls_due(office, TR, "2026-05-28T03:00", level, pressing=True) == due


def test_the_same_moment_is_read_on_the_clock_of_the_market(office: Brand) -> None:
    start = datetime(2026, 1, 12, 6, 30, tzinfo=UTC)  # half past nine in Istanbul, half past eight in Athens
    level = line(30, "minute", "hours")
    assert due_at(start, level, office, TR) == datetime(2026, 1, 12, 7, 0, tzinfo=UTC)
    assert due_at(start, level, office, GR) == datetime(2026, 1, 12, 7, 30, tzinfo=UTC)


def test_a_customer_of_no_known_market_waits_by_the_clock_of_the_brands_first(office: Brand) -> None:
    greek = office.model_copy(update={"time_zone": {GR: "Europe/Athens"}})
    assert zone_of(office, None).key == "Europe/Istanbul"
    assert zone_of(greek, None).key == "Europe/Athens"
    assert zone_of(greek, TR).key == "Europe/Athens"


def test_a_brand_may_keep_other_days(knowledge: Knowledge) -> None:
    bridge = Holidays.model_validate(
        {"yearly": ["12-24"], "feasts": [{"first": "2026-11-23", "half_day_before": True}]}
    )
    brand = knowledge.brand.model_copy(update={"holidays": {TR: bridge}})
    assert falls_due(brand, TR, "2026-11-20T10:00", ONE) == "2026-11-24T10:00"
    assert falls_due(brand, TR, "2026-12-23T10:00", ONE) == "2026-12-25T10:00"
    assert falls_due(brand, GR, "2026-12-24T10:00", ONE) == "2026-12-25T10:00"


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (2008, "04-27"), (2010, "04-04"), (2013, "05-05"), (2016, "05-01"), (2019, "04-28"), (2020, "04-19"),
        (2021, "05-02"), (2022, "04-24"), (2023, "04-16"), (2024, "05-05"), (2025, "04-20"), (2026, "04-12"),
        (2027, "05-02"), (2028, "04-16"), (2029, "04-08"), (2030, "04-28"),
    ],
)  # fmt: skip
def test_easter_is_when_the_orthodox_churches_keep_it(year: int, sunday: str) -> None:
    assert orthodox_easter(year) == date.fromisoformat(f"{year}-{sunday}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"yearly": ["02-30"]},
        {"yearly": ["1 May"]},
        {"half_day_ends": "25:00"},
        {"feasts": [{"first": "2026-05-27", "days": 0}]},
    ],
)
def test_a_day_no_year_has_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Holidays.model_validate(wrong)


@pytest.mark.parametrize(("start", "end", "days"), [("18:00", "09:00", ["mon"]), ("09:00", "18:00", ["holiday"])])
def test_hours_in_which_nobody_ever_answers_are_refused(start: str, end: str, days: list[str]) -> None:
    with pytest.raises(ValidationError):
        Hours.model_validate({"start": start, "end": end, "days": days})


MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2032, 12, 1), timezones=st.just(UTC))
LEVELS = st.builds(
    line,
    st.integers(1, 30),
    st.sampled_from(["minute", "hour", "day", "working_day"]),
    st.sampled_from(["always", "hours"]),
)


@given(
    start=MOMENTS, later=st.timedeltas(timedelta(), timedelta(days=20)), level=LEVELS, market=st.sampled_from(Market)
)
def test_who_writes_later_is_never_due_sooner(
    knowledge: Knowledge, start: datetime, later: timedelta, level: ServiceLevel, market: Market
) -> None:
    brand = knowledge.brand.model_copy(update={"hours": OFFICE})
    first, second = (due_at(moment, level, brand, market) for moment in (start, start + later))
    # Days keep the time of day, so the hour that comes twice in autumn may fold two moments onto one clock.
    assert start < first <= second + timedelta(hours=1)
    assert due_at(start, level, brand, market, pressing=True) <= first + timedelta(hours=1)


def test_who_writes_on_a_saturday_is_not_due_before_who_wrote_on_friday_afternoon(knowledge: Knowledge) -> None:
    friday, saturday = datetime(2025, 1, 17, 15, 46, tzinfo=UTC), datetime(2025, 1, 18, 6, 0, tzinfo=UTC)
    level = line(1, "working_day")
    first, second = (due_at(moment, level, knowledge.brand, Market.TR) for moment in (friday, saturday))
    assert first < second
    assert (second.day, second.hour, second.minute) == (20, 23, 59)


@given(start=MOMENTS, days=st.integers(1, 15), market=st.sampled_from(Market))
def test_no_working_day_ends_on_a_holiday(knowledge: Knowledge, start: datetime, days: int, market: Market) -> None:
    due = due_at(start, line(days, "working_day"), knowledge.brand, market)
    assert due.weekday() < 5
    assert not is_holiday(due.date(), knowledge.brand, market)
