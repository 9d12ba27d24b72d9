"""Every number, date, amount and period in the reply stands in a source, the complaint or the agent's note."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from assistant.checks.review import Reviewed
from assistant.domain import Finding, Language, Severity
from assistant.languages.quantities import Kind
from assistant.languages.quantities import quantities as found_in

Fact = tuple[Kind, Decimal | str, str]


def quantities(reviewed: Reviewed) -> Iterator[Finding]:
    """A quantity of no source blocks, however it is written: «14 gün», «on dört gün» and "14 days" are one fact.

    A bare number may stand for any quantity of the same value; codes (order numbers, telephones) are the matter of the
    checks of contacts and personal data.
    """
    facts = _counted(reviewed).union(*(_facts(text, reviewed.language) for text in _grounds(reviewed)))
    values = {value for _, value, _ in facts}
    for quantity in found_in(reviewed.text, reviewed.language):
        if quantity.kind is Kind.CODE or quantity.fact in facts:
            continue
        if quantity.kind is Kind.NUMBER and quantity.value in values:
            continue
        span = (quantity.start, quantity.end)
        yield reviewed.finding("facts", Severity.BLOCK, "number.unsourced", span, text=reviewed.text[slice(*span)])


@lru_cache(maxsize=4096)  # entries and approved texts are the same for every reply
def _facts(text: str, language: Language) -> frozenset[Fact]:
    return frozenset(quantity.fact for quantity in found_in(text, language))


def _counted(reviewed: Reviewed) -> frozenset[Fact]:
    """What triage counted from the message: days between a date and today, times the customer wrote before."""
    details = reviewed.triage.details
    counted = f"{details.days_waited or 0} days, {details.earlier_contacts or 0}"
    return _facts(counted, Language.EN)


def _grounds(reviewed: Reviewed) -> Iterator[str]:
    complaint = reviewed.complaint
    yield from (complaint.text, complaint.subject or "", complaint.note or "")
    yield from (turn.text for turn in complaint.thread)
    yield from (passage.text for passage in reviewed.passages if passage.quotable)
    yield from reviewed.grounds
