"""What an agent's note gives a reply: the appointment it names, and the facts that may stand as they were written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from assistant.domain import Audience, Language, Market, Situation
from assistant.drafting.belief import category
from assistant.drafting.case import Case
from assistant.drafting.phrasebook import Chosen, fill
from assistant.drafting.told import scenes_in
from assistant.drafting.values import about_forms, day_forms, owner_and_time, product_forms
from assistant.drafting.words import cap, says
from assistant.languages import guess_language, sentences, words
from assistant.languages.formats import format_date, format_time
from assistant.languages.quantities import clock_times, dates
from assistant.privacy import spans
from assistant.triage.lexicon import find, lexicon
from assistant.triage.reading import plain_key, read

# «MLT-83310: …», «Service: …»: what a note is filed under is no part of what it says.
LABEL = re.compile(r"^(?:[\w-]+[ ]){0,2}[\w-]+:\s+(?=\S)")
CLAUSE = re.compile(r"(?<=[;·;])\s+")
SIGNS = " ;\u0387\u00b7\u037e"  # what parts two clauses
LEAST_WORDS = 3
# How an English sentence begins that may stand before a customer; a telegram leaves the article out.
WHOLE = re.compile(r"(?:the|your|our|we|a|an|it|this|that|there|you|both|all|one)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Noted:
    """What may be said of a note: an appointment in the reply's language, when it is, and further facts.

    Facts are told with the brand's sentences for what happens in notes (``note_fact`` in ``told/``) where there is one,
    else as they were written. ``makes`` are the moves that are made with them: a fact may be the next step itself, and
    is then one of the ``promises``.
    """

    appointment: str | None = None
    at: datetime | None = None
    facts: tuple[str, ...] = ()
    makes: frozenset[str] = frozenset()
    promises: frozenset[str] = frozenset()

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


def note_scenes(case: Case) -> frozenset[str]:
    """What happens in the note by the brand's own list, apart from what it keeps for colleagues."""
    return case.once("note scenes", lambda: _note_scenes(case))


def _note_scenes(case: Case) -> frozenset[str]:
    note = case.complaint.note or ""
    language = guess_language(note).language or case.language
    clauses = list(_clauses(note, language, case)) if note else []
    return frozenset[str]().union(*(scenes_in(clause, case.knowledge, language) for clause in clauses))


def _noted(case: Case) -> Noted:
    note = case.complaint.note
    if not note:
        return Noted()
    language = guess_language(note).language or case.language
    appointment: tuple[str, datetime] | None = None
    facts: list[str] = []
    makes: set[str] = set()
    promises: set[str] = set()
    for clause in _clauses(note, language, case):
        told = _told(clause, language, case)
        found = None if told else _appointment(clause, language, case)
        if told:
            facts.append(told.text)
            makes |= set(told.phrase.also)
            promises |= {told.text} if told.phrase.also else set()
        elif found and (appointment is None or says(clause, "appointment", case.knowledge.phrases)):
            appointment = found
        elif not found and language is case.language and _quotable(clause, language, case):
            facts.append(_as_sentence(clause, language))
    said, at = appointment or (None, None)
    return Noted(said, at, tuple(dict.fromkeys(facts)), frozenset(makes), frozenset(promises))


def _clauses(note: str, language: Language, case: Case) -> Iterator[str]:
    """What a note says, piece by piece, without what it marks as internal."""
    for sentence in sentences(note, language):
        if not says(sentence, "internal", case.knowledge.phrases):
            yield from CLAUSE.split(sentence)


def _told(clause: str, language: Language, case: Case) -> Chosen | None:
    """The brand's sentence for what a clause says, in the reply's language, with the clause's own day and hour."""
    happened = frozenset() if _denied(clause, language) else scenes_in(clause, case.knowledge, language)
    ahead = _ahead(clause, language, case)
    options = [phrase for phrase in case.listed("note_fact") if happened & set(phrase.scenes)]
    options = [phrase for phrase in options if ahead or "next_step" not in phrase.also]
    if not options:
        return None
    playbook = case.knowledge.playbooks[category(case)]
    line = case.knowledge.service_levels.follow_up[playbook.follow_up]
    filled: dict[str, str | Mapping[str, str]] = {**_stated(clause, language, case), **owner_and_time(line, case)}
    filled["about"] = product_forms(case) or about_forms(case, playbook.about)
    product = product_forms(case)
    if product:
        filled["product"] = product
    known = [phrase for phrase in options if phrase.details <= set(filled)]
    best = max(known, key=lambda phrase: len(phrase.variables), default=None)
    return Chosen(best, fill(best.text, filled, case.language)) if best else None


def _denied(clause: str, language: Language) -> bool:
    """Whether a «not» stands anywhere in a clause: what did not happen is never told as if it had."""
    book = lexicon(language)
    return any(plain_key(word, language) in book.before | book.after for word in read(clause).words)


def _ahead(clause: str, language: Language, case: Case) -> bool:
    """Whether the last day a clause names is still to come, so that it may stand for the next step."""
    days = [day for moment in dates(clause, language) if (day := _day(moment.value, case.now))]
    return not days or days[-1] >= case.now.date()


def _stated(clause: str, language: Language, case: Case) -> dict[str, str | Mapping[str, str]]:
    """The last day and the last hour a clause names, as the reply's language writes them."""
    found: dict[str, str | Mapping[str, str]] = {}
    days = [day for moment in dates(clause, language) if (day := _day(moment.value, case.now))]
    hours = [moment.value for moment in clock_times(clause, language)]
    if days:
        found["note_day"] = day_forms(days[-1], case.language)
    if hours:
        found["note_time"] = format_time(time.fromisoformat(hours[-1]), case.language)
    return found


def _as_sentence(clause: str, language: Language) -> str:
    """A clause without the label it is filed under, from its capital to its full stop."""
    text = LABEL.sub("", clause.strip(SIGNS), count=1)
    return _closed(cap(text, language))


def _closed(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _quotable(clause: str, language: Language, case: Case) -> bool:
    phrases = case.knowledge.phrases
    if language is Language.EN and not WHOLE.match(LABEL.sub("", clause.strip(SIGNS), count=1)):
        return False  # «App team is on it.» is a line for colleagues
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
    incident = case.triage.situation is Situation.INCIDENT
    if ahead is None or incident or not (hours or says(clause, "appointment", case.knowledge.phrases)):
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
