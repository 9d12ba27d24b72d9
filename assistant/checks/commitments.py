"""Every promise of a reply, and whether the person it goes out under may make it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from assistant.checks.grounding import ALIGNED, clauses, closest, evidence
from assistant.checks.reading import Said
from assistant.checks.review import Reviewed
from assistant.checks.senses import names, sense
from assistant.domain import Finding, Language, Market, Severity
from assistant.knowledge.brand import Grant
from assistant.languages.quantities import amounts

# A sense named so is a promise of this kind; the kinds are those of knowledge/authority.yaml, and refund, pick_up and
# date, which no role may promise out of its own: only what an entry, an approved text or the note says.
PREFIX = "promise_"
CURRENCY = {Market.TR: "TRY", Market.GR: "EUR"}


@dataclass(frozen=True, slots=True)
class Promise:
    """One thing a reply promises: its kind, the words, where they stand, and how much money, if it names any."""

    kind: str
    text: str
    span: tuple[int, int]
    sentence: Said
    amount: Decimal | None = None
    currency: str | None = None


def promises(text: str, language: Language) -> tuple[Promise, ...]:
    """Every promise in a text, in order: coupon, goodwill, refund, call_back, exchange, spare_parts, return_code, ...

    >>> [p.kind for p in promises("Size 200 TL kupon tanımlayacağım.", Language.TR)]
    ['coupon']
    """
    found = [
        _promise(name.removeprefix(PREFIX), text, span, sentence, language)
        for name in names(language)
        if name.startswith(PREFIX)
        for span, sentence in sense(name, text, language)
    ]
    return tuple(sorted(found, key=lambda promise: (promise.span, promise.kind)))


def commitments(reviewed: Reviewed) -> Iterator[Finding]:
    """A promise beyond the role's authority blocks, and so does one that nobody may make without a source."""
    for promise in promises(reviewed.text, reviewed.language):
        if not reviewed.authority or _granted(reviewed, promise):
            continue
        who = who_may(promise, reviewed.authority, reviewed.triage.market)
        if reviewed.role in who:
            continue
        code = "commitment.role" if who else "commitment.unsupported"
        values = {"text": promise.text, "kind": promise.kind, "role": who[0] if who else "", "yours": reviewed.role}
        yield reviewed.finding("commitment", Severity.BLOCK, code, promise.span, **values)


def who_may(promise: Promise, authority: Mapping[str, Grant], market: Market | None) -> tuple[str, ...]:
    """The roles that may make a promise, the lowest first: one that may, and every one above it in the sheet.

    Without a market the smaller of the limits of its currency counts; an amount of another currency fits no limit.
    """
    for place, (_, grant) in enumerate(authority.items()):
        if promise.kind in grant.may and _within(promise, grant, market):
            return tuple(authority)[place:]
    return ()


def _within(promise: Promise, grant: Grant, market: Market | None) -> bool:
    if promise.amount is None or not grant.up_to:
        return True
    limits = [
        Decimal(limit)
        for place, limit in grant.up_to.items()
        if CURRENCY[place] == promise.currency and market in (None, place)
    ]
    return bool(limits) and promise.amount <= min(limits)


def _granted(reviewed: Reviewed, promise: Promise) -> bool:
    """Whether a source says what is promised; the quantities in it are the matter of another check."""
    grounds = tuple(clause for clause in evidence(reviewed) if clause.source != "thread")
    start, end = (place - promise.sentence.start for place in promise.span)
    asked = [c for c in clauses(promise.sentence.text, reviewed.language) if c.start < end and start < c.end]
    if not grounds or not asked:
        return False
    found = closest(asked, grounds, reviewed.language)
    return any(match.score >= ALIGNED for match in found)


def _promise(kind: str, text: str, span: tuple[int, int], sentence: Said, language: Language) -> Promise:
    money = max(amounts(sentence.text, language), default=None)
    return Promise(
        kind,
        text[slice(*span)],
        span,
        sentence,
        money.value if money else None,
        str(money.currency) if money else None,
    )
