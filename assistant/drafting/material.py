"""What there is to say about one case, gathered once: the entries that answer it, the note, what is still missing."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain import Category, Slot
from assistant.drafting.asking import given
from assistant.drafting.belief import category
from assistant.drafting.case import Case
from assistant.drafting.choosing import Chosen, deciding_entries
from assistant.drafting.lines import entry_lines
from assistant.drafting.notes import Noted, noted
from assistant.drafting.stances import Stance
from assistant.drafting.words import says

MOST_ASKED = 2


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
    needed = case.knowledge.playbooks[category(case)].needs
    names = [
        name
        for name in case.triage.missing
        if name in words and name != "market" and name in needed and not given(name, case)
    ]
    if case.market is None and any(pick.entry.differs_by_market for pick in chosen[:1]) and "market" in words:
        names.insert(0, "market")
    return tuple(Slot(name, words[name].question) for name in names[:MOST_ASKED])
