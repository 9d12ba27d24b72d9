"""Turning entries into an answer to this question: the deciding sentence, and those that speak of what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import Category, Language, Market, Passage
from assistant.drafting.case import Case
from assistant.knowledge import Entry
from assistant.languages import key, sentences, words

# How many sentences of an entry a reply of each style carries.
SENTENCES = {"line": 1, "comment": 2, "chat": 2, "letter": 3}
ALSO_ASKED = 0.75
NOT_PROBLEMS = frozenset({Category.PRAISE, Category.SPAM, Category.TROLL, Category.OFF_TOPIC})


@dataclass(frozen=True, slots=True)
class Answer:
    """Sentences of one entry, in the entry's order."""

    source: str
    sentences: tuple[str, ...]


def answers(case: Case, style: str, most: int) -> tuple[Answer, ...]:
    """One answer for each problem the complaint has, from at most ``most`` entries; the main problem first."""
    found: list[Answer] = []
    for entry in deciding_entries(case)[:most]:
        room = SENTENCES[style] if not found else max(1, SENTENCES[style] - 1)
        said = _sentences_for(entry, case, style, room)
        if said:
            found.append(Answer(entry.id, said))
    return tuple(found)


def deciding_entries(case: Case) -> list[Entry]:
    """The entry for each problem, the main problem's first; nothing where retrieval abstained."""
    if case.abstained:
        return []
    candidates = [
        (p, e) for p in case.passages if p.quotable and (e := case.knowledge.entry_by_id.get(p.id)) is not None
    ]
    chosen: list[Entry] = []
    for position, (category, _) in enumerate(case.triage.categories or ((Category.OTHER, 1.0),)):
        if category in NOT_PROBLEMS:
            continue
        topics = case.knowledge.playbooks[category].topics
        fitting = [(p, e) for p, e in candidates if e not in chosen and (position == 0 or e.slug in topics)]
        best = max(fitting, key=lambda pair: pair[0].score, default=None)
        if best:
            chosen.append(best[1])
    if case.triage.category is Category.QUESTION:
        # One message often asks two or three things; what is found nearly as well as the best is asked as well.
        top = max((p.score for p, _ in candidates), default=0.0)
        chosen += [e for p, e in candidates if e not in chosen and p.score >= ALSO_ASKED * top]
    return chosen


def market_matters(case: Case) -> bool:
    """Whether the answer depends on a market that is not known."""
    return case.market is None and any(entry.differs_by_market for entry in deciding_entries(case)[:1])


def _sentences_for(entry: Entry, case: Case, style: str, room: int) -> tuple[str, ...]:
    market = case.market if case.market or entry.differs_by_market else next(iter(Market))
    short = _short(entry, market)
    if style == "line" and short:
        return (short,)
    deciding, others = _split(entry, market, case.language)
    asked = _keys(case.masked.text + " " + (case.complaint.subject or ""))
    ranked = sorted(others, key=lambda sentence: -len(_keys(sentence) & asked))
    kept = {*deciding[:1], *ranked[: room - 1 if deciding else room]}
    return tuple(sentence for sentence in [*deciding, *others] if sentence in kept)


def _split(entry: Entry, market: Market | None, language: Language) -> tuple[list[str], list[str]]:
    """The sentence that decides the case, and the rest, each list in the order of the entry."""
    local = _lines(entry.sections.get(market, ""), language) if market else []
    shared = _lines(entry.sections.get(None, ""), language)
    first = local[:1] or shared[:1]
    return first, [sentence for sentence in [*local, *shared] if sentence not in first]


def _short(entry: Entry, market: Market | None) -> str | None:
    values = entry.card.short
    if market is not None:
        return values.get(market)
    return next(iter(values.values())) if len(set(values.values())) == 1 else None


def _lines(text: str, language: Language) -> list[str]:
    return [_closed(sentence) for line in text.split("\n") if line.strip() for sentence in sentences(line, language)]


def _closed(sentence: str) -> str:
    """The sentence with a full stop, where a line of an entry ends in an address and the next would run into it."""
    text = sentence.strip()
    return text if text.endswith((".", "!", "?", ";", ":", "…", "»")) else f"{text}."


def _keys(text: str) -> frozenset[str]:
    """The keys of the longer words, cut to five letters so that inflected forms meet."""
    return frozenset(key(word)[:5] for word in words(text) if len(word) > 3)


def quoted(passages: Sequence[Passage], ids: Sequence[str]) -> tuple[Passage, ...]:
    """The passages a draft cites, in the order cited."""
    by_id = {passage.id: passage for passage in passages}
    return tuple(by_id[id_] for id_ in dict.fromkeys(ids) if id_ in by_id)
