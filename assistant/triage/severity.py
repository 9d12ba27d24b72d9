"""How bad a complaint is in itself, 1 (low) to 5 (critical): the taxonomy's default, raised by risks and repetition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.domain import Category, Flag, Reason
from assistant.triage.flags import Flagged, severity_floor

LOWEST, REPEATED_AT_MOST, HIGHEST = 1, 4, 5
# Defaults of the taxonomy (domain, section 2); of a range the lower, which emotion and flags raise.
BY_CATEGORY: Mapping[Category, int] = {
    Category.DELIVERY_LATE: 3,
    Category.DELIVERY_FAILED: 2,
    Category.NOT_DELIVERED_LOST: 4,
    Category.WRONG_ITEM: 2,
    Category.MISSING_PARTS: 2,
    Category.DAMAGED_ON_ARRIVAL: 3,
    Category.DEFECTIVE_PRODUCT: 3,
    Category.WARRANTY_REPAIR: 3,
    Category.RETURN_REFUSED: 4,
    Category.REFUND_DELAY: 3,
    Category.BILLING: 4,
    Category.PRICE_PROMO: 2,
    Category.ORDER_CANCELLED: 3,
    Category.STAFF_BEHAVIOUR: 3,
    Category.STORE_EXPERIENCE: 2,
    Category.ASSEMBLY_INSTALLATION: 3,
    Category.CONTACT_UNREACHABLE: 3,
    Category.ACCOUNT_ACCESS: 2,
    Category.APP_BUG: 2,
    Category.LOYALTY_GIFTCARD: 2,
    Category.INVOICE_DOCS: 2,
    Category.CONTRACT_CANCELLATION: 3,
    Category.SERVICE_OUTAGE: 3,
    Category.CARD_ACCOUNT_BLOCK: 4,
    Category.UNAUTHORISED_TX: 5,
    Category.CREDIT_FEES_LIMITS: 3,
    Category.TRAVEL_BOOKING: 3,
    Category.DATA_PRIVACY: 3,
    Category.PRODUCT_CONTENT: 2,
    Category.OTHER: 2,
}


def severity(categories: Sequence[Category], flagged: Flagged) -> tuple[int, Reason]:
    """The severity, and whether the category, a flag or the repetition decided it."""
    worst = max(categories, key=lambda code: BY_CATEGORY.get(code, LOWEST), default=Category.OTHER)
    value = BY_CATEGORY.get(worst, LOWEST)
    reason = Reason("severity.category", {"category": worst, "severity": value})
    if Flag.REPEAT in flagged.flags and LOWEST < value < REPEATED_AT_MOST:
        value += 1
        reason = Reason("severity.repeat", {"severity": value})
    floor = severity_floor(flagged.flags, harm=flagged.harm)
    if floor > value:
        return floor, Reason("severity.flag", {"flag": flagged.flags[0], "severity": floor})
    return min(value, HIGHEST), reason
