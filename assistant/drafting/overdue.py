"""Whether a customer has waited longer than an entry says it takes, by the day they name or the days they count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from assistant.domain import Category, Language, Market
from assistant.drafting.case import Case
from assistant.drafting.choosing import Chosen
from assistant.drafting.days import counted, days_named
from assistant.languages.lexicon import Unit
from assistant.languages.quantities import durations

# From which day on a time runs, the first that the customer named; a refund runs from the parcel's arrival in Turkey.
SINCE = {
    Category.DELIVERY_LATE: ("ordered",),
    Category.WARRANTY_REPAIR: ("handed_in",),
    Category.REFUND_DELAY: ("arrived", "sent_back"),
}
GRACE = {Category.DELIVERY_LATE: 0, Category.WARRANTY_REPAIR: 0, Category.REFUND_DELAY: 7}  # days, counted vaguely
WEEKEND = 5  # the first day of the week on which nobody delivers


def overdue(said: Sequence[str], pick: Chosen, case: Case) -> bool:
    """Whether the customer's wait is surely longer than every time the sentences name."""
    problem = case.triage.category
    if problem not in SINCE or pick.strayed or pick.entry.slug not in case.knowledge.playbooks[problem].topics:
        return False
    times = [time for sentence in said for time in _times(sentence, case.language)]
    if not times:
        return False
    since, now = _since(case, problem), case.complaint.received_at.date()
    if since is not None:
        return all(_over(since, now, value, unit) for value, unit in times)
    waited = (case.triage.details.days_waited or 0) if counted(case, at_least=True) else 0
    return waited > max(_calendar(value, unit) for value, unit in times) + GRACE[problem]


def names_a_time_over(sentence: str, first: str, case: Case) -> bool:
    """Whether a further sentence only names the time again that is over («if 14 days have passed …»)."""
    return bool(set(_times(sentence, case.language)) & set(_times(first, case.language)))


def _since(case: Case, problem: Category) -> date | None:
    roles = SINCE[problem]
    if problem is Category.REFUND_DELAY and case.market is Market.GR:
        roles = roles[::-1]  # in Greece from the notice on
    named = days_named(case)
    return next((named[role] for role in roles if role in named), None)


def _over(since: date, now: date, value: Decimal, unit: Unit) -> bool:
    if unit is Unit.WORKING_DAY:
        days = (since + timedelta(n) for n in range(1, (now - since).days + 1))
        return sum(day.weekday() < WEEKEND for day in days) > value
    return (now - since).days > value


@lru_cache(maxsize=2_000)
def _times(sentence: str, language: Language) -> tuple[tuple[Decimal, Unit], ...]:
    """The lengths of time in days that a sentence names."""
    found = ((time.value, time.unit) for time in durations(sentence, language))
    return tuple((value, unit) for value, unit in found if unit in {Unit.DAY, Unit.WORKING_DAY})


def _calendar(value: Decimal, unit: Unit) -> Decimal:
    """A time in calendar days at most: a wait in days is surely over it with the week-ends and a holiday."""
    return value * 7 / 5 + 3 if unit is Unit.WORKING_DAY else value
