"""How a complaint is answered: in public, in private, both, not at all, or by a person (domain, section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.domain import Action, Category, Complaint, Flag, Reason
from assistant.triage.categories import CERTAIN, NOT_PROBLEMS, points
from assistant.triage.emotion import Mood
from assistant.triage.flags import ESCALATING, Flagged
from assistant.triage.history import History
from assistant.triage.knowledge import ChannelFacts, TriageKnowledge
from assistant.triage.lexicon import Found
from assistant.triage.reading import names

SILENT = frozenset({Category.SPAM, Category.TROLL, Category.OFF_TOPIC})
# A defect goes before what a policy refuses: an opened pack is no reason then.
BROKEN = frozenset(
    {Category.DEFECTIVE_PRODUCT, Category.DAMAGED_ON_ARRIVAL, Category.WRONG_ITEM, Category.WARRANTY_REPAIR}
)
SAME_CASE = timedelta(hours=48)
OLD_THREAD = timedelta(days=30)
PUBLIC_TURNS = 3
ARTICLE = "blog_comment"  # below an article thanks and questions are for whoever wrote it
# What may be asked for where everybody reads; everything else about a case is asked in private.
OPENLY_ASKED = frozenset({"app_version"})

Decision = tuple[Action, Reason]


@dataclass(frozen=True, slots=True)
class Situated:
    """Everything the decision rests on."""

    complaint: Complaint
    found: Found
    categories: Sequence[Category]
    flagged: Flagged
    mood: Mood
    knowledge: TriageKnowledge
    history: History
    now: datetime
    orders: Sequence[str] = ()

    @property
    def channel(self) -> ChannelFacts:
        """The facts of the channel it came by."""
        return self.knowledge.channel(self.complaint.channel, self.complaint.public)


def decide(case: Situated) -> Decision:
    """The action and the rule that chose it; the first rule that applies wins."""
    silence = _silence(case)
    if silence is not None and silence[1].code == "action.spam":
        return silence
    grave = next((item for item in case.flagged.flags if item in ESCALATING), None)
    if grave is not None:
        return Action.ESCALATE, Reason("action.escalate", {"flag": grave})
    insider = case.found.quote("cues", "insider")
    if insider:
        return Action.ESCALATE, Reason("action.insider", {"said": insider})
    if silence is not None:
        return silence
    if not case.complaint.public:
        return Action.REPLY_PRIVATE, Reason("action.private_channel", {"channel": case.complaint.channel})
    return _in_public(case)


def needs_lookup(categories: Sequence[Category], knowledge: TriageKnowledge) -> bool:
    """Whether the case must be looked up, or needs facts of the customer's own that are not for everybody's eyes."""
    for code in categories:
        playbook = knowledge.playbooks.get(code)
        if playbook and code not in SILENT and (playbook.lookup or set(playbook.needs) - OPENLY_ASKED):
            return True
    return False


def _silence(case: Situated) -> Decision | None:
    first = case.categories[0] if case.categories else Category.OTHER
    if first in SILENT:
        return Action.NO_REPLY, Reason(f"action.{first}")
    if case.channel.answers == "never":
        return Action.NO_REPLY, Reason("action.channel_never", {"channel": case.complaint.channel})
    if _duplicate(case):
        return Action.NO_REPLY, Reason("action.duplicate")
    if case.complaint.public and not _addressed(case):
        return Action.NO_REPLY, Reason("action.not_addressed", {"channel": case.complaint.channel})
    return None


def _duplicate(case: Situated) -> bool:
    """The same person, the same matter, within two days, no louder, and nothing of ours in between."""
    if case.complaint.thread and case.complaint.thread[-1].sender == "brand":
        return False
    return any(
        timedelta() <= case.complaint.received_at - earlier.at <= SAME_CASE
        and not earlier.answered
        and set(earlier.categories) & set(case.categories)
        and earlier.may_be(case.orders)
        and case.mood.intensity <= earlier.intensity
        for earlier in case.history.earlier
    )


def _addressed(case: Situated) -> bool:
    """On forums, blogs and old threads: whether the brand is asked, or complained about.

    Where we always answer, age silences nobody who tells of trouble or asks: it may be we who let them wait. Whoever
    asks «do you deliver?», writes of «your shop» or invites the firm to answer speaks to it without naming it. Who asks
    the other readers speaks to them.
    """
    complains = bool(set(case.categories) - NOT_PROBLEMS)
    old = case.now - case.complaint.received_at > OLD_THREAD
    wants = complains or Category.QUESTION in case.categories
    if case.channel.answers != "when_asked" and (wants or not old):
        return True
    if case.found.of("cues", "invites_us"):
        return True
    asks_readers = bool(case.found.of("cues", "asks_readers"))
    if not asks_readers and _to_whom_it_is_written(case, wants=wants):
        return True
    told = complains and (not asks_readers or _named_for_certain(case))
    if told and case.found.of("cues", "about_firm"):
        return True
    if case.history.brand_replied or any(turn.sender == "brand" for turn in case.complaint.thread):
        return True
    whole = f"{case.complaint.subject or ''}\n{case.complaint.text}"
    if not names(whole, case.knowledge.brand):
        return False
    return told or f"@{case.knowledge.brand.lower()}" in whole.lower() or bool(case.found.of("cues", "asks_us"))


def _to_whom_it_is_written(case: Situated, *, wants: bool) -> bool:
    """Whether a text without any name is meant for whoever runs the place: the shop's own words, or its article."""
    if (wants or Category.PRAISE in case.categories) and case.found.of("cues", "asks_shop"):
        return True
    return case.complaint.channel == ARTICLE and bool({Category.PRAISE, Category.QUESTION} & set(case.categories))


def _named_for_certain(case: Situated) -> bool:
    """Whether the words themselves name what went wrong, beside any likeness."""
    named = points(case.found)
    return any(named.get(code, 0) >= CERTAIN for code in set(case.categories) - NOT_PROBLEMS)


def _in_public(case: Situated) -> Decision:
    if case.channel.review or case.channel.answers == "when_asked":
        return Action.REPLY_PUBLIC, Reason("action.public_place", {"channel": case.complaint.channel})
    if not set(case.categories) - NOT_PROBLEMS and case.categories[0] is not Category.OTHER:
        return Action.REPLY_PUBLIC, Reason("action.no_case", {"category": case.categories[0]})
    if Flag.COMPETITOR_OR_COORDINATED in case.flagged.flags:
        return Action.REPLY_PUBLIC, Reason("action.pinned")
    if sum(turn.sender == "brand" for turn in case.complaint.thread) >= PUBLIC_TURNS:
        return Action.REPLY_PRIVATE, Reason("action.public_turns", {"count": PUBLIC_TURNS})
    if not case.channel.opens:
        return Action.REPLY_PUBLIC, Reason("action.no_bridge", {"channel": case.complaint.channel})
    if case.found.of("cues", "asks_refused") and not BROKEN & set(case.categories):
        return Action.REPLY_PUBLIC, Reason("action.general_fact", {"category": case.categories[0]})
    if case.categories[0] is Category.UNAUTHORISED_TX and case.found.of("cues", "reports_fake"):
        return Action.REPLY_PUBLIC, Reason("action.general_fact", {"category": case.categories[0]})  # a warning to all
    if needs_lookup(case.categories, case.knowledge) or Flag.PII_PUBLIC in case.flagged.flags:
        return Action.REPLY_BOTH, Reason("action.lookup", {"category": case.categories[0]})
    return Action.REPLY_PUBLIC, Reason("action.general_fact", {"category": case.categories[0]})
