"""Turning entries into an answer to this question: which of their sentences speak of it, and in which order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain import Category, Market, Situation
from assistant.drafting.asking import requested
from assistant.drafting.belief import category
from assistant.drafting.case import Case
from assistant.drafting.choosing import Chosen, deciding_entries
from assistant.drafting.concerns import (
    WAY,
    begun,
    dangles,
    excepted,
    holds_here,
    on_island,
    spared,
    told_already,
    unfounded,
)
from assistant.drafting.goods import LARGE, of_another_size
from assistant.drafting.lines import local_lines, short_line, split_lines, varies
from assistant.drafting.notes import noted
from assistant.drafting.overdue import names_a_time_over, overdue
from assistant.drafting.points import decisive, meets, required, turns_on
from assistant.drafting.questions import Question
from assistant.drafting.relevance import features
from assistant.drafting.stances import Stance, carrying
from assistant.drafting.suiting import AMOUNT, TIME, priced, suited, suiting, timed
from assistant.drafting.told import OVERDUE, asks_only, scenes, supposed, supposes
from assistant.drafting.values import home, native
from assistant.drafting.words import lowered, says
from assistant.knowledge import Entry

# How many sentences of an entry a reply of each style carries at most.
SENTENCES = {"line": 1, "comment": 2, "chat": 2, "letter": 3}
TELLING, OF_BEST_SAID = 3.0, 0.35  # what a sentence must share with the message: at least, and of the entry's nearest
DECIDES = 3.0  # and that it is the one that decides
WANTED = 6.0  # what it is worth that a sentence is of the kind a question wants
TURNED_ON = 20.0  # and that it speaks of what the question turns on
NEARLY = 0.7  # of what the first sentence shares with the message
NEW = 3.0  # what a further sentence must share with the message beyond what is said already


@dataclass(frozen=True, slots=True)
class Answer:
    """Sentences of one entry, in the entry's order, and the problem they answer.

    ``overdue``: the customer has waited longer than the first sentence says. ``everywhere``: it gives the terms of each
    country, since the customer's is not known.
    """

    source: str
    sentences: tuple[str, ...]
    problem: Category
    overdue: bool = False
    everywhere: bool = False


def answers(
    case: Case, chosen: Sequence[Chosen], style: str, *, asking: bool = False, stance: Stance | None = None
) -> tuple[Answer, ...]:
    """One answer for each chosen entry that says something; the first one's is the fullest.

    ``asking``: the reply asks for something itself, so that sentences of an entry that ask are left out. ``stance``:
    only sentences that carry it, of the main problem's entry.
    """
    if stance is not None:
        return _carried(case, chosen, stance)
    found: list[Answer] = []
    for pick in chosen:
        room = SENTENCES[style] if not found else max(1, SENTENCES[style] - 1)
        everywhere = _everywhere(pick, case, style)
        said = everywhere or _sentences_for(pick, case, style, room, asking=asking)
        said = said or (everywhere := _everywhere(pick, case, style, unasked=True))
        late = bool(said) and not found and overdue(said, pick, case)
        if said and not (everywhere and _waits(pick, case) and not late):
            said = tuple(s for n, s in enumerate(said) if not (late and n and _over_again(s, said[0], case)))
            found.append(Answer(pick.entry.id, said, pick.problem, late, bool(everywhere)))
    return tuple(found)


def _waits(pick: Chosen, case: Case) -> bool:
    """Whether somebody waits who has asked for no time: two countries' usual times tell them nothing of their own."""
    return case.triage.situation is Situation.LOOKUP and not pick.asked


def _over_again(sentence: str, first: str, case: Case) -> bool:
    """Whether a sentence only repeats the time that is over, or what is done then; not what an island adds to it."""
    told = case.knowledge.told.get(case.language)
    if told and sentence.startswith(told.met.get(OVERDUE, ("\0",))):
        return True
    return names_a_time_over(sentence, first, case) and not on_island(sentence, case)


def _carried(case: Case, chosen: Sequence[Chosen], stance: Stance) -> tuple[Answer, ...]:
    """The main problem's entry, if it carries the stance, with the sentences that do."""
    for pick in chosen[:1]:
        deciding, others = split_lines(pick.entry, case.market)
        whole = [s for s in [*deciding, *others] if holds_here(s, pick.entry, case)]
        nearest = sorted(whole, key=lambda s: (s not in deciding, -case.asked.shared(features(s, case.language))))
        said = carrying(stance, nearest, {case.language: case.phrases})
        if said:
            return (Answer(pick.entry.id, said, pick.problem),)
    return ()


