"""What the texts of an approval promise: the machine's promises that still stand in them, and those a person wrote."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import ceil

from assistant.checks.commitments import Promise, promises, who_may
from assistant.checks.grounding import clauses
from assistant.checks.reading import said
from assistant.checks.senses import sense
from assistant.domain import Category, Language
from assistant.knowledge import Knowledge, ServiceLevel
from assistant.knowledge.calendar import due_at, zone_of
from assistant.languages import fold, guess_language
from assistant.languages.days import named_day
from assistant.languages.lexicon import Unit
from assistant.languages.quantities import Kind, Quantity, quantities
from assistant.store import CaseRow

LIKE = 80.0  # percent of letters: a promise in other words is still one
PERSON = "person"  # the source of what no draft proposed: the word of whoever approved it
OWN_ACT = "own_act"  # the sense of saying what one will do oneself
_ASKING = {Language.TR: ("?",), Language.EL: (";", "?"), Language.EN: ("?",)}
_CLOSING = ' \t\n"»”)'
CARE = "care"  # the team that has what nobody else has, as in drafting
_TIMES = frozenset({Kind.DATE, Kind.TIME, Kind.DURATION})
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}


@dataclass(frozen=True, slots=True)
class Promised:
    """One promise: the words as the customer reads them, who keeps it, what allows it, by when, and in which text."""

    what: str
    owner: str
    source: str
    by: datetime | None
    place: int = 0


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a promise is measured by: the case, the brand's sheets and the moment in the customer's zone."""

    row: CaseRow
    sheets: Knowledge
    now: datetime
    team: str

    def due(self, line: ServiceLevel) -> datetime:
        return due_at(self.now, line, self.sheets.brand, self.row.market)


def promised(
    texts: Sequence[str], row: CaseRow, proposal: str | None, sheets: Knowledge, now: datetime
) -> tuple[Promised, ...]:
    """Every promise of the texts, each once however often it is said.

    Those ``proposal`` (stored JSON) names count where they still stand, with the time the text now names. Those it does
    not name are found as ``checks.commitments`` finds them: their time is the one the text names, else that of the step
    by which such a promise is kept; their owner the team the text names, else that step's, else the case's.
    """
    desk = _Desk(row, sheets, now.astimezone(zone_of(sheets.brand, row.market)), _team(proposal, row, sheets))
    found: list[Promised] = []
    for one in _read(proposal):
        standing = next((kept for at, text in enumerate(texts) if (kept := _kept(one, text, at, desk))), None)
        if standing and not any(_again(standing, other) for other in found):
            found.append(standing)
    for named, promise, typed in sorted(_typed(texts, desk), key=lambda one: not one[0]):
        if not any(_told(promise, typed, named, other, desk) for other in found):
            found.append(typed)
    return tuple(found)


def above(texts: Collection[str], row: CaseRow, sheets: Knowledge) -> bool:
    """Whether a text promises what the authority table keeps from its lowest role, by its kind or by its amount."""
    lowest = next(iter(sheets.authority), None)
    granted = {kind for grant in sheets.authority.values() for kind in grant.may}
    return any(
        promise.kind in granted and lowest not in who_may(promise, sheets.authority, row.market)
        for text in texts
        for language in Language  # in whichever it is said, money is money
        for promise in promises(text, language)
    )


def _read(proposal: str | None) -> Iterator[Promised]:
    for one in json.loads(proposal or "{}").get("commitments") or ():
        by = datetime.fromisoformat(one["by"]) if one.get("by") else None
        yield Promised(one["what"], one.get("owner") or "", one.get("source") or "", by)


def _again(one: Promised, other: Promised) -> bool:
    """Whether the machine says one promise twice: the same line allows it, by the same time."""
    return (one.source or one.what, one.by) == (other.source or other.what, other.by)


def _kept(one: Promised, text: str, place: int, desk: _Desk) -> Promised | None:
    """A promise of the draft as it stands in a text, perhaps in slightly other words; ``None`` if it is gone."""
    if " ".join(one.what.split()) in " ".join(text.split()):
        return replace(one, place=place)
    language = _language(text, desk.row)
    nearest = max(said(text, language), key=lambda sentence: _likeness(one.what, sentence.text), default=None)
    if nearest is None or _likeness(one.what, nearest.text) < LIKE:
        return None
    if _negated(nearest.text, language) != _negated(one.what, language):
        return None
    changed = _times(nearest.text, language, desk) != _times(one.what, language, desk)
    named = _named(nearest.text, language, desk) if changed else None
    return replace(one, what=nearest.text, by=named or one.by, place=place)


def _typed(texts: Sequence[str], desk: _Desk) -> Iterator[tuple[bool, Promise | None, Promised]]:
    """Every promise found in the texts, and whether its sentence names a time; no ``Promise`` for one of no kind."""
    for place, text in enumerate(texts):
        language = _language(text, desk.row)
        for promise in promises(text, language):
            sentence = promise.sentence.text
            step = next((one for one in desk.sheets.steps.values() if one.grant == promise.kind), None)
            line = desk.sheets.service_levels.follow_up.get(step.follow_up) if step else None
            named = _named(sentence, language, desk)
            owner = _named_team(sentence, language, desk.sheets) or (line and line.team) or desk.team
            by = named or (desk.due(line) if line else None)
            yield named is not None, promise, Promised(sentence, owner, PERSON, by, place)
        yield from _own_acts(text, place, language, desk)


