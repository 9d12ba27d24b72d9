"""What an agent's note gives a reply: the appointment it names, and the facts that may stand as they were written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from assistant.domain import Audience, Language, Market
from assistant.drafting.case import Case
from assistant.drafting.words import cap, says
from assistant.languages import guess_language, sentences, words
from assistant.languages.formats import format_date, format_time
from assistant.languages.quantities import clock_times, dates
from assistant.privacy import spans
from assistant.triage.lexicon import find
from assistant.triage.reading import read

# «MLT-83310: …», «Service: …»: what a note is filed under is no part of what it says.
LABEL = re.compile(r"^(?:[\w-]+[ ]){0,2}[\w-]+:\s+(?=\S)")
CLAUSE = re.compile(r"(?<=[;·;])\s+")
SIGNS = " ;\u0387\u00b7\u037e"  # what parts two clauses
LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Noted:
    """What may be said of a note: an appointment in the reply's language, when it is, and further facts as written."""

    appointment: str | None = None
    at: datetime | None = None
    facts: tuple[str, ...] = ()

    @property
    def said(self) -> bool:
        """Whether the note answers anything."""
        return bool(self.appointment or self.facts)

    def for_audience(self, audience: Audience) -> tuple[str, ...]:
        """The facts that may stand in front of this audience: in public none that names a person, place or number."""
        return tuple(fact for fact in self.facts if audience is Audience.PRIVATE or not spans(fact))


def noted(case: Case) -> Noted:
    """What the agent's note gives; nothing where there is none.

    Left out: what the note marks as internal, what speaks of the customer in the third person, what admits a failure
    (the apology says that), and facts written in another language than the reply's.
    """
    return case.once("noted", lambda: _noted(case))


def _noted(case: Case) -> Noted:
    note = case.complaint.note
    if not note:
        return Noted()
    language = guess_language(note).language or case.language
    appointment: tuple[str, datetime] | None = None
    facts: list[str] = []
    for sentence in sentences(note, language):
        if says(sentence, "internal", case.knowledge.phrases):
            continue
        for clause in CLAUSE.split(sentence):
            found = _appointment(clause, language, case)
            if found and (appointment is None or says(clause, "appointment", case.knowledge.phrases)):
                appointment = found
            elif not found and language is case.language and _quotable(clause, language, case):
                facts.append(_as_sentence(clause, language))
    said, at = appointment or (None, None)
    return Noted(said, at, tuple(facts))


def _as_sentence(clause: str, language: Language) -> str:
    """A clause without the label it is filed under, from its capital to its full stop."""
    text = LABEL.sub("", clause.strip(SIGNS), count=1)
    return _closed(cap(text, language))


def _closed(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _quotable(clause: str, language: Language, case: Case) -> bool:
    phrases = case.knowledge.phrases
    if len(words(clause)) < LEAST_WORDS or says(clause, "customer", phrases) or says(clause, "inward", phrases):
        return False
    if says(clause, "appointment", phrases) and dates(clause, language):
        return False  # one that has passed
    name = case.complaint.author.name or ""
    if any(len(part) > 2 and part in clause for part in name.split()):
        return False
    return not find(read(clause), None).of("cues", "our_failure")


def _appointment(clause: str, language: Language, case: Case) -> tuple[str, datetime] | None:
    """A day to come with its hours, in the reply's language; the words of an appointment, or hours, must be there."""
    found = [(day, moment.value) for moment in dates(clause, language) if (day := _day(moment.value, case.now))]
    ahead, written = next(((day, value) for day, value in found if day >= case.now.date()), (None, ""))
    hours = [moment.value for moment in clock_times(clause, language)]
    if ahead is None or not (hours or says(clause, "appointment", case.knowledge.phrases)):
        return None
    zone = ZoneInfo(case.knowledge.brand.time_zone[case.market or Market.TR])
    end = time.fromisoformat(hours[-1]) if hours else time(23, 59)
    said = format_date(ahead, case.language, year=not written.startswith("--"))
    if hours:
        said += ", " + _span(hours, case.language)
    return said, datetime.combine(ahead, end, zone)


def _span(hours: Sequence[str], language: Language) -> str:
    return "-".join(format_time(time.fromisoformat(hour), language) for hour in hours[:2])


def _day(value: str, now: datetime) -> date | None:
    """The day of a date as quantities write it; without a year the one nearest to today."""
    try:
        if not value.startswith("--"):
            return date.fromisoformat(value)
        days = [date.fromisoformat(f"{now.year + turn}{value[1:]}") for turn in (0, 1)]
    except ValueError:
        return None
    return days[1] if (now.date() - days[0]).days > 180 else days[0]