def unspoken(case: Case) -> bool:
    """Whether a question would get a reply without an answer in it: then only honesty is left."""
    return case.once("unspoken", lambda: _unspoken(case))


def only_unheld(case: Case) -> bool:
    """Whether a message asks for nothing but what we have no entry for: of several questions none has its answer."""
    several = len(case.sought) > 1 and any(pick.asked for pick in deciding_entries(case))
    return asks_only(case) and not several


def _unspoken(case: Case) -> bool:
    if noted(case).said or requested(case):
        return False
    if only_unheld(case) or _not_understood(case):
        return True
    if decisive(case) and case.triage.situation in {Situation.ANSWER, Situation.REFUSAL}:
        return not deciding_entries(case)
    if case.triage.situation is not Situation.QUESTION or market_matters(case):
        return False
    return not (case.abstained and not case.sought) and not answers(case, deciding_entries(case), "letter")


def _not_understood(case: Case) -> bool:
    """Whether a complaint is of no kind one may believe, tells nothing there are words for, and no entry answers it."""
    other = category(case) is Category.OTHER and case.triage.situation is not Situation.PRAISE
    return other and not (scenes(case) or case.complaint.thread or deciding_entries(case))


def market_matters(case: Case) -> bool:
    """Whether the answer depends on a market that is not known."""
    return case.market is None and any(pick.entry.differs_by_market for pick in deciding_entries(case)[:1])


def _everywhere(pick: Chosen, case: Case, style: str, *, unasked: bool = False) -> tuple[str, ...]:
    """What decides in each market, under its country's name, for somebody whose country is not known.

    For somebody who asks, or where nothing else is to be said, unless what holds everywhere answers better. The country
    whose language is spoken comes first, and alone where it has a language of its own, or a line has room for no other.
    """
    if case.market is not None or not varies(pick.entry):
        return ()
    lines, countries = _local(pick, case), case.phrases.markets
    asked = unasked or bool(pick.asked) or case.triage.situation is Situation.QUESTION
    if not asked or not (set(lines) == set(countries) == set(Market)):
        return ()
    first = home(case)
    alone = style == "line" or native(case)
    if (not alone and not _comparable(pick, lines, case)) or (unasked and not _alike(*_heads(lines), case=case)):
        return ()
    if not unasked and _answers_everywhere(pick, lines[first], case):
        return ()
    order = [first, *(market for market in Market if market is not first and not alone)]
    return tuple(
        _under(countries[market], line, case) if at == 0 else line
        for market in order
        for at, line in enumerate(lines[market][: SENTENCES[style]])
    )


def _comparable(pick: Chosen, lines: Mapping[Market, Sequence[str]], case: Case) -> bool:
    """Whether two countries' lines may stand side by side: they say the same, or both speak of what is asked."""
    heads = _heads(lines)
    turning = frozenset[str]().union(*(required(turns_on(q, case), case.language) for q in pick.asked))
    both = bool(turning) and all(meets(head, turning, case.language) for head in heads)
    return both or _alike(*heads, case=case)


def _heads(lines: Mapping[Market, Sequence[str]]) -> list[str]:
    return [line[0] for line in lines.values()]


def _local(pick: Chosen, case: Case) -> dict[Market, list[str]]:
    """Of each country's own part what answers each question, else its first sentence, as far as it may be said."""
    found: dict[Market, list[str]] = {}
    for market, lines in local_lines(pick.entry).items():
        said = [line for line in lines if holds_here(line, pick.entry, case) and not spared(line, case)]
        if said:
            found[market] = _best_for(pick.asked, said, lines[:1], case) or said[:1]
    return found


def _answers_everywhere(pick: Chosen, local: Sequence[str], case: Case) -> list[str]:
    """The sentences that hold everywhere and answer a question better than the country's own do.

    Not «if it can no longer be changed …» for somebody who supposes nothing: that is said after the rule, not for it.
    """
    shared = [s for s in split_lines(pick.entry, None)[1] if _may_be_said(s, pick.entry, case, asking=False)]
    shared = [*(s for s in split_lines(pick.entry, None)[0] if holds_here(s, pick.entry, case)), *shared]
    supposing = any(supposes(question.text, case) for question in pick.asked)
    shared = [s for s in shared if supposing or not supposed(s, case)]
    return [s for s in _best_for(pick.asked, [*local, *shared], local[:1], case) if s not in local]


