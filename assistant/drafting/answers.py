"""Turning entries into an answer to this question: which of their sentences speak of it, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import Category, Market, Situation
from assistant.drafting.belief import category
from assistant.drafting.case import Case
from assistant.drafting.choosing import Chosen, deciding_entries
from assistant.drafting.concerns import begun, dangles, holds_here, on_island, spared, told_already
from assistant.drafting.goods import LARGE, of_another_size
from assistant.drafting.lines import local_lines, short_line, split_lines, varies
from assistant.drafting.notes import noted
from assistant.drafting.overdue import names_a_time_over, overdue
from assistant.drafting.questions import Question
from assistant.drafting.relevance import features
from assistant.drafting.stances import Stance, carrying
from assistant.drafting.suiting import AMOUNT, TIME, priced, suited, suiting, timed
from assistant.drafting.told import asks_only, scenes, supposes
from assistant.drafting.values import home
from assistant.drafting.words import lowered, says
from assistant.knowledge import Entry

# How many sentences of an entry a reply of each style carries at most.
SENTENCES = {"line": 1, "comment": 2, "chat": 2, "letter": 3}
TELLING, OF_BEST_SAID = 3.0, 0.35  # what a sentence must share with the message: at least, and of the entry's nearest
DECIDES = 3.0  # and that it is the one that decides
WANTED = 6.0  # what it is worth that a sentence is of the kind a question wants


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
        if said:
            late = not found and overdue(said, pick, case)
            said = tuple(s for n, s in enumerate(said) if not (late and n and _over_again(s, said[0], case)))
            found.append(Answer(pick.entry.id, said, pick.problem, late, bool(everywhere)))
    return tuple(found)


def _over_again(sentence: str, first: str, case: Case) -> bool:
    """Whether a sentence only repeats the time that is over; what an island adds to it is no repetition."""
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


def _unspoken(case: Case) -> bool:
    if noted(case).said:
        return False
    if asks_only(case) or _not_understood(case):
        return True
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

    For somebody who asks, or where nothing else is to be said. The country whose language is spoken comes first; a
    single line has room for no other.
    """
    if case.market is not None or not varies(pick.entry):
        return ()
    lines, countries = _local(pick.entry, case), case.phrases.markets
    figures = any({TIME, AMOUNT} & question.wants for question in pick.asked)
    asked = unasked or figures or case.triage.situation is Situation.QUESTION
    known = set(lines) == set(countries) == set(Market)
    if not (asked and known and _alike(*lines.values(), case=case)):
        return ()
    first = home(case)
    order = [first, *(market for market in Market if market is not first)]
    return tuple(_under(countries[market], lines[market], case) for market in order[: 1 if style == "line" else None])


def _local(entry: Entry, case: Case) -> dict[Market, str]:
    """The first sentence of each country's own part that may be said to this customer."""
    found = {
        market: [line for line in lines if holds_here(line, entry, case) and not spared(line, case)]
        for market, lines in local_lines(entry).items()
    }
    return {market: lines[0] for market, lines in found.items() if lines}


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
    short = short_line(entry, market)
    wants = frozenset[str]().union(*(question.wants for question in pick.asked))
    if style == "line" and short and suiting(short, wants, case) and _may_be_said(short, entry, case, asking=asking):
        return (short,)
    deciding, others = split_lines(entry, market)
    if market is None and varies(entry):  # of what holds everywhere only what speaks of a case or grants a thing
        own = {case.language: case.phrases}
        deciding, others = [], [s for s in (*deciding, *others) if supposes(s, case) or says(s, "grant", own)]
    everything = [s for s in [*deciding, *others] if _may_be_said(s, entry, case, asking=asking and s not in deciding)]
    if deciding and deciding[0] not in everything:  # what decides is another sentence, or nothing is said
        everything = [s for s in everything if not dangles(s, entry, case)]
        deciding = _instead(deciding[0], everything, entry, case)
    asked = _best_for(pick.asked, everything, deciding, case)
    if asked:
        first = [s for s in deciding if s in everything]
        fitting = [s for s in everything if s in asked or s in first or not _said_otherwise(s, wants, case)]
        return _asked_first(asked, fitting, first, wants, case, room)
    worth = {sentence: case.asked.shared(features(sentence, case.language)) for sentence in everything}
    ranked = sorted(everything, key=lambda sentence: (sentence not in deciding, -worth[sentence]))
    least = _least(max(worth.values(), default=0.0), case)
    kept = {sentence for sentence in ranked[:room] if worth[sentence] >= least or sentence in deciding}
    kept |= {sentence for sentence in everything if on_island(sentence, case)}
    if case.triage.situation is Situation.REFUSAL and len(kept) == 1:
        kept |= set(ranked[1:2])  # a no is never left alone: what is possible follows it
    return tuple(sentence for sentence in everything if sentence in kept)


def _instead(line: str, left: Sequence[str], entry: Entry, case: Case) -> list[str]:
    """What decides in place of a line that does not hold: for goods of another size their own, else the one nearest."""
    if not of_another_size(line, entry, case):
        worth = {sentence: case.asked.shared(features(sentence, case.language)) for sentence in left}
        spoken_of = [sentence for sentence in left if worth[sentence] > 0]
        return sorted(spoken_of, key=lambda s: (not supposes(s, case), -worth[s]))[:1]  # «if the link does not work …»
    return [sentence for sentence in left if LARGE in features(sentence, case.language)][:1]


def _best_for(asked: Sequence[Question], sentences: Sequence[str], deciding: Sequence[str], case: Case) -> list[str]:
    """The sentence that answers each question best, in the order they were asked; what decides where it fits."""
    found: list[str] = []
    for question in asked:
        own = case.asked.part(features(question.text, case.language))
        worth = {
            s: own.shared(features(s, case.language))
            + (WANTED + DECIDES * (s in deciding)) * suited(s, question.wants, case)
            - 0.01 * place
            for place, s in enumerate(sentences)
        }
        found += [max(worth, key=lambda s: worth[s])] if worth else []
    return list(dict.fromkeys(found))


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
    kept |= set(sorted(left, key=lambda s: -worth[s])[: max(0, room - len(kept))])
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
