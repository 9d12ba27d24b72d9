"""Which entries answer a message: one for each question asked, in the customer's order, and one for each problem."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.domain import Category, Flag, Passage, Situation
from assistant.drafting.belief import FOUNDED, category, doubted, problems
from assistant.drafting.case import Case
from assistant.drafting.concerns import spared
from assistant.drafting.fitting import ANSWERS, ASKED, CERTAIN, FOUND, enough, held, leading, spoken, usable
from assistant.drafting.goods import LARGE
from assistant.drafting.lines import entry_lines
from assistant.drafting.notes import noted
from assistant.drafting.points import decides, decisive, required, turns_on
from assistant.drafting.questions import Question, Sought
from assistant.drafting.relevance import about, features
from assistant.drafting.suiting import AMOUNT, TIME, suits, timed
from assistant.drafting.told import asks_others, message, scenes
from assistant.drafting.words import says
from assistant.knowledge import Entry
from assistant.triage.judging import HARMLESS

SURE = 0.58  # from which retrieval's score on an entry answers a mere question that nothing told or listed leads to it
FAR_AHEAD = 0.2  # a lead in score that settles it alone, since a problem's own topics are raised by retrieval
AHEAD, TWICE = 0.1, 2.0  # how far an entry outside a problem's topics must be ahead: in score, and in common words
TIE = 0.003  # what a word in common weighs beside retrieval's score
ONE_MATTER = frozenset({Category.DEFECTIVE_PRODUCT, Category.WARRANTY_REPAIR, Category.DAMAGED_ON_ARRIVAL})
ARRIVED = frozenset(
    {Category.DELIVERY_FAILED, Category.WRONG_ITEM, Category.MISSING_PARTS, Category.DAMAGED_ON_ARRIVAL,
     Category.ASSEMBLY_INSTALLATION}
)  # fmt: skip
SPEAKS, OF_BEST = 8.0, 0.6  # what an entry must share with the message to be used though retrieval did not bring it
WHOLE = 0.8  # what counts of the score an entry has for the whole message, where one question stands in it
# What it is worth beside retrieval's score that an entry answers a thing the customer has told, or has a sentence of
# the kind the question wants.
FITS = 0.2
COURTESY = 6  # words of a question that is no more than «can you help me, please?»
MEASURES = frozenset({TIME, AMOUNT})


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
    if decisive(case) and not asked:
        return list(_by_point(case))
    if asking and not asked and any(required(turns_on(s.question, case), case.language) for s in _sought(case)):
        return []
    if asked and (asking or doubted(case)):
        return asked
    if (case.abstained or _by_chance(case)) and category(case) in {Category.QUESTION, Category.OTHER}:
        return asked
    return _joined(_for_problems(case), asked, case)


def _by_chance(case: Case) -> bool:
    """Whether nothing says what a complaint is about, so that what was found for it was found for its words alone."""
    unsure = case.triage.category is Category.OTHER and case.triage.situation is not Situation.QUESTION
    return unsure and not any(_spoken_for(p, case) for p in case.passages)


def _spoken_for(passage: Passage, case: Case) -> bool:
    entry = usable(passage, case)
    return entry is not None and spoken(entry, case) > 0


def _joined(main: list[Chosen], asked: list[Chosen], case: Case) -> list[Chosen]:
    """What answers the problems with what answers the questions; a question about the first problem goes first.

    The general answer to that problem is left out where every question has its own.
    """
    topics = case.knowledge.playbooks[category(case)].topics
    found = {pick.entry.id: pick for pick in asked}
    main = [replace(pick, asked=found.pop(pick.entry.id).asked) if pick.entry.id in found else pick for pick in main]
    if main and main[0].entry.slug in topics and spoken(main[0].entry, case) == 1:
        found = {id_: pick for id_, pick in found.items() if not _general(pick, main[0], case)}
    own = [pick for pick in found.values() if pick.entry.slug in topics]
    beside = [pick for pick in found.values() if pick.entry.slug not in topics]
    answered = sum(len(pick.asked) for pick in asked)
    if own and answered == len(case.sought) and main and not main[0].asked and main[0].entry.slug in topics:
        main = main[1:]
    kept = [*own, *main, *beside]
    return [
        pick for place, pick in enumerate(kept) if not (_same_matter(pick, kept[:place]) and _gives_a_time(pick, case))
    ]


def _general(pick: Chosen, particular: Chosen, case: Case) -> bool:
    """Whether an entry only says in general what another, on the very thing told, says for this customer."""
    topics = case.knowledge.playbooks[category(case)].topics
    wants = frozenset[str]().union(*(question.wants for question in pick.asked))
    return pick.entry.slug in topics and not spoken(pick.entry, case) and suits(particular.entry, wants, case)


def _gives_a_time(pick: Chosen, case: Case) -> bool:
    """Whether what decides an entry is a length of time, which a second one would contradict."""
    lines = entry_lines(pick.entry, case.market)[:1]
    return any(timed(line, case.language) for line in lines)


def _for_questions(case: Case) -> list[Chosen]:
    """An entry for each question that has one, in the order they were asked; one entry for several only once.

    Nothing of its own for somebody who may be cheated: what protects them goes before whatever they ask. What is asked
    of others («has anyone …?») is answered only where nothing else is asked. Last comes what is asked without a
    question mark.
    """
    chosen: dict[str, Chosen] = {}
    if Flag.FRAUD in case.triage.flags:
        return []
    every = _sought(case)
    ours = [sought for sought in every if not asks_others(sought.question.text, case)] or list(every)
    for sought in ours:
        entry = _answering(sought, case, whole=len(ours) == 1)
        if entry is None:
            continue
        earlier = chosen.get(entry.id) or Chosen(entry, Category.QUESTION)
        chosen[entry.id] = replace(earlier, asked=(*earlier.asked, sought.question))
    if case.triage.situation is Situation.QUESTION and not case.abstained:
        for p in case.passages:
            entry = usable(p, case)
            if entry and p.score >= ANSWERS and spoken(entry, case) > 1 and entry.id not in chosen:
                answered = tuple(s.question for s in ours if decides(entry, turns_on(s.question, case)))
                if answered:
                    chosen[entry.id] = Chosen(entry, Category.QUESTION, asked=answered)
    return list(chosen.values())


def _speaks(question: Question, entry: Entry, case: Case) -> bool:
    """Whether a question has a word in common with the entry that is to answer it."""
    return case.asked.part(features(question.text, case.language)).shared(about(entry)) > 0


def _courteous(question: Question, case: Case) -> bool:
    """Whether a question only asks whether one may ask."""
    short = len(question.text.split()) <= COURTESY
    return short and says(question.text, "courtesy", {case.language: case.phrases})


def open_questions(case: Case, answered: Collection[str]) -> tuple[Question, ...]:
    """The questions of a message, of several, that none of the entries ``answered`` with was chosen for.

    «Can you help me?» is answered by helping.
    """
    met = {
        question
        for pick in deciding_entries(case)
        for question in pick.asked
        if pick.entry.id in answered and (len(case.sought) < 2 or _speaks(question, pick.entry, case))
    }
    return tuple(
        one.question
        for one in case.sought
        if not (one.question in met or asks_others(one.question.text, case) or _courteous(one.question, case))
    )


def _sought(case: Case) -> tuple[Sought, ...]:
    """The questions of a message; the whole of it, where somebody only asks and no question was made out."""
    if case.sought or case.abstained or case.triage.situation is not Situation.QUESTION:
        return case.sought
    return (Sought(Question(message(case), frozenset()), tuple(case.passages)),)


def _by_point(case: Case) -> Iterator[Chosen]:
    """The entry that speaks of the point which decides the whole matter, wherever it stands; none where none does."""
    scores = {p.id: p.score for p in case.passages}
    fitting = [
        entry
        for entry in case.knowledge.usable(case.now.date())
        if entry.language is case.language and held(entry.slug, case) and decides(entry, decisive(case))
    ]
    best = max(fitting, key=lambda entry: (scores.get(entry.id, 0.0), case.asked.shared(about(entry))), default=None)
    if best:
        code = category(case)
        yield Chosen(best, code, strayed=best.slug not in case.knowledge.playbooks[code].topics)


def _answering(sought: Sought, case: Case, *, whole: bool) -> Entry | None:
    """The entry whose answer fits a question best: found for it, of the kind it wants, of the matter in hand.

    ``whole``: it is the only one, so that what was found for all of the message is for the question, too.
    """
    wants = sought.question.wants
    asking = case.triage.situation is Situation.QUESTION
    topics = _matters(case)
    scores = {p.id: p.score for p in sought.passages}
    found = {p.id: p for p in sought.passages}
    for p in case.passages if (wants or asking) and not case.abstained else ():
        entry = usable(p, case)
        measured = entry and MEASURES & wants and entry.slug in topics and suits(entry, wants, case)
        heard = entry and sought.passages and spoken(entry, case) > 1 and suits(entry, wants, case)
        if whole or measured or heard:  # what the matter costs, and how long it takes, stands in its own entry
            found.setdefault(p.id, p)
            scores[p.id] = max(scores.get(p.id, 0.0), WHOLE * p.score)
    points = turns_on(sought.question, case)
    known = [
        (scores[id_], entry)
        for id_ in scores
        if (entry := usable(found[id_], case)) is not None
        and decides(entry, points)
        and (points or _priced_if(wants, entry, case))
    ]
    ranked = sorted(
        ((score + FITS * (suits(entry, wants, case) + spoken(entry, case)), score, entry) for score, entry in known),
        key=lambda one: -one[0],
    )
    timely = TIME in wants  # how long a thing takes stands in few entries, and says itself of what
    least = SURE if (asking or doubted(case)) and not (points or timely) else ANSWERS
    alone = {p.id for p in case.passages if p.score >= SURE} if whole and asking else set[str]()
    fitting = [
        entry
        for _, score, entry in ranked
        if score + FITS * min(spoken(entry, case), 0)
        >= (ANSWERS if spoken(entry, case) > 0 or entry.id in alone else least)
        and (score >= CERTAIN or _like(entry, case))
    ]
    if asking or doubted(case):
        return next(iter(fitting), None)
    own = next((entry for entry in fitting if entry.slug in topics and spoken(entry, case) >= 0), None)
    own = own or next((entry for entry in fitting if spoken(entry, case) > 1), None)  # the very thing was asked
    return own or next((e for _, score, e in ranked[:1] if score >= CERTAIN and suits(e, wants, case)), None)


def _priced_if(wants: frozenset[str], entry: Entry, case: Case) -> bool:
    """Whether an entry speaks of money, where nothing else is asked for: no other one says what it costs."""
    return AMOUNT not in wants or TIME in wants or suits(entry, wants, case)


def _like(entry: Entry, case: Case) -> bool:
    """Whether a message has anything in common with what people ask when they mean an entry."""
    asked = (entry.card.title, *entry.card.examples)
    return any(case.asked.shared(features(text, entry.language)) > 0 for text in asked)


def _matters(case: Case) -> frozenset[str]:
    """The entries of what the message is about: of the first problem, and of a further one whose entry was found."""
    found = {p.id.rpartition("/")[2] for p in case.passages if p.score >= FOUND}
    listed = [case.knowledge.playbooks[code].topics for code, _ in problems(case)]
    return frozenset(topic for place, topics in enumerate(listed) for topic in topics if not place or topic in found)


def _for_problems(case: Case) -> list[Chosen]:
    """The entry for each problem, the main problem's first."""
    found = [] if case.abstained else case.passages
    candidates = [(p, entry) for p in found if (entry := usable(p, case)) is not None]
    chosen: list[Chosen] = []
    for position, (code, score) in enumerate(problems(case) or ((Category.OTHER, 1.0),)):
        if code in HARMLESS or (position and not evident(case, code, score)):
            continue
        taken = {pick.entry.id for pick in chosen}
        pick = _for_problem(case, code, [pair for pair in candidates if pair[1].id not in taken], position == 0)
        if pick and pick.entry.id not in taken and not (chosen and _same_matter(pick, chosen)):
            chosen.append(pick)
    return [*chosen, *_told_beside(case, candidates, chosen)] if chosen else chosen


