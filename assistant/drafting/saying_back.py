"""Saying back what a customer told: in their own words where that can be done, else in the brand's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.domain import Audience, Category, Flag, SentenceKind, Situation
from assistant.drafting.belief import category
from assistant.drafting.belief import problems as problems_of
from assistant.drafting.case import Case
from assistant.drafting.events import kinds_of
from assistant.drafting.matters import further
from assistant.drafting.page import SAYING_BACK, Page, Step, options, pick, put, say
from assistant.drafting.phrasebook import TOLD_DETAILS, Chosen, choose, echoes, own
from assistant.drafting.plan import RETOLD
from assistant.drafting.retelling import Telling, best, states, tellings
from assistant.drafting.told import GRAVE
from assistant.drafting.words import begun, says
from assistant.languages.turning import Actor
from assistant.triage.thanks import ALL_STARS

MOST_TOLD = {"line": 1, "comment": 1, "chat": 2, "letter": 2}
MOST_SAID_BACK = 2  # sentences that say back what was told, in all


def restate(page: Page, move: str) -> None:
    """What the customer wrote about; in the second reply only what the first has not said, in the customer's terms."""
    _condole(page)
    fresh, page.elsewhere = page.elsewhere, replace(page.elsewhere, scenes=frozenset())
    if fresh.restated:  # the same thing in other words: who reads one reply has not always read the other
        page.used -= fresh.details
    chosen = pick(page, move, move)
    page.elsewhere = fresh
    page.used |= fresh.details
    if not _retell(page, chosen) and chosen and (own(chosen.phrase) or not page.elsewhere.restated):
        put(page, move, move, chosen)


def _condole(page: Page) -> None:
    """Where somebody has died that is said before anything else."""
    chosen = None if page.lean else pick(page, "told", "told", among=GRAVE)
    if chosen:
        put(page, "told", "told", chosen)
        page.done |= {"empathy", "told"}


def restate_own(page: Page, move: str) -> None:
    """What the customer wrote about, only where it can be said in their own terms."""
    chosen = pick(page, "restate", "restate")
    if not _retell(page, chosen) and chosen and own(chosen.phrase):
        put(page, "restate", "restate", chosen)


def _retell(page: Page, chosen: Chosen | None) -> bool:
    """The customer's own clauses turned to them, where there are any: nothing says better what they told.

    Where none of them says what went wrong, or the brand has a sentence for another event (``chosen``), one clause
    stands beside the brand's sentence; where there is room for one only, the brand's stands alone.
    """
    style, code = page.setting.style, category(page.case)
    kinds = frozenset(Category) if code is Category.OTHER else frozenset({code})
    found = _fresh(page)
    told = best(found, kinds, MOST_TOLD[style], style)
    if not told:
        return False
    if chosen and chosen.phrase.categories and kinds.isdisjoint(chosen.phrase.categories):
        chosen = None  # it says back a further matter, whose turn comes
    stated = any(states(one, kinds, page.case) for one in told)
    apart = chosen is not None and own(chosen.phrase) and not any(_has(one, chosen, page) for one in told)
    if stated and not apart:
        _tell_all(told, page)
        return True
    if MOST_TOLD[style] == 1:
        return False
    first = chosen if apart and chosen and "apology" not in chosen.phrase.also else None
    if first:  # an event, then the clause that goes on from it; regret and what is of every such case come after
        put(page, "restate", "restate", first)
    _tell_all(best([one for one in told if not _echoed(one.text, page)], kinds, MOST_TOLD[style] - 1, style), page)
    after = None if first else chosen if apart else pick(page, "restate", "restate")
    if after and (apart or after.phrase.categories) and not _echoed(after.text, page):
        put(page, "restate", "restate", after)
    return True


def _has(telling: Telling, chosen: Chosen, page: Page) -> bool:
    """Whether a clause has the event that a phrase of the brand's says back, or all its details."""
    details = [_bare(page, name) for name in TOLD_DETAILS & chosen.phrase.details]
    same = not telling.scenes.isdisjoint(chosen.phrase.scenes)
    return same or (bool(details) and all(one in telling.text for one in details))


def _echoed(text: str, page: Page) -> bool:
    return echoes(text, [sentence.text for sentence in page.sentences], page.case.language)


def _fresh(page: Page) -> list[Telling]:
    """The clauses that may be told back: what stands in neither reply yet."""
    if not page.retells:
        return []
    said = page.elsewhere.texts | {sentence.text for sentence in page.sentences}
    scenes = page.elsewhere.scenes | page.told
    found = [one for one in tellings(page.case) if one.scenes.isdisjoint(scenes)]
    return [one for one in found if not any(one.text[1:-1] in text for text in said)]


