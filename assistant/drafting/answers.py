"""Turning entries into an answer to this question: which of them, and which of their sentences, speak of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from assistant.domain import Category, Language, Market, Passage, Situation
from assistant.drafting.case import Case
from assistant.drafting.concerns import LARGE, holds_here, on_island, spared, told_already
from assistant.drafting.notes import noted
from assistant.drafting.relevance import about, features
from assistant.drafting.stances import Stance, carrying
from assistant.drafting.told import asks_only, scenes
from assistant.drafting.words import says
from assistant.knowledge import Entry
from assistant.languages import sentences
from assistant.languages.lexicon import Unit
from assistant.languages.quantities import durations

# How many sentences of an entry a reply of each style carries at most.
SENTENCES = {"line": 1, "comment": 2, "chat": 2, "letter": 3}
ALSO_ASKED = 0.75  # the share of the best score from which another entry answers a question as well
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
BEYOND = 1.3  # how much more of a question another entry must speak of than those already chosen
SPEAKS, OF_BEST = 8.0, 0.6  # what an entry must share with the message to be used though retrieval did not bring it
TELLING, OF_BEST_SAID = 3.0, 0.35  # what a sentence must share with the message: at least, and of the entry's nearest
UNTOLD = 0.15  # what an entry loses whose own condition the customer did not name
ASKED = "asks_"  # how the scenes are called in which somebody asks something
# What an entry may be about only if the customer has spoken of it.
CONDITIONS = frozenset(
    {"@black_friday", "@cash_on_delivery", "@instalment", "@pre_order", "@gift_card", "@marketplace", "@company",
     "@same_day", "@gift_wrap", "@seller_refuses"}
)  # fmt: skip
# A wait in calendar days is surely over a time once it exceeds its working days by the week-ends and a holiday.
OVERDUE = {Category.DELIVERY_LATE: 0, Category.WARRANTY_REPAIR: 0, Category.REFUND_DELAY: 7}  # days of grace


@dataclass(frozen=True, slots=True)
class Chosen:
    """An entry with the problem it answers; ``strayed`` where it is not of the kind the problem was taken for."""

    entry: Entry
    problem: Category
    strayed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Sentences of one entry, in the entry's order, and the problem they answer.

    ``overdue``: the customer has waited longer than the first sentence says.
    """

    source: str
    sentences: tuple[str, ...]
    problem: Category
    overdue: bool = False


def answers(
    case: Case, chosen: Sequence[Chosen], style: str, *, asking: bool = False, stance: Stance | None = None
) -> tuple[Answer, ...]:
    """One answer for each chosen entry that says something; the main problem's is the fullest.

    ``asking``: the reply asks for something itself, so that sentences of an entry that ask are left out. ``stance``:
    only sentences that carry it, of the main problem's entry.
    """
    if stance is not None:
        return _carried(case, chosen, stance)
    found: list[Answer] = []
    for pick in chosen:
        room = SENTENCES[style] if not found else max(1, SENTENCES[style] - 1)
        said = _sentences_for(pick.entry, case, style, room, asking=asking)
        if said:
            overdue = pick.problem in OVERDUE and not found and _past(said, case, OVERDUE[pick.problem])
            found.append(Answer(pick.entry.id, said, pick.problem, overdue))
    return tuple(found)


def _carried(case: Case, chosen: Sequence[Chosen], stance: Stance) -> tuple[Answer, ...]:
    """The main problem's entry, if it carries the stance, with the sentences that do."""
    for pick in chosen[:1]:
        deciding, others = _split(pick.entry, case.market, case.language)
        whole = [s for s in [*deciding, *others] if holds_here(s, pick.entry, case)]
        nearest = sorted(whole, key=lambda s: (s not in deciding, -case.asked.shared(features(s, case.language))))
        said = carrying(stance, nearest, {case.language: case.phrases})
        if said:
            return (Answer(pick.entry.id, said, pick.problem),)
    return ()


def deciding_entries(case: Case) -> list[Chosen]:
    """The entry for each problem, the main problem's first; nothing where there is only honesty to give."""
    if case.abstained and case.triage.category in {Category.QUESTION, Category.OTHER}:
        return []
    if noted(case).said and case.triage.situation is not Situation.QUESTION:
        return []  # the look-up is done: what the note says of this case goes before every general fact
    found = [] if case.abstained else case.passages
    entries = case.knowledge.entry_by_id
    candidates = [(p, e) for p in found if p.quotable and (e := entries.get(p.id)) is not None and _fits(e, case)]
    chosen: list[Chosen] = []
    problems = case.triage.categories or ((Category.OTHER, 1.0),)
    for position, (category, score) in enumerate(problems):
        if category in NOT_PROBLEMS:
            continue
        if position and not evident(case, category, score):
            continue
        taken = {pick.entry.id for pick in chosen}
        pick = _for_problem(case, category, [pair for pair in candidates if pair[1].id not in taken], position == 0)
        if pick and pick.entry.id not in taken and not (chosen and _same_matter(pick, chosen)):
            chosen.append(pick)
    return chosen + _also_asked(case, candidates, chosen)


