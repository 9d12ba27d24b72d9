"""Which entries answer a message: one for each question asked, in the customer's order, and one for each problem."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.domain import Category, Flag, Passage, Situation
from assistant.drafting.belief import category, doubted, problems
from assistant.drafting.case import Case
from assistant.drafting.concerns import LARGE, spared
from assistant.drafting.lines import entry_lines
from assistant.drafting.notes import noted
from assistant.drafting.questions import Question, Sought
from assistant.drafting.relevance import about, features
from assistant.drafting.suiting import suits, timed
from assistant.drafting.told import scenes
from assistant.knowledge import Entry

NOT_PROBLEMS = frozenset({Category.PRAISE, Category.SPAM, Category.TROLL, Category.OFF_TOPIC})
FAR_AHEAD = 0.2  # a lead in score that settles it alone, since a problem's own topics are raised by retrieval
AHEAD, TWICE = 0.1, 2.0  # how far an entry outside a problem's topics must be ahead: in score, and in common words
TIE = 0.003  # what a word in common weighs beside retrieval's score
SURE, FOUND = 0.9, 0.6  # how sure triage, or retrieval, must be of a further problem
ONE_MATTER = frozenset({Category.DEFECTIVE_PRODUCT, Category.WARRANTY_REPAIR, Category.DAMAGED_ON_ARRIVAL})
ARRIVED = frozenset(
    {Category.DELIVERY_FAILED, Category.WRONG_ITEM, Category.MISSING_PARTS, Category.DAMAGED_ON_ARRIVAL,
     Category.ASSEMBLY_INSTALLATION}
)  # fmt: skip
CERTAIN = 0.7  # how sure retrieval must be of an entry outside a problem's topics
SPEAKS, OF_BEST = 8.0, 0.6  # what an entry must share with the message to be used though retrieval did not bring it
ASKED = "asks_"  # how the scenes are called in which somebody asks something
# How sure retrieval must be of a question's entry: of the problem's own topics, of a mere question, beside a problem.
OWN, ALONE, BESIDE = 0.4, 0.45, 0.7
WHOLE = 0.8  # what counts of the score an entry has for the whole message, where one question stands in it
SPOKEN = 0.2  # what it is worth that an entry answers a thing the customer has told, as against one nobody told
FLAGGED = {"product-safety": Flag.HEALTH_SAFETY}  # «stop using it» is said to nobody who is in no danger
SUITS = 0.15  # what a sentence of the kind the question wants is worth beside retrieval's score
# What an entry may be about only if the customer has spoken of it.
CONDITIONS = frozenset(
    {"@black_friday", "@cash_on_delivery", "@instalment", "@pre_order", "@gift_card", "@marketplace", "@company",
     "@same_day", "@gift_wrap", "@seller_refuses"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    """An entry with the problem it answers; ``strayed`` where it is not of the kind the problem was taken for.

    ``asked`` are the questions it was chosen for.
    """

    entry: Entry
    problem: Category
    strayed: bool = False
    asked: tuple[Question, ...] = ()


def deciding_entries(case: Case) -> tuple[Chosen, ...]:
    """The entry for each question and problem; nothing where there is only honesty to give."""
    return case.once("deciding entries", lambda: tuple(_deciding(case)))


def _deciding(case: Case) -> list[Chosen]:
    asking = case.triage.situation is Situation.QUESTION
    if noted(case).said and not asking:
        return []  # the look-up is done: what the note says of this case goes before every general fact
    asked = _for_questions(case)
    if asked and (asking or doubted(case)):
        return asked
    if case.abstained and category(case) in {Category.QUESTION, Category.OTHER}:
        return asked
    return _joined(_for_problems(case), asked, case)


def _joined(main: list[Chosen], asked: list[Chosen], case: Case) -> list[Chosen]:
    """What answers the problems with what answers the questions; a question about the first problem goes first.

    The general answer to that problem is left out where every question has its own.
    """
    topics = case.knowledge.playbooks[category(case)].topics
    found = {pick.entry.id: pick for pick in asked}
    main = [replace(pick, asked=found.pop(pick.entry.id).asked) if pick.entry.id in found else pick for pick in main]
    own = [pick for pick in found.values() if pick.entry.slug in topics]
    beside = [pick for pick in found.values() if pick.entry.slug not in topics]
    answered = sum(len(pick.asked) for pick in asked)
    if own and answered == len(case.sought) and main and not main[0].asked and main[0].entry.slug in topics:
        main = main[1:]
    kept = [*own, *main, *beside]
    return [
        pick for place, pick in enumerate(kept) if not (_same_matter(pick, kept[:place]) and _gives_a_time(pick, case))
    ]


def _gives_a_time(pick: Chosen, case: Case) -> bool:
    """Whether what decides an entry is a length of time, which a second one would contradict."""
    lines = entry_lines(pick.entry, case.market)[:1]
    return any(timed(line, case.language) for line in lines)


def _for_questions(case: Case) -> list[Chosen]:
    """An entry for each question that has one, in the order they were asked; one entry for several only once.

    Nothing of its own for somebody who may be cheated: what protects them goes before whatever they ask.
    """
    chosen: dict[str, Chosen] = {}
    if Flag.FRAUD in case.triage.flags:
        return []
    for sought in case.sought:
        entry = _answering(sought, case)
        if entry is None:
            continue
        earlier = chosen.get(entry.id) or Chosen(entry, Category.QUESTION)
        chosen[entry.id] = replace(earlier, asked=(*earlier.asked, sought.question))
    return list(chosen.values())


def _answering(sought: Sought, case: Case) -> Entry | None:
    """The entry whose answer fits a question best: found for it, of the kind it wants, of the matter in hand."""
    wants = sought.question.wants
    scores = {p.id: p.score for p in sought.passages}
    if len(case.sought) == 1 and not case.abstained:  # what was found for all of the message is for the question, too
        for p in case.passages:
            scores[p.id] = max(scores.get(p.id, 0.0), WHOLE * p.score)
    found = {p.id: p for p in (*case.passages, *sought.passages)}
    known = [(scores[id_], entry) for id_ in scores if (entry := _usable(found[id_], case)) is not None]
    ranked = sorted(
        (
            (score + SUITS * suits(entry, wants, case) + SPOKEN * _spoken(entry, case), score, entry)
            for score, entry in known
        ),
        key=lambda one: -one[0],
    )
    if case.triage.situation is Situation.QUESTION or doubted(case):
        return next((entry for _, score, entry in ranked if score >= ALONE), None)
    topics = {topic for code, _ in problems(case) for topic in case.knowledge.playbooks[code].topics}
    own = next(
        (entry for _, score, entry in ranked if entry.slug in topics and score >= OWN and not _untold(entry, case)),
        None,
    )
    if own:
        return own
    return next((entry for _, score, entry in ranked[:1] if score >= BESIDE and suits(entry, wants, case)), None)


def _usable(passage: Passage, case: Case) -> Entry | None:
    entry = case.knowledge.entry_by_id.get(passage.id)
    flag = FLAGGED.get(entry.slug) if entry else None
    if entry is None or not passage.quotable or (flag and flag not in case.triage.flags):
        return None
    return entry if _fits(entry, case) else None


def _for_problems(case: Case) -> list[Chosen]:
    """The entry for each problem, the main problem's first."""
    found = [] if case.abstained else case.passages
    candidates = [(p, entry) for p in found if (entry := _usable(p, case)) is not None]
    chosen: list[Chosen] = []
    for position, (code, score) in enumerate(problems(case) or ((Category.OTHER, 1.0),)):
        if code in NOT_PROBLEMS or (position and not evident(case, code, score)):
            continue
        taken = {pick.entry.id for pick in chosen}
        pick = _for_problem(case, code, [pair for pair in candidates if pair[1].id not in taken], position == 0)
        if pick and pick.entry.id not in taken and not (chosen and _same_matter(pick, chosen)):
            chosen.append(pick)
    return chosen