def _told_beside(case: Case, candidates: Sequence[tuple[Passage, Entry]], chosen: Sequence[Chosen]) -> Iterator[Chosen]:
    """Beside the main thing what else was told and has an entry of its own, where it was found."""
    told, taken = case.knowledge.told.get(case.language), {pick.entry.id for pick in chosen}
    entries = told.entries if told else {}
    led = {entries[scene] for scene in scenes(case) if scene in entries and not scene.startswith(ASKED)}
    for passage, entry in candidates:
        pick = Chosen(entry, Category.QUESTION)
        if passage.score >= ANSWERS and entry.slug in led and entry.id not in taken and not _same_matter(pick, chosen):
            yield pick


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
    return score >= FOUNDED or any(p.score >= FOUND and p.id.rpartition("/")[2] in topics for p in case.passages)


def _same_matter(pick: Chosen, chosen: Sequence[Chosen]) -> bool:
    """Whether another entry on the same thing was chosen: two periods for one refund would contradict each other."""
    title = features(pick.entry.card.title, pick.entry.language)
    return any(
        {feature for feature in title & features(other.entry.card.title, other.entry.language) if feature[:1] == "@"}
        - {LARGE}
        for other in chosen
    )


def _for_problem(case: Case, code: Category, candidates: Sequence[tuple[Passage, Entry]], first: bool) -> Chosen | None:
    """The entry of a thing told, else of the problem's own topics, unless another is clearly nearer.

    Without any of these one that speaks of it.
    """
    topics = case.knowledge.playbooks[code].topics
    told = _by_scene(case, topics, candidates)
    if told:
        return Chosen(told, code)
    candidates = [pair for pair in candidates if spoken(pair[1], case) >= 0]
    own = _nearest((pair for pair in candidates if pair[1].slug in topics), case)
    best = _nearest(candidates, case) if first else None
    if own and best and best[1].slug not in topics and best[0].score >= FOUND:
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