def unspoken(case: Case) -> bool:
    """Whether a question would get a reply without an answer in it: then only honesty is left."""
    if asks_only(case) and not noted(case).said:
        return True
    if case.triage.situation is not Situation.QUESTION or case.abstained or noted(case).said or market_matters(case):
        return False
    return not answers(case, deciding_entries(case), "letter")


def evident(case: Case, category: Category, score: float) -> bool:
    """Whether a further problem is sure enough to be said back and answered: named twice, or clearly found.

    Nobody to be reached is answered by the owner, the time and the way out; a defect and its repair are one matter.
    """
    first = case.triage.category
    if category is Category.CONTACT_UNREACHABLE or {category, first} <= ONE_MATTER:
        return False
    if category is Category.DELIVERY_LATE and first not in ARRIVED:
        return False  # "late" is said of refunds and repairs as well
    topics = case.knowledge.playbooks[category].topics
    return score >= SURE or any(p.score >= FOUND and p.id.rpartition("/")[2] in topics for p in case.passages)


def _same_matter(pick: Chosen, chosen: Sequence[Chosen]) -> bool:
    """Whether another entry on the same thing was chosen: two periods for one refund would contradict each other."""
    title = features(pick.entry.card.title, pick.entry.language)
    return any(
        {feature for feature in title & features(other.entry.card.title, other.entry.language) if feature[:1] == "@"}
        - {LARGE}
        for other in chosen
    )


def market_matters(case: Case) -> bool:
    """Whether the answer depends on a market that is not known."""
    return case.market is None and any(pick.entry.differs_by_market for pick in deciding_entries(case)[:1])


def quoted(passages: Sequence[Passage], ids: Sequence[str]) -> tuple[Passage, ...]:
    """The passages a draft cites, in the order cited."""
    by_id = {passage.id: passage for passage in passages}
    return tuple(by_id[id_] for id_ in dict.fromkeys(ids) if id_ in by_id)


def _for_problem(
    case: Case, category: Category, candidates: Sequence[tuple[Passage, Entry]], first: bool
) -> Chosen | None:
    """The entry of the problem's own topics, unless another is clearly nearer; without any, one that speaks of it."""
    topics = case.knowledge.playbooks[category].topics
    told = _by_scene(case, topics, candidates) if first else None
    if told:
        return Chosen(told, category)
    own = _nearest((pair for pair in candidates if pair[1].slug in topics), case)
    best = _nearest(candidates, case) if first else None
    if own and best and best[1].slug not in topics:
        ahead = best[0].score - own[0].score
        nearer = case.asked.shared(about(best[1])) >= TWICE * case.asked.shared(about(own[1]))
        if ahead >= FAR_AHEAD or (ahead >= AHEAD and nearer):
            return Chosen(best[1], category, strayed=True)
    if own or (best and not topics):
        pair = own or best
        return Chosen(pair[1], category) if pair else None
    found = _spoken_of(case, category, topics)
    if found or best is None:
        return found
    # Beside the point is worse than nothing: an entry of another kind has to be found for certain.
    certain = best[0].score >= CERTAIN and case.asked.shared(about(best[1])) >= SPEAKS
    return Chosen(best[1], category, strayed=True) if certain else None


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
    return next((entry for entry in found if entry.slug in wanted), None)


def _holds(entry: Entry, case: Case) -> bool:
    """Whether an entry may be quoted today, to this customer."""
    usable = entry in case.knowledge.usable(case.now.date()) and entry.card.audience == "public"
    return usable and (case.market is None or case.market in entry.card.market) and _fits(entry, case)


def _nearest(pairs: Iterable[tuple[Passage, Entry]], case: Case) -> tuple[Passage, Entry] | None:
    """The best by retrieval's score, with the words in common as a tie-break."""
    return max(
        pairs,
        key=lambda pair: pair[0].score + TIE * case.asked.shared(about(pair[1])) - UNTOLD * _untold(pair[1], case),
        default=None,
    )


def _untold(entry: Entry, case: Case) -> bool:
    """Whether an entry answers a thing that customers tell, and this one has not told it."""
    told = case.knowledge.told.get(case.language)
    leading = [scene for scene, slug in told.entries.items() if slug == entry.slug] if told else []
    return bool(leading) and scenes(case).isdisjoint(leading)


def _fits(entry: Entry, case: Case) -> bool:
    """Whether what an entry takes for granted holds: goods of that size, that way of paying, that campaign."""
    if features(entry.card.title, entry.language) & CONDITIONS - set(case.asked.weights):
        return False
    return entry.card.size is None or (entry.card.size == "large") is (LARGE in case.asked.weights)


def _spoken_of(case: Case, category: Category, topics: Sequence[str]) -> Chosen | None:
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
    return Chosen(best, category)


