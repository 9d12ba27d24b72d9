"""Which risks a complaint carries, each with the words or the fact that raised it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.domain import Category, Complaint, Flag, Reason
from assistant.triage.categories import SAFETY_QUESTION
from assistant.triage.history import History
from assistant.triage.knowledge import TriageKnowledge
from assistant.triage.lexicon import Found

# The gravest first: the first one names the approved text and the person who is called.
GRAVITY = (
    Flag.SELF_HARM,
    Flag.VIOLENCE_THREAT,
    Flag.HEALTH_SAFETY,
    Flag.MINORS,
    Flag.DATA_BREACH,
    Flag.DISCRIMINATION,
    Flag.LEGAL_THREAT,
    Flag.PRESS_INFLUENCER,
    Flag.FRAUD,
    Flag.REGULATOR_NAMED,
    Flag.PII_PUBLIC,
    Flag.EMPLOYEE_NAMED,
    Flag.VULNERABLE,
    Flag.COMPETITOR_OR_COORDINATED,
    Flag.INJECTION,
    Flag.REPEAT,
)
# Any one of these forces a person: no ordinary reply is drafted.
ESCALATING = frozenset(
    {
        Flag.LEGAL_THREAT,
        Flag.HEALTH_SAFETY,
        Flag.SELF_HARM,
        Flag.MINORS,
        Flag.DISCRIMINATION,
        Flag.DATA_BREACH,
        Flag.PRESS_INFLUENCER,
        Flag.VIOLENCE_THREAT,
    }
)
# «You were so kind to my old mother» needs no care; who sells followers is no influencer.
NO_RISK_IN: Mapping[Category, frozenset[Flag]] = {
    Category.PRAISE: frozenset({Flag.VULNERABLE, Flag.REPEAT}),
    Category.SPAM: frozenset(Flag) - {Flag.INJECTION, Flag.FRAUD},
    Category.OFF_TOPIC: frozenset({Flag.REPEAT, Flag.VULNERABLE, Flag.EMPLOYEE_NAMED}),
}
COORDINATED = 3  # identical texts within an hour
THOUSANDS = frozenset({"bin", "k", "χιλιάδες", "χιλ", "thousand", "xiliades", "milyon", "million", "εκατομμύρια"})


@dataclass(frozen=True, slots=True)
class Flagged:
    """The flags, the gravest first, with reasons; ``harm`` tells an injury or a fire from a question about safety."""

    flags: tuple[Flag, ...]
    reasons: tuple[Reason, ...]
    harm: bool = False


def flag(
    found: Found,
    complaint: Complaint,
    knowledge: TriageKnowledge,
    history: History,
    categories: Sequence[Category],
    likened: Iterable[tuple[Flag, Reason]] = (),
    orders: Sequence[str] = (),
) -> Flagged:
    """The flags of a complaint; ``categories`` are those it was given, ``likened`` risks known from examples only.

    ``orders`` are the order numbers it names.
    """
    history = replace(history, earlier=tuple(earlier for earlier in history.earlier if earlier.may_be(orders)))
    reasons: dict[Flag, Reason] = {}
    for raised, reason in (*_raised(found, complaint, knowledge, history, categories), *likened):
        asked_only = raised is Flag.MINORS and _asks_about_safety(found)
        if not asked_only and not any(raised in NO_RISK_IN.get(code, ()) for code in categories):
            reasons.setdefault(raised, reason)
    ordered = tuple(item for item in GRAVITY if item in reasons)
    harm = harmed(found)
    return Flagged(ordered, tuple(reasons[item] for item in ordered), harm)


def harmed(found: Found) -> bool:
    """Whether somebody was hurt or nearly so; what stands in a question («could she swallow it?») has not happened.

    Nothing else beside it takes harm back: somebody hurt may ask about a purchase in the same message.
    """
    reading = found.reading
    return any(reading.sentences[min(hit.tokens)] not in reading.asked for hit in found.of("flags", Flag.HEALTH_SAFETY))


def _raised(
    found: Found, complaint: Complaint, knowledge: TriageKnowledge, history: History, categories: Sequence[Category]
) -> Iterator[tuple[Flag, Reason]]:
    for code in found.codes("flags"):
        raised = Flag.HEALTH_SAFETY if code == SAFETY_QUESTION else Flag(code)
        if raised is not Flag.PII_PUBLIC or complaint.public:
            yield raised, Reason("flag.said", {"flag": raised, "said": found.quote("flags", code)})
    if Category.UNAUTHORISED_TX in categories:
        yield Flag.FRAUD, Reason("flag.category", {"flag": Flag.FRAUD, "category": Category.UNAUTHORISED_TX})
    yield from _personal_data(found, complaint)
    yield from _readers(found, knowledge)
    yield from _known(complaint, history, categories)


def _asks_about_safety(found: Found) -> bool:
    """Whether nothing has happened: the safety of a child is asked about, which is a risk of its own."""
    return not harmed(found) and bool(found.of("flags", Flag.HEALTH_SAFETY) or found.of("flags", SAFETY_QUESTION))


def _personal_data(found: Found, complaint: Complaint) -> Iterator[tuple[Flag, Reason]]:
    """Masked data in a post everybody can read; a bare name is none, many sign with it."""
    kinds = [word.strip("⟨⟩") for word in found.reading.words if word.startswith("⟨")]
    exposed = [kind for kind in kinds if kind not in {"name", "link", "plate"}]
    if complaint.public and exposed:
        yield Flag.PII_PUBLIC, Reason("flag.pii", {"kind": exposed[0], "count": len(exposed)})


def _readers(found: Found, knowledge: TriageKnowledge) -> Iterator[tuple[Flag, Reason]]:
    for hit in found.of("cues", "followers"):
        first, last = min(hit.tokens), max(hit.tokens)
        words = [word.lower() for word in found.reading.words[max(0, first - 1) : last + 2]]
        count = max((_count(word) for word in words), default=0)
        if count < knowledge.followers and THOUSANDS & set(words):
            count *= 1000
        if count >= knowledge.followers:
            yield Flag.PRESS_INFLUENCER, Reason("flag.followers", {"count": count, "threshold": knowledge.followers})


def _count(word: str) -> int:
    """A number of readers as typed: 12.500, 12,5k."""
    shortened = word.endswith("k") and word[:-1].replace(".", "").replace(",", "").isdigit()
    digits = word.removesuffix("k").replace(".", "").replace(",", "")
    if not digits.isdigit() or len(digits) > 9:
        return 0
    return int(digits) * (1000 if shortened else 1)


def _known(complaint: Complaint, history: History, categories: Sequence[Category]) -> Iterator[tuple[Flag, Reason]]:
    """What the thread and the customer's earlier complaints show, whatever the words."""
    said_before = sum(1 for turn in complaint.thread if turn.sender == "customer")
    answered = history.brand_replied or any(turn.sender == "brand" for turn in complaint.thread)
    if said_before and answered and said_before > 1:
        yield Flag.REPEAT, Reason("flag.thread", {"count": said_before})
    about = [earlier for earlier in history.earlier if set(earlier.categories) & set(categories)]
    if about:
        yield Flag.REPEAT, Reason("flag.history", {"count": len(about)})
    if history.identical_last_hour >= COORDINATED:
        yield Flag.COMPETITOR_OR_COORDINATED, Reason("flag.identical", {"count": history.identical_last_hour})


def severity_floor(flags: Sequence[Flag], *, harm: bool) -> int:
    """The least severity the flags allow."""
    floors: Mapping[Flag, int] = {
        Flag.SELF_HARM: 5,
        Flag.VIOLENCE_THREAT: 5,
        Flag.HEALTH_SAFETY: 5 if harm else 3,
        Flag.MINORS: 5 if harm else 4,
        Flag.DATA_BREACH: 5,
        Flag.DISCRIMINATION: 4,
        Flag.LEGAL_THREAT: 4,
        Flag.PRESS_INFLUENCER: 4,
        Flag.FRAUD: 4,
        Flag.REGULATOR_NAMED: 4,
        Flag.PII_PUBLIC: 3,
        Flag.VULNERABLE: 3,
    }
    return max((floors.get(item, 1) for item in flags), default=1)