def evident(case: Case, code: Category, score: float) -> bool:
    """Whether a further problem is sure enough to be said back and answered: named twice, or clearly found.

    Nobody to be reached is answered by the owner, the time and the way out; a defect and its repair are one matter.
    """
    first = category(case)
    if code is Category.CONTACT_UNREACHABLE or {code, first} <= ONE_MATTER:
        return False
    if code is Category.DELIVERY_LATE and first not in ARRIVED:
        return False  # "late" is said of refunds and repairs as well
    topics = case.knowledge.playbooks[code].topics
    return score >= SURE or any(p.score >= FOUND and p.id.rpartition("/")[2] in topics for p in case.passages)


def _same_matter(pick: Chosen, chosen: Sequence[Chosen]) -> bool:
    """Whether another entry on the same thing was chosen: two periods for one refund would contradict each other."""
    title = features(pick.entry.card.title, pick.entry.language)
    return any(
        {feature for feature in title & features(other.entry.card.title, other.entry.language) if feature[:1] == "@"}
        - {LARGE}
        for other in chosen
    )


def _for_problem(case: Case, code: Category, candidates: Sequence[tuple[Passage, Entry]], first: bool) -> Chosen | None:
    """The entry of the problem's own topics, unless another is clearly nearer; without any, one that speaks of it."""
    topics = case.knowledge.playbooks[code].topics
    told = _by_scene(case, topics, candidates) if first else None
    if told:
        return Chosen(told, code)
    own = _nearest((pair for pair in candidates if pair[1].slug in topics), case)
    if own and _untold(own[1], case) and (plain := _unconditional(case, topics)):
        return Chosen(plain, code)  # what answers a thing nobody told is no answer, as long as there is a general one
    best = _nearest(candidates, case) if first else None
    if own and best and best[1].slug not in topics:
        ahead = best[0].score - own[0].score
        nearer = case.asked.shared(about(best[1])) >= TWICE * case.asked.shared(about(own[1]))
        if ahead >= FAR_AHEAD or (ahead >= AHEAD and nearer):
            return Chosen(best[1], code, strayed=True)
    if own or (best and not topics and (best[0].score >= _least(code, case) or _protects(best[1], case))):
        pair = own or best
        return Chosen(pair[1], code) if pair else None
    found = _spoken_of(case, code, topics)
    if found or best is None:
        return found
    # Beside the point is worse than nothing: an entry of another kind has to be found for certain.
    certain = best[0].score >= CERTAIN and case.asked.shared(about(best[1])) >= SPEAKS
    return Chosen(best[1], code, strayed=True) if certain else None


