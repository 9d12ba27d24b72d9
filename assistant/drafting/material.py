"""What there is to say about one case, gathered once: the entries that answer it, the note, what is still missing."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain import Action, Audience, Category, Situation, Slot
from assistant.drafting.answers import answers
from assistant.drafting.asking import given, requested, wants_call
from assistant.drafting.belief import category
from assistant.drafting.case import Case
from assistant.drafting.choosing import Chosen, deciding_entries
from assistant.drafting.lines import entry_lines
from assistant.drafting.notes import Noted, noted
from assistant.drafting.relevance import features
from assistant.drafting.stances import Stance
from assistant.drafting.values import native
from assistant.drafting.words import says

MOST_ASKED = 2
ORDER, PHONE = "order_number", "phone"
BEFORE_AN_ORDER = ("coupon_code", "store")
ORDERED = frozenset({"@order", "@delivery"})  # matters of ``relevance.features``


@dataclass(frozen=True, slots=True)
class Material:
    """The entries chosen for a case, what its note gives, and the slots still open.

    ``matter`` is the category phrases are chosen by: the likeliest one, or ``other`` where the entry that answers is of
    another kind, so that nothing is said back that may not have happened.
    """

    chosen: tuple[Chosen, ...]
    noted: Noted
    slots: tuple[Slot, ...]
    matter: Category
    stance: Stance | None = None
    refuses: bool = False

    @property
    def settled(self) -> bool:
        """Whether the note names the next step itself, so that nothing has to be asked or promised beside it."""
        return self.noted.appointment is not None or "next_step" in self.noted.makes


def material(case: Case, stance: Stance | None = None) -> Material:
    """Everything a reply to this case can be made of, with a ``stance`` what carries that one."""
    return case.once(("material", stance), lambda: _gathered(case, stance))


def _gathered(case: Case, stance: Stance | None) -> Material:
    chosen, note = tuple(deciding_entries(case)), noted(case)
    strayed = any(pick.strayed for pick in chosen[:1])
    matter = Category.OTHER if strayed else category(case)
    return Material(chosen, note, _slots(case, chosen, note), matter, stance, _refuses(case, chosen))


def _refuses(case: Case, chosen: tuple[Chosen, ...]) -> bool:
    """Whether the sentence that decides a question of price sets a limit and grants nothing."""
    if category(case) is not Category.PRICE_PROMO or not chosen:
        return False
    first = next(iter(entry_lines(chosen[0].entry, case.market)), "")
    own = {case.language: case.phrases}
    return says(first, "limit", own) and not says(first, "grant", own)


def _slots(case: Case, chosen: tuple[Chosen, ...], note: Noted) -> tuple[Slot, ...]:
    """At most two things; the market first where the facts differ by it, and nothing where the note has settled it."""
    if note.said:
        return ()
    words = case.phrases.slots
    names = [name for name in _needed(case) if name in words and not given(name, case)][:MOST_ASKED]
    if "market" in words and market_open(case, chosen):
        asked = not native(case) and ORDER not in names  # else the language or the order tells it
        names = ["market", *names[: MOST_ASKED - asked]]
    kinds = {name: case.knowledge.slot(name) for name in names}
    return tuple(Slot(name, words[name].question, rule.type, tuple(rule.choices)) for name, rule in kinds.items())


def market_open(case: Case, chosen: tuple[Chosen, ...]) -> bool:
    """Whether what is said hangs on a country that is not known: of the first entry, or of a further one said."""
    if case.market is not None or not any(pick.entry.differs_by_market for pick in chosen):
        return False
    style = case.profile_for(Audience.PRIVATE).style
    alone = case.triage.action is Action.REPLY_PUBLIC and case.triage.situation is not Situation.QUESTION
    said = chosen[:1] if alone else chosen
    return chosen[0].entry.differs_by_market or any(one.everywhere for one in answers(case, said, style, asking=True))


def _needed(case: Case) -> list[str]:
    """What the case is found by: the playbook's needs that triage misses, and a number to call who asked for a call.

    Before there is an order, what is spoken of in its place: a coupon, a store.
    """
    code, playbooks = category(case), case.knowledge.playbooks
    needs = playbooks[code].needs or ((ORDER,) if _of_an_order(case) or requested(case) else ())
    missing = {*case.triage.missing, *((ORDER,) if code is not case.triage.category or requested(case) else ())}
    needed = [name for name in needs if name in missing]
    if code is Category.PRICE_PROMO and given(ORDER, case):
        needed = [name for name in BEFORE_AN_ORDER if _spoken_of(name, case)][:1]
    return [*needed[:1], PHONE] if wants_call(case) else needed


def _of_an_order(case: Case) -> bool:
    """Whether a complaint of no kind one may believe is about an order all the same."""
    spoken_of = ORDER in case.knowledge.playbooks[case.triage.category].needs or ORDERED & case.asked.weights.keys()
    return category(case) is Category.OTHER and bool(case.triage.apology) and bool(spoken_of)


def _spoken_of(name: str, case: Case) -> bool:
    """Whether a message speaks of a fact by its name."""
    words = case.phrases.slots
    return name in words and not features(words[name].label, case.language).isdisjoint(case.asked.weights)
