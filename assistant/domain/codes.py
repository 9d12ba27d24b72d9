"""The closed lists of the product: each code is a word of the contract, stored and exported as it stands."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """A language the product writes (ISO 639-1)."""

    TR = "tr"
    EL = "el"
    EN = "en"


class Market(StrEnum):
    """Where the customer bought; facts differ by market, never by language."""

    TR = "tr"
    GR = "gr"


class Audience(StrEnum):
    """Who can read a reply."""

    PUBLIC = "public"
    PRIVATE = "private"


class Action(StrEnum):
    """How a complaint is answered."""

    REPLY_PUBLIC = "reply_public"
    REPLY_PRIVATE = "reply_private"
    REPLY_BOTH = "reply_both"
    NO_REPLY = "no_reply"
    ESCALATE = "escalate"


class Status(StrEnum):
    """What a proposal needs before it can be sent."""

    SEND_READY = "send_ready"
    NEEDS_FILL = "needs_fill"
    ASK_COLLEAGUE = "ask_colleague"
    NO_REPLY = "no_reply"


class Category(StrEnum):
    """What a complaint is about; codes of the taxonomy."""

    DELIVERY_LATE = "delivery_late"
    DELIVERY_FAILED = "delivery_failed"
    NOT_DELIVERED_LOST = "not_delivered_lost"
    WRONG_ITEM = "wrong_item"
    MISSING_PARTS = "missing_parts"
    DAMAGED_ON_ARRIVAL = "damaged_on_arrival"
    DEFECTIVE_PRODUCT = "defective_product"
    WARRANTY_REPAIR = "warranty_repair"
    RETURN_REFUSED = "return_refused"
    REFUND_DELAY = "refund_delay"
    BILLING = "billing"
    PRICE_PROMO = "price_promo"
    ORDER_CANCELLED = "order_cancelled"
    STAFF_BEHAVIOUR = "staff_behaviour"
    STORE_EXPERIENCE = "store_experience"
    ASSEMBLY_INSTALLATION = "assembly_installation"
    CONTACT_UNREACHABLE = "contact_unreachable"
    ACCOUNT_ACCESS = "account_access"
    APP_BUG = "app_bug"
    LOYALTY_GIFTCARD = "loyalty_giftcard"
    INVOICE_DOCS = "invoice_docs"
    CONTRACT_CANCELLATION = "contract_cancellation"
    SERVICE_OUTAGE = "service_outage"
    CARD_ACCOUNT_BLOCK = "card_account_block"
    UNAUTHORISED_TX = "unauthorised_tx"
    CREDIT_FEES_LIMITS = "credit_fees_limits"
    TRAVEL_BOOKING = "travel_booking"
    DATA_PRIVACY = "data_privacy"
    PRODUCT_CONTENT = "product_content"
    PRAISE = "praise"
    QUESTION = "question"
    SPAM = "spam"
    TROLL = "troll"
    OFF_TOPIC = "off_topic"
    OTHER = "other"


class Flag(StrEnum):
    """A risk that needs a named person, whatever the category."""

    LEGAL_THREAT = "legal_threat"
    HEALTH_SAFETY = "health_safety"
    SELF_HARM = "self_harm"
    MINORS = "minors"
    DISCRIMINATION = "discrimination"
    DATA_BREACH = "data_breach"
    FRAUD = "fraud"
    PRESS_INFLUENCER = "press_influencer"
    VIOLENCE_THREAT = "violence_threat"
    VULNERABLE = "vulnerable"
    REPEAT = "repeat"
    PII_PUBLIC = "pii_public"
    EMPLOYEE_NAMED = "employee_named"
    REGULATOR_NAMED = "regulator_named"
    INJECTION = "injection"
    COMPETITOR_OR_COORDINATED = "competitor_or_coordinated"


class Emotion(StrEnum):
    """The strongest feeling in a complaint."""

    NONE = "none"
    DISAPPOINTMENT = "disappointment"
    WORRY = "worry"
    FRUSTRATION = "frustration"
    ANGER = "anger"
    DISTRESS = "distress"
    GRATITUDE = "gratitude"


class Situation(StrEnum):
    """Which order of moves a reply follows (domain: reply anatomy by situation)."""

    ANSWER = "answer"  # a failure that an entry answers
    LOOKUP = "lookup"  # a failure that must be looked up
    REFUSAL = "refusal"  # policy says no
    REPEAT = "repeat"  # written before, or left unanswered
    QUESTION = "question"
    PRAISE = "praise"
    SAFETY = "safety"
    INCIDENT = "incident"  # one fault, many customers
    HOLDING = "holding"  # a flag allows the approved holding text only
    SILENCE = "silence"  # spam, trolls, off-topic


class SentenceKind(StrEnum):
    """What a sentence of a reply rests on."""

    SOURCE = "source"
    THREAD = "thread"
    AGENT = "agent"
    COURTESY = "courtesy"
    QUESTION = "question"
    COMMITMENT = "commitment"
    UNSUPPORTED = "unsupported"


class Severity(StrEnum):
    """What a finding means for approval."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


class SlotType(StrEnum):
    """What kind of value a missing fact has: how a form asks for it, and what it refuses."""

    TEXT = "text"
    ORDER_NUMBER = "order_number"
    DATE = "date"
    MONEY = "money"
    PHONE = "phone"
    PHOTO = "photo"  # a link to it, or the name of its file
    CHOICE = "choice"


class Verb(StrEnum):
    """What a person decides."""

    APPROVE = "approve"
    SEND_BACK = "send_back"
    NO_REPLY = "no_reply"
    ESCALATE = "escalate"