def _alike(one: str, other: str, *, case: Case) -> bool:
    """Whether two lines say the same of two countries but for the figures."""
    kinds = [(timed(line, case.language), suiting(line, {AMOUNT}, case)) for line in (one, other)]
    if kinds[0] == kinds[1] and any(kinds[0]):
        return True
    said, said_too = features(one, case.language), features(other, case.language)
    return 2 * len(said & said_too) >= min(len(said), len(said_too))


def _under(country: str, line: str, case: Case) -> str:
    """A line with the country it holds in, unless it names it itself."""
    named = features(country, case.language) & features(line, case.language)
    return line if named else f"{country} {lowered(line, case.language)}"


def _sentences_for(pick: Chosen, case: Case, style: str, room: int, *, asking: bool) -> tuple[str, ...]:
    entry = pick.entry
    market = case.market or (None if varies(entry) else home(case))  # one country's terms are no other's
    special = [line for part in split_lines(entry, market) for line in part if excepted(line, entry, case)]
    short = None if special else short_line(entry, market)
    wants = frozenset[str]().union(*(question.wants for question in pick.asked))
    turning = decisive(case).union(*(turns_on(question, case) for question in pick.asked))
    fits = short is not None and suiting(short, wants, case) and meets(short, turning, case.language) == len(turning)
    if style == "line" and short and fits and _may_be_said(short, entry, case, asking=asking):
        return (short,)
    deciding, others = split_lines(entry, market)
    if market is None and varies(entry):  # of what holds everywhere only what speaks of a case or grants a thing
        own = {case.language: case.phrases}
        local = _local(pick, case).get(home(case), [])
        better = _answers_everywhere(pick, local, case)
        deciding, others = (
            [],
            [s for s in (*deciding, *others) if s in better or supposes(s, case) or says(s, "grant", own)],
        )
    everything = [s for s in [*deciding, *others] if _may_be_said(s, entry, case, asking=asking and s not in deciding)]
    if deciding and deciding[0] not in everything:  # what decides is another sentence, or nothing is said
        everything = [s for s in everything if not dangles(s, entry, case)]
        deciding = _instead(deciding[0], everything, entry, case)
    if decisive(case):
        return tuple(s for s in everything if meets(s, decisive(case), case.language))[:room]
    if special := [line for line in special if line in everything]:  # the rule for others is not theirs
        more = (s for s in everything if s not in special and not _measured(s, case) and _adds(s, special, case))
        return (*special, *more)[:room]
    asked = _best_for(pick.asked, everything, deciding, case)
    if pick.asked and not asked:
        return ()
    everything = [s for s in everything if s in asked or s in deciding or not unfounded(s, entry, case)]
    if asked:
        first = [s for s in deciding if s in everything]
        fitting = [s for s in everything if s in asked or s in first or not _said_otherwise(s, wants, case)]
        return _asked_first(asked, fitting, first, wants, case, room)
    worth = {sentence: case.asked.shared(features(sentence, case.language)) for sentence in everything}
    ranked = sorted(everything, key=lambda sentence: (sentence not in deciding, -worth[sentence]))
    least = _least(max(worth.values(), default=0.0), case)
    kept = {sentence for sentence in ranked[:room] if sentence in deciding}
    for sentence in ranked[:room]:
        if worth[sentence] >= least and (WAY in wants or _adds(sentence, kept, case)):
            kept.add(sentence)
    kept |= {sentence for sentence in everything if on_island(sentence, case)}
    if case.triage.situation is Situation.REFUSAL and len(kept) == 1:
        kept |= set(ranked[1:2])  # a no is never left alone: what is possible follows it
    return tuple(sentence for sentence in everything if sentence in kept)


def _measured(sentence: str, case: Case) -> bool:
    """Whether a sentence gives a time or a price."""
    return timed(sentence, case.language) or priced(sentence, case.language)


