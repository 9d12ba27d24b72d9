"""Every number, date, amount and period in the reply stands in a source, the complaint or the agent's note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from assistant.checks.grounding import FEWEST_WORDS, clauses, closest, evidence
from assistant.checks.lexicon import places
from assistant.checks.review import Reviewed
from assistant.domain import Finding, Language, SentenceKind, Severity
from assistant.languages.quantities import Kind, Quantity, Unit
from assistant.languages.quantities import quantities as found_in

COMPARED = frozenset({Kind.MONEY, Kind.PERCENT, Kind.DURATION, Kind.DATE, Kind.TIME})
# Two clauses that differ in their number only are nearly the same words.
SAME_THING = 0.72
ON_OUR_WORD = frozenset({SentenceKind.SOURCE, SentenceKind.COMMITMENT})
# Letters and digits together, as vouchers, bookings and passwords are written; «A4» and «USB-C» are none.
SECRET_CODE = re.compile(r"(?=\S*\d)(?=\S*[^\W\d_])[\w-]{5,}")
# A day without its year that lies further back is likelier one to come.
MOST_LOOKED_BACK = timedelta(days=183)
Fact = tuple[Kind, Decimal | str, str]


def quantities(reviewed: Reviewed) -> Iterator[Finding]:
    """A quantity of no source blocks, however it is written: «14 gün», «on dört gün» and "14 days" are one fact.

    A bare number may stand for any quantity of the same value. What the customer says is a source for saying it back,
    not for what the brand states or promises: «your FAQ says 2 hours» makes it no fact. How many things there are, and
    a day gone by, nobody can promise: those may be repeated anywhere. A code nobody knows blocks too; telephones and
    accounts are the matter of the check of contacts.
    """
    sourced = _facts_of_all(tuple(_sources(reviewed)), reviewed.language)
    told = _told(reviewed)
    stated = _stated(reviewed)
    for quantity in found_in(reviewed.text, reviewed.language):
        span = (quantity.start, quantity.end)
        text = reviewed.text[slice(*span)]
        on_our_word = any(start <= quantity.start < end for start, end in stated)
        facts = sourced if on_our_word else sourced | told
        known = quantity.fact in facts or (
            quantity.kind is Kind.NUMBER and any(quantity.value == value for _, value, _ in facts)
        )
        known = known or (quantity.fact in told and (quantity.kind is Kind.NUMBER or _is_past(quantity, reviewed)))
        if quantity.kind is Kind.CODE:
            if not known and SECRET_CODE.fullmatch(text) and not any(text in ground for ground in _sources(reviewed)):
                yield reviewed.finding("facts", Severity.BLOCK, "number.unsourced", span, text=text)
            continue
        if known and quantity.fact in told and quantity.fact not in sourced:
            continue
        if not known or (quantity.kind is Kind.DURATION and _is_promised(quantity, reviewed)):
            code = "number.customers" if quantity.fact in told else "number.unsourced"
            yield reviewed.finding("facts", Severity.BLOCK, code, span, text=text)
        elif not _is_a_line(quantity, reviewed) and (wanted := _said_otherwise(quantity, reviewed)) is not None:
            yield reviewed.finding("facts", Severity.BLOCK, "number.differs", span, wanted, text=text, wanted=wanted)


def _stated(reviewed: Reviewed) -> list[tuple[int, int]]:
    """Where a draft's sentences say something on the brand's own word: facts of entries, and promises."""
    found = []
    for sentence in reviewed.sentences:
        at = reviewed.text.find(sentence.text)
        if sentence.kind in ON_OUR_WORD and "thread" not in sentence.sources and at >= 0:
            found.append((at, at + len(sentence.text)))
    return found


def _said_otherwise(quantity: Quantity, reviewed: Reviewed) -> str | None:
    """What the closest clause of the sources says instead, when it says the same of another quantity of this kind."""
    if quantity.kind not in COMPARED:
        return None
    mine = [c for c in clauses(reviewed.text, reviewed.language) if c.start <= quantity.start < c.end]
    known = tuple(clause for clause in evidence(reviewed) if clause.source not in ("thread", "text"))
    if not mine or not known or len(mine[0].text.split()) < FEWEST_WORDS:
        return None
    match = closest(mine, known, reviewed.language)[0]
    if match.score < SAME_THING:
        return None
    theirs = [q for q in found_in(match.clause.text, reviewed.language) if q.kind is quantity.kind]
    if not theirs or any(q.fact == quantity.fact for q in theirs) or len({q.fact for q in theirs}) > 1:
        return None
    return match.clause.text[theirs[0].start : theirs[0].end]


def _is_promised(quantity: Quantity, reviewed: Reviewed) -> bool:
    """Whether a time to write back by is no line of ours: an entry's periods are not for that."""
    mine = [c for c in clauses(reviewed.text, reviewed.language) if c.start <= quantity.start < c.end]
    if not mine or not places("write_back", reviewed.text[mine[0].start : mine[0].end], reviewed.language):
        return False
    return quantity.fact not in _facts_of_all(reviewed.grounds, reviewed.language)