def _protects(entry: Entry, case: Case) -> bool:
    """Whether an entry says how to keep one's money and data, to somebody who may be cheated."""
    return Flag.FRAUD in case.triage.flags and entry.slug in case.knowledge.playbooks[Category.UNAUTHORISED_TX].topics


def _by_scene(case: Case, topics: Sequence[str], candidates: Sequence[tuple[Passage, Entry]]) -> Entry | None:
    """The entry that answers a thing the customer told: one of the problem's own, or one that was found.

    A side remark decides nothing. What answers a thing told stays the answer even where its advice has failed them.
    What is asked decides a mere question, and a complaint only where the question was not found as such.
    """
    asking = case.triage.situation is Situation.QUESTION
    scores = {entry.slug: passage.score for passage, entry in candidates}
    heard = {
        s for s in scenes(case) if (s.startswith(ASKED) and not case.sought) or not (s.startswith(ASKED) or asking)
    }
    fitting = {
        slug
        for scene, slug in leading(case).items()
        if scene in heard and (asking or slug in topics or scores.get(slug, 0.0) >= enough(slug, case))
    }
    ranked = sorted(
        fitting, key=lambda slug: (slug not in topics, slug in topics[:1], -scores.get(slug, 0.0), slug)
    )  # the first of a problem's entries holds for everybody, the others for what was told
    return next((entry for slug in ranked if (entry := held(slug, case))), None)