def _least(code: Category, case: Case) -> float:
    """How sure retrieval must be where a problem names no entries: hardly, where the brand has listed none at all."""
    listed = any(playbook.topics for playbook in case.knowledge.playbooks.values())
    return CERTAIN if listed or code is Category.OTHER else 0.0


def _unconditional(case: Case, topics: Sequence[str]) -> Entry | None:
    """Of a problem's own entries that answer no particular thing told, the one that speaks most of the message."""
    listed = (case.knowledge.entry_by_id.get(f"faq/{case.language}/{slug}") for slug in topics)
    held = [entry for entry in listed if entry and _holds(entry, case) and not _untold(entry, case)]
    return max(held, key=lambda entry: case.asked.shared(about(entry)), default=None)


def _protects(entry: Entry, case: Case) -> bool:
    """Whether an entry says how to keep one's money and data, to somebody who may be cheated."""
    return Flag.FRAUD in case.triage.flags and entry.slug in case.knowledge.playbooks[Category.UNAUTHORISED_TX].topics


def _by_scene(case: Case, topics: Sequence[str], candidates: Sequence[tuple[Passage, Entry]]) -> Entry | None:
    """The entry that answers a thing the customer told, where it is one of the problem's own or retrieval found it."""
    told = case.knowledge.told.get(case.language)
    asking = case.triage.situation is Situation.QUESTION
    here = {scene for scene in scenes(case) if scene.startswith(ASKED) or not asking}
    wanted = {slug for scene, slug in told.entries.items() if scene in here} if told else set()
    found = [entry for _, entry in candidates]
    for slug in sorted(wanted & set(topics)):
        entry = case.knowledge.entry_by_id.get(f"faq/{case.language}/{slug}")
        if entry and entry not in found and _holds(entry, case):
            found.append(entry)
    return next((entry for entry in found if entry.slug in wanted and not _failed(entry, case)), None)