def _is_a_line(quantity: Quantity, reviewed: Reviewed) -> bool:
    """Whether it is the time of the service line that a drafted promise cites: entries have times of their own."""
    lines = (s for s in reviewed.sentences if any(source.startswith("brand/sla/") for source in s.sources))
    places_of = ((reviewed.text.find(s.text), len(s.text)) for s in lines)
    cited = any(at >= 0 and at <= quantity.start < at + length for at, length in places_of)
    return cited and quantity.fact in _facts_of_all(reviewed.grounds, reviewed.language)


def _told(reviewed: Reviewed) -> frozenset[Fact]:
    """What the customer or the agent's note says stands, whatever an entry says of such cases."""
    complaint = reviewed.complaint
    mine = (complaint.text, complaint.subject or "", complaint.note or "", *(turn.text for turn in complaint.thread))
    told = _counted(reviewed).union(*(facts_of(text, reviewed.language) for text in mine))
    # «29. gün», "day nine", «20 iş günü dediniz, 27 oldu»: a number without its unit may be told with one.
    units = {Unit.DAY.value, *(unit for kind, _, unit in told if kind is Kind.DURATION)}
    return told | {(Kind.DURATION, value, unit) for kind, value, _ in told if kind is Kind.NUMBER for unit in units}


def _is_past(quantity: Quantity, reviewed: Reviewed) -> bool:
    """Whether it is a day before the message was written; one without its year is taken for the nearest."""
    if quantity.kind is not Kind.DATE or not isinstance(quantity.value, str):
        return False
    today = reviewed.complaint.received_at.date()
    day = _day(quantity.value, today)
    return day is not None and timedelta(0) < today - day < MOST_LOOKED_BACK


@lru_cache(maxsize=4096)  # entries and approved texts are the same for every reply
def facts_of(text: str, language: Language) -> frozenset[Fact]:
    found = {quantity.fact for quantity in found_in(text, language)}
    days = {(kind, "-" + str(value)[4:], unit) for kind, value, unit in found if _is_day(kind, value)}
    return frozenset(found | days)


@lru_cache(maxsize=256)
def _facts_of_all(texts: tuple[str, ...], language: Language) -> frozenset[Fact]:
    return frozenset[Fact]().union(*(facts_of(text, language) for text in texts))


def _is_day(kind: Kind, value: Decimal | str) -> bool:
    """A day with its year, which may be told without it (``2026-11-21`` as ``--11-21``)."""
    return kind is Kind.DATE and isinstance(value, str) and len(value) == len("2026-11-21")


def _counted(reviewed: Reviewed) -> frozenset[Fact]:
    """What can be counted from the message: days between a date in it and today, times the customer wrote before."""
    details, complaint = reviewed.triage.details, reviewed.complaint
    today = complaint.received_at.date()
    days = {details.days_waited or 0}
    for _, value, _ in facts_of("\n".join(filter(None, (complaint.subject, complaint.text))), reviewed.language):
        if isinstance(value, str) and (day := _day(value, today)) is not None:
            days |= {(today - day).days, (today - day).days + 1}
    weeks = {count for number in days for count in (number // 7, -(-number // 7))}  # people round both ways
    counted = [f"{number} days" for number in days if number > 0] + [
        f"{number} weeks" for number in weeks if number > 0
    ]
    return facts_of(", ".join(sorted(counted)) + f", {details.earlier_contacts or 0}", Language.EN)


def _day(value: str, today: date) -> date | None:
    """The day a date of a message means, the last one before today where it has no year."""
    try:
        day = date.fromisoformat(f"{today.year}{value[1:]}" if value.startswith("--") else value)
    except ValueError:
        return None
    return day.replace(year=day.year - 1) if day > today and value.startswith("--") else day


def _sources(reviewed: Reviewed) -> Iterator[str]:
    """What the brand may say of itself: quotable entries, its service levels and approved texts, the agent's note."""
    if reviewed.complaint.note:
        yield reviewed.complaint.note
    yield from (passage.text for passage in reviewed.passages if passage.quotable)
    yield from reviewed.grounds