def _instead(line: str, left: Sequence[str], entry: Entry, case: Case) -> list[str]:
    """What decides in place of a line that does not hold: for goods of another size their own, else the one nearest."""
    if not of_another_size(line, entry, case):
        worth = {sentence: case.asked.shared(features(sentence, case.language)) for sentence in left}
        spoken_of = [sentence for sentence in left if worth[sentence] > 0]
        return sorted(spoken_of, key=lambda s: (not supposes(s, case), -worth[s]))[:1]  # «if the link does not work …»
    return [sentence for sentence in left if LARGE in features(sentence, case.language)][:1]


def _best_for(asked: Sequence[Question], sentences: Sequence[str], deciding: Sequence[str], case: Case) -> list[str]:
    """The sentence that answers each question best, in the order they were asked; what decides where it fits.

    None for a question that turns on what no sentence speaks of.
    """
    found: list[str] = []
    for question in asked:
        own, turning = case.asked.part(features(question.text, case.language)), turns_on(question, case)
        needed = required(turning, case.language)
        worth = {
            s: own.shared(features(s, case.language))
            + (WANTED + DECIDES * (s in deciding)) * suited(s, question.wants, case)
            + TURNED_ON * meets(s, turning, case.language)
            - 0.01 * place
            for place, s in enumerate(sentences)
            if not needed or meets(s, needed, case.language)
        }
        found += [max(worth, key=lambda s: worth[s])] if worth else []
    return list(dict.fromkeys(found))


def _adds(sentence: str, said: Collection[str], case: Case) -> bool:
    """Whether a sentence speaks of something in the message that nothing said speaks of yet, or is the first no.

    To a complaint also one that gives a time and speaks of it nearly as much: it is the other way it may turn out.
    """
    own = {case.language: case.phrases}
    if says(sentence, "limit", own) and not any(says(one, "limit", own) for one in said):
        return True
    if case.triage.situation is not Situation.QUESTION and timed(sentence, case.language):
        most = max((case.asked.shared(features(one, case.language)) for one in said), default=0.0)
        if case.asked.shared(features(sentence, case.language)) >= NEARLY * most:
            return True
    known = frozenset[str]().union(*(features(one, case.language) for one in said))
    return not known or case.asked.shared(features(sentence, case.language) - known) >= NEW


def _asked_first(
    asked: Sequence[str],
    everything: Sequence[str],
    deciding: Sequence[str],
    wants: frozenset[str],
    case: Case,
    room: int,
) -> tuple[str, ...]:
    """What decides, what was asked, what holds on this customer's island and what else speaks of the message.

    In the entry's order, except that a time or a price that was asked for comes first.
    """
    worth = {s: case.asked.shared(features(s, case.language)) for s in everything}
    best = max(worth.get(s, 0.0) for s in asked)
    kept = {*deciding, *asked}
    kept |= {s for s in everything if on_island(s, case)}
    left = [s for s in everything if s not in kept and worth[s] >= _least(best, case)]
    for sentence in sorted(left, key=lambda s: -worth[s])[: max(0, room - len(kept))]:
        if WAY in wants or _adds(sentence, kept, case):  # how a thing is done takes more than one sentence
            kept.add(sentence)
    measured = [
        s
        for s in asked
        if (TIME in wants and timed(s, case.language)) or (AMOUNT in wants and priced(s, case.language))
    ]
    return tuple(sorted((s for s in everything if s in kept), key=lambda s: s not in measured))


def _least(best: float, case: Case) -> float:
    """What a sentence must share with the message to be said as well; less for somebody who only asks."""
    asking = case.triage.situation is Situation.QUESTION
    return OF_BEST_SAID * best if asking and best else max(TELLING, OF_BEST_SAID * best)


def _said_otherwise(sentence: str, wants: frozenset[str], case: Case) -> bool:
    """Whether a sentence would give a second time or price beside the one asked for."""
    again = (TIME in wants and timed(sentence, case.language)) or (AMOUNT in wants and priced(sentence, case.language))
    return again and not on_island(sentence, case)


def _may_be_said(sentence: str, entry: Entry, case: Case, *, asking: bool) -> bool:
    """Whether a sentence concerns this customer, is no advice that has failed, and asks for nothing asked elsewhere."""
    return (
        (on_island(sentence, case) or holds_here(sentence, entry, case))
        and not spared(sentence, case)
        and not begun(sentence, case)
        and not (asking and says(sentence, "request", case.knowledge.phrases))
        and not (case.triage.situation is Situation.REPEAT and told_already(sentence, case))
    )