def _also_asked(case: Case, candidates: Sequence[tuple[Passage, Entry]], chosen: Sequence[Chosen]) -> list[Chosen]:
    """One message often asks two or three things: the best entry for each question that the chosen ones leave open."""
    top = max((p.score for p, _ in candidates), default=0.0)
    answered = [pick.entry for pick in chosen]
    own = {topic for code, _ in case.triage.categories for topic in case.knowledge.playbooks[code].topics}
    more: list[Chosen] = []
    for question in case.asked.questions:
        alone = case.asked.part(question)
        known = [e for p, e in candidates if p.score >= ALSO_ASKED * top and e not in answered]
        if case.triage.situation is not Situation.QUESTION:  # beside a problem only what belongs to that problem
            known = [entry for entry in known if entry.slug in own]
        best = max(known, key=lambda entry: alone.shared(about(entry)), default=None)
        covered = max((alone.shared(about(entry)) for entry in answered), default=0.0)
        if best and alone.shared(about(best)) >= max(SPEAKS, BEYOND * covered):
            answered.append(best)
            more.append(Chosen(best, Category.QUESTION))
    return more if case.triage.situation is Situation.QUESTION else more[:1]


def _sentences_for(entry: Entry, case: Case, style: str, room: int, *, asking: bool) -> tuple[str, ...]:
    market = case.market if case.market or entry.differs_by_market else next(iter(Market))
    short = _short(entry, market)
    if style == "line" and short:
        return (short,)
    deciding, others = _split(entry, market, case.language)
    if market is None and entry.differs_by_market:  # what decides is not known
        if case.triage.situation is Situation.QUESTION:
            return ()  # the country is asked, and nothing beside the point is said
        deciding, others = [], [*deciding, *others]
    everything = [
        sentence
        for sentence in [*deciding, *others]
        if holds_here(sentence, entry, case)
        and not spared(sentence, case)
        and not (asking and sentence not in deciding and says(sentence, "request", case.knowledge.phrases))
        and not (case.triage.situation is Situation.REPEAT and told_already(sentence, case))
    ]
    worth = {sentence: case.asked.shared(features(sentence, case.language)) for sentence in everything}
    ranked = sorted(everything, key=lambda sentence: (sentence not in deciding, -worth[sentence]))
    least = max(TELLING, OF_BEST_SAID * max(worth.values(), default=0.0))
    kept = {sentence for sentence in ranked[:room] if worth[sentence] >= least or sentence in deciding}
    kept |= {sentence for sentence in everything if on_island(sentence, case)}
    if case.triage.situation is Situation.REFUSAL and len(kept) == 1:
        kept |= set(ranked[1:2])  # a no is never left alone: what is possible follows it
    return tuple(sentence for sentence in everything if sentence in kept)


def _split(entry: Entry, market: Market | None, language: Language) -> tuple[list[str], list[str]]:
    """The sentence that decides the case, and the rest, each list in the order of the entry."""
    local = _lines(entry.sections.get(market, ""), language) if market else ()
    shared = _lines(entry.sections.get(None, ""), language)
    first = list(local[:1] or shared[:1])
    return first, [sentence for sentence in [*local, *shared] if sentence not in first]


def entry_lines(entry: Entry, market: Market | None) -> tuple[str, ...]:
    """Every sentence of an entry that holds in a market: what decides first."""
    deciding, others = _split(entry, market, entry.language)
    return (*deciding, *others)


def _short(entry: Entry, market: Market | None) -> str | None:
    values = entry.card.short
    if market is not None:
        return values.get(market)
    return next(iter(values.values())) if len(set(values.values())) == 1 else None


@lru_cache(maxsize=2_000)
def _lines(text: str, language: Language) -> tuple[str, ...]:
    return tuple(
        _closed(sentence) for line in text.split("\n") if line.strip() for sentence in sentences(line, language)
    )


def _closed(sentence: str) -> str:
    """The sentence with a full stop, where a line of an entry ends in an address and the next would run into it."""
    text = sentence.strip()
    return text if text.endswith((".", "!", "?", ";", ":", "…", "»")) else f"{text}."


def _past(said: Sequence[str], case: Case, grace: int) -> bool:
    """Whether the customer's wait is surely longer than every time the sentences name."""
    waited = case.triage.details.days_waited
    if not waited:
        return False
    named = [time for sentence in said if (time := _longest(sentence, case.language)) is not None]
    return bool(named) and waited > max(named) + grace


@lru_cache(maxsize=2_000)
def _longest(sentence: str, language: Language) -> Decimal | None:
    """The longest time a sentence names, in calendar days."""
    times = [_calendar(found.value, found.unit) for found in durations(sentence, language)]
    return max((time for time in times if time is not None), default=None)


def _calendar(value: Decimal, unit: Unit) -> Decimal | None:
    if unit is Unit.WORKING_DAY:
        return value * 7 / 5 + 3
    return value if unit is Unit.DAY else None
