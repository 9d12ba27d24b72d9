"""When things happened to a customer: what the days they name were, and how long they say they have waited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from assistant.domain import Language
from assistant.drafting.case import Case
from assistant.drafting.told import message, written
from assistant.knowledge import Told
from assistant.languages.lexicon import Unit
from assistant.languages.quantities import Kind, Quantity, quantities
from assistant.triage.reading import keys, plain_key, read

LATE, PROMISED = "late", "promised"
SOON = 90  # days within which a day without a year is taken to lie ahead where it was promised
QUALIFIED = 3  # words on either side of a length of time that say it is a delay, or was only promised
BESIDE = 9  # words on either side of a day that may say what it was
FEW_WORDS = 12  # a message so short speaks of nothing but the wait when it names a time
STOPS = re.compile(r"[.!?;…:·]\s|\n")
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
    found = [span for quantity in _stated(case) if (span := _span(quantity)) and not _qualified(quantity, case)]
    if waited is None and len(found) == 1 and len(read(message(case)).words) <= FEW_WORDS:
        return found[0]  # «10 days. One parcel.»
    return next((span for span in found if waited == span[0] * DAYS[span[1]]), None)


def delay(case: Case) -> tuple[int, Unit] | None:
    """By how much something is late, where the customer says so in one place."""
    found = [s for quantity in _stated(case) if (s := _span(quantity)) and _qualified(quantity, case) == LATE]
    return found[0] if len(found) == 1 else None


def counted(case: Case) -> bool:
    """Whether the days reckoned as a wait are one, and no delay or promise that was read as such."""
    waited = case.triage.details.days_waited
    spans = [(q, s) for q in _stated(case) if (s := _span(q)) and waited == s[0] * DAYS[s[1]]]
    return not spans or any(not _qualified(quantity, case) for quantity, _ in spans)


def _qualified(quantity: Quantity, case: Case) -> str | None:
    """``late`` or ``promised`` by the words right beside a length of time."""
    language = written(case)
    told = case.knowledge.told.get(language)
    if told is None:
        return None
    text = message(case)
    before = _plain(STOPS.split(text[: quantity.start])[-1], language)[-QUALIFIED:]
    after = _plain(STOPS.split(text[quantity.end :])[0], language)[:QUALIFIED]
    for kind in (LATE, PROMISED):
        cues = _cues(told.spoken.get(kind, ()), language)
        if next(_places((*before, *after), cues), None) is not None:
            return kind
    return None


def _span(quantity: Quantity) -> tuple[int, Unit] | None:
    if quantity.kind is not Kind.DURATION or quantity.unit not in DAYS or isinstance(quantity.value, str):
        return None
    return (int(quantity.value), Unit(quantity.unit)) if quantity.value == int(quantity.value) else None


def _stated(case: Case) -> Sequence[Quantity]:
    return case.once("stated", lambda: tuple(quantities(message(case), written(case))))


def _days_named(case: Case) -> dict[str, date]:
    language = written(case)
    told = case.knowledge.told.get(language)
    if told is None:
        return {}
    text, today = message(case), case.complaint.received_at.date()
    found: dict[str, set[date]] = {}
    for quantity in _stated(case):
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
        this_year = date.fromisoformat(f"{today.year}{value[1:]}")
    except ValueError:
        return None
    return this_year if this_year <= today else this_year.replace(year=today.year - 1)


def _role(text: str, day: Quantity, told: Told, language: Language) -> str | None:
    """What a day was: the thing whose word stands nearest to it in the sentence."""
    before = _plain(STOPS.split(text[: day.start])[-1], language)[-BESIDE:]
    ended = text[day.start : day.end].endswith(".")  # «on 3 October. Then …»
    after = [] if ended else _plain(STOPS.split(text[day.end :])[0], language)[:BESIDE]
    distances = {
        role: min((*_places(before[::-1], cues), *_places(after, cues)), default=None)
        for role, cues in ((role, _cues(listed, language)) for role, listed in told.dates.items())
    }
    near = {role: distance for role, distance in distances.items() if distance is not None}
    return min(near, key=lambda role: near[role], default=None)


def _places(near: Sequence[tuple[str, ...]], cues: Sequence[str]) -> Iterator[int]:
    """How far away each of the words stands, in words; a cue with a star stands for every word that begins so."""
    for distance, spelled in enumerate(near):
        if any(key == cue or (cue[-1] == "*" and key.startswith(cue[:-1])) for key in spelled for cue in cues):
            yield distance


@lru_cache(maxsize=200)
def _cues(listed: tuple[str, ...], language: Language) -> tuple[str, ...]:
    return tuple(plain_key(cue.removesuffix("*"), language) + "*" * cue.endswith("*") for cue in listed)


def _plain(text: str, language: Language) -> list[tuple[str, ...]]:
    """The words of a piece of text, each as the keys it may stand for."""
    return [keys(word, language) for word in read(text).words]
