"""Which further problems of a message a reply owes an answer, or an owner and a time, beside the first."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.domain import Category, Flag
from assistant.drafting.belief import FOUNDED, PARTICULAR, category, problems
from assistant.drafting.case import Case
from assistant.drafting.choosing import ONE_MATTER, evident
from assistant.drafting.events import happened, kinds_of
from assistant.drafting.told import message, scenes
from assistant.drafting.words import says
from assistant.triage.categories import NOT_PROBLEMS

MOST_FURTHER = 2
SEVERAL = "several"  # words of the brand's under ``reads`` by which a customer announces more than one thing
# Nothing is left to do about these: a delivery that came late has come, and silence is answered by answering.
OVER = frozenset({Category.DELIVERY_LATE, Category.CONTACT_UNREACHABLE})
# Beside these nothing else can be what is late, so that a delivery is.
NO_GOODS = frozenset(
    {Category.INVOICE_DOCS, Category.BILLING, Category.ACCOUNT_ACCESS, Category.APP_BUG, Category.LOYALTY_GIFTCARD}
)
ONE_THING = (
    ONE_MATTER,
    frozenset({Category.DELIVERY_LATE, Category.DELIVERY_FAILED, Category.NOT_DELIVERED_LOST}),
    frozenset({Category.APP_BUG, Category.SERVICE_OUTAGE, Category.ACCOUNT_ACCESS}),
    frozenset({Category.REFUND_DELAY, Category.CREDIT_FEES_LIMITS, Category.RETURN_REFUSED}),
    frozenset({Category.STAFF_BEHAVIOUR, Category.STORE_EXPERIENCE}),
    frozenset({Category.BILLING, Category.UNAUTHORISED_TX}),
)  # seen from two sides, one thing with one owner


def further(case: Case) -> tuple[Category, ...]:
    """The problems a message tells beside the first, the likeliest first; none where somebody may be cheated.

    Told is what triage names and the customer's words or what was found for them bear out, or what stands behind not
    being able to reach us; ``other`` where the customer announces two things and only one was understood.
    """
    return case.once("further problems", lambda: tuple(dict.fromkeys(_further(case)))[:MOST_FURTHER])


def _further(case: Case) -> Iterator[Category]:
    first = category(case)
    if first in NOT_PROBLEMS or Flag.FRAUD in case.triage.flags:
        return
    if first is Category.CONTACT_UNREACHABLE:
        behind = [kinds - {first} for kinds in happened(case).values()]
        yield from (code for kinds in behind if len(kinds) == 1 for code in kinds if _apart(code, first))
    apart = [kinds for kinds in kinds_of(case).values() if len(kinds) <= PARTICULAR and first not in kinds]
    borne_out = frozenset[Category]().union(_own_kinds(case), *apart)
    beside = [
        code
        for code, score in problems(case)[1:]
        if (_apart(code, first) and (code in borne_out or evident(case, code, score)))
        or (code is Category.DELIVERY_LATE and first in NO_GOODS and (code in borne_out or score >= FOUNDED))
    ]
    yield from beside
    alone = not any(code not in OVER for code, _ in problems(case)[1:])
    if alone and says(message(case), SEVERAL, {case.language: case.phrases}):
        yield Category.OTHER


def _own_kinds(case: Case) -> frozenset[Category]:
    """The kind that each thing told is of in the first place: the one a sentence that says it back names first."""
    here = scenes(case)
    return frozenset(
        phrase.categories[0]
        for phrase in case.knowledge.listed(case.language, "restate").possible(here)
        if phrase.categories and len(phrase.scenes) == 1 and phrase.scenes[0] in here
    )


def _apart(code: Category, first: Category) -> bool:
    """Whether a problem is another matter than the first, and still open."""
    alone = not any({code, first} <= group for group in ONE_THING)
    return code is not first and alone and code not in OVER and code not in NOT_PROBLEMS
