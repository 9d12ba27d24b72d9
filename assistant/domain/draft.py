"""What is proposed: a draft sentence by sentence, its sources, what goes with it, and what checks found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.codes import Action, Audience, Language, Market, SentenceKind, Severity, SlotType, Status
from assistant.domain.complaint import Reason, Triage


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
    """One fact still missing, asked for by name (``order_number``); ``choices`` are the codes a choice is made from."""

    name: str
    question: str
    type: SlotType = SlotType.TEXT
    choices: tuple[str, ...] = ()


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
class Ask:
    """What a draft needs of a colleague: the unit that should know (a key of the brand's teams), and the question."""

    unit: str
    question: Reason


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft with all a reviewer needs to decide; ``public``/``private`` are the texts as they would be sent.

    ``rules`` are what of the tone guideline was found for the complaint and shown to the writer. ``reading`` is what a
    model read in the message, in the form it answered in; ``None`` where the rules alone did.
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
    ask: Ask | None = None
    reading: Mapping[str, object] | None = None
