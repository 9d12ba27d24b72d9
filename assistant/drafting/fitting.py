"""Whether an entry is for this customer: it holds here, and what it takes for granted was told or asked."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.domain import Category, Flag, Passage, Situation
from assistant.drafting.belief import category
from assistant.drafting.case import Case
from assistant.drafting.goods import is_large
from assistant.drafting.points import conditions, decides, decisive
from assistant.drafting.relevance import features
from assistant.drafting.told import scenes
from assistant.knowledge import Entry

# How sure retrieval must be of an entry: that it answers a question; that a thing told is what it is about; and that
# it answers though it is outside a problem's topics.
ANSWERS, FOUND, CERTAIN = 0.45, 0.6, 0.7
ASKED = "asks_"  # how the scenes are called in which somebody asks something
# «Stop using it» is said to nobody who is in no danger, and whom to tell of discrimination to nobody who met with none.
FLAGGED = {"product-safety": Flag.HEALTH_SAFETY, "discrimination-report": Flag.DISCRIMINATION}
# What an entry may be about only if the customer has spoken of it.
CONDITIONS = frozenset(
    {"@black_friday", "@cash_on_delivery", "@instalment", "@pre_order", "@gift_card", "@marketplace", "@company",
     "@same_day", "@gift_wrap", "@seller_refuses", "@recall", "@legal_remedy", "@out_of_warranty", "@points",
     "@missing_points"}
)  # fmt: skip
COMES_BACK = frozenset({"@return", "@warranty"})  # these ask for papers and packaging
# An entry on these answers only somebody who tells of one of them: a queue is nobody's conduct.
SPOKEN_OF = {
    "staff-conduct": frozenset({"@staff", "@rude", "@discrimination"}),
    "card-security": frozenset({"@card_security", "@fake"}),
    "product-suitability": frozenset({"@suitable", "@baby", "@safety"}),
    "allergens-materials": frozenset({"@allergen"}),
    "returns-in-store": frozenset({"@return", "@change_of_mind", "@exchange", "@not_returnable", "@wrong_item"}),
    "exchange": frozenset({"@exchange", "@wrong_item", "@change_of_mind", "@return"}),
    "return-cost": frozenset({"@return", "@change_of_mind", "@wrong_item", "@damaged", "@fault", "@exchange"}),
}


def usable(passage: Passage, case: Case) -> Entry | None:
    """The entry of a passage, where it may be quoted to this customer."""
    entry = case.knowledge.entry_by_id.get(passage.id)
    flag = FLAGGED.get(entry.slug) if entry else None
    if entry is None or not passage.quotable or (flag and flag not in case.triage.flags):
        return None
    return entry if _fits(entry, case) else None


def held(slug: str, case: Case) -> Entry | None:
    """An entry by its name, where it may be quoted today to this customer."""
    entry = case.knowledge.entry_by_id.get(f"faq/{case.language}/{slug}")
    flag = FLAGGED.get(slug)
    if entry is None or entry not in case.knowledge.usable(case.now.date()) or entry.card.audience != "public":
        return None
    if flag and flag not in case.triage.flags:
        return None
    here = case.market is None or case.market in entry.card.market
    return entry if here and _fits(entry, case) else None


def _fits(entry: Entry, case: Case) -> bool:
    """Whether what an entry takes for granted holds: goods of that size, that way of paying, that campaign."""
    if features(entry.card.title, entry.language) & CONDITIONS - set(case.asked.weights):
        return False
    if not decides(entry, _turning(entry, case)) or not _concerns(entry, case):
        return False
    return entry.card.size is None or (entry.card.size == "large") is is_large(case)


def _turning(entry: Entry, case: Case) -> frozenset[str]:
    """The points an entry has to speak of: what decides the message, and how goods come back where it is about that."""
    given_back = not COMES_BACK.isdisjoint(features(entry.card.title, entry.language))
    return decisive(case) | (conditions(case) if given_back else frozenset())


def _concerns(entry: Entry, case: Case) -> bool:
    """Whether one of the things an entry is for was told, where it is for some alone."""
    of = SPOKEN_OF.get(entry.slug)
    own = category(case) in {Category.STAFF_BEHAVIOUR, Category.RETURN_REFUSED} or Flag.FRAUD in case.triage.flags
    return of is None or own or not of.isdisjoint(case.asked.weights)


def enough(slug: str, case: Case) -> float:
    """How sure retrieval must be of an entry on a thing told: less where it holds on a condition that is spoken of."""
    entry = case.knowledge.entry_by_id.get(f"faq/{case.language}/{slug}")
    named = entry and features(entry.card.title, entry.language) & CONDITIONS & set(case.asked.weights)
    return ANSWERS if named else FOUND


def spoken(entry: Entry, case: Case) -> int:
    """Whether an entry answers a thing that was told (1) or asked (2), or one that was not (-1)."""
    return case.once(("spoken", entry.id), lambda: _heard(entry, case))


def _heard(entry: Entry, case: Case) -> int:
    here = scenes(case) & {scene for scene, slug in leading(case).items() if slug == entry.slug}
    if here:
        return 2 if any(scene.startswith(ASKED) for scene in here) else 1
    playbook = case.knowledge.playbooks[category(case)]
    if not playbook.general and entry.slug in playbook.topics and case.triage.situation is not Situation.QUESTION:
        return -1  # what is done where nobody was at home says nothing to whom the parcel was thrown at the door
    if entry.slug in playbook.topics[:1]:
        return 0  # the first of a problem's entries holds for everybody
    return -1 if entry.slug in case.once("presupposing", lambda: _presupposing(case)) else 0


def leading(case: Case) -> Mapping[str, str]:
    """The things told or asked that have an entry of their own, by the brand's lists: scenes are the same in all."""
    return case.once("leading", lambda: _led(case))


def _led(case: Case) -> Mapping[str, str]:
    own = case.knowledge.told.get(case.language)
    every = [told.entries for told in case.knowledge.told.values()]
    return {scene: slug for entries in (*every, own.entries if own else {}) for scene, slug in entries.items()}


def _presupposing(case: Case) -> frozenset[str]:
    """The entries that every language's list keeps for a thing told: they answer nobody who has not told it."""
    every = [set(told.entries.items()) for told in case.knowledge.told.values()]
    common = set.intersection(*every) if every else set()
    return frozenset(slug for scene, slug in common if not scene.startswith(ASKED))