def _own_acts(text: str, place: int, language: Language, desk: _Desk) -> Iterator[tuple[bool, None, Promised]]:
    """What somebody says they will do by a time, of whatever kind: «Pazartesi yazacağım».

    Without a time it is how people talk («I will look into it»), and nothing a colleague could be late with.
    """
    taken = {promise.sentence.start for promise in promises(text, language)}
    for _, sentence in sense(OWN_ACT, text, language):
        asked = sentence.text.rstrip(_CLOSING).endswith(_ASKING[language])
        if sentence.start in taken or asked or _negated(sentence.text, language):
            continue
        if (by := _named(sentence.text, language, desk)) is not None:
            owner = _named_team(sentence.text, language, desk.sheets) or desk.team
            yield True, None, Promised(sentence.text, owner, PERSON, by, place)


def _told(promise: Promise | None, typed: Promised, named: bool, other: Promised, desk: _Desk) -> bool:
    """Whether a promise that was found is one that is known: the same sentence, or the same thing by the same day.

    One of no kind is what the draft itself promises by that day: that says with what it is kept.
    """
    language = _language(other.what, desk.row)
    if promise is None and _likeness(typed.what, other.what) >= LIKE and other.by is None:
        return True
    if promise is None and other.source != PERSON and other.by is not None and typed.by is not None:
        return _last_day(typed.by, desk) == _last_day(other.by, desk)
    kind = promise.kind if promise else None
    alike = [one for one in promises(other.what, language) if one.kind == kind]
    if not named:
        return bool(alike) or _likeness(typed.what, other.what) >= LIKE
    if typed.by is None or other.by is None or _last_day(typed.by, desk) != _last_day(other.by, desk):
        return False
    return _likeness(typed.what, other.what) >= LIKE or (
        promise is not None
        and any(one.amount == promise.amount or None in (one.amount, promise.amount) for one in alike)
    )


def _last_day(by: datetime, desk: _Desk) -> date:
    return (by.astimezone(desk.now.tzinfo) - timedelta(seconds=1)).date()  # midnight ends the day before


def _named(text: str, language: Language, desk: _Desk) -> datetime | None:
    """The latest moment a sentence names: a day, a time of day or both, else so long from now."""
    stated = quantities(text, language)
    days = [day for one in stated if one.kind is Kind.DATE and (day := _day(str(one.value), desk.now.date()))]
    day = max(days, default=named_day(text, language, desk.now.date()))
    hours = max((str(one.value) for one in stated if one.kind is Kind.TIME), default=None)
    if day is None and hours is None:
        # Months and years tell how long something holds, not when a promise is due.
        spans = [one for one in stated if one.kind is Kind.DURATION and one.unit not in (Unit.MONTH, Unit.YEAR)]
        return max((_after(one, desk) for one in spans), default=None)
    moment = _at(day or desk.now.date(), hours or desk.sheets.brand.hours.end, desk.now)
    return moment + timedelta(days=1) if day is None and moment <= desk.now else moment


def _at(day: date, clock: str, now: datetime) -> datetime:
    hour, minute = (int(part) for part in clock.split(":"))
    return datetime.combine(day, time(), now.tzinfo) + timedelta(hours=hour, minutes=minute)


def _day(value: str, today: date) -> date | None:
    """A date as quantities have it; one without its year is the next there is, a whole month names no day."""
    parts = [int(part) for part in value.split("-") if part]
    if value.startswith("--"):
        year = today.year + ((parts[0], parts[1]) < (today.month, today.day))
        parts = [year, *parts]
    try:
        return date(*parts)
    except (TypeError, ValueError):
        return None


def _after(length: Quantity, desk: _Desk) -> datetime:
    """So long from now."""
    if isinstance(length.value, str):
        return desk.now
    count, unit = max(1, ceil(length.value)), Unit(str(length.unit))
    if unit in _DAYS:
        return desk.now + timedelta(days=count * _DAYS[unit])
    return desk.due(ServiceLevel.model_validate({"within": count, "unit": unit.value}))


def _times(text: str, language: Language, desk: _Desk) -> frozenset[object]:
    facts = {one.fact for one in quantities(text, language) if one.kind in _TIMES}
    return frozenset({*facts, named_day(text, language, desk.now.date())})


def _negated(text: str, language: Language) -> bool:
    return any(clause.negated for clause in clauses(text, language))


def _likeness(one: str, other: str) -> float:
    from rapidfuzz.fuzz import partial_ratio

    return partial_ratio(" ".join(one.split()), " ".join(other.split()))


def _named_team(text: str, language: Language, sheets: Knowledge) -> str | None:
    """The team of the brand that a sentence names, the longest name first."""
    folded = fold(text, language)
    names = {fold(names[language], language): team for team, names in sheets.brand.teams.items() if language in names}
    return next((names[name] for name in sorted(names, key=len, reverse=True) if name in folded), None)


def _team(proposal: str | None, row: CaseRow, sheets: Knowledge) -> str:
    """Who has the case: the unit it was handed to, else the team of what it is most likely about."""
    categories = (json.loads(proposal or "{}").get("triage") or {}).get("categories") or ()
    playbook = next((sheets.playbooks.get(Category(one["code"])) for one in categories), None)
    return row.unit or (playbook.team if playbook else CARE)


def _language(text: str, row: CaseRow) -> Language:
    return row.language or row.given_language or guess_language(text).language or Language.EN
