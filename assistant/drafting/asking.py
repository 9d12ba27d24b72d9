"""Whether there is nothing to ask for: the message holds it, or there is no such thing yet."""

from __future__ import annotations

import re

from assistant.domain import Category, Situation
from assistant.drafting.belief import category
from assistant.drafting.case import Case
from assistant.drafting.days import stated
from assistant.drafting.events import kinds_of
from assistant.drafting.relevance import features
from assistant.drafting.things import store
from assistant.drafting.told import message, scenes
from assistant.languages.quantities import Kind

FAULTS = frozenset({Category.DEFECTIVE_PRODUCT, Category.WARRANTY_REPAIR})
NUMBERED = re.compile(r"\b(?:[A-Z]{2,4}-)?\d{5,12}\b")  # a number under which somebody is known to us
DAY_OF_MONTH = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}\s+του\b|\b(?:στις|ayın)\s+\d{1,2}\b", re.IGNORECASE)
COUPON = re.compile(r"\b(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z\d]{4,12}\b")  # capitals and digits in one word: NOEM10
ORDER, PHOTO = "@order", "photo"
BY_PHONE = frozenset({"whatsapp", "sms"})  # the message came from the number
CALL, CALL_FIRST = "wants_call", "q_call_first"  # scenes


def given(slot: str, case: Case) -> bool:
    """Whether a slot needs no asking for, beyond what triage found filled."""
    if any(name == slot for name, _ in case.complaint.known):
        return True
    if slot == PHOTO:
        return _shown(case)
    if slot == "fault":
        return _told_of(case, FAULTS)
    if slot == "missing_part":
        return _told_of(case, frozenset({Category.MISSING_PARTS}))
    if slot == "charge_date":
        return bool(DAY_OF_MONTH.search(message(case))) or any(q.kind in {Kind.DATE, Kind.TIME} for q in stated(case))
    if slot == "order_number":
        shopping = category(case) is Category.PRICE_PROMO and ORDER not in case.asked.weights
        return shopping or bool(case.order_numbers) or _numbered(case)
    if slot == "service_code":
        return bool(case.order_numbers) or _numbered(case)  # either number finds the repair
    if slot == "store":
        return store(case) is not None
    if slot == "coupon_code":
        return bool(COUPON.search(message(case)))
    if slot == "account_mail":
        return case.complaint.channel == "email"
    if slot == "phone":
        return case.complaint.channel in BY_PHONE or "⟦PHONE" in case.masked.text
    return False


def requested(case: Case) -> bool:
    """Whether all that is asked is that something be done with an order: another day, another attempt.

    An agent's note on it goes before, and beside a second question the entries have their say.
    """
    asking = case.triage.situation is Situation.QUESTION and not case.complaint.note and len(case.sought) < 2
    return asking and not scenes(case).isdisjoint(case.knowledge.circumstances.requests)


def wants_call(case: Case) -> bool:
    """Whether the customer asks to be called, and not only before somebody comes."""
    return CALL in scenes(case) and CALL_FIRST not in scenes(case)


def _shown(case: Case) -> bool:
    """Whether the message speaks of pictures, or of nothing that could be seen in one."""
    spoken = features(case.phrases.slots[PHOTO].label, case.language)
    told, known = scenes(case), case.knowledge.circumstances
    unseen = bool(told & known.not_to_be_seen) or category(case) is Category.ASSEMBLY_INSTALLATION
    return not spoken.isdisjoint(case.asked.weights) or (unseen and not told & known.spoilt)


def _told_of(case: Case, kinds: frozenset[Category]) -> bool:
    return any(not kinds.isdisjoint(found) for found in kinds_of(case).values())


def _numbered(case: Case) -> bool:
    """Whether a long number stands in the message that is no quantity of anything: a bare number may be an order's."""
    spans = [(q.start, q.end) for q in stated(case) if q.kind not in {Kind.NUMBER, Kind.CODE}]
    return any(
        not any(start < found.end() and found.start() < end for start, end in spans)
        for found in NUMBERED.finditer(message(case))
    )
