"""Which moves a reply makes, in which order, by situation (domain: reply anatomy)."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain import Action, Audience, Category, Emotion, Flag, Situation
from assistant.drafting.answers import only_unheld, unspoken
from assistant.drafting.asking import requested
from assistant.drafting.belief import doubted, thanked
from assistant.drafting.case import Case
from assistant.drafting.choosing import deciding_entries, open_questions
from assistant.drafting.notes import noted
from assistant.drafting.told import only_calls
from assistant.triage.language import OTHER
from assistant.triage.thanks import ALL_STARS

# The order of moves by situation; {apology} stands for the level triage asks for. From Davidow's response
# dimensions and the LAST/HEARD sequences: understanding comes before the fix.
OPEN = ("restate", "restate_also", "told", "empathy", "apology")
FAILURE = (*OPEN, "answer", "ask", "next_step", "further", "open_question", "close")
PRIVATE = {
    Situation.ANSWER: FAILURE,
    Situation.LOOKUP: FAILURE,
    Situation.REFUSAL: (*OPEN, "answer", "further", "way_out", "close"),
    Situation.REPEAT: (
        "apology",
        "repeat",
        "restate",
        "restate_also",
        "told",
        "answer",
        "ask",
        "next_step",
        "further",
        "open_question",
        "way_out",
    ),
    Situation.INCIDENT: ("restate", "apology", "answer", "next_step", "close"),
    Situation.QUESTION: ("question_open", "answer", "other_question", "ask", "close_question"),
    Situation.PRAISE: ("praise",),
}
PUBLIC = {
    Situation.ANSWER: (*OPEN, "answer", "next_step", "further", "open_question", "invite", "close"),
    Situation.LOOKUP: (*OPEN, "answer", "next_step", "further", "open_question", "invite"),
    Situation.REFUSAL: (*OPEN, "answer", "further", "way_out"),
    Situation.REPEAT: (
        "apology",
        "repeat",
        "restate",
        "restate_also",
        "told",
        "answer",
        "next_step",
        "further",
        "open_question",
        "invite",
    ),
    Situation.INCIDENT: ("restate", "apology", "answer", "next_step"),
    Situation.QUESTION: ("answer", "other_question", "ask", "close_question"),
    Situation.PRAISE: ("praise",),
}
# In front of a private message that carries the rest, the public reply stays short.
PUBLIC_OF_BOTH = ("restate", "told", "empathy", "apology", "next_step", "bridge")
PUBLIC_OF_BOTH_REPEAT = ("apology", "repeat", "restate", "next_step", "bridge")
REQUEST = ("question_open", "ask", "next_step", "close_question")
REQUEST_IN_PUBLIC = ("question_open", "next_step", "invite")
BRIEF = "brief"  # no move: from here on an entry has one sentence
RETOLD = "retold"  # no move: from here on nothing is said back in the customer's own words, which take more room
# What goes first when a reply is too long for its channel; the answer, the owner and the apology never go.
EXPENDABLE = (
    "close",
    "close_question",
    "open_question",
    "question_open",
    "receipt",
    "empathy",
    "restate_also",
    RETOLD,
    "way_out",
    BRIEF,
    "told",
    "further",
    "repeat",
    "invite",
    "restate",
    "restate_own",
    "apology_before",
)
# Where strangers can read personal data, asking for its removal goes before everything, the owner included.
AFTER_PII = ("next_step",)
LAST_OF_ALL = ("phone_offer", "ask")  # asked again once the customer answers

TEXTS = {
    Flag.SELF_HARM: "self-harm",
    Flag.HEALTH_SAFETY: "safety",
    Flag.MINORS: "holding-general",
    Flag.DATA_BREACH: "holding-data",
    Flag.DISCRIMINATION: "holding-discrimination",
    Flag.LEGAL_THREAT: "holding-legal",
    Flag.PRESS_INFLUENCER: "holding-press",
}
# In front of a text that takes a case over and says nothing of it: that the case itself was read.
NEUTRAL = frozenset({"holding-legal", "holding-press"})
HEARD = ("restate_own", "told", "apology_before")


@dataclass(frozen=True, slots=True)
class ReplyPlan:
    """One reply to write: its audience, the moves it makes, and the approved text that follows them, if any."""

    audience: Audience
    moves: tuple[str, ...] = ()
    text: str | None = None


def plan(case: Case) -> tuple[ReplyPlan, ...]:
    """The replies a complaint calls for; none for silence and for what only a person may answer."""
    triage = case.triage
    if triage.action is Action.NO_REPLY or Flag.VIOLENCE_THREAT in triage.flags:
        return ()
    if triage.action is Action.ESCALATE:
        slug = approved_text(case)
        heard = HEARD if slug in NEUTRAL else ()
        return tuple(ReplyPlan(audience, heard, slug) for audience in audiences(case))
    if triage.action is Action.REPLY_BOTH:
        repeat = triage.situation is Situation.REPEAT
        moves: tuple[str, ...] = PUBLIC_OF_BOTH_REPEAT if repeat else PUBLIC_OF_BOTH
        if case.triage.written == OTHER:  # nothing is said back that was hardly read
            moves = ("receipt", "next_step", "bridge")
        elif only_unheld(case) and not noted(case).said:
            moves = ("asked", "next_step", "bridge")
        elif Flag.FRAUD in triage.flags and _protects(case):  # strangers who read on are warned as well
            moves = ("answer", *moves)
        if (
            Flag.PII_PUBLIC in triage.flags
        ):  # what must go first is what strangers can read; the private message has the rest
            moves = (*(move for move in moves if move not in {"next_step", "bridge"}), "pii", "next_step")
        public = ReplyPlan(Audience.PUBLIC, tuple(dict.fromkeys(moves)))
        return public, ReplyPlan(Audience.PRIVATE, _moves(case, PRIVATE))
    if triage.action is Action.REPLY_PUBLIC:
        return (ReplyPlan(Audience.PUBLIC, _moves(case, PUBLIC)),)
    return (ReplyPlan(Audience.PRIVATE, _moves(case, PRIVATE)),)


def audiences(case: Case) -> tuple[Audience, ...]:
    """Where an approved text goes: in public, and in private too where the channel lets us write first."""
    if not case.complaint.public:
        return (Audience.PRIVATE,)
    return (Audience.PUBLIC, Audience.PRIVATE) if case.profile.opens else (Audience.PUBLIC,)


def approved_text(case: Case) -> str:
    """The slug of the approved text for the gravest flag."""
    flags = case.triage.flags
    asked = case.triage.category in {Category.QUESTION, Category.PRODUCT_CONTENT}
    if asked and Flag.HEALTH_SAFETY in flags and Flag.SELF_HARM not in flags:
        return "safety-question"
    return next((slug for flag, slug in TEXTS.items() if flag in flags), "holding-general")


def _protects(case: Case) -> bool:
    """Whether the answer is about money or data that somebody may be taking just now."""
    topics = case.knowledge.playbooks[Category.UNAUTHORISED_TX].topics
    return any(pick.entry.slug in topics for pick in deciding_entries(case)[:1])


def _moves(case: Case, table: dict[Situation, tuple[str, ...]]) -> tuple[str, ...]:
    if case.triage.written == OTHER:
        found = not (case.unanswered or unspoken(case)) and deciding_entries(case)
        return ("receipt", "answer", "next_step") if found else ("receipt", "abstain")
    if only_calls(case):
        return ("how_help",)
    moves = table.get(case.triage.situation, table[Situation.LOOKUP])
    if requested(case):  # it is done by somebody, and no rule answers it
        moves = REQUEST if table is PRIVATE else REQUEST_IN_PUBLIC
    elif not open_questions(case, {pick.entry.id for pick in deciding_entries(case)}):
        moves = tuple(move for move in moves if move != "other_question")
    if doubted(case) is Category.PRAISE:
        moves = table[Situation.LOOKUP]
    if only_unheld(case) and not (noted(case).said or requested(case)):
        return ("thanks", "asked", "abstain") if thanked(case) else ("asked", "abstain")
    if case.unanswered or unspoken(case):
        kept = tuple(move for move in moves if move in {"restate", "told", "empathy", "apology", "repeat", "invite"})
        moves = (*(m for m in kept if m != "invite"), "asked", "abstain", *(m for m in kept if m == "invite"))
    if Flag.PII_PUBLIC in case.triage.flags and table is PUBLIC:
        moves = (*(move for move in moves if move != "next_step"), "pii", "next_step")
    if Flag.VULNERABLE in case.triage.flags and table is PRIVATE:
        if case.triage.situation is Situation.QUESTION:  # no bright opening or farewell for somebody in trouble
            return (
                "told",
                "empathy",
                *(move for move in moves if move not in {"question_open", "close_question"}),
                "phone_offer",
            )
        moves = (*moves[:-1], "phone_offer", moves[-1])
    kind = thanked(case) or case.triage.emotion is Emotion.GRATITUDE
    beside = any(code is Category.PRAISE for code, _ in case.triage.categories[1:])
    if kind and (beside or ALL_STARS.search(case.complaint.text)):
        moves = ("thanks", *moves)
    if Flag.FRAUD in case.triage.flags and "answer" in moves and _protects(case):  # the money comes first
        moves = ("answer", *(move for move in moves if move not in {"answer", "empathy", "close"}))
    return moves
