"""Telling a question from a complaint by what the customer told: who has only asked is answered, and not regretted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from assistant.domain import Action, Category, Emotion, Flag, Reason, Situation
from assistant.drafting.belief import BELIEVED, FOUNDED, PARTICULAR
from assistant.drafting.case import Case
from assistant.drafting.days import days_named
from assistant.drafting.events import happened, kinds_of
from assistant.drafting.retelling import CLEARLY, tellings
from assistant.drafting.told import scenes, supposes
from assistant.drafting.turned import ASKS
from assistant.triage.judging import A_CALL
from assistant.triage.language import OTHER
from assistant.triage.thanks import ALL_STARS

COMPLAINTS = frozenset({Situation.ANSWER, Situation.LOOKUP, Situation.REFUSAL, Situation.REPEAT})
CALM = 1  # the intensity up to which somebody may be merely asking
HARMLESS_FLAGS = frozenset({Flag.INJECTION, Flag.VULNERABLE})
# Of these kinds people ask without anything having gone wrong; of the others only where the kind is hardly believed.
ASKABLE = frozenset(
    {Category.RETURN_REFUSED, Category.ORDER_CANCELLED, Category.PRICE_PROMO, Category.INVOICE_DOCS,
     Category.LOYALTY_GIFTCARD, Category.WARRANTY_REPAIR, Category.PRODUCT_CONTENT, Category.STORE_EXPERIENCE,
     Category.DATA_PRIVACY, Category.CREDIT_FEES_LIMITS, Category.CONTRACT_CANCELLATION, Category.REFUND_DELAY,
     Category.ASSEMBLY_INSTALLATION, Category.OTHER}
)  # fmt: skip
WAITS = frozenset({Category.DELIVERY_LATE, Category.DELIVERY_FAILED, Category.NOT_DELIVERED_LOST})
MET = frozenset({Category.STAFF_BEHAVIOUR, Category.STORE_EXPERIENCE})  # what people are thanked for as well
# What goods can have: told in a question it is what the question is about.
GOODS = frozenset({Category.DEFECTIVE_PRODUCT, Category.MISSING_PARTS})
SEVERAL = 2  # things somebody is thanked for, before a message is taken for thanks
OWN_CASE = frozenset({"place", "why"})  # where it is and why it happened is asked by somebody with a grievance
SINCE = frozenset({"ordered", "sent_back", "handed_in", "arrived", "promised"})  # days from which on people wait
AWAITED = WAITS | {Category.REFUND_DELAY, Category.WARRANTY_REPAIR, Category.ASSEMBLY_INSTALLATION}


def settled(case: Case) -> Case:
    """The case as it is to be answered: as a question where nothing is told but what is asked.

    Thanks beside which something is told outright that went wrong are a complaint as well. And no mere question
    where something is told to be broken («it is very loud, can you send somebody?»). A message in a language that
    is not read is regretted by nobody, since nobody knows yet what happened.
    """
    triage = case.triage
    if case.complaint.note or case.reading is not None:
        return case
    if triage.situation is Situation.QUESTION and (kind := _fault_told(case) or _told_outright(case)):
        return _as_fault(case, kind)
    if triage.situation is Situation.PRAISE and (kind := _told_outright(case, last=True)):
        return _as_fault(case, kind)
    if triage.situation not in COMPLAINTS:
        return case
    if triage.written == OTHER:
        return replace(case, triage=replace(triage, apology=0))
    if _says_nothing(case):
        return _as(case, Category.OTHER, Situation.QUESTION, Emotion.NONE)
    if only_asks(case):
        return _as(case, Category.QUESTION, Situation.QUESTION, Emotion.NONE)
    if only_thanks(case):
        return _as(case, Category.PRAISE, Situation.PRAISE, Emotion.GRATITUDE)
    return case


def _fault_told(case: Case) -> Category | None:
    """The kind of what a question tells that went wrong with goods, by what was told of them."""
    code, score = case.triage.categories[0]
    if set(case.triage.flags) - {Flag.VULNERABLE} or code is not Category.QUESTION or score >= FOUNDED:
        return None
    if any(scene.startswith(ASKS) for scene in scenes(case)):
        return None  # what is asked is heard for certain, and a fault beside it only may be
    told = [kinds for scene, kinds in happened(case).items() if scene in _faults(case) and len(kinds) <= PARTICULAR]
    counted = Counter(kind for kinds in told for kind in kinds & GOODS)
    return max(counted, key=lambda kind: counted[kind]) if counted else None


def _told_outright(case: Case, *, last: bool = False) -> Category | None:
    """The kind of what went wrong, where somebody who thanks or asks says so in a clause of its own («no invoice»).

    Only in the ``last`` sentence for somebody who thanks: what they tell before was put right.
    """
    if set(case.triage.flags) - {Flag.VULNERABLE} or (last and ALL_STARS.search(case.complaint.text)):
        return None
    told = {scene: kinds for scene, kinds in happened(case).items() if scene in _faults(case)}
    open_ones = (one for one in tellings(case) if one.last or not last)
    clauses = [one for one in open_ones if any(one.kind in told[scene] for scene in one.scenes & told.keys())]
    found = max(clauses, key=lambda one: one.weights[one.kind], default=None)
    return found.kind if found and found.weights[found.kind] >= CLEARLY else None


def _as_fault(case: Case, kind: Category) -> Case:
    """The case as a complaint of that kind: regretted, with what the kind needs and its owner."""
    triage, playbook = case.triage, case.knowledge.playbooks[kind]
    beside = tuple(pair for pair in triage.categories if pair[0] not in {kind, Category.QUESTION})
    kept = tuple(reason for reason in triage.why if not reason.code.startswith("apology."))
    return replace(
        case,
        triage=replace(
            triage,
            categories=((kind, BELIEVED), *beside),
            situation=Situation.LOOKUP if playbook.lookup else Situation.ANSWER,
            apology=1,
            missing=playbook.needs,
            why=(*kept, Reason("apology.regret")),
        ),
    )


def _as(case: Case, kind: Category, situation: Situation, emotion: Emotion) -> Case:
    """The case as one of another kind, in which nothing went wrong."""
    triage = case.triage
    public = triage.action is Action.REPLY_BOTH
    kept = tuple(reason for reason in triage.why[:-1] if not reason.code.startswith("apology."))
    chosen = Reason("action.no_case", {"category": kind}) if public else triage.why[-1]
    heard = Reason("category.asked", {"category": kind}) if kind is Category.QUESTION else None
    return replace(
        case,
        triage=replace(
            triage,
            categories=((kind, triage.categories[0][1]),),
            emotion=emotion,
            intensity=0,
            situation=situation,
            action=Action.REPLY_PUBLIC if public else triage.action,
            apology=0,
            missing=(),
            why=(*kept, *((heard,) if heard else ()), Reason("apology.none"), chosen),
        ),
    )


def _says_nothing(case: Case) -> bool:
    """Whether a message is a bare call: our name, «help», and nothing that a reply could go into."""
    triage = case.triage
    bare = len(case.masked.text.split()) <= A_CALL and not (case.complaint.subject or case.complaint.thread)
    return bare and triage.category is Category.OTHER and not triage.flags and not (scenes(case) or case.sought)


def only_asks(case: Case) -> bool:
    """Whether a message only asks: no fault, no refusal, no wait and no anger is told in it."""
    triage, told = case.triage, scenes(case)
    asks = {scene for scene in told if scene.startswith("asks_")}
    if not (case.sought or asks) or triage.intensity > CALM or set(triage.flags) - HARMLESS_FLAGS:
        return False
    if triage.situation is Situation.REFUSAL or triage.apology > 1 or case.complaint.thread:
        return False
    if any(OWN_CASE & sought.question.wants for sought in case.sought) or _waited(case):
        return False
    return not _faults(case) and _askable(case, asks)


def only_thanks(case: Case) -> bool:
    """Whether a message tells only of what people are thanked for: several such things, and nothing that went wrong."""
    triage, told = case.triage, scenes(case)
    code, score = triage.categories[0]
    if triage.intensity > CALM or triage.flags or case.sought or triage.details.days_waited or case.complaint.thread:
        return False
    thanked = {scene for phrase in case.listed("praise") for scene in phrase.scenes} & told
    unsure = score < BELIEVED or code in MET
    full = ALL_STARS.match(case.complaint.text.lstrip()) is not None
    return unsure and len(thanked) + full >= SEVERAL and bool(thanked) and not _faults(case)


def _faults(case: Case) -> frozenset[str]:
    """What was told that went wrong: all that the brand says back in a complaint and that is no plain circumstance."""
    told, known = scenes(case), case.knowledge.circumstances
    harmless = known.no_fault | (known.disliked if told & known.tried else frozenset())
    thanked = {scene for phrase in case.listed("praise") for scene in phrase.scenes}
    return frozenset(
        scene
        for scene, kinds in kinds_of(case).items()
        if scene not in harmless
        and scene not in thanked
        and not scene.startswith(ASKS)
        and kinds != {Category.QUESTION}
    )


def _waited(case: Case) -> bool:
    """Whether the customer has written before, or names a wait or a day from which on they may be waiting."""
    details = case.triage.details
    awaited = case.triage.category in AWAITED and (details.days_waited or SINCE & set(days_named(case)))
    return bool(details.earlier_contacts or awaited)


def _askable(case: Case, asks: set[str]) -> bool:
    """Whether what was asked may be asked without a grievance."""
    code, score = case.triage.categories[0]
    if code in WAITS:
        supposed = any(supposes(sought.question.text, case) for sought in case.sought)
        return supposed or bool(asks & case.knowledge.circumstances.asked_beforehand)
    return code in ASKABLE or score < BELIEVED
