"""The nouns of the product: frozen data that every other part passes along.

One complaint travels through them in one direction: ``Complaint`` -> ``MaskedText`` -> ``Triage`` ->
``Passage`` -> ``Draft`` -> ``Finding`` -> ``Proposal`` -> ``Decision`` -> ``Reply`` -> ``Receipt``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
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


class Verb(StrEnum):
    """What a person decides."""

    APPROVE = "approve"
    SEND_BACK = "send_back"
    NO_REPLY = "no_reply"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a complaint, as the channel names them."""

    name: str | None = None
    handle: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the same conversation; ``sender`` is ``customer`` or ``brand``."""

    sender: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Complaint:
    """One customer message, taken in: text cleaned, channel known, ``public`` settled.

    ``note`` is the agent's own facts, a source for the draft. ``notices`` are codes of what intake
    had to change in the text (``nul_removed``, ``surrogate_replaced``).
    """

    id: str
    channel: str
    text: str
    public: bool
    received_at: datetime
    subject: str | None = None
    language: Language | None = None
    author: Author = Author()
    market: Market | None = None
    thread: tuple[Turn, ...] = ()
    note: str | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MaskedText:
    """Text in which personal data stands as placeholders; made by ``privacy.mask`` only.

    The only kind of customer text that a model, an embedding endpoint or an index receives.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as a code with values; ``wording.say`` turns it into a sentence in the reader's language."""

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Details:
    """What the customer said about their own case, each item taken from the message.

    ``products`` are keys of ``knowledge/products``; ``days_waited`` counts days; ``amounts`` and
    ``dates`` stand as written; ``earlier_contacts`` is how often they say they wrote or called;
    ``occasions`` are codes of what the fault spoilt (``birthday``, ``moving``).
    """

    products: tuple[str, ...] = ()
    order_numbers: tuple[str, ...] = ()
    days_waited: int | None = None
    amounts: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    earlier_contacts: int | None = None
    occasions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Triage:
    """What kind of complaint it is, how urgent, which risks, and how to answer.

    ``language`` is the language of the reply; ``written`` what the customer wrote in (``other`` for a
    language the product does not write) and ``script`` how (``ascii``, ``greeklish`` or ``native``).
    ``categories`` run from the likeliest down, scores 0-1. ``intensity`` 0-3, ``severity`` 1-5.
    ``priority`` is the sum of the points in ``terms``.
    """

    language: Language
    written: str
    script: str
    market: Market | None
    categories: tuple[tuple[Category, float], ...]
    emotion: Emotion
    intensity: int
    severity: int
    flags: tuple[Flag, ...]
    priority: int
    terms: tuple[tuple[Reason, int], ...]
    action: Action
    situation: Situation
    apology: int
    details: Details
    missing: tuple[str, ...] = ()
    why: tuple[Reason, ...] = ()

    @property
    def category(self) -> Category:
        """The likeliest category, ``other`` when there is none."""
        return self.categories[0][0] if self.categories else Category.OTHER


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the brand's knowledge found for a complaint.

    ``id`` as cited (``faq/tr/late-delivery``, ``tone/tr/repeat``); ``text`` the part that holds in the
    market; ``excerpt`` a line for the reviewer; ``quotable`` is false for agent-only entries.
    """

    id: str
    title: str
    text: str
    excerpt: str
    version: str
    score: float
    language: Language
    market: Market | None = None
    quotable: bool = True


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a draft with what it rests on; ``paragraph`` counts from 0 within its reply."""

    reply: Audience
    text: str
    kind: SentenceKind
    sources: tuple[str, ...] = ()
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Slot:
    """One fact still missing, asked for by name (``order_number``)."""

    name: str
    question: str


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise in a draft: what, by when, who owns it, and the line that allows it."""

    what: str
    by: datetime | None
    owner: str
    source: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What the model calls behind one draft cost; tokens as the provider counts, ``cost`` in US dollars."""

    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.input_tokens + other.input_tokens,
            self.cached_tokens + other.cached_tokens,
            self.output_tokens + other.output_tokens,
            self.cost + other.cost,
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply as sentences; ``drafting.layout`` joins them into the text a customer reads.

    ``model`` is ``composer`` or ``provider:model``; ``prompt`` and ``guideline`` name the versions used.
    ``fallback`` is the code of why the model's draft was not used, if it was asked for one; ``dropped`` is what its
    prompt had no room for.
    """

    sentences: tuple[Sentence, ...]
    subject: str | None = None
    slots: tuple[Slot, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    model: str = "composer"
    prompt: str | None = None
    guideline: str | None = None
    usage: Usage = Usage()
    fallback: str | None = None
    dropped: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """The hand-over card of a case that goes on by phone or in a store.

    ``owner`` is a team of the brand and ``by`` when the customer has to have heard; ``call``: a call is the better way.
    ``say`` is in the customer's language, ``ask`` what is still missing.
    """

    owner: str
    by: datetime | None
    call: bool
    say: tuple[Sentence, ...]
    ask: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """What goes with the replies of a draft; ``closing`` and ``win_back`` are for after the fix."""

    card: Card | None
    note: tuple[Reason, ...] = ()
    closing: tuple[Sentence, ...] = ()
    win_back: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a check found in a reply; ``span`` in code points of that reply's text.

    ``mend`` is what may safely stand in place of the span, where one click can put it right.
    """

    check: str
    severity: Severity
    reply: Audience
    reason: Reason
    span: tuple[int, int] | None = None
    mend: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft with all a reviewer needs to decide; ``public``/``private`` are the texts as they would be sent.

    ``rules`` are what of the tone guideline was found for the complaint and shown to the writer.
    """

    id: str
    language: Language
    status: Status
    action: Action
    reason: Reason
    triage: Triage
    draft: Draft
    public: str | None
    private: str | None
    sources: tuple[Passage, ...]
    findings: tuple[Finding, ...]
    elapsed_ms: int = 0
    rules: tuple[Passage, ...] = ()
    pack: Pack | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A signed-in person's decision on exactly these bytes (``text_hash`` is SHA-256 of the UTF-8 text)."""

    id: str
    complaint: str
    verb: Verb
    audience: Audience | None
    text: str | None
    text_hash: str | None
    reviewer: str
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An approved text on its way out; made by ``workflow.deliver`` only, from a ``Decision``."""

    id: str
    complaint: str
    channel: str
    audience: Audience
    recipient: str | None
    text: str
    message_id: str
    approved_by: str
    approved_at: datetime
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A channel's word that it took a reply."""

    reply: str
    message_id: str
    sent_at: datetime