def _holds(entry: Entry, case: Case) -> bool:
    """Whether an entry may be quoted today, to this customer."""
    usable = entry in case.knowledge.usable(case.now.date()) and entry.card.audience == "public"
    return usable and (case.market is None or case.market in entry.card.market) and _fits(entry, case)


def _nearest(pairs: Iterable[tuple[Passage, Entry]], case: Case) -> tuple[Passage, Entry] | None:
    """The best by retrieval's score, with the words in common as a tie-break.

    What answers a thing that customers tell, and this one has not told, comes after all others, and last of all what
    has failed them already.
    """
    return max(
        pairs,
        key=lambda pair: (
            not _failed(pair[1], case),
            not _untold(pair[1], case),
            pair[0].score + TIE * case.asked.shared(about(pair[1])),
        ),
        default=None,
    )


def _failed(entry: Entry, case: Case) -> bool:
    """Whether what decides an entry is the very advice that has failed this customer."""
    return any(spared(line, case) for line in entry_lines(entry, case.market)[:1])


def _spoken(entry: Entry, case: Case) -> int:
    """Whether an entry answers a thing that was told (1) or asked (2), or one that was not (-1)."""
    told = case.knowledge.told.get(case.language)
    leading = [scene for scene, slug in told.entries.items() if slug == entry.slug] if told else []
    here = scenes(case) & set(leading)
    if here:
        return 2 if any(scene.startswith(ASKED) for scene in here) else 1
    named = features(entry.card.title, entry.language) & CONDITIONS & set(case.asked.weights)
    return -1 if not named and any(not scene.startswith(ASKED) for scene in leading) else 0


def _untold(entry: Entry, case: Case) -> bool:
    """Whether an entry answers a thing that customers tell, and this one has not told it."""
    general = case.knowledge.playbooks[category(case)].topics[
        :1
    ]  # the first of a problem's entries holds for everybody
    return _spoken(entry, case) < 0 and entry.slug not in general


def _fits(entry: Entry, case: Case) -> bool:
    """Whether what an entry takes for granted holds: goods of that size, that way of paying, that campaign."""
    if features(entry.card.title, entry.language) & CONDITIONS - set(case.asked.weights):
        return False
    return entry.card.size is None or (entry.card.size == "large") is (LARGE in case.asked.weights)


def _spoken_of(case: Case, code: Category, topics: Sequence[str]) -> Chosen | None:
    """An entry of the problem's topics that the message speaks of, though retrieval did not bring it."""
    usable = [e for e in case.knowledge.usable(case.now.date()) if e.language is case.language]
    shared = {entry.id: case.asked.shared(about(entry)) for entry in usable}
    most = max(shared.values(), default=0.0)
    own = [
        entry
        for entry in usable
        if entry.slug in topics
        and entry.card.audience == "public"
        and _fits(entry, case)
        and (case.market is None or case.market in entry.card.market)
    ]
    best = max(own, key=lambda entry: shared[entry.id], default=None)
    if best is None or shared[best.id] < max(SPEAKS, OF_BEST * most):
        return None
    return Chosen(best, code)
