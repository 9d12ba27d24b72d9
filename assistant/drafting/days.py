"""When things happened to a customer: what the days they name were, and how long they say they have waited."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from assistant.domain import Language
from assistant.drafting.case import Case
from assistant.drafting.cues import places, spelled
from assistant.drafting.told import message, written
from assistant.knowledge import Told
from assistant.languages.lexicon import Unit
from assistant.languages.quantities import Kind, Quantity, quantities
from assistant.triage.reading import read

LATE, PROMISED = "late", "promised"
SOON = 90  # days within which a day without a year is taken to lie ahead where it was promised
QUALIFIED = 3  # words on either side of a length of time that say it is a delay, or was only promised
BESIDE = 9  # words on either side of a day that may say what it was
FEW_WORDS = 12  # a message so short speaks of nothing but the wait when it names a time
STOPS = re.compile(r"[.!?;…:·]\s|\n")
CLAUSES = re.compile(r"[.!?;…:·,]\s|\n")
DAYS: Mapping[str, int] = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 30}


def days_named(case: Case) -> Mapping[str, date]:
    """What the days in the message were, by the words beside them (``ordered``, ``sent_back``, ``promised`` …).

    A day without a year is the last one before the message was written; two days for one thing tell nothing.
    """
    return case.once("days_named", lambda: _days_named(case))


def wait(case: Case) -> tuple[int, Unit] | None:
    """How long the customer says they have waited, in the unit they used; ``None`` where it was reckoned for them.

    «Three weeks late» is no wait but a delay, and «they said seven days» is neither.
    """
    waited = case.triage.details.days_waited
    found = [span for quantity in stated(case) if (span := _span(quantity)) and not _qualified(quantity, case)]
    if waited is None and len(found) == 1 and len(read(message(case)).words) <= FEW_WORDS:
        return found[0]  # «10 days. One parcel.»
    return next((span for span in found if waited == span[0] * DAYS[span[1]]), None)


def delay(case: Case) -> tuple[int, Unit] | None:
    """By how much something is late, where the customer says so in one place."""
    found = [s for quantity in stated(case) if (s := _span(quantity)) and _qualified(quantity, case) == LATE]
    return found[0] if len(found) == 1 else None


def counted(case: Case, *, at_least: bool = False) -> bool:
    """Whether the days reckoned as a wait are one, and no delay or promise that was read as such.

    ``at_least``: a delay counts as well, since whoever tells it has waited longer still.
    """
    no_wait = {PROMISED} if at_least else {PROMISED, LATE}
    waited = case.triage.details.days_waited
    spans = [(q, s) for q in stated(case) if (s := _span(q)) and waited == s[0] * DAYS[s[1]]]
    return not spans or any(_qualified(quantity, case) not in no_wait for quantity, _ in spans)


def _qualified(quantity: Quantity, case: Case) -> str | None:
    """``late`` or ``promised`` by the words right beside a length of time."""
    language = written(case)
    told = case.knowledge.told.get(language)
    if told is None:
        return None
    text = message(case)
    earlier = max((other.end for other in stated(case) if other.end <= quantity.start), default=0)
    before = _spelled(CLAUSES.split(text[earlier : quantity.start])[-1], language)
    after = _spelled(STOPS.split(text[quantity.end :])[0], language)[:QUALIFIED]
    clause = _spelled(CLAUSES.split(text[quantity.end :])[0], language)  # in Turkish the verb of saying comes last
    near = {LATE: (*before[-QUALIFIED:], *after), PROMISED: (*before, *(clause if language is Language.TR else after))}
    for kind, beside in near.items():
        if next(places(beside, told.spoken.get(kind, ()), language), None) is not None:
            return kind
    return None


def _span(quantity: Quantity) -> tuple[int, Unit] | None:
    if quantity.kind is not Kind.DURATION or quantity.unit not in DAYS or isinstance(quantity.value, str):
        return None
    return (int(quantity.value), Unit(quantity.unit)) if quantity.value == int(quantity.value) else None


def stated(case: Case) -> Sequence[Quantity]:
    """The amounts, days and lengths of time in a message, in the order they stand there."""
    return case.once("stated", lambda: tuple(quantities(message(case), written(case))))


def _days_named(case: Case) -> dict[str, date]:
    language = written(case)
    told = case.knowledge.told.get(language)
    if told is None:
        return {}
    text, today = message(case), case.complaint.received_at.date()
    found: dict[str, set[date]] = {}
    for quantity in stated(case):
        day = _day(quantity, today)
        role = _role(text, quantity, told, language) if day else None
        if day and role and not (role == PROMISED and _ahead(quantity, today)):
            found.setdefault(role, set()).add(day)
    return {role: next(iter(days)) for role, days in found.items() if len(days) == 1}


def _ahead(quantity: Quantity, today: date) -> bool:
    """Whether a day without a year may well be still to come: then nobody has missed it."""
    value = str(quantity.value)
    if not value.startswith("--"):
        return False
    try:
        coming = date.fromisoformat(f"{today.year + (value[2:] < f'{today:%m-%d}')}{value[1:]}")
    except ValueError:
        return False
    return 0 <= (coming - today).days <= SOON


def _day(quantity: Quantity, today: date) -> date | None:
    if quantity.kind is not Kind.DATE or not isinstance(quantity.value, str):
        return None
    value = quantity.value
    try:
        if not value.startswith("--"):
            return date.fromisoformat(value) if len(value) == len("2026-11-21") else None
        return date.fromisoformat(f"{today.year - (value[2:] > f'{today:%m-%d}')}{value[1:]}")
    except ValueError:
        return None  # there is no such day, as on 29 February of most years


def _role(text: str, day: Quantity, told: Told, language: Language) -> str | None:
    """What a day was: the thing whose word stands nearest to it in the sentence."""
    before = _spelled(STOPS.split(text[: day.start])[-1], language)[-BESIDE:]
    ended = text[day.start : day.end].endswith(".")  # «on 3 October. Then …»
    after = [] if ended else _spelled(STOPS.split(text[day.end :])[0], language)[:BESIDE]
    distances = {
        role: min((*places(before[::-1], listed, language), *places(after, listed, language)), default=None)
        for role, listed in told.dates.items()
    }
    near = {role: distance for role, distance in distances.items() if distance is not None}
    return min(near, key=lambda role: near[role], default=None)


def _spelled(text: str, language: Language) -> list[tuple[str, ...]]:
    return spelled(read(text).words, language)