def _tell_all(told: Sequence[Telling], page: Page) -> None:
    """Put clauses down; of two that say the same, in a subject and below it, the longer."""
    by_length = sorted(told, key=lambda one: -len(one.text))
    for one in told:
        longer = [other.text for other in by_length[: by_length.index(one)]]
        if not echoes(one.text, longer, page.case.language):
            _tell(page, one)


def _tell(page: Page, telling: Telling) -> None:
    """Put a clause of the customer's own down, with the details that stand in it."""
    if text := _attributed(telling, page):
        page.add(RETOLD, text, SentenceKind.THREAD, ("thread",), Step(RETOLD, scenes=tuple(sorted(telling.scenes))))
        page.told |= telling.scenes
        page.used |= {name for name in TOLD_DETAILS if (value := _bare(page, name)) and value in text}


def _bare(page: Page, name: str) -> str:
    value = page.values.get(name, "")
    return value if isinstance(value, str) else value.get("bare", "")


def _attributed(telling: Telling, page: Page) -> str | None:
    """What we or our people are said to have done is told as the customer's account: nobody has looked into it yet.

    Everything is to somebody who goes to law.
    """
    if telling.actor is not Actor.BRAND and Flag.LEGAL_THREAT not in page.case.triage.flags:
        return telling.text
    kept = page.values
    page.values = {**kept, "clause": begun(telling.text, page.case.language).rstrip(".")}
    chosen = pick(page, RETOLD, RETOLD)
    page.values = kept
    return chosen.text if chosen else None


def told(page: Page, move: str) -> None:
    """What else the customer told of their own case; then no general words of feeling are needed."""
    for _ in range(1 if page.lean else MOST_TOLD[page.setting.style]):
        chosen = None if full(page) else pick(page, move, move)
        if chosen is None or (not page.sentences and _links(chosen.text, page.case)):
            break
        put(page, move, move, chosen)
        page.done |= {"empathy", "told"}
    _owed(page, move)


def _owed(page: Page, move: str) -> None:
    """In a letter also what we left undone when the customer called or wrote: it is said however much was said.

    Not to whom it is owned up already, as to everybody who has to write again.
    """
    ours, again = page.case.knowledge.circumstances.owed, page.setting.situation is Situation.REPEAT
    if page.setting.style != "letter" or page.lean or again or ours & page.told:
        return
    chosen = pick(page, move, move, among=ours)
    if chosen and (page.sentences or not _links(chosen.text, page.case)):
        put(page, move, move, chosen)
        page.done |= {"empathy", "told"}


def also(page: Page, move: str) -> None:
    """A second problem of the message, said back as well where there is room."""
    problems = problems_of(page.case)
    others = {code for code, _ in problems[1:]} if page.plan.audience is Audience.PRIVATE else set[Category]()
    others |= set(further(page.case))
    room = 1 if page.setting.style == "letter" else 0
    if page.setting.style == "line" or page.lean or not others or full(page, room):
        return
    put_right = ALL_STARS.search(page.case.complaint.text)  # what all stars are given for is no grievance
    found = [one for one in _fresh(page) if one.last or not put_right]
    own_clauses = [one for one in found if one.kind in others and not _echoed(one.text, page)]
    for one in best(own_clauses, others, 1, page.setting.style):
        _tell(page, one)
        return
    fitting = [
        phrase
        for phrase in options(page, "restate")
        if phrase.scenes and not phrase.also and others & set(phrase.categories)
        and problems[0][0] not in phrase.categories
    ]  # fmt: skip
    seed = f"{page.case.complaint.id}|{page.plan.audience}|{move}|{page.case.attempt}"
    beside = [sentence.text for sentence in page.sentences]
    chosen = choose(fitting, page.setting, page.values, seed, page.used, beside)
    if chosen:
        put(page, move, "restate", chosen)
        return
    said = frozenset[Category]().union(*(kinds_of(page.case).get(scene, ()) for scene in page.told))
    for code in [code for code in further(page.case) if code not in said][:1]:
        say(page, move, move, problem=code)


def _links(text: str, case: Case) -> bool:
    """Whether a sentence begins as one that follows another («Üstelik …»)."""
    return says(" ".join(text.split()[:2]), "link", {case.language: case.phrases})


def full(page: Page, room: int = 0) -> bool:
    """Whether enough was said back; ``room`` is for so many sentences more."""
    return sum(step.listed in SAYING_BACK for step in page.steps) >= MOST_SAID_BACK + room