def _nearest(pairs: Iterable[tuple[Passage, Entry]], case: Case) -> tuple[Passage, Entry] | None:
    """The best by retrieval's score, with the words in common as a tie-break; last of all what has failed them."""
    return max(
        pairs,
        key=lambda pair: (not _failed(pair[1], case), pair[0].score + TIE * case.asked.shared(about(pair[1]))),
        default=None,
    )


def _failed(entry: Entry, case: Case) -> bool:
    """Whether what decides an entry is the very advice that has failed this customer."""
    return any(spared(line, case) for line in entry_lines(entry, case.market)[:1])


def _spoken_of(case: Case, code: Category, topics: Sequence[str]) -> Chosen | None:
    """An entry of the problem's topics that the message speaks of, though retrieval did not bring it."""
    own = [entry for slug in topics if (entry := held(slug, case)) and spoken(entry, case) >= 0]
    best = max(own, key=lambda entry: case.asked.shared(about(entry)), default=None)
    if best is None or (shared := case.asked.shared(about(best))) < SPEAKS:
        return None
    usable = (entry for entry in case.knowledge.usable(case.now.date()) if entry.language is case.language)
    most = max((case.asked.shared(about(entry)) for entry in usable), default=0.0)
    return Chosen(best, code) if shared >= OF_BEST * most else None
